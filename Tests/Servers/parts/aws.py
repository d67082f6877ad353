"""moto's STS: a good pair, a wrong secret and an unknown id, signed and judged for real."""

import secrets

from manifests import aws_keys
from moto import KeyPair, Moto, server
from nginx import Nginx, Site, proxy
from scenario import Expected, Scenario, play
from vault import Secret
from world import World

IDENTIFIER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BODY = {"Action=GetCallerIdentity", "Version=2011-06-15"}
EXPECTED = (
    Expected("good.yaml", "yes", expires=""),
    Expected("wrong.yaml", "no|unknown", {}, reason="SignatureDoesNotMatch|pair|secret"),
    Expected("unknown.yaml", "no", {}),
    Expected("deploy/.env", "yes", owner="person"),
)


class AWS:
    name = "AWS STS"

    def missing(self) -> str | None:
        programs = ([] if server() else ["moto_server"]) + ([] if Nginx.is_here() else ["nginx"])
        return f"no {', '.join(programs)}" if programs else None

    def prepare(self, world: World) -> list[Site]:
        moto = Moto()
        moto.start(world.children)
        self.good, self.other = (moto.make_user(name) for name in ("ci", "deployer"))
        for pair in (self.good, self.other):
            world.vault.keep(Secret("a right AWS key", pair.secret))
        self.wrong = world.vault.make("a wrong AWS key", length=40).value
        self.unknown = world.vault.make("an AWS key of nobody", length=40).value
        self.site = world.site(proxy(moto.port), is_secured=False)
        self.site.host = "127.0.0.1"
        return [self.site]

    def run(self, world: World) -> list[str]:
        pairs = {
            "good": self.good,
            "wrong": KeyPair(self.good.identifier, self.wrong),
            "unknown": KeyPair(new_identifier("AKIA"), self.unknown),
        }
        files = {
            f"{name}.yaml": aws_keys(name, pair.identifier, pair.secret)
            for name, pair in pairs.items()
        }
        files["deploy/.env"] = environment_file(self.other)
        halved = KeyPair(new_identifier("ASIA"), world.vault.make("half a key", length=40).value)
        files["session/.env"] = environment_file(halved)
        host = self.site.authority
        before = len(world.recorder.of({self.site.port}))
        played = play(
            world,
            Scenario(
                "aws",
                files,
                EXPECTED,
                frozenset([self.site.port]),
                posts=("/",),
                config={
                    "hosts": [host],
                    "private": ["127.0.0.1"],
                    "endpoints": {"aws-sts": self.site.origin},
                },
            ),
        )
        problems = played.problems
        for arrival in world.recorder.of({self.site.port})[before:]:
            if set(arrival.body.split("&")) != BODY:
                problems.append(f"another action than GetCallerIdentity: {arrival}")
        return problems


def new_identifier(prefix: str) -> str:
    """Of an account that is nobody's; those that plant keys begin otherwise."""
    return prefix + "Z" + "".join(secrets.choice(IDENTIFIER) for _ in range(15))


def environment_file(pair: KeyPair) -> str:
    return f"AWS_ACCESS_KEY_ID={pair.identifier}\nAWS_SECRET_ACCESS_KEY={pair.secret}\n"
