#!/usr/bin/env python3
"""Tests the SQL on small tables and the Dask adapter on a small cluster of this machine.

    python3 -m venv venv && venv/bin/pip install distributed pyarrow duckdb
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
from pathlib import Path

import duckdb

ADAPTERS = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ADAPTERS / "dask"))
import credlint_tables  # noqa: E402

FAKE = Path(__file__).with_name("fake_credlint.py")
SQL = sorted(path.name for path in (ADAPTERS / "sql").glob("*.sql") if path.name != "tables.sql")
SINGULAR = {"history": "history"} | {
    table: table.removesuffix("s") for table in credlint_tables.TABLES if table != "history"
}
EMPTY = {"text": "", "int": 0, "bool": False, "texts": [], "reach": [], "json": []}
NULLABLE = {"expires", "unchanged_since", "join_id", "join_epoch", "removed_in", "removed_seconds"}
NOW = "2026-01-15T00:00:00Z"
A, B = "a" * 32, "b" * 32


def row(table, **fields):
    """A row with every column, most of them empty."""
    result = {}
    for name, kind in credlint_tables.columns(table):
        result[name] = None if name in NULLABLE else EMPTY.get(kind)
    result |= {"schema": f"urn:credlint:schema:{SINGULAR[table]}-1", "tool": "0.1.0"}
    return result | {"rules_digest": "d" * 32} | fields


class Fleet:
    """Tables in a folder, and questions to them."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def add(self, repository, revision="1" * 40, finished=NOW, scan=None, **tables):
        """The tables of one repository: keyword arguments with lists of rows."""
        first = {"repository": repository, "revision": revision}
        tables = {table: tables.get(table, []) for table in credlint_tables.TABLES}
        tables["scans"] = [{"files": 1} | (scan or {})]
        for table, rows in tables.items():
            path = credlint_tables.shard(self.folder, table, repository, revision)
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(row(table, **first, **fields)) + "\n" for fields in rows]
            path.write_text("".join(lines))
        scans = credlint_tables.shard(self.folder, "scans", repository, revision)
        run = {"finished": finished, "host": "h", "seconds": 1}
        scans.with_suffix(".run.json").write_text(json.dumps(run) + "\n")

    def connect(self, plan=None):
        connection = duckdb.connect()
        connection.execute("SET VARIABLE fleet = ?", [str(self.folder)])
        connection.execute("SET VARIABLE now = ?", [NOW])
        if plan:
            connection.execute("SET VARIABLE plan = ?", [str(plan)])
        connection.execute((ADAPTERS / "sql" / "tables.sql").read_text())
        return connection

    def ask(self, question, *columns, plan=None):
        """The named columns of the answer."""
        answer = self.connect(plan).execute((ADAPTERS / "sql" / question).read_text())
        names = [column[0] for column in answer.description]
        return [tuple(dict(zip(names, values))[c] for c in columns) for values in answer.fetchall()]


def secret(name, namespaces=("shop",), **fields):
    """A Secret that a repository makes."""
    fields = {
        "path": f"{name}.yaml",
        "line": 4,
        "exposure": "encrypted",
        "origin": "Secret",
    } | fields
    return {"secret": name, "namespaces": list(namespaces), "provides": True} | fields


def token(value, **fields):
    """A credential in clear that an organisation's key tells."""
    fields = {
        "path": "token.yaml",
        "line": 7,
        "title": "GitLab token",
        "host": "gitlab.com",
    } | fields
    return {"exposure": "clear", "join_id": value, "join_epoch": "0" * 8} | fields


def reference(name, namespaces=("shop",), **fields):
    fields = {"path": "web.yaml", "line": 9, "from_kind": "Deployment", "kind": "env"} | fields
    return {"name": name, "namespaces": list(namespaces)} | fields


def flux(repository, folder, cluster="fleet clusters/prod", **fields):
    fields = {"kind": "flux", "path": "clusters/prod/apps.yaml", "ref": "main"} | fields
    address = f"gitlab.example.org/{repository.lower()}"
    return {"url_key": address, "source_path": folder, "cluster": cluster, "namespace": ""} | fields


