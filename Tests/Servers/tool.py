"""Runs the executable under test; whatever it says or starts is searched for secrets."""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault import Vault
from watch import Watch

TIMEOUT = 100


@dataclass
class Outcome:
    arguments: list[str]
    code: int
    out: str
    err: str
    seconds: float
    problems: list[str] = field(default_factory=list)
    curls: int = 0

    @property
    def command(self) -> str:
        return "credlint " + " ".join(self.arguments)

    def report(self) -> dict[str, Any]:
        try:
            value = json.loads(self.out)
        except ValueError:
            self.problems.append(f"no JSON: {self.out[:200]!r} {self.err[:300]!r}")
            return {}
        return value if isinstance(value, dict) else {}


class Tool:
    def __init__(self, binary: str, vault: Vault, home: Path) -> None:
        self._binary, self._vault, self._home = binary, vault, home

    def run(
        self,
        arguments: list[str],
        environment: dict[str, str] | None = None,
        interrupt_after: float | None = None,
        where: Path | None = None,
    ) -> Outcome:
        start = time.monotonic()
        with Watch(self._vault) as watch:
            child = subprocess.Popen(
                [self._binary, *arguments],
                env=self._variables() | (environment or {}),
                cwd=where,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            watch.root = child.pid
            out, err = self._wait(child, interrupt_after)
            seconds = time.monotonic() - start
            time.sleep(0.05)
            left = watch.left(b"curl")
        outcome = Outcome(
            arguments,
            child.returncode,
            out.decode("utf-8", "replace"),
            err.decode("utf-8", "replace"),
            seconds,
            watch.problems,
            watch.curls(),
        )
        outcome.problems += self.leaks("standard output", out) + self.leaks("standard error", err)
        if left:
            outcome.problems.append(f"curl still runs: {left}")
        return outcome

    def _variables(self) -> dict[str, str]:
        """A home of its own: nothing of who runs this is read."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / ".config"),
            "LC_ALL": "C.UTF-8",
        }

    def _wait(
        self, child: subprocess.Popen[bytes], interrupt_after: float | None
    ) -> tuple[bytes, bytes]:
        try:
            if interrupt_after is not None:
                try:
                    return child.communicate(timeout=interrupt_after)
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGINT)
            return child.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.communicate()

    def leaks(self, place: str, text: bytes) -> list[str]:
        return [f"{place} holds {secret.name}" for secret in self._vault.found(text)]

    def leaks_in(self, path: Path) -> list[str]:
        return self.leaks(path.name, path.read_bytes()) if path.exists() else []
