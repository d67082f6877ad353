"""moto's STS: a good pair, a wrong secret and an unknown id, signed and judged for real."""

from manifests import aws_keys
from moto import KeyPair, Moto, server
from nginx import Nginx, Site, proxy
from scenario import Expected, Scenario, play
from vault import Secret
from world import World

BODY = {"Action=GetCallerIdentity", "Version=2011-06-15"}
EXPECTED = (
    Expected("good.yaml", "yes", expires=""),
    Expected("wrong.yaml", "no|unknown", {}, reason="SignatureDoesNotMatch|pair|secret"),
    Expected("unknown.yaml", "no", {}),
)


class AWS:
    name = "AWS STS"

    def missing(self) -> str | None:
        programs = ([] if server() else ["moto_server"]) + ([] if Nginx.is_here() else ["nginx"])
        return f"no {', '.join(programs)}" if programs else None

    def prepare(self, world: World) -> list[Site]:
        moto = Moto()
        moto.start(world.children)
        self.good = moto.make_user("ci")
        world.vault.keep(Secret("the right AWS key", self.good.secret))
        self.wrong = world.vault.make("a wrong AWS key", length=40).value
        self.unknown = world.vault.make("an AWS key of nobody", length=40).value
        self.site = world.site(proxy(moto.port), is_secured=False)
        self.site.host = "127.0.0.1"
        return [self.site]

    def run(self, world: World) -> list[str]:
        pairs = {
            "good": self.good,
            "wrong": KeyPair(self.good.identifier, self.wrong),
            "unknown": KeyPair("AKIAQYLPMN5HFIQR7XYA", self.unknown),
        }
        files = {
            f"{name}.yaml": aws_keys(name, pair.identifier, pair.secret)
            for name, pair in pairs.items()
        }
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
        if "arn:aws:iam::" not in str(played.sent.get("answers")):
            problems.append("aws: no answer names the user")
        return problems
