"""docker-registry with htpasswd behind TLS of a private authority: logins, and nothing changes."""

import shutil

from manifests import deployment, docker_config, tekton_docker
from nginx import Nginx, Site, proxy
from registry import Registry, basic, htpasswd
from scenario import Expected, Scenario, play
from web import Reply, Request, json_reply
from world import World

IMAGE = "team/app"


class BasicRegistry:
    name = "registry with htpasswd"

    def missing(self) -> str | None:
        programs = [name for name in ("docker-registry", "htpasswd") if not shutil.which(name)]
        programs += [] if Nginx.is_here() else ["nginx"]
        return f"no {', '.join(programs)}" if programs else None

    def prepare(self, world: World) -> list[Site]:
        self.registry = Registry("basic", world.folder)
        self.registry.seed([IMAGE], world.children)
        self.site = world.site(proxy(self.registry.port))
        host = self.site.authority
        self.good = world.vault.make("the right password", host, user="builder")
        self.wrong = world.vault.make("a wrong password", host, user="builder")
        users = world.folder / "htpasswd"
        htpasswd(users, {"builder": self.good.value})
        self.registry.start(basic(users), world.children)
        strange = world.authority.issue("strange", ("registry.example",))
        self.misnamed = Site(proxy(self.registry.port), strange)
        self.open = world.serve(open_registry)
        return [self.site, self.misnamed]

    def run(self, world: World) -> list[str]:
        before = self.registry.state()
        problems = self._logins(world, "basic", ())
        problems += self._logins(world, "basic with probe", ("--probe-write",))
        if self.registry.state() != before:
            problems.append("the registry's storage changed")
        return problems + self._strange_names(world) + self._open(world)

    def _logins(self, world: World, name: str, more: tuple[str, ...]) -> list[str]:
        host = self.site.authority
        rights = {"pull": "probe"} | ({"push": "probe"} if more else {})
        scenario = Scenario(
            name,
            {
                "good.yaml": docker_config("good", {host: ("builder", self.good.value)}),
                "wrong.yaml": docker_config(
                    "wrong", {f"https://{host}/v1/": ("builder", self.wrong.value)}, False
                ),
                "web.yaml": deployment("web", f"{host}/{IMAGE}:v1", ["good", "wrong"]),
            },
            (
                Expected("good.yaml", "yes", rights, IMAGE, host, expires=""),
                Expected("wrong.yaml", "no", {}, host=host),
            ),
            frozenset([self.site.port]),
            options=(*world.allowing(host), *more),
            then=(
                f"GET https://{host}/v2/{IMAGE}/tags/list\\?n=1",
                f"PATCH https://{host}/v2/{IMAGE}/blobs/uploads/[0-9a-f-]+",
            ),
            probes=bool(more),
            code=1,
        )
        played = play(world, scenario)
        return played.problems + ([] if more else self._check_saved(world, played.folder))

    def _check_saved(self, world: World, folder: object) -> list[str]:
        """`check` tells what was saved, and asks nobody."""
        before = world.nginx.connections()
        arguments = [
            "check",
            "--verified",
            f"{folder}/saved.json",
            "--format",
            "json",
            f"{folder}/repository",
        ]
        outcome = world.tool.run(arguments)
        problems = [f"check --verified: {text}" for text in outcome.problems]
        if world.nginx.connections() != before + 1 or outcome.curls:
            problems.append("check --verified asked somebody")
        if "revoked-credential" not in outcome.out:
            problems.append(
                f"`{outcome.command}` does not find revoked-credential: {outcome.err[:200]}"
            )
        return problems

    def _strange_names(self, world: World) -> list[str]:
        """Without the authority, and with a certificate of another name: unknown, nothing read."""
        problems = []
        for name, site, options in (
            ("untrusted authority", self.site, ()),
            ("misnamed certificate", self.misnamed, ("--cacert", world.cacert)),
        ):
            secret = world.vault.make(f"the password for an {name}", user="builder")
            host = site.authority
            scenario = Scenario(
                name,
                {
                    "login.yaml": tekton_docker(
                        "login", f"https://{host}", "builder", secret.value
                    ),
                    "web.yaml": deployment("web", f"{host}/{IMAGE}:v1", ["login"]),
                },
                (Expected("login.yaml", "unknown", {}, host=host),),
                frozenset(),
                options=("--allow-host", host, "--allow-private", "localhost", *options),
                code=3,
                counts_audit=False,
            )
            before = len(world.recorder.of({site.port}))
            problems += play(world, scenario).problems
            if len(world.recorder.of({site.port})) != before:
                problems.append(f"{name}: a request was sent all the same")
        return problems

    def _open(self, world: World) -> list[str]:
        host = self.open.authority
        secret = world.vault.make("a login that nobody needs", host, user="builder")
        scenario = Scenario(
            "open registry",
            {
                "login.yaml": docker_config("login", {host: ("builder", secret.value)}),
                "web.yaml": deployment("web", f"{host}/{IMAGE}:v1", ["login"]),
            },
            (Expected("login.yaml", "unknown", {}, host=host),),
            frozenset([self.open.port]),
            options=world.allowing(host),
        )
        played = play(world, scenario)
        if "anonymous-answer" not in str(played.sent.get("findings")):
            played.problems.append("open registry: no finding anonymous-answer")
        return played.problems


def open_registry(request: Request) -> Reply:
    if request.path == "/v2/":
        return json_reply(200, {}, ("Docker-Distribution-Api-Version", "registry/2.0"))
    return json_reply(200, {"name": IMAGE, "tags": ["v1"]})
