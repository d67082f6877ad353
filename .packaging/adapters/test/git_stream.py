"""Small git repositories: commits have the same ids whenever their files have the same content."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

START = 1_735_689_600  # 2025-01-01; each commit is a day later
DAY = 86_400
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
Files = Mapping[str, str | None]


def git(*words: str | Path, stream: bytes = b"") -> str:
    """What git says, without anybody's configuration."""
    child = subprocess.run(
        ["git", *map(str, words)], input=stream, capture_output=True, timeout=30, check=False,
        env=os.environ | QUIET,
    )  # fmt: skip
    if child.returncode != 0:
        raise RuntimeError(f"git {words[0]}: {child.stderr.decode(errors='replace')}")
    return child.stdout.decode()


@dataclass
class Repository:
    """Commits that become a repository at once. A commit is called by its number, from 1 on."""

    name: str
    url: str = ""
    trees: list[dict[str, str]] = field(default_factory=list)
    tips: dict[str, int] = field(default_factory=dict)
    stream: list[bytes] = field(default_factory=list)

    def commit(self, files: Files, branch: str = "main", parents: tuple[int, ...] = ()) -> int:
        """A commit on a branch: on its tip, where no parents are named; None takes a file away."""
        parents = parents or tuple(n for n in [self.tips.get(branch)] if n)
        tree = dict(self.trees[parents[0] - 1]) if parents else {}
        for path, text in files.items():
            if text is None:
                del tree[path]
            else:
                tree[path] = text
        self.trees.append(tree)
        number = self.tips[branch] = len(self.trees)
        who = f"Jo Doe <jo@example.org> {START + number * DAY} +0000"
        lines = [f"commit refs/heads/{branch}", f"mark :{number}", f"author {who}"]
        lines += [f"committer {who}", "data 5", "work"]
        lines += [f"{'merge' if i else 'from'} :{parent}" for i, parent in enumerate(parents)]
        self.stream.append("\n".join([*lines, "deleteall", ""]).encode())
        for path, text in tree.items():
            data = text.encode()
            head = f"M 100644 inline {path}\ndata {len(data)}\n".encode()
            self.stream.append(head + data + b"\n")
        return number

    def merge(self, other: str, files: Files) -> int:
        """Into main, with all that differs from it."""
        return self.commit(files, parents=(self.tips["main"], self.tips[other]))

    def tag(self, name: str, commit: int) -> None:
        self.stream.append(f"reset refs/tags/{name}\nfrom :{commit}\n\n".encode())

    def remove(self, branch: str) -> None:
        del self.tips[branch]
        self.stream.append(f"reset refs/heads/{branch}\nfrom {'0' * 40}\n\n".encode())

    def write(self, place: Path) -> None:
        """Makes the repository, or moves its branches by force."""
        if not place.exists():
            git("init", "--quiet", "--bare", "--initial-branch=main", place)
        stream = b"".join(self.stream)
        git("-C", place, "fast-import", "--quiet", "--force", stream=stream)

    def mirror(self, place: Path, mirrors: Path) -> Path:
        """What a service that keeps mirrors makes of it, or brings up to date."""
        mirror = mirrors / f"{self.name}.git"
        if mirror.exists():
            git("-C", mirror, "fetch", "--quiet", "--prune", place, "+refs/*:refs/*")
            return mirror
        mirror.parent.mkdir(parents=True, exist_ok=True)
        git("clone", "--quiet", "--mirror", "--no-local", place, mirror)
        if self.url:
            git("-C", mirror, "config", "remote.origin.url", self.url)
        else:
            git("-C", mirror, "remote", "remove", "origin")
        return mirror
