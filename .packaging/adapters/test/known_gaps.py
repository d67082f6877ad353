"""What credlint got wrong once, and what it gets wrong today: that has a decorator."""

from __future__ import annotations

import json
import unittest

from asking import ask
from git_stream import Repository, git
from known_repositories import HOST, flux, login, secret, workload
from known_world import Fleet, Words, World, rows


def repository(name: str, **files: str) -> Repository:
    """With one commit; `__` in the name of a file stands for a folder."""
    one = Repository(name, f"{HOST}/{name}.git")
    one.commit({path.replace("__", "/") + ".yaml": text for path, text in files.items()})
    return one


class Gaps(unittest.TestCase):
    def fleet(self, *repositories: Repository) -> Fleet:
        return Fleet(World.root / "gaps" / self._testMethodName, repositories)

    def test_flux_without_a_target_namespace_forces_none(self) -> None:
        """`sources.namespace` is that of the Kustomization itself, which is where nothing lands."""
        folder = {"clusters__prod__app": flux("app", f"{HOST}/a/app", ".")}
        folder["clusters__prod__db"] = flux("db", f"{HOST}/a/db", ".")
        out = self.fleet(
            repository("a/clusters", **folder),
            repository("a/app", app=workload("app", "shop", "db")),
            repository("a/db", db=secret("db", "shop", password="changeme")),
        ).scan("out")
        self.assertEqual({row["namespace"] for row in rows(out, "sources")}, {""})
        self.assertEqual([row["answer"] for row in ask(out, "elsewhere.sql")], ["found"])

    def test_flux_takes_the_repository_of_its_own_cluster(self) -> None:
        """Two clusters in one repository have a GitRepository of one name each."""
        folder = {
            f"clusters__{c}__app": flux("app", f"{HOST}/a/{c}", ".", "shop") for c in ("b", "c")
        }
        out = self.fleet(repository("a/clusters", **folder)).scan("out")
        found = [(row["cluster"], row["url_key"]) for row in rows(out, "sources")]
        known = [(f"a/clusters//clusters/{c}", f"{HOST[8:]}/a/{c}") for c in ("b", "c")]
        self.assertEqual(sorted(found), known)

    @unittest.expectedFailure
    def test_flux_deploys_no_folder_of_another_repository(self) -> None:
        """`path: ./prod` of another repository ends like the folder that the object stands in."""
        text = flux("app", f"{HOST}/a/app", "./prod", "shop")
        made = {"clusters__prod__app": text, "clusters__prod__db": secret("db", "shop", key="x")}
        out = self.fleet(repository("a/clusters", **made)).scan("out")
        roots = [r["roots"] for r in rows(out, "credentials") if r["secret"] == "db"]
        self.assertEqual(roots, [[]])

    def test_history_tells_declared_credentials_apart(self) -> None:
        """Two Secrets with an end and two values of one key are one row, without an id."""
        made = {
            name: secret(name, "shop", f"2026-0{end}-01", password=World.tokens[value])
            for name, value, end in [("a", "database", 3), ("b", "forgotten", 4)]
        }
        words: Words = ["--history", "--key-file", World.key]
        found = rows(self.fleet(repository("a/app", **made)).scan("out", *words), "history")
        known = [("a.yaml", "2026-03-01T00:00:00Z"), ("b.yaml", "2026-04-01T00:00:00Z")]
        self.assertEqual(sorted((row["path"], row["expires"]) for row in found), known)
        self.assertEqual(len({row["join_id"] for row in found} - {None}), 2)

    @unittest.expectedFailure
    def test_a_made_up_password_has_an_id_at_head(self) -> None:
        """In `history` it has one; in `credentials` it has none, and is at the Secret's name."""
        made = [
            repository(name, db=secret("db", "shop", password=World.tokens["database"]))
            for name in ("a/one", "a/two")
        ]
        out = self.fleet(*made).scan("out", "--key-file", World.key)
        self.assertEqual(len(ask(out, "shared-credentials.sql")), 1)
        found, told = rows(out, "findings", "a/one"), rows(out, "credentials", "a/one")
        self.assertEqual([r["location"]["line"] for r in found], [r["line"] for r in told])

    def test_a_token_for_a_host_of_examples_stands_in_clear(self) -> None:
        """A finding says so with severity high, and the row in `credentials` says placeholder."""
        made = login("pull", "shop", "registry.example.org", World.tokens["pull"])
        out = self.fleet(repository("a/app", pull=made)).scan("out")
        self.assertEqual([row["rule"] for row in rows(out, "findings")][:1], ["plaintext-secret"])
        self.assertEqual([row["exposure"] for row in rows(out, "credentials")], ["clear"])

    def test_a_run_of_what_was_not_scanned_is_no_success(self) -> None:
        """SARIF says executionSuccessful, and without results services close what they knew."""
        log = json.loads(World.credlint("fleet", "merge", World.out, "--format", "sarif"))
        runs = {run["automationDetails"]["id"]: run["invocations"] for run in log["runs"]}
        self.assertFalse(runs["credlint/data/broken/"][0]["executionSuccessful"])

    def test_a_head_that_leads_nowhere_hides_no_branch(self) -> None:
        """HEAD names master, and all is on main: the scan says `it has no commit`, and 0."""
        mirrors = self.fleet(repository("a/app", db=secret("db", "shop", password="changeme")))
        git("-C", mirrors.mirrors / "a/app.git", "symbolic-ref", "HEAD", "refs/heads/master")
        mirrors.make_plan()
        plan = json.loads(mirrors.plan.read_text())
        out = mirrors.scan("out", code=0 if plan["revision"] else 3)
        self.assertNotIn("it has no commit", rows(out, "scans")[0]["problems"])

    def test_no_row_says_where_a_mirror_is(self) -> None:
        """A repository without a file to read: `nothing was read in '/mirrors/a/notes.git'`."""
        one = Repository("a/notes")
        one.commit({"notes.md": "Nothing."})
        mirrors = self.fleet(one)
        problems = rows(mirrors.scan("out"), "scans")[0]["problems"]
        self.assertNotIn(str(mirrors.folder), " ".join(problems))
