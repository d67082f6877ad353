"""Twelve repositories of which it is known what they hold. Tokens are made up at every run."""

from __future__ import annotations

import base64
import json
import random
import string
from datetime import datetime, timezone

from git_stream import Repository

# Names that are for examples make an example of what is for them.
HOST = "https://git.acme.internal"
SERVER = "https://10.1.2.3"
USED, UNUSED = "registry.acme.internal", "old.acme.internal"


class Tokens(dict[str, str]):
    """Credentials by name, none of which anybody has."""

    forms = [
        ("glpat-", 20, "clone robot first second named"),
        ("gldt-", 20, "pull renamed branch merged"),
        ("hvs.", 24, "vault tagged lost kept"),
        ("", 32, "old base database queue warehouse forgotten broken"),
    ]
    ends = {"job": (2026, 2, 10), "gone": (2026, 6, 1), "over": (2025, 6, 1)}

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self.words: list[str] = []
        for start, length, names in self.forms:
            for name in names.split():
                self[name] = start + self.word(length)
        for name, day in self.ends.items():
            self[name] = self.web_token(name, datetime(*day, tzinfo=timezone.utc))
        # What is small has the form of an object's name.
        self["named"] = self["named"].lower()
        # Two people may choose it: that makes no credential of two repositories of it.
        self["chosen"] = self.random.choice(["Kestrel", "Heron"]) + self.digits(4) + "!"

    def word(self, length: int) -> str:
        word = "".join(self.random.choices(string.ascii_letters + string.digits, k=length))
        self.words.append(word)
        return word

    def digits(self, length: int) -> str:
        return "".join(self.random.choices("2345678", k=length))

    def web_token(self, subject: str, end: datetime) -> str:
        def part(claims: dict[str, str | int]) -> str:
            return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

        claims: dict[str, str | int] = {
            "exp": int(end.timestamp()),
            "iss": "https://id.acme.internal",
            "sub": subject,
        }
        return f"{part({'alg': 'HS256'})}.{part(claims)}.{self.word(43)}"


def secret(name: str, namespace: str, expires: str = "", **data: str) -> str:
    note = f'  annotations: {{credlint.dev/expires: "{expires}"}}\n' if expires else ""
    lines = "".join(f"  {key}: {value}\n" for key, value in data.items())
    place = f"  namespace: {namespace}\n" if namespace else ""
    head = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n"
    return f"{head}{place}{note}stringData:\n{lines}"


def login(name: str, namespace: str, host: str, password: str) -> str:
    """A Secret with a docker config."""
    auth = base64.b64encode(f"robot:{password}".encode()).decode()
    config = base64.b64encode(json.dumps({"auths": {host: {"auth": auth}}}).encode()).decode()
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"type: kubernetes.io/dockerconfigjson\ndata: {{.dockerconfigjson: {config}}}\n"
    )


def workload(name: str, namespace: str, *names: str, image: str = "", pull: str = "") -> str:
    """A Deployment with variables from Secrets."""
    place = f", namespace: {namespace}" if namespace else ""
    variables = "".join(
        f"        - {{name: V{i}, valueFrom: {{secretKeyRef: {{name: {n}, key: password}}}}}}\n"
        for i, n in enumerate(names)
    )
    pulls = f"      imagePullSecrets: [{{name: {pull}}}]\n" if pull else ""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}{place}}}\nspec:\n"
        f"  selector: {{matchLabels: {{app: {name}}}}}\n  template:\n"
        f"    metadata: {{labels: {{app: {name}}}}}\n    spec:\n{pulls}      containers:\n"
        f"      - name: main\n        image: {image or USED + '/shop/' + name}:1\n"
        f"        env:\n{variables}"
    )


def flux(name: str, url: str, path: str, namespace: str = "") -> str:
    target = f", targetNamespace: {namespace}" if namespace else ""
    return (
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\n"
        f"spec: {{interval: 5m, url: {url}, ref: {{branch: main}}}}\n---\n"
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\n"
        f"spec: {{interval: 5m, path: {path}, prune: true{target}, "
        f"sourceRef: {{kind: GitRepository, name: {name}}}}}\n"
    )


