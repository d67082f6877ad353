"""Tests the SQL on small tables."""

import json

import duckdb

from asking import SQL, credlint_tables
from made_tables import A, B, FleetTest, base, flux, reference, secret, token


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
        self.fleet.add("data/etl", history=[token(A, in_head=False, path="old.yaml")])
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
        columns = ["repositories", "only_in_history", "places"]
        # What `credentials` and `history` both tell of is one place.
        answer = self.fleet.ask("shared-credentials.sql", *columns)
        self.assertEqual(answer, [(["a/x", "a/y"], [], 2)])

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
        # Flux keeps its own folder as well.
        itself = flux("a/fleet", "clusters/prod", "a/fleet//clusters/prod")
        self.fleet.add("a/fleet", sources=[outer, flux("a/db", ""), itself])
        tenant = flux("a/web", "", "a/tenants//tenants", path="tenants/web.yaml", namespace="shop")
        self.fleet.add("a/tenants", sources=[tenant])
        self.assertEqual(clusters(), [("fleet clusters/prod", "found")])
        # Nothing that is known deploys it: it may be a cluster of its own.
        self.fleet.add("a/tenants", sources=[tenant | {"path": "other/web.yaml"}])
        self.assertEqual(clusters(), [("a/tenants//tenants", "another cluster")])
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
        web, db = (flux(f"a/{name}", "") | {"kind": "argo"} for name in ("web", "db"))
        self.fleet.add("a/argo", sources=[web | {"cluster": "a/argo//apps"}])
        self.fleet.add("b/argo", sources=[db | {"cluster": "b/argo//apps"}])
        self.assertEqual(self.elsewhere(), {"db": ("another cluster", "a/db")})
        # Of one repository they may be in one cluster, whatever their folders, but for Flux.
        clusters = {"cluster": "b/argo//web"}, {"cluster": "b/argo//db"}
        self.fleet.add("a/argo")
        self.fleet.add("b/argo", sources=[web | clusters[0], db | clusters[1]])
        self.assertEqual(self.elsewhere(), {"db": ("perhaps", "a/db")})
        self.fleet.add("b/argo", sources=[web | clusters[0], db | clusters[0]])
        self.assertEqual(self.elsewhere(), {"db": ("found", "a/db")})
        own = {"kind": "flux"}
        self.fleet.add("b/argo", sources=[web | clusters[0] | own, db | clusters[1] | own])
        self.assertEqual(self.elsewhere(), {"db": ("another cluster", "a/db")})

    def test_what_a_template_fills_in_is_not_known(self):
        self.fleet.add("a/web", references=[reference("db")])
        self.fleet.add("a/db", credentials=[secret("db")])
        own = {"kind": "argo", "cluster": "{{.server}}", "namespace": "{{.name}}"}
        self.fleet.add("a/argo", sources=[flux("a/web", "") | own, flux("a/db", "") | own])
        self.assertEqual(self.elsewhere(), {"db": ("perhaps", "a/db")})
        own = {"namespace": "${tenant}"}
        self.fleet.add("a/argo", sources=[flux("a/web", "") | own, flux("a/db", "") | own])
        self.assertEqual(self.elsewhere(), {"db": ("found", "a/db")})

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
            scan={"exit": 1},
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
                ending("2026-05-01", title="gone", in_head=False, path="old.yaml"),
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
        made += [
            secret("unused"),
            secret("own", users=1, used=True),
            secret("named", provides=False),
        ]
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
        gone = {"severity": "high", "title": "gone", "in_head": False, "path": "g.yaml"}
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
        # 1 tells of findings, as it does of a check.
        self.fleet.add("a/whole", scan={"exit": 1})
        self.fleet.add("a/other", scan={"tool": "0.0.9", "join_epoch": "1" * 8})
        self.fleet.add("a/third", scan={"join_epoch": None})
        self.fleet.add(
            "a/part", scan={"exit": 3, "unreadable": 1, "problems": ["x does not parse"]}
        )
        failed = {"exit": 3, "files": 0, "problems": ["not scanned: no git"], "tool": ""}
        self.fleet.add("a/failed", scan=failed)
        self.fleet.add("a/empty", None, scan={"files": 0, "rules_digest": ""})
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
