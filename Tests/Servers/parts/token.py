"""docker-registry with token logins: a token server that behaves well, and badly in known ways."""

import re
import shutil
from urllib.parse import parse_qs, urlsplit

from manifests import deployment, docker_config
from nginx import Nginx, Site, exchanging_proxy, proxy
from parts.token_cases import IMAGE, MISSING, RIGHTS, Case, cases
from registry import Registry, token
from scenario import Expected, Scenario, play
from token_server import ISSUER, SERVICE, Account, TokenServer
from vault import Secret
from web import Server
from world import World


class TokenRegistry:
    name = "registry with tokens"

    def missing(self) -> str | None:
        programs = [] if shutil.which("docker-registry") else ["docker-registry"]
        programs += [] if Nginx.is_here() else ["nginx"]
        return f"no {', '.join(programs)}" if programs else None

    def prepare(self, world: World) -> list[Site]:
        signing = world.authority.issue("tokens")
        self.registry = Registry("token", world.folder)
        self.registry.seed([IMAGE], world.children)
        self.registry.start(token(signing.certificate, SERVICE, ISSUER), world.children)
        self.tokens = TokenServer(signing, world.vault)
        self.server: Server = world.serve(self.tokens.answer)
        self.exchange = world.serve(self.tokens.exchange, is_secured=False, is_recorded=False)
        self.trap = world.trap("127.0.0.1")
        self.cases = cases()
        self.sites = [self._site(world, case) for case in self.cases]
        self.secrets = {
            case.name: self._people(world, case, site) for case, site in zip(self.cases, self.sites)
        }
        return self.sites

    def _site(self, world: World, case: Case) -> Site:
        names = {
            "realm": f"{self.server.origin}/{case.slug}/token",
            "service": SERVICE,
            "foreign": f"{self.trap.origin}/token",
            "port": self.server.port,
            "trap": self.trap.port,
        }
        challenges = tuple(text.format(**names) for text in case.challenges)
        behind = (
            exchanging_proxy(self.registry.port, self.exchange.port)
            if case.mode.opaque
            else proxy(self.registry.port)
        )
        return world.site(behind, challenges=challenges)

    def _people(self, world: World, case: Case, site: Site) -> dict[str, Secret]:
        hosts = (site.authority, self.server.authority)
        people = {
            user: world.vault.make(f"{user}'s password ({case.name})", *hosts, user=login(user))
            for user in case.answers
        }
        accounts = {
            user: Account(secret.value, RIGHTS[user])
            for user, secret in people.items()
            if user in RIGHTS
        }
        case.mode.host, case.mode.accounts = site.authority, accounts
        self.tokens.modes[case.slug] = case.mode
        return people

    def run(self, world: World) -> list[str]:
        before = self.registry.state()
        problems = []
        for case, site in zip(self.cases, self.sites):
            problems += self._play(world, case, site)
        if self.registry.state() != before:
            problems.append("the registry's storage changed")
        return problems + [
            f"push was asked for {name}, which does not exist" for name in self.tokens.created
        ]

    def _play(self, world: World, case: Case, site: Site) -> list[str]:
        people, host = self.secrets[case.name], site.authority
        files = {
            f"{file(user)}.yaml": docker_config(file(user), {host: (login(user), secret.value)})
            for user, secret in people.items()
        }
        for index, image in enumerate(case.images):
            files[f"web-{index}.yaml"] = deployment(
                f"web-{index}", f"{host}/{image}:v1", [file(user) for user in people]
            )
        expected = tuple(
            Expected(
                f"{file(user)}.yaml",
                valid,
                {action: case.proofs[action] for action in actions},
                "team/" if len(case.images) > 1 else IMAGE,
                host,
                reason=case.reason,
            )
            for user, (valid, actions) in case.answers.items()
        )
        before = len(world.recorder.of({self.server.port}))
        played = play(
            world,
            Scenario(
                f"tokens {case.name}",
                files,
                expected,
                frozenset([site.port, self.server.port]),
                frozenset([self.trap.port]),
                (*self._allowing(world, host), *case.options),
                then=self._then(case, host),
                probes="--probe-write" in case.options,
                repeats=case.repeats,
                code=case.code,
            ),
        )
        return played.problems + self._judge_asked(world, case, before)

    def _allowing(self, world: World, host: str) -> tuple[str, ...]:
        return (*world.allowing(host), "--allow-realm", self.server.authority)

    def _then(self, case: Case, host: str) -> tuple[str, ...]:
        realm = re.escape(f"GET {self.server.origin}/{case.slug}/token?") + ".*scope=repository"
        image, missing = (name.replace("/", "(/|%2F)") for name in (IMAGE, MISSING))
        return (
            realm + f"(:|%3A){image}(:|%3A)[a-z,*%0-9A-Z]+(&.*)?",
            realm + f"(:|%3A){missing}(:|%3A)pull(&.*)?",
            f"GET https://{host}/v2/({IMAGE}|{MISSING})/tags/list\\?n=1",
            f"PATCH https://{host}/v2/{IMAGE}/blobs/uploads/[0-9a-f-]+",
        )

    def _judge_asked(self, world: World, case: Case, before: int) -> list[str]:
        arrivals = world.recorder.of({self.server.port})[before:]
        problems = []
        if case.asked is not None and len(arrivals) != case.asked:
            problems.append(f"the realm was asked {len(arrivals)} times instead of {case.asked}")
        for arrival in arrivals:
            query = parse_qs(urlsplit(arrival.target).query)
            wanted = {"service": [SERVICE], "client_id": ["credlint"]}
            if any(query.get(key) != value for key, value in wanted.items()):
                problems.append(f"the service or the client is missing: {arrival}")
            if len(query.get("scope", [])) != 1 or query.keys() & {"account", "offline_token"}:
                problems.append(f"not one scope, or more than is needed: {arrival}")
        return [f"tokens {case.name}: {text}" for text in problems]


def login(user: str) -> str:
    return "puller" if user == "wrong" else user


def file(user: str) -> str:
    return user.replace("$", "-")
