#!/usr/bin/env python3
"""Stands in for credlint in tests: writes made-up tables by the contract of `credlint fleet scan`.

A repository whose name ends with `fails` fails, with `partly` cannot be read whole, with `silent`
leaves nothing, with `poison` takes its worker with it. `--seconds` says how long each takes.
"""

import argparse
import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path

TABLES = ["findings", "credentials", "references", "images", "sources", "history"]


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))
    temporary.replace(path)


def scan(line, options):
    repository, revision = line["repository"], line["revision"]
    time.sleep(options.seconds)
    folder = "repository=" + hashlib.sha256(repository.encode()).hexdigest()[:16]
    (options.out / "attempts").mkdir(parents=True, exist_ok=True)
    with (options.out / "attempts" / folder).open("a") as attempts:
        attempts.write("x")
    if repository.endswith("poison"):
        os.kill(os.getppid(), signal.SIGKILL)
    if repository.endswith(("fails", "poison")):
        sys.exit(1)
    if repository.endswith("silent"):
        return 0
    common = {"tool": "0.1.0", "rules_digest": "0" * 32}
    common |= {"repository": repository, "revision": revision}
    code = 3 if repository.endswith("partly") else 0
    for table, rows in made(common).items():
        write(options.out / "v1" / table / folder / f"{revision}.jsonl", rows)
    finish(common, code, options.out / "v1" / "scans" / folder, options)
    return code


def made(common):
    """The rows of all tables but scans."""
    image = common | {"schema": "urn:credlint:schema:image-1", "host": "registry.example.org"}
    count = len(common["repository"]) % 4
    rows = {table: [] for table in TABLES}
    rows["images"] = [
        image | {"image": f"shop/{i}", "workload": f"Pod {i}", "path": "pods.yaml"}
        for i in range(count)
    ]
    finding = common | {"schema": "urn:credlint:schema:finding-1", "rule": "plaintext-secret"}
    finding |= {"severity": "high", "confidence": "high", "message": "m", "subject": "s"}
    place = {"path": "a.yaml", "line": 3, "column": 5, "endLine": 3, "endColumn": 9}
    finding |= {"fingerprint": "f", "group": "exposure", "object": {"kind": "Secret", "name": "a"}}
    finding |= {"location": place, "reach": [{"root": "apps/prod"}], "related": [{"message": "é"}]}
    rows["findings"] = [finding]
    return rows


def finish(common, code, scans, options):
    """The row that says what was scanned comes last."""
    row = common | {
        "schema": "urn:credlint:schema:scan-1",
        "exit": code or 1,  # there is a finding
        "files": 2,
        "documents": 2,
    }
    row |= {"resources": 2, "credentials": 0, "findings": 1, "unreadable": code // 3, "skipped": 0}
    row |= {"history": options.history, "join_epoch": None, "url_key": None}
    row["problems"] = ["a.yaml does not parse"] if code else []
    finished = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    run = {"milliseconds": round(options.seconds * 1000), "finished": finished}
    write(scans / f"{common['revision']}.run.json", [run])
    write(scans / f"{common['revision']}.jsonl", [row])


def main():
    if sys.argv[1:] == ["--version"]:
        print("0.1.0")
        return 0
    parser = argparse.ArgumentParser(prog="credlint fleet scan")
    parser.add_argument("words", nargs=2)
    parser.add_argument("--plan", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--seconds", type=float, default=0)
    options = parser.parse_args()
    with sys.stdin if options.plan == "-" else Path(options.plan).open() as plan:
        return max([scan(json.loads(line), options) for line in plan], default=0)


if __name__ == "__main__":
    sys.exit(main())
