"""The fleet that all tests of the known repositories share, and how they ask it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from asking import NOW
from git_stream import Repository
from known_repositories import Tokens, fleet

Row = dict[str, Any]
Words = list[str | Path]


class Fleet:
    """Mirrors in a folder, and what credlint makes of them."""

    def __init__(self, folder: Path, repositories: Iterable[Repository]) -> None:
        self.folder, self.mirrors = folder, folder / "mirrors"
        self.plan = folder / "plan.jsonl"
        for repository in repositories:
            self.mirror(repository)
        self.make_plan()

    def mirror(self, repository: Repository) -> Path:
        place = self.folder / "sources" / repository.name
        repository.write(place)
        return repository.mirror(place, self.mirrors)

    def make_plan(self) -> None:
        self.plan.write_text(World.credlint("fleet", "plan", self.mirrors))

    def scan(self, out: str, *words: str | Path, code: int = 0) -> Path:
        words = ("--now", NOW, *words)
        World.credlint(
            "fleet", "scan", "--plan", self.plan, "--out", self.folder / out, *words, code=code
        )
        return self.folder / out


class World:
    """What all tests share. Everything that credlint said is kept."""

    binary: Path
    root: Path
    fleet: Fleet
    tokens: Tokens
    out: Path
    key: Path
    said: list[str] = []

    @classmethod
    def make(cls, binary: Path, root: Path, seed: int) -> None:
        cls.binary, cls.root, cls.tokens = binary, root, Tokens(seed)
        cls.key = cls.new_key("key")
        cls.fleet = Fleet(root, fleet(cls.tokens))
        # Of a mirror that was copied in the middle only the names are there.
        for path in (root / "mirrors/data/broken.git/objects").rglob("*"):
            if path.is_file():
                path.unlink()
        cls.fleet.make_plan()
        cls.out = cls.fleet.scan("out", "--history", "--key-file", cls.key, code=3)

    @classmethod
    def new_key(cls, name: str) -> Path:
        path = cls.root / name
        path.touch(0o600)
        path.write_bytes(os.urandom(32))
        return path

    @classmethod
    def credlint(cls, *words: str | Path, code: int = 0) -> str:
        child = subprocess.run(
            [cls.binary, *words], capture_output=True, text=True, timeout=20, check=False
        )
        cls.said += [child.stdout, child.stderr]
        if child.returncode != code:
            raise AssertionError(f"{words} ended with {child.returncode}: {child.stderr}")
        return child.stdout


def tables(out: Path) -> dict[str, bytes]:
    """What must be the same whenever the input is."""
    return {str(p.relative_to(out)): p.read_bytes() for p in (out / "v1").glob("*/*/*.jsonl")}


def rows(out: Path, table: str, repository: str = "") -> list[Row]:
    lines = [p.read_text().splitlines() for p in sorted((out / "v1" / table).glob("*/*.jsonl"))]
    found: list[Row] = [json.loads(line) for part in lines for line in part]
    return [row for row in found if repository in ("", row["repository"])]


def ids(out: Path) -> set[str | None]:
    return {r["join_id"] for t in ("credentials", "history") for r in rows(out, t)}
