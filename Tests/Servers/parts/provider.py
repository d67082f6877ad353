"""What the parts for providers' interfaces share: an endpoint of one's own, and a case a token."""

from collections.abc import Sequence
from dataclasses import dataclass

from apis import Double
from manifests import opaque
from scenario import Expected, Scenario, play
from vault import Secret
from web import Reply, Server
from world import World

INTROSPECTED = "introspection"


@dataclass(frozen=True)
class Case:
    """A token, its double's answer (none: it is refused), and what is then known."""

    secret: Secret
    reply: Reply | None
    expected: Expected


def scopes(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, INTROSPECTED)


def play_cases(
    world: World,
    provider: str,
    server: Server,
    double: Double,
    cases: Sequence[Case],
    prefix: str = "",
) -> list[str]:
    """Each token in a Secret of its own, all in one repository."""
    files = {}
    for case in cases:
        if case.reply:
            double.add(case.secret.value, any=case.reply)
        name = case.expected.path.removesuffix(".yaml")
        files[case.expected.path] = opaque(name, token=case.secret.value)
    problems = play(
        world,
        Scenario(
            provider,
            files,
            tuple(case.expected for case in cases),
            frozenset([server.port]),
            config={
                "hosts": [server.authority],
                "private": ["localhost"],
                "cacert": world.cacert,
                "endpoints": {provider: server.origin + prefix},
            },
        ),
    ).problems
    return problems + once_each(double)


def once_each(double: Double) -> list[str]:
    """A token is sent once, and only where it is asked about."""
    problems, seen = [], set()
    for credential, request in double.calls:
        if (request.method, request.path) not in double.routes:
            problems.append(f"another request than is listed: {request.method} {request.path}")
        if (credential, request.path) in seen:
            problems.append(f"{request.path} was asked twice with one credential")
        seen.add((credential, request.path))
    return problems
