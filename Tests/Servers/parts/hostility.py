"""Servers that hang, drip, flood or talk nonsense: each ends as unknown, and soon."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from hostile import HostileServer, serve
from manifests import deployment, docker_config, opaque
from nginx import Site
from scenario import Expected, Scenario, play
from world import World

LIMIT = 16 << 20
SECONDS = 16


class Hostility:
    name = "hostile servers"

    def __init__(self) -> None:
        self._stack = ExitStack()

    def missing(self) -> str | None:
        return None

    def prepare(self, world: World) -> list[Site]:
        self.registries, self.gitlabs = (
            [self._stack.enter_context(server) for server in serve(world.recorder, world.tls)]
            for _ in range(2)
        )
        return []

    def run(self, world: World) -> list[str]:
        """All at once: most of the time is spent waiting for what never comes."""
        with self._stack, ThreadPoolExecutor(5) as pool:
            runs = [pool.submit(self._as_registry, world, server) for server in self.registries]
            runs += [pool.submit(self._as_gitlab, world, server) for server in self.gitlabs]
            problems = [problem for run in runs for problem in run.result()]
        return problems + [
            f"{server.name}: {server.sent} bytes were taken"
            for server in (*self.registries, *self.gitlabs)
            if server.sent > LIMIT
        ]

    def _as_registry(self, world: World, server: HostileServer) -> list[str]:
        host = server.authority
        secret = world.vault.make(f"a password for what {server.name}", host, user="ci")
        return play(
            world,
            Scenario(
                f"registry that {server.name}",
                {
                    "login.yaml": docker_config("login", {host: ("ci", secret.value)}),
                    "web.yaml": deployment("web", f"{host}/team/app:v1", ["login"]),
                },
                (Expected("login.yaml", "unknown", {}, host=host),),
                frozenset([server.port]),
                options=world.allowing(host),
                code=3,
                seconds=SECONDS,
                counts_audit=False,
            ),
        ).problems

    def _as_gitlab(self, world: World, server: HostileServer) -> list[str]:
        host = server.authority
        secret = world.vault.gitlab(f"a token for what {server.name}", host)
        return play(
            world,
            Scenario(
                f"GitLab that {server.name}",
                {"token.yaml": opaque("token", token=secret.value)},
                (Expected("token.yaml", "unknown", {}),),
                frozenset([server.port]),
                config={
                    "hosts": [host],
                    "private": ["localhost"],
                    "cacert": world.cacert,
                    "endpoints": {"gitlab": f"https://{host}"},
                },
                code=3,
                seconds=SECONDS,
                counts_audit=False,
            ),
        ).problems
