"""What the questions are to answer of the known repositories: all rows, in their order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

PROD, DEV = "platform/clusters//clusters/prod", "platform/clusters//clusters/dev"
SERVER = "https://10.1.2.3"
PERSONAL = "GitLab personal, project or group access token"
DEPLOY, VAULT, JWT = "GitLab deploy token", "HashiCorp Vault token", "JSON Web Token"
USED = "registry.acme.internal"
TEAM, SECURITY = ["@platform"], ["@platform", "@security"]
Answer = tuple[str, list[tuple[Any, ...]]]

COVERAGE: Answer = (
    "repository state problems files unreadable skipped findings history unlike",
    [
        ("data/broken", "not scanned", ["not scanned: git cannot read it"], 0, 0, 0, 0, True, []),
        ("data/empty", "whole", ["it has no commit"], 0, 0, 0, 0, True, []),
        ("data/etl", "whole", [], 3, 0, 0, 3, True, []),
        ("data/eu/reports", "whole", [], 3, 0, 0, 2, True, []),
        ("data/tenants", "whole", [], 2, 0, 0, 1, True, []),
        ("platform/argo", "whole", [], 3, 0, 0, 0, True, []),
        ("platform/bases", "whole", [], 4, 0, 0, 1, True, []),
        ("platform/clusters", "whole", [], 5, 0, 0, 0, True, []),
        ("platform/secrets", "whole", [], 5, 0, 0, 6, True, []),
        ("shop/api", "whole", [], 5, 0, 0, 4, True, []),
        ("shop/legacy", "whole", [], 1, 0, 0, 1, True, []),
        ("shop/web", "whole", [], 3, 0, 0, 2, True, []),
    ],
)

_BASE = ("platform/bases", "postgres/postgres.yaml", 14, "Deployment", "postgres", "env")
_WEB = ("shop/web", "deploy/prod/web.yaml")
_ETL = ("data/etl", "deploy/etl.yaml", 13, "Deployment", "etl", "env")
_MAIL = ("data/eu/reports", "deploy/mailer.yaml", 13, "Deployment", "mailer", "env")
_NOWHERE = ("nowhere in the fleet", None, None, None, None)
_SECRETS = "platform/secrets"


def _web(line: int, name: str, answer: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*_WEB, line, "Deployment", "web", "env", name, "password", ["shop"], PROD, *answer)


ELSEWHERE: Answer = (
    "repository path line from_kind from_name kind name key namespaces cluster"
    " answer in_repository in_path in_line origin",
    [
        (*_BASE, "backup", "password", ["shop"], PROD, *_NOWHERE),
        _web(17, "ghost", _NOWHERE),
        # The one that has this name is made in the other cluster.
        _web(15, "queue", ("another cluster", _SECRETS, "dev/queue.yaml", 4, "Secret")),
        (*_ETL, "warehouse", "password", ["data"], SERVER)
        + ("found", _SECRETS, "warehouse/warehouse.yaml", 4, "Secret"),
        # Both are deployed by what a cluster of a third repository deploys.
        (*_MAIL, "mail", "password", ["reports"], PROD)
        + ("found", "data/tenants", "teams/mail.yaml", 4, "Secret"),
        _web(14, "db", ("found", _SECRETS, "prod/db.yaml", 8, "Secret")),
        _web(16, "robot", ("found", _SECRETS, "prod/robot.yaml", 7, "Secret")),
    ],
)

EXPIRY: Answer = (
    "month in_month day ended title host repositories place owners environments only_in_history",
    [
        ("2025-12", 1, date(2025, 12, 1), True, "credential", "", [_SECRETS])
        + ("platform/secrets prod/forgotten.yaml 8 Secret 'forgotten' password", SECURITY)
        + ([], False),
        ("2026-02", 1, date(2026, 2, 10), False, JWT, "", ["data/etl"])
        + ("data/etl jobs/run.env 1 jobs/run.env ", ["@data"], [], False),
        ("2026-03", 1, date(2026, 3, 1), False, "credential", "", [_SECRETS])
        + ("platform/secrets prod/db.yaml 8 Secret 'db' password", SECURITY, [], False),
        ("2026-06", 1, date(2026, 6, 1), False, JWT, "", ["shop/legacy"])
        + ("shop/legacy end.env end.env ", [], [], True),
    ],
)

PERSONAL_TOKENS: Answer = (
    "title provider hosts users repository_count cluster_count environment_count repositories"
    " clusters environments owners expires",
    [
        (PERSONAL, "gitlab", [""], [""], 2, 1, 0, ["data/etl", "shop/api"], [SERVER], [], ["@data"])
        + (None,),
        (PERSONAL, "gitlab", [""], [""], 1, 1, 0, [_SECRETS], [PROD], [], SECURITY, None),
    ],
)

_KUSTOMIZATION = ("shop/web", "deploy/prod/kustomization.yaml", 1)
REMOTE_BASES: Answer = (
    "repository path line url base_repository base_path ref scanned at_ref secrets refers_to",
    [
        (*_KUSTOMIZATION, "https://github.com/other/bases", None, "redis", "", "not in the fleet")
        + (None, [], []),
        (*_KUSTOMIZATION, "https://git.acme.internal/platform/bases", "platform/bases", "postgres")
        + ("v1", "whole", None, ["postgres"], ["backup", "postgres"]),
    ],
)

SHARED: Answer = (
    "titles hosts repositories teams environments owners personal expires places only_in_history",
    [
        ([PERSONAL], [""], ["data/etl", "shop/api"], ["data", "shop"], [], ["@data"], True, None)
        + (2, []),
        ([VAULT], [""], ["data/eu/reports", "shop/legacy"], ["data", "shop"], [], [], False, None)
        + (2, ["data/eu/reports", "shop/legacy"]),
        ([DEPLOY, f"{DEPLOY} for {USED}"], [USED], ["shop/legacy", "shop/web"], ["shop"], ["prod"])
        + ([], False, None, 2, ["shop/legacy"]),
    ],
)

UNUSED: Answer = (
    "repository path line secret namespaces origin clusters",
    [
        ("platform/bases", "postgres-old/unrelated.yaml", 4, "unrelated", [], "Secret", []),
        (_SECRETS, "prod/forgotten.yaml", 8, "forgotten", ["shop"], "Secret", [PROD]),
    ],
)

UNUSED_HOSTS: Answer = (
    "host logins secrets purposes repositories teams owners expires",
    [("old.acme.internal", 1, ["old"], ["pull"], ["shop/api"], ["shop"], [], None)],
)


def _past(name: str, title: str, *, head: bool = False, personal: bool = False) -> tuple[Any, ...]:
    repository, path = name.rsplit("/", 1)
    place = f"{repository} {path} {'1 ' if head else ''}{path} "
    return (8, "high", title, "", head, personal, None, [repository], [], [], place)


WORST: Answer = (
    "score severity title host in_head personal expires repositories environments owners place",
    [
        # high (4) x 2 at head x 2 of a person x 2 repositories
        (32, "high", PERSONAL, "", True, True, None, ["data/etl", "shop/api"], [], ["@data"])
        + ("data/etl deploy/clone.yaml 7 Secret 'clone' password",),
        # 4 x 2 at head x (2 repositories + 1 environment)
        (24, "high", DEPLOY, USED, True, False, None, ["shop/legacy", "shop/web"], ["prod"], [])
        + ("shop/legacy pull.yaml Secret 'pull' .dockerconfigjson",),
        (16, "high", PERSONAL, "", True, True, None, [_SECRETS], [], SECURITY)
        + ("platform/secrets prod/robot.yaml 7 Secret 'robot' password",),
        (8, "high", JWT, "", True, False, datetime(2026, 2, 10), ["data/etl"], [], ["@data"])
        + ("data/etl jobs/run.env 1 jobs/run.env ",),
        _past("data/eu/reports/kept.env", VAULT, head=True),
        _past("data/eu/reports/lost.env", VAULT, head=True),
        # 4 x 2 repositories, in history alone
        (8, "high", VAULT, "", False, False, None, ["data/eu/reports", "shop/legacy"], [], [])
        + ("data/eu/reports run.env run.env ",),
        (8, "high", "password", "old.acme.internal", True, False, None, ["shop/api"], [], [])
        + ("shop/api deploy/old.yaml 5 Secret 'old' .dockerconfigjson",),
        # 4 x 2 of a person, in history alone
        _past("shop/legacy/again.env", PERSONAL, personal=True),
        _past("shop/legacy/ci.env", PERSONAL, personal=True),
    ],
)

ANSWERS: dict[str, Answer] = {
    "coverage.sql": COVERAGE, "elsewhere.sql": ELSEWHERE, "expiry-calendar.sql": EXPIRY,
    "personal-tokens.sql": PERSONAL_TOKENS, "remote-bases.sql": REMOTE_BASES,
    "shared-credentials.sql": SHARED, "unused-everywhere.sql": UNUSED,
    "unused-hosts.sql": UNUSED_HOSTS, "worst.sql": WORST,
}  # fmt: skip

# Of shop/legacy: newest path, title, whether it stands at head, refs, and the commits that brought
# it, wrote it last and took it away.
PAST = [
    ("again.env", PERSONAL, False, [], 1, 4, 5),
    ("ci.env", PERSONAL, False, [], 2, 2, 3),
    ("end.env", JWT, False, [], 7, 7, 10),
    ("ended.env", JWT, False, ["v1"], 3, 3, 4),
    ("evil.env", DEPLOY, False, [], 9, 9, 10),
    ("new.env", DEPLOY, True, [], 1, 5, None),
    ("pull.yaml", f"{DEPLOY} for {USED}", False, [], 8, 8, 10),
    ("shared.env", VAULT, False, [], 7, 7, 10),
    ("side.env", DEPLOY, False, ["release/1"], 6, 6, None),
    ("tagged.env", VAULT, False, ["v1"], 2, 2, 4),
]
