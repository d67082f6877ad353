"""Processes that a run starts; all of them end with it."""

import ctypes
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Children:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in reversed(self._running):
            stop(child)

    def start(
        self,
        name: str,
        command: Sequence[str],
        port: int,
        environment: dict[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Starts a server and waits until it takes connections."""
        with (self._folder / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                preexec_fn=end_with_parent,
            )
        self._running.append(child)
        wait_for(port, child, f"{name}: {self._folder / name}.log")
        return child


def end_with_parent() -> None:
    """Asks the kernel to end this process with the one that started it, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, child: subprocess.Popen[bytes], name: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if child.poll() is not None:
            raise RuntimeError(f"{name}: ended with {child.returncode} before it answered")
        with socket.socket() as probe:
            answers = probe.connect_ex(("127.0.0.1", port)) == 0
        if answers:
            # Somebody else may have had the port: then the child ends.
            time.sleep(0.1)
            if child.poll() is None:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{name}: nothing listens on port {port}")
