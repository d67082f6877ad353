"""How token servers behave, and what is then known of each who logs in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from token_server import ALL, Mode, slow_down, web_page
from web import json_reply

IMAGE, MISSING = "team/app", "team/missing"
RIGHTS: dict[str, tuple[str, ...]] = {
    "nobody": (),
    "puller": ("pull",),
    "robot$pusher": ("pull", "push"),
    "admin": ALL,
}
Known = tuple[str, tuple[str, ...]]
EXACT: dict[str, Known] = {
    **{user: ("yes", actions) for user, actions in RIGHTS.items()},
    "wrong": ("no", ()),
}
UNKNOWN: dict[str, Known] = {"puller": ("unknown", ())}
PULLS: dict[str, Known] = {"puller": ("yes", ("pull",))}
PUSHES: dict[str, Known] = {"robot$pusher": ("yes", ("pull", "push"))}
WRONG: dict[str, Known] = {"wrong": ("no", ())}
UNTOLD: dict[str, Known] = {"wrong": ("unknown", ())}

CLAIM, EITHER = "token-claim", "token-claim|probe"
CLAIMED = {"pull": EITHER, "push": CLAIM, "delete": CLAIM, "*": CLAIM}
PROBED = {"pull": "probe", "push": "probe"}
BEARER = 'Bearer realm="{realm}",service="{service}"'
SPLIT = "a\r\n\r\nDELETE /v2/team/app/manifests/v1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
PROBE = ("--probe-write",)


@dataclass
class Case:
    """A mode of the token server; `asked` is how often its realm may be asked."""

    name: str
    answers: Mapping[str, Known]
    mode: Mode = field(default_factory=Mode)
    challenges: tuple[str, ...] = (BEARER,)
    images: tuple[str, ...] = (IMAGE,)
    proofs: Mapping[str, str] = field(default_factory=lambda: CLAIMED)
    options: tuple[str, ...] = ()
    repeats: bool = False
    asked: int | None = None
    reason: str | None = None
    code: int | None = None

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "-")


def cases() -> list[Case]:
    return [*granting(), *opaque(), *refusing(), *limiting(), *challenging()]


def granting() -> list[Case]:
    pushed = CLAIMED | {"push": EITHER}
    everybodys: dict[str, Known] = {"puller": ("yes", ()), "robot$pusher": ("yes", ("push",))}
    protected: dict[str, Known] = {"robot$pusher": ("yes", ("pull",))}
    return [
        Case("exact", EXACT, code=1),
        Case("exact with probe", EXACT, options=PROBE, proofs=pushed, code=1),
        Case("leaves out", EXACT, Mode(leaves_out=True), code=1),
        Case("falls back", everybodys | UNTOLD, Mode(falls_back=True, public=("pull",)), code=3),
        Case("protected path", protected | WRONG, Mode(forbids_push=True), code=1),
        Case("creates", PUSHES, images=(IMAGE, MISSING)),
    ]


def opaque() -> list[Case]:
    public = Mode(opaque=True, falls_back=True, public=("pull",))
    return [
        Case("opaque", PULLS | WRONG, Mode(opaque=True), proofs=PROBED, code=1),
        Case("opaque probe", PULLS | PUSHES, Mode(opaque=True), proofs=PROBED, options=PROBE),
        Case("bare", PULLS | WRONG, Mode(opaque=True, bare=True), proofs=PROBED, code=1),
        Case("opaque and public", UNTOLD, public, code=3),
    ]


def refusing() -> list[Case]:
    return [
        Case("refuses in HTML", UNTOLD, Mode(refusal=web_page(401)), code=3),
        Case("forbids in HTML", UNTOLD, Mode(refusal=web_page(403)), code=3),
        Case("answers in HTML", UNKNOWN, Mode(grant=web_page(200)), code=3),
        Case(
            "token with a line break",
            UNKNOWN,
            Mode(grant=json_reply(200, {"token": SPLIT})),
            code=3,
        ),
    ]


def limiting() -> list[Case]:
    second, minute, never = (Mode(first_answers=[slow_down(after)]) for after in ("1", "60", None))
    return [
        Case("slow down for a second", PULLS, second, repeats=True),
        Case("slow down for a minute", UNKNOWN, minute, asked=1, code=3),
        Case("slow down", UNKNOWN, never, asked=1, code=3),
    ]


def challenging() -> list[Case]:
    """Challenges that are right and hard to read, and realms that lead elsewhere."""
    tenant = (BEARER.replace("{realm}", "{realm}?tenant=a"), 'Basic realm="git"')
    joined = ('Basic realm="a, b=\\\\"c\\\\"", Bearer realm="{realm}", service="{service}"',)
    user = (BEARER.replace("{realm}", "https://localhost:{port}@127.0.0.1:{trap}/token"),)
    quote = (BEARER.replace("{realm}", 'https://localhost:{port}\\\\" url = {foreign}'),)
    foreign = (BEARER.replace("{realm}", "{foreign}"),)
    named = r"127\.0\.0\.1"
    return [
        Case("two challenges", PULLS, challenges=tenant),
        Case("two challenges in one", PULLS, challenges=joined),
        Case("foreign realm", UNKNOWN, challenges=foreign, asked=0, reason=named, code=3),
        Case("realm with a user", UNKNOWN, challenges=user, asked=0, code=3),
        Case("realm with a quote", UNKNOWN, challenges=quote, asked=0, code=3),
    ]
