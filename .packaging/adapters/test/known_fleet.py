#!/usr/bin/env python3
"""Proves the tables of credlint, and the questions to them, on repositories of known content.

    known_fleet.py CREDLINT [FOLDER]

The folder keeps mirrors and plan.jsonl, for other tests. Nothing is asked of any other machine.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import signal
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema

from asking import NOW, SQL, ask, credlint_tables
from git_stream import DAY, START, Repository, git
from known_answers import ANSWERS, PAST
from known_gaps import Gaps  # noqa: F401
from known_repositories import HOST, USED, flux, reports, secret, workload
from known_world import Fleet, Words, World, ids, rows, tables
from traces import traces


class Questions(unittest.TestCase):
    """Each has exactly the known answer."""

    maxDiff = None

    def test_there_is_an_answer_to_each(self) -> None:
        self.assertEqual(SQL, sorted(ANSWERS))

    def test_answers(self) -> None:
        for question, (names, known) in ANSWERS.items():
            with self.subTest(question):
                answer = ask(World.out, question, World.fleet.plan)
                self.assertEqual([tuple(r[n] for n in names.split()) for r in answer], known)

    def test_revisions(self) -> None:
        lines = World.fleet.plan.read_text().splitlines()
        plan = {line["repository"]: line for line in map(json.loads, lines)}
        for row in ask(World.out, "coverage.sql", World.fleet.plan):
            self.assertEqual(row["revision"], plan[row["repository"]]["revision"])
            self.assertEqual(row["planned_revision"], row["revision"])
        base = ask(World.out, "remote-bases.sql")[1]
        self.assertEqual(base["scanned_revision"], plan["platform/bases"]["revision"])

    def test_shared_credentials_are_three_under_one_key(self) -> None:
        shared = ask(World.out, "shared-credentials.sql")
        self.assertEqual(len({row["join_id"] for row in shared}), 3)
        epochs = {row["join_epoch"] for row in rows(World.out, "scans") if row["revision"]}
        self.assertEqual({row["join_epoch"] for row in shared}, epochs)

    def test_a_plan_shows_what_was_never_scanned(self) -> None:
        line = {"repository": "data/new", "revision": None, "git": "/none"}
        plan = World.root / "longer.jsonl"
        plan.write_text(World.fleet.plan.read_text() + json.dumps(line) + "\n")
        row = ask(World.out, "coverage.sql", plan)[1]
        self.assertEqual((row["repository"], row["state"]), ("data/new", "not scanned"))
        World.credlint("fleet", "merge", World.out, "--plan", plan, code=3)
        self.assertIn("data/new of the plan: not scanned", World.said[-1])


class Tables(unittest.TestCase):
    def test_the_past_of_a_repository(self) -> None:
        def commit(seconds: int | None) -> int | None:
            return None if seconds is None else (seconds - START) // DAY

        found = rows(World.out, "history", "shop/legacy")
        places = ["path", "title", "in_head", "refs"]
        times = ["first_seconds", "last_seconds", "removed_seconds"]
        past = [tuple([r[p] for p in places] + [commit(r[t]) for t in times]) for r in found]
        self.assertEqual(sorted(past), PAST)
        self.assertTrue(all(row["reachable"] for row in found))
        renamed = [row["paths"] for row in found if row["path"] == "new.env"]
        self.assertEqual([sorted(paths) for paths in renamed], [["new.env", "old.env"]])

    def test_a_plan_starts_with_the_largest(self) -> None:
        plan = [json.loads(line) for line in World.fleet.plan.read_text().splitlines()]
        sizes = [sum(p.stat().st_size for p in Path(line["git"]).rglob("*.pack")) for line in plan]
        self.assertEqual(sorted(sizes, reverse=True), sizes)
        self.assertEqual(len(plan), 12)
        urls = {line["repository"]: line["url"] for line in plan}
        self.assertEqual(urls["data/etl"], f"{HOST}/warehouse/loader.git")
        self.assertIsNone(urls["platform/bases"])

    def test_rows_fit_their_schemas(self) -> None:
        failed = World.root / "failed"
        line = {"repository": "a/failed", "revision": None}
        credlint_tables.put_failure(failed, line, "no git", {}, True)
        for table in credlint_tables.TABLES:
            name = "history-row" if table == "history" else table
            schema = json.loads(World.credlint("schema", name))
            columns = [name for name, _ in credlint_tables.columns(table)]
            self.assertEqual(sorted(columns), sorted(schema["properties"]), table)
            check = jsonschema.Draft202012Validator(schema)
            found = rows(World.out, table) + rows(failed, table)
            self.assertTrue(found, table)
            for row in found:
                self.assertEqual([e.message for e in check.iter_errors(row)], [], table)

    def test_the_same_input_gives_the_same_bytes(self) -> None:
        words: Words = ["--history", "--key-file", World.key]
        first = tables(World.out)
        self.assertEqual(len(first), 7 * 12)
        self.assertEqual(tables(World.fleet.scan("again", *words, "-j", "1", code=3)), first)
        for part in range(3):
            lines = World.fleet.plan.read_text().splitlines()[part::3]
            code = 3 if any("data/broken" in line for line in lines) else 0
            World.fleet.scan("parts", *words, "--shard", f"{part}/3", code=code)
        self.assertEqual(tables(World.root / "parts"), first)

    def test_ids_are_of_one_key(self) -> None:
        other = World.new_key("other")
        known = ids(World.out) - {None}
        self.assertGreater(len(known), 15)
        foreign = ids(World.fleet.scan("foreign", "--history", "--key-file", other, code=3))
        self.assertEqual(len(foreign - {None}), len(known))
        self.assertEqual(known & foreign, set())
        self.assertEqual(ids(World.fleet.scan("keyless", "--history", code=3)), {None})
        for table in ("credentials", "history", "scans"):
            keyless = rows(World.root / "keyless", table)
            self.assertEqual({row["join_epoch"] for row in keyless}, {None})
        self.assertEqual(ask(World.root / "keyless", "shared-credentials.sql"), [])


class Reports(unittest.TestCase):
    def test_pages_and_numbers(self) -> None:
        page = World.credlint("fleet", "merge", World.out, "--now", NOW)
        self.assertIn("in 12 repositories, 1 of them not scanned whole.", page)
        self.assertIn("<td>data/broken</td><td>not scanned: git cannot read it</td>", page)
        numbers = json.loads(World.credlint("fleet", "merge", World.out, "--format", "json"))
        schema = json.loads(World.credlint("schema", "fleet"))
        jsonschema.validate(numbers, schema)
        self.assertEqual(numbers["repositories"], 12)
        self.assertEqual(numbers["not_scanned_whole"], ["data/broken"])
        self.assertEqual((numbers["shared"], numbers["malformed"]), (3, 0))
        self.assertEqual(sum(numbers["findings"].values()), len(rows(World.out, "findings")))

    def test_tables_for_spreadsheets(self) -> None:
        for table in credlint_tables.TABLES:
            words = ["--format", "csv", "--table", table]
            lines = World.credlint("fleet", "merge", World.out, *words).splitlines()
            self.assertEqual(len(lines) - 1, len(rows(World.out, table)), table)
        scans = World.credlint("fleet", "merge", World.out, *words[:3], "scans")
        broken = [line for line in scans.splitlines() if '"data/broken"' in line]
        self.assertEqual(len(broken), 1)
        self.assertIn("not scanned: git cannot read it", broken[0])

    def test_a_run_for_each_repository(self) -> None:
        log = json.loads(World.credlint("fleet", "merge", World.out, "--format", "sarif"))
        runs = {run["automationDetails"]["id"]: run for run in log["runs"]}
        self.assertEqual(len(runs), 12)
        broken = runs["credlint/data/broken/"]["invocations"][0]["toolExecutionNotifications"]
        told = [notification["message"]["text"] for notification in broken]
        self.assertEqual(told, ["not scanned: git cannot read it"])
        results = sum(len(run["results"]) for run in log["runs"])
        self.assertEqual(results, len(rows(World.out, "findings")))


class ForcePush(unittest.TestCase):
    def test_a_state_keeps_what_no_name_leads_to(self) -> None:
        mirrors = Fleet(World.root / "forced", [reports(World.tokens)])
        words: Words = ["--history", "--key-file", World.key]
        state: Words = [*words, "--state", World.root / "forced" / "state"]
        first = mirrors.scan("first", *state)
        mine = {k: v for k, v in tables(World.out).items() if k in tables(first)}
        self.assertEqual(tables(first), mine)
        mirror = mirrors.mirror(reports(World.tokens, forced=True))
        git("-C", mirror, "gc", "--quiet", "--prune=now")
        mirrors.make_plan()
        second = mirrors.scan("second", *state)
        self.assertEqual(tables(mirrors.scan("third", *state)), tables(second))
        found = {row["path"]: row for row in rows(second, "history")}
        past = [(p, found[p]["in_head"], found[p]["reachable"]) for p in sorted(found)]
        kept = [("kept.env", False, True), ("lost.env", False, False), ("run.env", False, True)]
        self.assertEqual(past, kept)
        self.assertEqual(found["lost.env"]["refs"], [])
        before = [r for r in rows(first, "history") if r["path"] == "lost.env"]
        for name in ["join_id", "fingerprint", "first_commit", "title"]:
            self.assertEqual(found["lost.env"][name], before[0][name])
        forgetful = rows(mirrors.scan("forgetful", *words), "history")
        self.assertEqual({row["path"] for row in forgetful}, {"kept.env", "run.env"})


class Names(unittest.TestCase):
    def test_tokens_in_addresses_and_names(self) -> None:
        """Whether one is told there Secrecy sees: of each place something is in the tables."""
        token = World.tokens["named"]
        address = f"https://oauth2:{token}@{HOST[8:]}/a"
        base = f"{address}/base//{token}?ref={token}"
        one = Repository("a/names", f"{address}/names.git")
        commit = one.commit(
            {
                "clusters/web.yaml": flux("web", f"{address}/web.git", token, token),
                f"{token}/kustomization.yaml": f"resources: ['{base}']\n",
                f"{token}/{token}.env": f"TOKEN={World.tokens['kept']}\n",
                "named.yaml": secret(token, token, password=token),
                "web.yaml": workload(token, token, token, image=f"{USED}/{token}", pull=token),
            }
        )
        one.commit({f"{token}/{token}.env": None, "named.yaml": None})
        one.tag(token, commit)
        names = Fleet(World.root / "names", [one])
        words: Words = ["--history", "--key-file", World.key]
        out = names.scan("out", *words, "--state", names.folder / "state")
        for table in set(credlint_tables.TABLES) - {"scans"}:
            self.assertIn("‹redacted›", json.dumps(rows(out, table), ensure_ascii=False), table)
        self.assertEqual(rows(out, "scans")[0]["url_key"], f"{HOST[8:]}/a/names")
        refs = [row["refs"] for row in rows(out, "history") if not row["in_head"]]
        self.assertEqual(refs, [["‹redacted›"]])
        for form in ("html", "json", "csv", "sarif"):
            World.credlint("fleet", "merge", out, "--format", form)


class Secrecy(unittest.TestCase):
    """The last one: all the others have written by now."""

    def texts(self) -> list[tuple[str, bytes]]:
        own = {World.root / name for name in ("mirrors", "sources")}
        files = [path for path in World.root.rglob("*") if path.is_file()]
        made = [p for p in files if not own & set(p.parents) and "mirrors" not in p.parts]
        made = [p for p in made if "sources" not in p.parts]
        said = [(f"output {i}", text.encode()) for i, text in enumerate(World.said)]
        return [(str(p), p.read_bytes()) for p in made] + said

    def test_nothing_tells_a_token(self) -> None:
        texts = self.texts()
        self.assertGreater(len(texts), 7 * 12 * 5)
        known = [*World.tokens.values(), *World.tokens.words]
        self.assertEqual(traces(known, texts), [])

    def test_traces_are_found(self) -> None:
        token = World.tokens["clone"]
        for text in [token, token[::-1], token.encode().hex(), token[9:20]]:
            self.assertEqual(traces([token], [("t", text.encode())]), ["t"])
        for before in ["", "a:", "ab:", "abc:"]:
            code = base64.b64encode(f"{before}{token}@x".encode())
            self.assertEqual(traces([token], [("t", code)]), ["t"])

    def test_rows_name_no_place_of_this_machine(self) -> None:
        for out in [World.out, World.root / "forced" / "second"]:
            for name, content in tables(out).items():
                self.assertNotIn(str(World.root).encode(), content, name)


def main() -> None:
    parser = argparse.ArgumentParser(description="Proves the tables of credlint.")
    parser.add_argument("credlint", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", help="a new one, which is kept")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.alarm(60)
    with tempfile.TemporaryDirectory() as temporary:
        root = (options.folder or Path(temporary)).absolute()
        root.mkdir(parents=True, exist_ok=True)
        World.make(options.credlint.absolute(), root, options.seed)
        classes = ["Questions", "Tables", "Reports", "ForcePush", "Names", "Gaps", "Secrecy"]
        program = unittest.main(argv=[sys.argv[0]], defaultTest=classes, exit=False, verbosity=0)
    if not program.result.wasSuccessful():
        print(f"known_fleet: again with --seed {options.seed}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
