"""Looks at the tool's processes while it runs: no argument and no variable holds a secret."""

import os
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from vault import Vault

EVERY = 0.003


@dataclass
class Seen:
    command: bytes = b""
    environment: bytes = b""


@dataclass
class Watch:
    """Samples `/proc` of `root` and of what it starts."""

    vault: Vault
    root: int | None = None
    seen: dict[int, Seen] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._others = set(processes())
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join(5)
        self.judge()

    def _sample(self) -> None:
        while not self._ended.wait(EVERY):
            if self.root is None:
                continue
            for process in processes():
                if process in self._others:
                    continue
                if process in self.seen or process == self.root or parent(process) in self.seen:
                    self._look(process)
                else:
                    self._others.add(process)

    def _look(self, process: int) -> None:
        """What a process shows grows when it becomes another program: the union is kept."""
        seen = self.seen.setdefault(process, Seen())
        command, environment = read(process, "cmdline"), read(process, "environ")
        if command and command not in seen.command:
            seen.command += b"\n" + command
        if environment and environment not in seen.environment:
            seen.environment += b"\n" + environment

    def judge(self) -> None:
        for seen in self.seen.values():
            for kind, text in (("arguments", seen.command), ("environment", seen.environment)):
                for secret in self.vault.found(text):
                    program = seen.command.strip().split(b"\0")[0].decode("utf-8", "replace")
                    self.problems.append(f"the {kind} of {program} hold {secret.name}")

    def curls(self) -> int:
        return sum(b"curl" in seen.command.split(b"\0")[0] for seen in self.seen.values())

    def left(self, program: bytes) -> list[int]:
        """Processes of `program` that this saw begin and that still run."""
        return [
            process
            for process, seen in self.seen.items()
            if program in seen.command and program in read(process, "cmdline")
        ]


def processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def parent(process: int) -> int:
    """The name in `stat` stands in parentheses and may hold anything."""
    fields = read(process, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if len(fields) > 1 else 0


def read(process: int, name: str) -> bytes:
    try:
        with open(f"/proc/{process}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""
