"""Servers that send their clients elsewhere: nobody goes there."""

from manifests import deployment, docker_config, opaque, tekton_git
from nginx import Nginx, Site
from scenario import Expected, Scenario, play
from web import Reply, Request
from world import World

REGISTRIES = ("registry", "bearer")


class Redirects:
    name = "redirects"

    def missing(self) -> str | None:
        return None if Nginx.is_here() else "no nginx"

    def prepare(self, world: World) -> list[Site]:
        self.trap = world.trap()
        target = f"{self.trap.origin}$request_uri"
        self.registry, self.git, self.gitlab = (
            world.site(f"location / {{ return {status} {target}; }}") for status in (302, 301, 307)
        )
        self.realm = world.serve(self._redirect)
        self.bearer = world.serve(self._challenge)
        return [self.registry, self.git, self.gitlab]

    def _redirect(self, request: Request) -> Reply:
        return Reply(302, b"", (("Location", f"{self.trap.origin}{request.path}"),))

    def _challenge(self, request: Request) -> Reply:
        text = f'Bearer realm="{self.realm.origin}/token",service="private"'
        return Reply(401, b"{}", (("WWW-Authenticate", text), ("Content-Type", "application/json")))

    def run(self, world: World) -> list[str]:
        servers = (self.registry, self.git, self.gitlab, self.bearer, self.realm)
        files = self._files(world)
        return play(
            world,
            Scenario(
                "redirects",
                files,
                tuple(
                    Expected(path, "unknown", {}, reason="redirect")
                    for path in files
                    if not path.startswith("web")
                ),
                frozenset(server.port for server in servers),
                frozenset([self.trap.port]),
                config={
                    "hosts": [server.authority for server in servers],
                    "private": ["localhost"],
                    "realms": [self.realm.authority],
                    "cacert": world.cacert,
                    "endpoints": {"gitlab": self.gitlab.origin},
                },
                then=(rf"GET {self.realm.origin}/token\?.*",),
                code=3,
            ),
        ).problems

    def _files(self, world: World) -> dict[str, str]:
        hosts = (self.registry.authority, self.bearer.authority)
        git = world.vault.make("a password for git", self.git.authority, user="ci").value
        token = world.vault.gitlab("a GitLab token", self.gitlab.authority).value
        files = {
            "git.yaml": tekton_git("git", f"{self.git.origin}/team/app.git", "ci", git),
            "gitlab.yaml": opaque("gitlab", token=token),
        }
        for name, host in zip(REGISTRIES, hosts, strict=True):
            where = (host, self.realm.authority)
            password = world.vault.make(f"a password for {name}", *where, user="ci").value
            files[f"{name}.yaml"] = docker_config(name, {host: ("ci", password)})
            files[f"web-{name}.yaml"] = deployment(f"web-{name}", f"{host}/team/app:v1", [name])
        return files