def base(url_key, folder, **fields):
    fields = {"kind": "kustomize-base", "path": "kustomization.yaml", "cluster": ""} | fields
    return {
        "url": f"https://{url_key}//{folder}",
        "url_key": url_key,
        "source_path": folder,
    } | fields


class FleetTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fleet = Fleet(folder.name)
        self.folder = Path(folder.name)


class Tables(FleetTest):
    def test_columns_are_those_of_the_adapter(self):
        self.fleet.add("shop/web")
        connection = self.fleet.connect()
        types = {
            "text": "VARCHAR", "int": "BIGINT", "bool": "BOOLEAN", "json": "JSON",
            "texts": "VARCHAR[]",
            "object": 'STRUCT("kind" VARCHAR, "name" VARCHAR, "namespace" VARCHAR)',
            "location": 'STRUCT(path VARCHAR, line BIGINT, "column" BIGINT, endLine BIGINT,'
            " endColumn BIGINT)",
            "reach": "STRUCT(root VARCHAR, environment VARCHAR)[]",
        }  # fmt: skip
        for table in credlint_tables.TABLES:
            described = connection.execute(f'DESCRIBE "{table}"').fetchall()
            found = [(name, kind.replace('"', "")) for name, kind, *_ in described]
            wanted = [(n, types[k].replace('"', "")) for n, k in credlint_tables.columns(table)]
            self.assertEqual(found, wanted)

    def test_empty_tables_and_missing_ones(self):
        self.fleet.add("shop/web")
        for question in SQL:
            self.assertEqual(len(self.fleet.ask(question)), question == "coverage.sql", question)
        for table in credlint_tables.TABLES:
            if table != "scans":
                credlint_tables.shard(self.folder, table, "shop/web", "1" * 40).unlink()
        connection = self.fleet.connect()
        for table in [*credlint_tables.TABLES, "plan"]:
            count = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            self.assertEqual(count, table == "scans", table)
        for question in SQL:
            self.assertEqual(len(self.fleet.ask(question)), question == "coverage.sql", question)
        self.assertEqual(self.fleet.ask("coverage.sql", "state"), [("whole",)])

    def test_no_scan_is_an_error(self):
        with self.assertRaisesRegex(duckdb.Error, "no scan is below the folder"):
            self.fleet.connect()

    def test_newest_scan_counts_whichever_commit_it_has(self):
        self.fleet.add("a/x", "f" * 40, "2026-01-01T00:00:00Z", credentials=[secret("old")])
        self.fleet.add("a/x", "0" * 40, "2026-01-02T00:00:00Z", credentials=[secret("new")])
        names = self.fleet.connect().execute("SELECT secret FROM credentials").fetchall()
        self.assertEqual(names, [("new",)])

    def test_temporary_files_and_shards_without_a_scan_do_not_count(self):
        self.fleet.add("a/x", credentials=[secret("whole")])
        self.fleet.add("a/y", credentials=[secret("torn")])
        credlint_tables.shard(self.folder, "scans", "a/y", "1" * 40).unlink()
        path = credlint_tables.shard(self.folder, "credentials", "a/x", "1" * 40)
        credlint_tables.temporary(path).write_text('{"repository":')
        names = self.fleet.connect().execute("SELECT secret FROM credentials").fetchall()
        self.assertEqual(names, [("whole",)])

    def test_offsets_of_times(self):
        self.fleet.add("a/x")
        times = self.fleet.connect().execute("SELECT utc('2026-01-01T00:30:00+02:00')::VARCHAR")
        self.assertEqual(times.fetchall(), [("2025-12-31 22:30:00",)])


