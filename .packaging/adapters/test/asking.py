"""Asks the shipped questions, as of a fixed time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

ADAPTERS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ADAPTERS / "dask"))
import credlint_tables as credlint_tables  # noqa: E402

SQL = sorted(path.name for path in (ADAPTERS / "sql").glob("*.sql") if path.name != "tables.sql")
NOW = "2026-01-15T00:00:00Z"


def connect(fleet: Path, plan: Path | None = None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET VARIABLE fleet = ?", [str(fleet)])
    connection.execute("SET VARIABLE now = ?", [NOW])
    if plan:
        connection.execute("SET VARIABLE plan = ?", [str(plan)])
    connection.execute((ADAPTERS / "sql" / "tables.sql").read_text())
    return connection


def ask(fleet: Path, question: str, plan: Path | None = None) -> list[dict[str, Any]]:
    answer = connect(fleet, plan).execute((ADAPTERS / "sql" / question).read_text())
    names = [column[0] for column in answer.description]
    return [dict(zip(names, values)) for values in answer.fetchall()]
