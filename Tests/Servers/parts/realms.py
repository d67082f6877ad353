"""A registry whose realm is another host, and neither has a domain: they are no neighbours."""

import socket

from manifests import deployment, docker_config
from nginx import Site
from scenario import Expected, Scenario, play
from web import Reply, Request, json_reply
from world import World

PORT = 443
REGISTRY, REALM = "127.0.0.1", "localhost"


class Realms:
    name = "realms without a domain"

    def missing(self) -> str | None:
        """Only root may take the port, and only if nobody has it."""
        try:
            socket.create_server(("127.0.0.1", PORT)).close()
        except OSError as error:
            return f"port {PORT}: {error.strerror}"
        return None

    def prepare(self, world: World) -> list[Site]:
        self.server = world.serve(answer, host=REGISTRY, port=PORT)
        return []

    def run(self, world: World) -> list[str]:
        secret = world.vault.make("a password for one host", REGISTRY, user="ci")
        files = {
            "login.yaml": docker_config("login", {REGISTRY: ("ci", secret.value)}),
            "web.yaml": deployment("web", f"{REGISTRY}/team/app:v1", ["login"]),
        }
        options = (*world.allowing(REGISTRY), "--allow-private", REGISTRY)
        return play(
            world,
            Scenario(
                "realm without a domain",
                files,
                (Expected("login.yaml", "unknown", {}, host=REGISTRY, reason=REALM),),
                frozenset([PORT]),
                options=options,
                code=3,
            ),
        ).problems


def answer(request: Request) -> Reply:
    if request.path != "/v2/":
        return json_reply(200, {"token": "a.b.c"})
    challenge = f'Bearer realm="https://{REALM}/token",service="private"'
    errors = {"errors": [{"code": "UNAUTHORIZED"}]}
    return json_reply(401, errors, ("WWW-Authenticate", challenge))