class Questions(FleetTest):
    def test_shared_credentials(self):
        prod = {"owners": ["@shop"], "environments": ["prod"]}
        other_key = token(A, join_epoch="1" * 8)
        self.fleet.add("shop/web", credentials=[token(A, **prod), token(A, path="copy.yaml")])
        self.fleet.add("shop/api", credentials=[token(A), token(None), token(B)])
        self.fleet.add("data/etl", history=[token(A, in_head=False) | {"paths": ["old.yaml"]}])
        self.fleet.add("data/one", credentials=[other_key, token(None)])
        self.fleet.add("data/two", credentials=[token(B, exposure="placeholder")])
        self.fleet.add("data/ten", credentials=[token(B, exposure="absent")])
        self.fleet.add("data/six", credentials=[token(B, exposure="fetched")])
        for name in ["no/epoch", "no/key"]:
            self.fleet.add(name, credentials=[token(A, join_epoch=None)])
        columns = "join_id repositories teams environments owners places only_in_history".split()
        repositories = ["data/etl", "shop/api", "shop/web"]
        row = (A, repositories, ["data", "shop"], ["prod"], ["@shop"], 4, ["data/etl"])
        self.assertEqual(self.fleet.ask("shared-credentials.sql", *columns), [row])

    def test_shared_credential_at_head_and_in_history(self):
        self.fleet.add("a/x", credentials=[token(A)], history=[token(A, in_head=True)])
        self.assertEqual(self.fleet.ask("shared-credentials.sql"), [])
        self.fleet.add("a/y", history=[token(A, in_head=True)])
        answer = self.fleet.ask("shared-credentials.sql", "repositories", "only_in_history")
        self.assertEqual(answer, [(["a/x", "a/y"], [])])

    def test_personal_tokens(self):
        mine = {"personal": True, "user": "jo", "environments": ["prod"], "roots": ["apps/prod"]}
        self.fleet.add("a/x", credentials=[token(A, **mine), token(B)])
        self.fleet.add("a/y", credentials=[token(A, personal=True, environments=["dev"])])
        self.fleet.add("a/z", credentials=[token(None, **mine), token(None, **mine, line=8)])
        self.fleet.add("a/n", credentials=[token(A, personal=True, exposure="placeholder")])
        self.fleet.add("a/fleet", sources=[flux("a/x", "./apps/prod/"), flux("a/y", "b", "c")])
        columns = "repositories clusters environments".split()
        answer = self.fleet.ask("personal-tokens.sql", *columns)
        shared = (["a/x", "a/y"], ["fleet clusters/prod"], ["dev", "prod"])
        self.assertEqual(answer, [shared] + [(["a/z"], [], ["prod"])] * 2)

    def elsewhere(self):
        return dict(
            (name, (answer, repository))
            for name, answer, repository in self.fleet.ask(
                "elsewhere.sql", "name", "answer", "in_repository"
            )
        )

    def test_elsewhere(self):
        names = ["same", "unplaced", "foreign", "moved", "below", "nowhere"]
        wanted = [reference(name, path="apps/web.yaml") for name in names]
        wanted += [reference("optional", optional=True), reference("here", resolved=True)]
        wanted += [reference("own", ["other"], path="apps/web.yaml")]
        self.fleet.add("shop/web", references=wanted, credentials=[secret("own", ["other"])])
        made = [secret(n, path=f"infra/{n}.yaml") for n in ["same", "optional", "here"]]
        made += [secret("moved", ["other"], path="infra/moved.yaml"), secret("unplaced")]
        made += [secret("below", path="infra-more/below.yaml")]
        made += [secret("nowhere", path="infra/no.yaml", provides=False, exposure="absent")]
        self.fleet.add("shop/platform", credentials=made)
        self.fleet.add("shop/test", credentials=[secret("foreign")])
        sources = [flux("shop/web", "apps"), flux("shop/platform", "infra")]
        self.fleet.add(
            "shop/fleet", sources=[*sources, flux("shop/test", "", "fleet clusters/test")]
        )
        nowhere = ("nowhere in the fleet", None)
        answers = {
            "same": ("found", "shop/platform"), "unplaced": ("perhaps", "shop/platform"),
            "foreign": ("another cluster", "shop/test"), "moved": nowhere,
            "below": ("perhaps", "shop/platform"), "nowhere": nowhere, "own": nowhere,
        }  # fmt: skip
        self.assertEqual(self.elsewhere(), answers)

    def test_elsewhere_for_each_cluster(self):
        self.fleet.add("a/web", references=[reference("db")])
        self.fleet.add("a/db", credentials=[secret("db")])
        sources = [flux("a/web", "", "one"), flux("a/web", "", "two"), flux("a/db", "", "one")]
        self.fleet.add("a/fleet", sources=sources)
        answer = self.fleet.ask("elsewhere.sql", "cluster", "answer")
        self.assertEqual(answer, [("two", "another cluster"), ("one", "found")])

    def test_elsewhere_by_overlay_base_and_namespace(self):
        # The reference stands in a base of its own repository, the Secret in one of another, and
        # only what deploys them says the namespace.
        wanted = reference("db", [], path="base/web.yaml", roots=["overlays/prod"])
        bases = [base("github.com/a/base", "db", path="overlays/prod/kustomization.yaml")]
        self.fleet.add("a/web", references=[wanted], sources=bases)
        self.fleet.add("a/base", credentials=[secret("db", ["default"], path="db/secret.yaml")])
        deployed = flux("a/web", "overlays/prod", namespace="shop")
        self.fleet.add("a/fleet", sources=[deployed])
        found, perhaps = {"db": ("found", "a/base")}, {"db": ("perhaps", "a/base")}
        self.assertEqual(self.elsewhere(), found)
        self.fleet.add("a/fleet", sources=[deployed | {"namespace": ""}])
        self.assertEqual(self.elsewhere(), perhaps)
        self.fleet.add("a/fleet", sources=[deployed | {"cluster": ""}])
        self.assertEqual(self.elsewhere(), perhaps)
        self.fleet.add("a/fleet", sources=[deployed])
        self.fleet.add("a/web", references=[wanted | {"roots": None}], sources=bases)
        self.assertEqual(self.elsewhere(), perhaps)

    def test_argo_cd_says_a_namespace_only_where_nothing_else_does(self):
        self.fleet.add("a/web", references=[reference("db", []), reference("queue", ["other"])])
        made = [secret("db", []), secret("queue", [])]
        self.fleet.add("a/db", credentials=made)
        own = {"kind": "argo", "namespace": "shop"}
        sources = [flux(name, "", "https://10.0.0.1") | own for name in ["a/web", "a/db"]]
        self.fleet.add("a/argo", sources=sources)
        answers = {"db": ("found", "a/db"), "queue": ("nowhere in the fleet", None)}
        self.assertEqual(self.elsewhere(), answers)

    def test_objects_that_say_no_cluster_are_in_that_of_their_file(self):
        def clusters():
            return self.fleet.ask("elsewhere.sql", "cluster", "answer")

        self.fleet.add("a/web", references=[reference("db", [])])
        self.fleet.add("a/db", credentials=[secret("db")])
        outer = flux("a/tenants", "tenants", namespace="flux-system")
        self.fleet.add("a/fleet", sources=[outer, flux("a/db", "")])
        tenant = flux("a/web", "", "", path="tenants/web.yaml", namespace="shop")
        self.fleet.add("a/tenants", sources=[tenant])
        self.assertEqual(clusters(), [("fleet clusters/prod", "found")])
        self.fleet.add("a/tenants", sources=[tenant | {"path": "other/web.yaml"}])
        self.assertEqual(clusters(), [("", "perhaps")])
        self.fleet.add("a/tenants", sources=[tenant | {"cluster": "own"}])
        self.assertEqual(clusters(), [("own", "another cluster")])

    def test_a_base_inherits_what_argo_cd_says(self):
        self.fleet.add("a/web", sources=[base("github.com/a/base", "")])
        self.fleet.add("a/base", credentials=[secret("db", [])])
        self.fleet.add("a/job", references=[reference("db")])
        own = {"kind": "argo", "namespace": "shop", "cluster": "https://10.0.0.1"}
        self.fleet.add("a/argo", sources=[flux("a/web", "") | own, flux("a/job", "") | own])
        self.assertEqual(self.elsewhere(), {"db": ("found", "a/base")})

    def test_clusters_of_two_argo_cds_are_two(self):
        self.fleet.add("a/web", references=[reference("db")])
        self.fleet.add("a/db", credentials=[secret("db")])
        own = {"kind": "argo", "cluster": "https://kubernetes.default.svc"}
        web, db = flux("a/web", "") | own, flux("a/db", "") | own
        self.fleet.add("a/argo", sources=[web])
        self.fleet.add("b/argo", sources=[db])
        self.assertEqual(self.elsewhere(), {"db": ("another cluster", "a/db")})
        self.fleet.add("a/argo", sources=[web, db])
        self.assertIn(("found",), self.fleet.ask("elsewhere.sql", "answer"))

    def test_remote_bases(self):
        self.fleet.add(
            "shop/web",
            sources=[
                base("github.com/shop/bases", "db", ref="1" * 7),
                base("github.com/shop/bases", "db", ref="2" * 40, line=2),
                base("github.com/shop/bases", "queue", ref="v1", line=3),
                base("github.com/other/bases", "db", line=4),
                base("github.com/shop/more-bases", "db", line=5),
                base("github.com/shop/broken", "", line=6),
                flux("shop/bases", "db", line=7),
            ],
        )
        self.fleet.add(
            "shop/bases",
            credentials=[
                secret("db", path="db/a.yaml"),
                secret("x", path="db-old/a.yaml"),
                secret("absent", path="db/a.yaml", provides=False),
            ],
            references=[reference("pull", path="db/b.yaml"), reference("y", path="c.yaml")],
        )
        self.fleet.add("shop/broken", scan={"exit": 3, "problems": ["not scanned: no git"]})
        columns = "line base_repository scanned at_ref secrets refers_to".split()
        rows = [
            (0, "shop/bases", "whole", True, ["db"], ["pull"]),
            (2, "shop/bases", "whole", False, ["db"], ["pull"]),
            (3, "shop/bases", "whole", None, [], []),
            (4, None, "not in the fleet", None, [], []),
            (5, None, "not in the fleet", None, [], []),
            (6, "shop/broken", "not whole", None, [], []),
        ]
        self.assertEqual(sorted(self.fleet.ask("remote-bases.sql", *columns)), rows)

    def test_the_longest_name_of_a_repository_counts(self):
        self.fleet.add("web", credentials=[secret("wrong")])
        self.fleet.add("Shop/Web", credentials=[secret("right")])
        self.fleet.add("a/fleet", sources=[base("github.com/shop/web", ""), base("x/myweb", "")])
        answer = self.fleet.ask("remote-bases.sql", "base_repository", "secrets")
        self.assertEqual(sorted(answer, key=str), [("Shop/Web", ["right"]), (None, [])])

    def test_unused_hosts(self):
        def login(host, **fields):
            return secret("pull", host=host, purpose="pull", **fields)

        hosts = ["Registry.Example.org", "index.docker.io", "*.cr.io", "quay.io", "a.b.cr.dev"]
        logins = [login(host) for host in hosts] + [login("*.cr.dev"), login("${HOST}"), login("")]
        logins += [login("old.example.org", exposure="placeholder")]
        logins += [secret("git", host="github.com", purpose="clone")]
        logins += [secret("x", host="ghcr.io", key=".dockerconfigjson"), login("QUAY.io")]
        self.fleet.add("a/x", credentials=logins)
        used = ["registry.example.ORG", "docker.io", "eu.cr.io", "x.a.b.cr.dev"]
        self.fleet.add("b/y", images=[{"host": host, "image": "i"} for host in used])
        answer = self.fleet.ask("unused-hosts.sql", "host", "logins", "repositories")
        rows = [("quay.io", 2), ("*.cr.dev", 1), ("a.b.cr.dev", 1), ("ghcr.io", 1)]
        self.assertEqual(answer, [(host, count, ["a/x"]) for host, count in rows])

    def test_every_name_of_docker_hub(self):
        names = ["docker.io", "index.docker.io", "registry-1.docker.io", "https://Docker.IO/v1/"]
        self.fleet.add("a/x", credentials=[secret(n, host=n, purpose="pull") for n in names])
        self.assertEqual(self.fleet.ask("unused-hosts.sql", "host", "logins"), [("docker.io", 4)])
        self.fleet.add("b/y", images=[{"host": "registry-1.docker.io", "image": "library/x"}])
        self.assertEqual(self.fleet.ask("unused-hosts.sql"), [])

    def test_expiry_calendar(self):
        def ending(day, **fields):
            return token(None, expires=f"{day}T00:00:00Z", **fields)

        self.fleet.add(
            "a/x",
            credentials=[
                ending("2026-03-02", title="late"), ending("2026-01-02", title="over"),
                ending("2026-03-01", title="early"), ending("2026-04-01", exposure="placeholder"),
                token(A, expires="2026-02-01T00:00:00Z", title="shared"), token(None),
            ],
            history=[
                ending("2026-05-01", title="gone", in_head=False, paths=["old.yaml"]),
                ending("2025-05-01", title="gone and over", in_head=False),
                ending("2026-03-02", title="late", in_head=True),
            ],
        )  # fmt: skip
        self.fleet.add(
            "a/y", credentials=[token(A, expires="2026-02-01T00:00:00Z", title="shared")]
        )
        columns = "month in_month title ended only_in_history repositories".split()
        rows = [
            ("2026-01", 1, "over", True, False, ["a/x"]),
            ("2026-02", 1, "shared", False, False, ["a/x", "a/y"]),
            ("2026-03", 2, "early", False, False, ["a/x"]),
            ("2026-03", 2, "late", False, False, ["a/x"]),
            ("2026-05", 1, "gone", False, True, ["a/x"]),
        ]
        self.assertEqual(self.fleet.ask("expiry-calendar.sql", *columns), rows)

    def test_unused_everywhere(self):
        made = [secret("used"), secret("elsewhere"), secret("optional"), secret("anywhere", [])]
        made += [secret("unused"), secret("own", users=1), secret("named", provides=False)]
        made += [secret("other"), secret("forced", ["shop"]), secret("vague")]
        self.fleet.add("a/x", credentials=made)
        references = [reference("used", resolved=True), reference("elsewhere")]
        references += [reference("optional", optional=True), reference("anywhere", ["x"])]
        references += [reference("other", ["other"]), reference("forced", ["default"])]
        self.fleet.add("b/y", references=references)
        self.fleet.add("b/z", references=[reference("vague", [])])
        self.fleet.add("a/fleet", sources=[flux("b/y", "", namespace="shop")])
        answer = self.fleet.ask("unused-everywhere.sql", "secret", "namespaces")
        self.assertEqual(answer, [("unused", ["shop"])])
        self.fleet.add("a/fleet")
        answer = self.fleet.ask("unused-everywhere.sql", "secret")
        self.assertEqual(answer, [("forced",), ("other",), ("unused",)])

    def test_worst(self):
        finding = {"severity": "critical", "location": {"path": "token.yaml", "line": 7}}
        lesser = {"severity": "high", "location": {"path": "token.yaml", "line": 7}}
        elsewhere = {"severity": "critical", "location": {"path": "token.yaml", "line": 8}}
        self.fleet.add(
            "a/x",
            findings=[finding, lesser],
            credentials=[
                token(A, title="shared", personal=True, environments=["prod"]),
                token(None, line=7, key="k", title="alone"),
                token(None, path="e.yaml", exposure="encrypted", title="encrypted"),
                token(None, path="other.yaml", title="accepted"),
            ],
        )
        self.fleet.add("a/y", credentials=[token(A, title="shared")], findings=[elsewhere])
        past = {"expires": "2020-01-01T00:00:00Z"}
        gone = {"severity": "high", "title": "gone", "in_head": False, "paths": ["g.yaml"]}
        ended = gone | {"title": "ended", "key": "e"} | past
        head = {"severity": "high", "title": "also at head", "in_head": True}
        self.fleet.add("b/z", history=[gone, ended, head])
        # 8 x 2 x 2 x (2 + 1), 8 x 2, 4, 1/2 x 2, 4 / 8
        rows = [("shared", 96), ("alone", 16), ("gone", 4), ("accepted", 1), ("ended", 0.5)]
        self.assertEqual(self.fleet.ask("worst.sql", "title", "score"), rows)

    def test_ten_worst(self):
        self.fleet.add("a/x", credentials=[token(None, line=n) for n in range(20)])
        self.assertEqual(len(self.fleet.ask("worst.sql")), 10)

    def test_coverage(self):
        self.fleet.add("a/whole")
        self.fleet.add("a/other", scan={"tool": "0.0.9", "join_epoch": "1" * 8})
        self.fleet.add("a/third", scan={"join_epoch": None})
        self.fleet.add(
            "a/part", scan={"exit": 3, "unreadable": 1, "problems": ["x does not parse"]}
        )
        failed = {"exit": 3, "files": 0, "problems": ["not scanned: no git"], "tool": ""}
        self.fleet.add("a/failed", scan=failed)
        self.fleet.add("a/empty", None, scan={"files": 0})
        plan = self.folder / "plan.jsonl"
        names = ["whole", "other", "third", "part", "failed", "lost"]
        lines = [{"repository": f"a/{n}", "revision": "1" * 40, "git": "/x"} for n in names]
        lines[1]["revision"] = "2" * 40
        lines += [{"repository": "a/empty", "revision": None, "git": "/x"}]
        plan.write_text("".join(json.dumps(line) + "\n" for line in lines))
        rows = [
            ("a/failed", "not scanned", ["not scanned: no git"], []),
            ("a/lost", "not scanned", ["no scan has left a row"], []),
            ("a/part", "in part", ["x does not parse"], []),
            ("a/other", "another revision", [], ["tool", "key"]),
            ("a/empty", "whole", [], []),
            ("a/third", "whole", [], []),
            ("a/whole", "whole", [], []),
        ]
        columns = "repository state problems unlike".split()
        self.assertEqual(self.fleet.ask("coverage.sql", *columns, plan=plan), rows)


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
        deadline = time.monotonic() + 30
        while not self.file.exists():
            if time.monotonic() > deadline or self.children[0].poll() is not None:
                raise TimeoutError("no scheduler")
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]
        self.workers = [
            self.start(
                "worker", self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
                "--name", f"w{i}", "--local-directory", str(self.folder / f"w{i}"),
                "--death-timeout", "20",
            )
            for i in range(3)
        ]  # fmt: skip

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

    def test_a_killed_worker_changes_nothing(self):
        real = self.plan is not None
        plan = self.plan or self.made_plan([f"r{i}" for i in range(24)] + ["partly"])
        options, words = [], []
        if real:
            key = self.folder / "key"
            key.touch(0o600)
            key.write_bytes(os.urandom(32))
            options, words = ["--history", "--key-file", str(key)], ["--now", NOW]
        seconds = 600 if real else 60
        serial, out = self.folder / "serial", self.folder / "out"
        alone = subprocess.run(
            [self.credlint, "fleet", "scan", "--plan", plan, "--out", serial, *options, *words],
            timeout=seconds, check=False, capture_output=True,
        )  # fmt: skip
        self.assertIn(alone.returncode, (0, 3), alone.stderr)
        count = len(plan.read_text().splitlines())
        with Cluster(self.folder) as cluster:
            words = [*options, "--parquet", "--", *words]
            child = self.start(cluster, plan, out, *words, credlint=self.slow(self.credlint))
            while len(list((out / "v1" / "scans").glob("*/*.jsonl"))) * 3 < count:
                self.assertIsNone(child.poll(), "it ended before a worker was killed")
                time.sleep(0.02)
            cluster.workers[1].kill()
            code, output = self.finish(child, seconds)
        problems = [row["problems"] for row in self.scans(out).values()]
        self.assertEqual(code, alone.returncode, (output, problems))
        same, other = self.tables(serial), self.tables(out)
        self.assertEqual([n for n in same.keys() | other if same.get(n) != other.get(n)], [])
        self.assertEqual(len(self.scans(out)), count)
        self.check_parquet(out)
        for question in SQL:
            Fleet(out).ask(question, plan=plan)
        if not real:
            self.assertEqual(output.splitlines()[-1:], ["24 whole, 1 in part, 0 not scanned"])
            states = Fleet(out).ask("coverage.sql", "repository", "state")
            self.assertEqual(states[0], ("shop/partly", "in part"))

    def check_parquet(self, out):
        connection = Fleet(out).connect()
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
            states = Fleet(out).ask("coverage.sql", "repository", "state")[:4]
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
        time.sleep(4)
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
