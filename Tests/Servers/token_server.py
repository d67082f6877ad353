"""A token server for registries that behaves as real ones do, well and badly, by path prefix."""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from certificates import Pair
from vault import Secret, Vault
from web import Reply, Request, html_reply, json_reply

SERVICE, ISSUER = "private-registry", "private-issuer"
ALL = ("pull", "push", "delete", "*")


@dataclass(frozen=True)
class Account:
    password: str
    actions: tuple[str, ...]


@dataclass
class Mode:
    """How one realm behaves; `public` is what everybody may do."""

    host: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)
    public: tuple[str, ...] = ()
    leaves_out: bool = False
    falls_back: bool = False
    forbids_push: bool = False
    opaque: bool = False
    bare: bool = False
    first_answers: list[Reply] = field(default_factory=list)
    refusal: Reply | None = None
    grant: Reply | None = None


@dataclass(frozen=True)
class Scope:
    name: str
    actions: tuple[str, ...]


class TokenServer:
    def __init__(self, signing: Pair, vault: Vault) -> None:
        key = serialization.load_pem_private_key(signing.key.read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        self._certificate = x509.load_pem_x509_certificate(signing.certificate.read_bytes())
        self._vault = vault
        self._opaque: dict[str, str] = {}
        self.modes: dict[str, Mode] = {}
        self.created: list[str] = []

    def answer(self, request: Request) -> Reply:
        mode = self.modes.get(request.path.strip("/").split("/")[0])
        if not mode or request.method != "GET":
            return json_reply(404, {"errors": [{"code": "NOT_FOUND"}]})
        if mode.first_answers:
            return mode.first_answers.pop(0)
        scopes = [scope_of(text) for text in " ".join(request.query.get("scope", [])).split()]
        user = user_of(request, mode)
        if user is None and not mode.falls_back:
            return mode.refusal or refused()
        if mode.grant:
            return mode.grant
        if mode.forbids_push and any(
            "push" in scope.actions or "*" in scope.actions for scope in scopes
        ):
            return json_reply(
                403,
                {
                    "errors": [
                        {
                            "code": "DENIED",
                            "message": "Pushing to protected repository path forbidden",
                        }
                    ]
                },
            )
        self.created += [
            scope.name
            for scope in scopes
            if "push" in scope.actions and not scope.name.endswith("team/app")
        ]
        return self._granted(mode, user or "", scopes)

    def exchange(self, request: Request) -> Reply:
        """Says which signed token an opaque one stands for; for the registry's own proxy."""
        login = request.headers.get("authorization", "")
        signed = self._opaque.get(login.removeprefix("Bearer "))
        return Reply(200, b"", (("X-Token", f"Bearer {signed}"),) if signed else ())

    def _granted(self, mode: Mode, user: str, scopes: list[Scope]) -> Reply:
        may = set(mode.public) | set(mode.accounts[user].actions if user else ())
        access = [
            {
                "type": "repository",
                "name": scope.name,
                "actions": [action for action in scope.actions if action in may],
            }
            for scope in scopes
        ]
        if mode.leaves_out:
            access = [entry for entry in access if entry["actions"]]
        signed = self._signed({"sub": user, "aud": SERVICE, "access": access})
        if mode.opaque:
            handle = bare_token() if mode.bare else secrets.token_urlsafe(32)
            self._opaque[handle] = signed
            self._keep(handle, mode)
            return json_reply(200, {"token": handle, "expires_in": 300})
        self._keep(signed, mode)
        return json_reply(200, {"token": signed, "access_token": signed, "expires_in": 300})

    def _keep(self, value: str, mode: Mode) -> None:
        self._vault.keep(Secret("a registry token", value, "", frozenset([mode.host])))

    def _signed(self, claims: dict[str, object]) -> str:
        now = int(time.time())
        chain = self._certificate.public_bytes(serialization.Encoding.DER)
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(chain).decode()]}
        times = {
            "iss": ISSUER,
            "exp": now + 300,
            "nbf": now - 10,
            "iat": now,
            "jti": secrets.token_hex(8),
        }
        message = f"{encoded(header)}.{encoded(claims | times)}"
        signature = self._key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{message}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def user_of(request: Request, mode: Mode) -> str | None:
    """The user who logged in, nobody as "", or nothing for a login that is wrong."""
    login = request.headers.get("authorization", "")
    if not login:
        return ""
    scheme, _, rest = login.partition(" ")
    if scheme.lower() != "basic":
        return None
    name, _, password = base64.b64decode(rest).decode().partition(":")
    account = mode.accounts.get(name)
    return name if account and account.password == password else None


def scope_of(text: str) -> Scope:
    _, _, rest = text.partition(":")
    name, _, actions = rest.rpartition(":")
    return Scope(name, tuple(actions.split(",")))


def refused() -> Reply:
    return json_reply(
        401,
        {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]},
        ("WWW-Authenticate", 'Basic realm="private"'),
    )


def slow_down(after: str | None) -> Reply:
    headers = (("Retry-After", after),) if after else ()
    return json_reply(429, {"errors": [{"code": "TOOMANYREQUESTS"}]}, *headers)


def web_page(status: int) -> Reply:
    return html_reply(status)


def bare_token() -> str:
    """A JWT as Gitea's: it says who, in a word of its own, and nothing of rights."""
    header = {"typ": "JWT", "alg": "HS256"}
    return f"{encoded(header)}.{encoded({'UserID': 7})}.{secrets.token_urlsafe(32)}"


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