def argo(name: str, url: str, path: str, server: str, namespace: str) -> str:
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
        f"metadata: {{name: {name}, namespace: argocd}}\nspec:\n  project: default\n"
        f"  source: {{repoURL: {url}, path: {path}, targetRevision: main}}\n"
        f"  destination: {{server: {server}, namespace: {namespace}}}\n"
    )


def clusters() -> Repository:
    """Two clusters that Flux keeps, each with its own folder."""
    one = Repository("platform/clusters", f"{HOST}/platform/clusters.git")
    one.commit(
        {
            "clusters/prod/flux-system/gotk-sync.yaml": flux(
                "flux-system", f"ssh://git@{HOST[8:]}/platform/clusters.git", "./clusters/prod"
            ),
            "clusters/prod/web.yaml": flux("web", f"{HOST}/shop/web.git", "./deploy/prod", "shop"),
            "clusters/prod/secrets.yaml": flux(
                "secrets", f"{HOST}/platform/secrets", "./prod", "shop"
            ),
            "clusters/prod/tenants.yaml": flux(
                "tenants", f"{HOST}/data/tenants", "teams/", "reports"
            ),
            "clusters/dev/secrets.yaml": flux(
                "secrets-dev", f"{HOST}/platform/secrets", "./dev", "shop"
            ),
        }
    )
    return one


def secrets(tokens: Tokens) -> Repository:
    """What other repositories name, and what none does."""
    one = Repository("platform/secrets", f"git@{HOST[8:]}:platform/secrets.git")
    forgotten = secret("forgotten", "shop", "2025-12-01", password=tokens["forgotten"])
    database = secret("db", "shop", "2026-03-01", password=tokens["database"])
    one.commit(
        {
            "CODEOWNERS": "* @platform\n/prod/ @platform @security\n",
            "prod/db.yaml": database,
            "prod/robot.yaml": secret("robot", "shop", password=tokens["robot"]),
            "prod/forgotten.yaml": forgotten,
            "dev/queue.yaml": secret("queue", "shop", password=tokens["queue"]),
            "warehouse/warehouse.yaml": secret("warehouse", "", password=tokens["warehouse"]),
        }
    )
    return one


def applications() -> Repository:
    """An Argo CD: one cluster has an address, the other is its own."""
    one = Repository("platform/argo", f"{HOST}/platform/argo.git")
    own = "https://kubernetes.default.svc"
    one.commit(
        {
            # What is mirrored as data/etl was called otherwise where it comes from.
            "apps/etl.yaml": argo("etl", f"{HOST}/warehouse/loader", "deploy", SERVER, "data"),
            "apps/warehouse.yaml": argo(
                "warehouse", f"{HOST}/platform/secrets.git", "warehouse", SERVER, "data"
            ),
            "apps/api.yaml": argo("api", f"{HOST}/Shop/API.git", "deploy", own, "api"),
        }
    )
    return one


def bases(tokens: Tokens) -> Repository:
    """Without an address: the end of its name must do."""
    one = Repository("platform/bases")
    own = secret("postgres", "", password=tokens["base"])
    database = workload("postgres", "", "postgres", "backup", image="docker.io/library/postgres")
    lists = "resources: [postgres.yaml, secret.yaml]\n"
    files = {"kustomization.yaml": lists, "postgres.yaml": database, "secret.yaml": own}
    one.tag("v1", one.commit({f"postgres/{name}": text for name, text in files.items()}))
    one.commit({"postgres-old/unrelated.yaml": secret("unrelated", "", password="changeme")})
    return one


def web(tokens: Tokens) -> Repository:
    one = Repository("shop/web", f"{HOST}/shop/web.git")
    remote = [f"{HOST}/platform/bases//postgres?ref=v1", "https://github.com/other/bases//redis"]
    names = ["db", "queue", "robot", "ghost"]
    files = {
        "kustomization.yaml": f"resources: [web.yaml, pull.yaml, {', '.join(remote)}]\n",
        "web.yaml": workload("web", "", *names, pull="pull"),
        "pull.yaml": login("pull", "shop", USED, tokens["pull"]),
    }
    one.commit({f"deploy/prod/{name}": text for name, text in files.items()})
    return one


