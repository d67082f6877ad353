#!/usr/bin/env python3
"""Scans the repositories of a plan on a Dask cluster.

Each line of the plan is a task: a worker runs `credlint fleet scan` for it, which writes its tables
into a folder that all machines see. What fails for good gets a row in `scans` that says so.

Exit codes: 0 all scanned, 2 usage, 3 a repository could not be read whole, or no cluster is there.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, as_completed

from credlint_tables import Row, put_failure, read_scan, write_parquet

USAGE, NOT_WHOLE, FAILED = 2, 3, -1
STATES = ["whole", "in part", "not scanned"]


def scanner(command: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    """What workers run. A nested function goes to them whole: they need not have this module."""

    def scan(line: str) -> tuple[int, str]:
        """How credlint ended, and what it says of wrong usage. Other ends are retried."""
        try:
            child = subprocess.run(command, input=line.encode(), capture_output=True, check=False)
        except (FileNotFoundError, PermissionError) as error:
            return USAGE, f"{command[0]}: {error.strerror}"
        if child.returncode in (0, NOT_WHOLE):
            return child.returncode, ""
        if child.returncode == USAGE:
            return USAGE, child.stderr.decode(errors="replace").strip()[-1000:]
        raise ChildProcessError(f"credlint ended with {child.returncode}")

    return scan


def ending(future: Future[Any], retries: int) -> tuple[int, str]:
    """How credlint ended, or why it never did."""
    try:
        code, told = future.result()
        return code, told
    except KilledWorker:
        return FAILED, "each worker that tried was killed"
    except CancelledError:
        return FAILED, "no worker was left"
    except Exception as error:
        told = str(error) if isinstance(error, ChildProcessError) else type(error).__name__
        return FAILED, f"{told}, {retries + 1} times"


def watch(
    client: Client, lines: dict[Future[Any], Row], limit: float, end: threading.Event
) -> None:
    """Gives up what is left once there has been no worker for a while: it would wait for ever."""
    seen = time.monotonic()
    while not end.wait(min(5, limit / 4)):
        if client.scheduler_info()["workers"]:
            seen = time.monotonic()
        elif time.monotonic() - seen > limit:
            client.cancel(list(lines))


def endings(
    client: Client, plan: list[Row], command: list[str], options: argparse.Namespace
) -> Iterator[tuple[Row, int, str]]:
    """Of all lines of the plan, as they come."""
    # A result of another run, or of another revision, is none of this one.
    run = f"credlint-{uuid.uuid4().hex[:8]}"
    scan = scanner(command)
    lines: dict[Future[Any], Row] = {}
    for place, line in enumerate(plan):
        key = (run, line["repository"], line["revision"] or "none")
        text = json.dumps(line)
        future = client.submit(scan, text, key=key, retries=options.retries, priority=-place)
        lines[future] = line
    end = threading.Event()
    threading.Thread(target=watch, args=(client, lines, options.wait, end), daemon=True).start()
    try:
        for future in as_completed(list(lines)):
            # A result that nobody holds is not made again when its worker is lost.
            yield lines.pop(future), *ending(future, options.retries)
    finally:
        end.set()


def state(row: Row) -> str:
    """As coverage.sql has it."""
    return STATES[0 if row["exit"] != NOT_WHOLE else 1 if row["files"] else 2]


def run(client: Client, plan: list[Row], command: list[str], options: argparse.Namespace) -> int:
    done, failed = [], []
    for line, code, told in endings(client, plan, command, options):
        if code == USAGE:
            print(f"credlint-fleet: {told}", file=sys.stderr)
            return USAGE
        if code == FAILED:
            failed.append((line, told))
        else:
            done.append(line)
        if sys.stderr.isatty():
            print(f"\r{len(done)} of {len(plan)} scanned", end="", file=sys.stderr, flush=True)
    scans = [(line, read_scan(options.out, line)) for line in done]
    failed += [(line, "credlint left no row in this folder") for line, row in scans if not row]
    rows = [row for _, row in scans if row]
    for line, told in failed:
        put_failure(options.out, line, told, rows[0] if rows else {}, options.history)
    states = [state(row) for row in rows] + ["not scanned"] * len(failed)
    counts = ", ".join(f"{states.count(name)} {name}" for name in STATES)
    print(f"\n{counts}" if sys.stderr.isatty() else counts, file=sys.stderr)
    return 0 if states.count("whole") == len(plan) else NOT_WHOLE


def arguments(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options, and the command that each task runs."""
    end = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(
        prog="credlint-fleet",
        description="Scans the repositories of a plan on a Dask cluster.",
        epilog="What follows -- goes to `credlint fleet scan`.",
    )
    add = parser.add_argument
    add("--scheduler", required=True, metavar="ADDRESS", help="such as tcp://127.0.0.1:8786")
    add("--plan", required=True, type=Path, help="what `credlint fleet plan` printed")
    add("--out", required=True, type=Path, metavar="DIR", help="a folder that all machines see")
    add("--history", action="store_true", help="scan all commits")
    add("--key-file", metavar="FILE", help="the organisation's key, on each worker")
    add("--credlint", default="credlint", metavar="PATH", help="the executable on each worker")
    add("--retries", type=int, default=3, metavar="N", help="of a task that fails (3)")
    add("--parquet", action="store_true", help="also write v1/<table>.parquet")
    add("--min-workers", type=int, default=1, metavar="N", help="start with no fewer (1)")
    add("--wait", type=float, default=300, metavar="SECONDS", help="for workers (300)")
    options = parser.parse_args(words[:end])
    options.out = options.out.absolute()
    program = options.credlint
    command = [os.path.abspath(program) if os.sep in program else program]
    command += ["fleet", "scan", "--plan", "-", "--out", str(options.out)]
    command += ["--history"] if options.history else []
    command += ["--key-file", os.path.abspath(options.key_file)] if options.key_file else []
    return options, command + words[end + 1 :]


def main() -> int:
    options, command = arguments(sys.argv[1:])
    try:
        with options.plan.open(encoding="utf-8") as text:
            lines = [json.loads(line) for line in text if line.strip()]
        plan = list({(line["repository"], line["revision"]): line for line in lines}.values())
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"credlint-fleet: {options.plan}: {error!r}", file=sys.stderr)
        return USAGE
    # A lost worker is no news: its tasks go to others.
    logging.getLogger("distributed.client").setLevel(logging.ERROR)
    try:
        client = Client(options.scheduler, timeout=options.wait)
    except (OSError, ValueError) as error:
        print(f"credlint-fleet: {error}", file=sys.stderr)
        return USAGE if isinstance(error, ValueError) else NOT_WHOLE
    try:
        with client:
            client.wait_for_workers(options.min_workers, timeout=options.wait)
            code = run(client, plan, command, options)
    except (OSError, TimeoutError) as error:
        print(f"credlint-fleet: {error}", file=sys.stderr)
        return NOT_WHOLE
    if options.parquet and code != USAGE:
        write_parquet(options.out)
    return code


if __name__ == "__main__":
    sys.exit(main())
