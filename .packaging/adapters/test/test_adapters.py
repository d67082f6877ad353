#!/usr/bin/env python3
"""Tests the SQL on small tables and the Dask adapter on a small cluster of this machine.

    python3 -m venv venv && venv/bin/pip install distributed pyarrow duckdb jsonschema
    venv/bin/python test_adapters.py [--credlint PATH --plan PLAN]

With credlint and a plan of real bare repositories it also scans those, one worker being killed, and
asks each question of the result. Everything is on the loopback interface and ends by itself.
"""

import argparse
import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

import psutil

from asking import ADAPTERS, NOW, SQL, ask, connect, credlint_tables
from test_questions import Questions, Tables  # noqa: F401

FAKE = Path(__file__).with_name("fake_credlint.py")


def wait(condition, problem, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(problem)
        time.sleep(0.05)


class Cluster:
    """A scheduler and worker processes on the loopback interface."""

    def __init__(self, folder, environment=()):
        self.folder = Path(folder)
        self.environment = os.environ | dict(environment)
        self.children = []
        self.file = self.folder / "scheduler.json"

    def __enter__(self):
        try:
            self.start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_all(self):
        # Should this process be killed, the scheduler goes, and then the workers.
        idle = ["--idle-timeout", "60s"]
        self.start("scheduler", "--port", "0", "--scheduler-file", str(self.file), *idle)
        wait(lambda: self.children[0].poll() is None and self.found_address(), "no scheduler")
        self.workers = [
            self.start(
                "worker", self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
                "--name", f"w{i}", "--local-directory", str(self.folder / f"w{i}"),
                "--death-timeout", "20",
            )
            for i in range(3)
        ]  # fmt: skip

    def found_address(self):
        """Once the scheduler has written all of it."""
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            self.address = json.loads(self.file.read_text())["address"]
            return True
        return False

    def scans(self):
        """Whether some worker has started credlint."""
        alive = [worker.pid for worker in self.workers if worker.poll() is None]
        return any(psutil.Process(pid).children() for pid in alive)

    def start(self, what, *words):
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1"]
        with (self.folder / f"{what}.log").open("ab") as log:
            child = subprocess.Popen(
                [*command, "--no-dashboard", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                env=self.environment, start_new_session=True,
            )  # fmt: skip
        self.children.append(child)
        return child

    def __exit__(self, *_):
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait(10)


class Dask(unittest.TestCase):
    credlint, plan = FAKE, None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def made_plan(self, names):
        lines = [{"repository": f"shop/{n}", "revision": "1" * 40, "git": "/x"} for n in names]
        plan = self.folder / "plan.jsonl"
        plan.write_text("".join(json.dumps(line | {"since": None}) + "\n" for line in lines))
        return plan

    def start(self, cluster, plan, out, *words, credlint=FAKE):
        """The adapter, in a process of which the workers cannot import the module."""
        main = "import sys, credlint_fleet; sys.exit(credlint_fleet.main())"
        options = ["--scheduler", cluster.address, "--plan", str(plan), "--out", str(out)]
        options += ["--credlint", str(credlint), "--min-workers", "3", "--wait", "30"]
        child = subprocess.Popen(
            [sys.executable, "-B", "-c", main, *options, *words], cwd=ADAPTERS / "dask",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.kill)
        return child

    def finish(self, child, seconds=60):
        output, _ = child.communicate(timeout=seconds)
        return child.returncode, output

    def tables(self, out):
        files = sorted((out / "v1").glob("*/*/*.jsonl"))
        return {str(path.relative_to(out)): path.read_bytes() for path in files}

    def scans(self, out):
        rows = [json.loads(b) for n, b in self.tables(out).items() if n.startswith("v1/scans/")]
        return {row["repository"]: row for row in rows}

    def attempts(self, out, name):
        folder = credlint_tables.shard(out, "scans", f"shop/{name}", None).parent.name
        return len((out / "attempts" / folder).read_text())

    def slow(self, credlint):
        """So that a worker is killed in the middle, however fast the machine is."""
        script = self.folder / "slow"
        script.write_text(f'#!/bin/sh\nsleep 0.3\nexec {shlex.quote(str(credlint))} "$@"\n')
        script.chmod(0o755)
        return script

    def real_plan(self):
        """With one more repository, which is not there."""
        if not self.plan:
            return None
        line = {"repository": "none/gone", "revision": "1" * 40, "git": str(self.folder / "gone")}
        plan = self.folder / "plan.jsonl"
        plan.write_text(self.plan.read_text() + json.dumps(line) + "\n")
        return plan

    def scan_alone(self, plan, out, words):
        """By one process, without a scheduler."""
        command = [self.credlint, "fleet", "scan", "--plan", plan, "--out", out, *words]
        child = subprocess.run(command, timeout=600, check=False, capture_output=True)
        self.assertEqual(child.returncode, 3, child.stderr)

    def kill_one(self, cluster, child, out, count):
        """A worker, once a third is done."""
        while len(list((out / "v1" / "scans").glob("*/*.jsonl"))) * 3 < count:
            self.assertIsNone(child.poll(), "it ended before a worker was killed")
            time.sleep(0.02)
        cluster.workers[1].kill()

    def test_a_killed_worker_changes_nothing(self):
        plan = self.real_plan() or self.made_plan([f"r{i}" for i in range(24)] + ["partly"])
        options, words = [], []
        if self.plan:
            key = self.folder / "key"
            key.touch(0o600)
            key.write_bytes(os.urandom(32))
            options, words = ["--history", "--key-file", str(key)], ["--now", NOW]
        serial, out = self.folder / "serial", self.folder / "out"
        self.scan_alone(plan, serial, [*options, *words])
        count = len(plan.read_text().splitlines())
        with Cluster(self.folder) as cluster:
            words = [*options, "--parquet", "--", *words]
            child = self.start(cluster, plan, out, *words, credlint=self.slow(self.credlint))
            self.kill_one(cluster, child, out, count)
            code, output = self.finish(child, 600 if self.plan else 60)
        problems = [row["problems"] for row in self.scans(out).values()]
        self.assertEqual(code, 3, (output, problems))
        same, other = self.tables(serial), self.tables(out)
        self.assertEqual([n for n in same.keys() | other if same.get(n) != other.get(n)], [])
        self.assertEqual(len(self.scans(out)), count)
        self.check_parquet(out)
        for question in SQL:
            ask(out, question, plan)
        self.check_states(out, plan, output)

    def check_states(self, out, plan, output):
        states = {row["repository"]: row["state"] for row in ask(out, "coverage.sql", plan)}
        counted = Counter(states.values())
        names = ["whole", "in part", "not scanned"]
        told = ", ".join(f"{counted[name]} {name}" for name in names)
        self.assertEqual(output.splitlines()[-1:], [told])
        self.assertEqual(sum(counted[name] for name in names), len(states))
        if self.plan:
            self.assertEqual(states["none/gone"], "not scanned")
        else:
            self.assertEqual(told, "24 whole, 1 in part, 0 not scanned")
            self.assertEqual(states["shop/partly"], "in part")

    def check_parquet(self, out):
        connection = connect(out)
        for table in credlint_tables.TABLES:
            parquet = f"read_parquet('{out}/v1/{table}.parquet')"
            names = [name for name, _ in credlint_tables.columns(table)]
            names = ", ".join(f'"{n}"' for n in names if n not in ("related", "fix"))
            for one, other in [(parquet, f'"{table}"'), (f'"{table}"', parquet)]:
                difference = f"SELECT {names} FROM {one} EXCEPT ALL SELECT {names} FROM {other}"
                self.assertEqual(connection.execute(difference).fetchall(), [])

    def test_what_fails_for_good_shows(self):
        plan = self.made_plan(["fails", "poison", "silent", *[f"r{i}" for i in range(10)]])
        out = self.folder / "out"
        # Left by an earlier run of the same revision.
        stale = credlint_tables.shard(out, "findings", "shop/fails", "1" * 40)
        credlint_tables.put(stale, {})
        # One that has taken two workers with it gets no third one, and none waits at a worker: it
        # would be blamed as well.
        settings = {"ALLOWED_FAILURES": "1", "WORKER_SATURATION": "1.0"}
        environment = {f"DASK_DISTRIBUTED__SCHEDULER__{k}": v for k, v in settings.items()}
        with Cluster(self.folder, environment) as cluster:
            child = self.start(cluster, plan, out, "--retries", "2", "--history")
            code, output = self.finish(child)
            scans = self.scans(out)
            told = (3, ["10 whole, 0 in part, 3 not scanned"])
            problems = [row["problems"] for row in scans.values()]
            self.assertEqual((code, output.splitlines()[-1:]), told, problems)
            self.assertFalse(stale.exists())
            self.assertEqual(self.attempts(out, "fails"), 3)
            self.assertEqual(self.attempts(out, "poison"), 2)
            self.assertEqual(len(scans), 13)
            row, other = scans["shop/fails"], scans["shop/r1"]
            self.assertEqual(row["problems"], ["not scanned: credlint ended with 1, 3 times"])
            self.assertEqual(row["exit"], 3)
            self.assertEqual(list(row), list(other))
            for name in ["schema", "tool", "rules_digest", "history"]:
                self.assertEqual(row[name], other[name])
            problems = ["not scanned: each worker that tried was killed"]
            self.assertEqual(scans["shop/poison"]["problems"], problems)
            problems = ["not scanned: credlint left no row in this folder"]
            self.assertEqual(scans["shop/silent"]["problems"], problems)
            states = [(r["repository"], r["state"]) for r in ask(out, "coverage.sql")][:4]
            failed = [(f"shop/{name}", "not scanned") for name in ["fails", "poison", "silent"]]
            self.assertEqual(states, [*failed, ("shop/r0", "whole")])
            self.usage_and_waiting(cluster, plan)

    def usage_and_waiting(self, cluster, plan):
        out = self.folder / "other"
        child = self.start(cluster, plan, out, "--min-workers", "1", "--", "--no-such-option")
        code, output = self.finish(child)
        self.assertEqual(code, 2)
        self.assertIn("unrecognized arguments: --no-such-option", output)
        absent = self.folder / "absent"
        child = self.start(cluster, plan, out, "--min-workers", "1", credlint=absent)
        code, output = self.finish(child)
        self.assertEqual(code, 2)
        self.assertIn("absent: No such file", output)
        wrong = ["--scheduler", "nonsense://x"]
        self.assertEqual(self.finish(self.start(cluster, plan, out, *wrong))[0], 2)
        code, output = self.finish(self.start(cluster, plan, out, "--wait", "1"))
        self.assertEqual(code, 3)
        self.assertIn("Only 1/3 workers", output)
        self.assertEqual(len(output.splitlines()), 1)
        # The last worker goes, and nobody comes.
        words = ["--min-workers", "1", "--wait", "3", "--", "--seconds", "60"]
        child = self.start(cluster, plan, out, *words)
        wait(cluster.scans, "no worker scans")
        for worker in cluster.workers:
            worker.kill()
        code, output = self.finish(child)
        told = (3, ["0 whole, 0 in part, 13 not scanned"])
        self.assertEqual((code, output.splitlines()[-1:]), told)
        self.assertEqual({row["exit"] for row in self.scans(out).values()}, {3})
        self.assertFalse((out / "v1" / "findings").exists())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--credlint", type=Path, default=FAKE)
    parser.add_argument("--plan", type=Path)
    options, rest = parser.parse_known_args()
    Dask.credlint = options.credlint.absolute()
    Dask.plan = options.plan and options.plan.absolute()
    if (options.plan is None) != (options.credlint == FAKE):
        parser.error("--credlint and --plan go together")
    # The default ends no children.
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.alarm(1500 if options.plan else 90)
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