def api(tokens: Tokens) -> Repository:
    """A person's token in a pipeline, and a login for a host of which no image comes."""
    one = Repository("shop/api", f"{HOST}/shop/api.git")
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: api}\n"
    pipeline = f'build:\n  variables: {{DEPLOY_TOKEN: "{tokens["clone"]}"}}\n  script: [make]\n'
    one.commit(
        {
            ".gitlab-ci.yml": pipeline,
            "deploy/api.yaml": workload("api", "api", "own"),
            "deploy/account.yaml": f"{account}imagePullSecrets: [{{name: old}}]\n",
            "deploy/old.yaml": login("old", "api", UNUSED, tokens["old"]),
            "deploy/own.yaml": secret("own", "api", password=tokens["chosen"]),
        }
    )
    return one


def legacy(tokens: Tokens) -> Repository:
    """A past: what was rotated, re-added, renamed, merged, tagged and left on a branch."""
    one = Repository("shop/legacy", f"{HOST}/shop/legacy.git")

    def value(name: str) -> str:
        return f"TOKEN={tokens[name]}\n"

    one.commit({"README.md": "Old.\n", "ci.env": value("first"), "old.env": value("renamed")})
    one.commit({"ci.env": value("second"), "tagged.env": value("tagged")})
    one.tag("v1", one.commit({"ci.env": None, "ended.env": value("over")}))
    one.commit({"again.env": value("first"), "tagged.env": None, "ended.env": None})
    one.commit({"again.env": None, "old.env": None, "new.env": value("renamed")})
    one.commit({"side.env": value("branch")}, "release/1", parents=(5,))
    one.commit({"shared.env": value("vault"), "end.env": value("gone")}, "work", parents=(5,))
    one.commit({"pull.yaml": login("pull", "shop", USED, tokens["pull"])})
    # Neither parent has what the merge itself brings.
    merge = {"evil.env": value("merged"), "shared.env": value("vault"), "end.env": value("gone")}
    one.merge("work", merge)
    one.remove("work")
    one.commit({"evil.env": None, "shared.env": None, "end.env": None, "pull.yaml": None})
    return one


def loader(tokens: Tokens) -> Repository:
    one = Repository("data/etl", f"{HOST}/warehouse/loader.git")
    one.commit(
        {
            "CODEOWNERS": "* @data\n",
            "deploy/etl.yaml": workload("etl", "", "warehouse", "clone"),
            "deploy/clone.yaml": secret("clone", "data", password=tokens["clone"]),
            "jobs/run.env": f"JOB_TOKEN={tokens['job']}\n",
        }
    )
    return one


def tenants(tokens: Tokens) -> Repository:
    """Deployed by a cluster of another repository, and deploys a third one to it."""
    one = Repository("data/tenants", f"{HOST}/data/tenants.git")
    files = {
        "reports.yaml": flux("reports", f"{HOST}/data/eu/reports.git", "deploy", "reports"),
        "mail.yaml": secret("mail", "reports", password=tokens["chosen"]),
    }
    one.commit({f"teams/{name}": text for name, text in files.items()})
    return one


def reports(tokens: Tokens, *, forced: bool = False) -> Repository:
    """A tip that a force push takes away, once the mirror has it."""
    one = Repository("data/eu/reports", f"{HOST}/data/eu/reports.git")
    mail = workload("mailer", "reports", "mail")
    first = one.commit({"deploy/mailer.yaml": mail, "run.env": f"TOKEN={tokens['vault']}\n"})
    second = one.commit({"run.env": None, "kept.env": f"TOKEN={tokens['kept']}\n"})
    if forced:
        one.commit({"kept.env": None, "README.md": "Better.\n"}, parents=(second,))
    else:
        one.commit({"lost.env": f"TOKEN={tokens['lost']}\n"})
    one.tag("start", first)
    return one


def fleet(tokens: Tokens) -> list[Repository]:
    """All twelve, one without a commit and one that will be broken."""
    broken = Repository("data/broken", f"{HOST}/data/broken.git")
    broken.commit({"a.yaml": secret("a", "a", password=tokens["broken"])})
    return [
        clusters(), secrets(tokens), applications(), bases(tokens), web(tokens), api(tokens),
        legacy(tokens), loader(tokens), tenants(tokens), reports(tokens),
        Repository("data/empty", f"{HOST}/data/empty.git"), broken,
    ]  # fmt: skip
