"""The tables of `credlint fleet scan`: where their files are, their columns, and their Parquet."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

# The columns of each table, with those of all tables first; sql/tables.sql has the same.
COMMON = "schema:text tool:text rules_digest:text repository:text revision:text"
TABLES = {
    "scans": "exit:int files:int documents:int resources:int credentials:int findings:int"
    " unreadable:int skipped:int history:bool problems:texts join_epoch:text url_key:text",
    "findings": "rule:text severity:text confidence:text message:text subject:text fingerprint:text"
    " group:text object:object location:location reach:reach related:json fix:json fixRefusal:text",
    "credentials": "path:text line:int column:int object:text secret:text namespaces:texts key:text"
    " kind:text title:text provider:text host:text user:text purpose:text scopes:texts expires:text"
    " unchanged_since:text origin:text exposure:text personal:bool owners:texts environments:texts"
    " roots:texts users:int used:bool login:bool provides:bool join_id:text join_epoch:text",
    "references": "path:text line:int column:int from_kind:text from_name:text namespaces:texts"
    " name:text key:text kind:text optional:bool resolved:bool roots:texts",
    "images": "host:text image:text workload:text path:text",
    "sources": "kind:text path:text line:int object:text url:text url_key:text source_path:text"
    " ref:text cluster:text namespace:text roots:texts",
    "history": "kind:text title:text provider:text host:text user:text scopes:texts object:text"
    " key:text spot:text rules:texts severity:text message:text paths:texts path:text line:int"
    " column:int blob:text expires:text personal:bool first_commit:text first_seconds:int"
    " last_commit:text last_seconds:int removed_in:text removed_seconds:int in_head:bool refs:texts"
    " reachable:bool fingerprint:text join_id:text join_epoch:text",
}
ROWS = 20_000
Row = dict[str, Any]


def columns(table: str) -> list[tuple[str, str]]:
    pairs = (column.split(":") for column in f"{COMMON} {TABLES[table]}".split())
    return [(name, kind) for name, kind in pairs]


def shard(out: Path, table: str, repository: str, revision: str | None) -> Path:
    """Where the rows of a repository are."""
    name = hashlib.sha256(repository.encode()).hexdigest()[:16]
    return out / "v1" / table / f"repository={name}" / f"{revision or 'none'}.jsonl"


def temporary(path: Path) -> Path:
    """A name in the same folder that no pattern for tables matches."""
    return path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}.tmp")


def put(path: Path, content: Row) -> None:
    """Writes one line, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    temporary(path).write_text(text + "\n", encoding="utf-8")
    temporary(path).replace(path)


def read_scan(out: Path, line: Row) -> Row | None:
    """The row in `scans` of a line of the plan."""
    path = shard(out, "scans", line["repository"], line["revision"])
    row: Row | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return row


def put_failure(out: Path, line: Row, problem: str, like: Row, history: bool) -> None:
    """Leaves nothing of a shard but a row in `scans` that says why it failed.

    - like: a row of the same run, for the versions that a failed one does not tell.
    """
    place = line["repository"], line["revision"]
    for table in TABLES:
        if table != "scans":
            shard(out, table, *place).unlink(missing_ok=True)
    row: Row = {name: 0 for name, kind in columns("scans") if kind == "int"}
    row |= {"schema": "urn:credlint:schema:scan-1", "repository": place[0], "revision": place[1]}
    row |= {"tool": like.get("tool", ""), "rules_digest": like.get("rules_digest", ""), "exit": 3}
    row |= {
        "history": history,
        "join_epoch": None,
        "url_key": None,
        "problems": [f"not scanned: {problem}"],
    }
    finished = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    scans = shard(out, "scans", *place)
    put(scans.with_suffix(".run.json"), {"finished": finished, "milliseconds": 0})
    put(scans, row)


def newest(out: Path) -> list[Path]:
    """The files in `scans` of the newest scan of each repository."""

    def finished(path: Path) -> tuple[str, str]:
        run = path.with_suffix(".run.json")
        content: Row = json.loads(run.read_text("utf-8")) if run.exists() else {}
        return content.get("finished", ""), path.name

    folders = sorted((out / "v1" / "scans").glob("repository=*"))
    found = (max(folder.glob("*.jsonl"), key=finished, default=None) for folder in folders)
    return [path for path in found if path]


def rows(out: Path, table: str, scans: list[Path]) -> Iterator[Row]:
    for scan in scans:
        path = out / "v1" / table / scan.parent.name / scan.name
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


def write_parquet(out: Path) -> None:
    """Writes each table once more, as one file: `v1/<table>.parquet`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def texts(*names: str) -> list[Any]:
        return [pa.field(name, pa.string()) for name in names]

    numbers = [pa.field(name, pa.int64()) for name in ("line", "column", "endLine", "endColumn")]
    types = {
        "text": pa.string(), "int": pa.int64(), "bool": pa.bool_(), "json": pa.string(),
        "texts": pa.list_(pa.string()), "object": pa.struct(texts("kind", "name", "namespace")),
        "location": pa.struct(texts("path") + numbers),
        "reach": pa.list_(pa.struct(texts("root", "environment"))),
    }  # fmt: skip
    scans = newest(out)
    for table in TABLES:
        kinds = dict(columns(table))
        schema = pa.schema([(name, types[kind]) for name, kind in kinds.items()])
        path = out / "v1" / f"{table}.parquet"
        part: list[Row] = []
        with pq.ParquetWriter(temporary(path), schema, compression="zstd") as writer:
            for row in rows(out, table, scans):
                for name, kind in kinds.items():
                    if kind == "json" and row.get(name) is not None:
                        row[name] = json.dumps(row[name], ensure_ascii=False)
                part.append(row)
                if len(part) == ROWS:
                    writer.write_table(pa.Table.from_pylist(part, schema))
                    part = []
            writer.write_table(pa.Table.from_pylist(part, schema))
        temporary(path).replace(path)
