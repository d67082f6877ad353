"""The secrets of a run: made at random, and known again in whatever shape they turn up."""

import base64
import secrets
import string
import threading
import zlib
from dataclasses import dataclass

LETTERS = string.ascii_letters + string.digits
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


@dataclass(frozen=True)
class Secret:
    """A value and where it may be sent: `HOST:PORT`, as a request's Host header says it."""

    name: str
    value: str
    user: str = ""
    hosts: frozenset[str] = frozenset()

    def shapes(self) -> set[bytes]:
        value = self.value.encode()
        pair = f"{self.user}:{self.value}".encode()
        encoded = {base64.b64encode(value), base64.b64encode(pair), base64.urlsafe_b64encode(value)}
        bare = {text.rstrip(b"=") for text in encoded}
        return {value, value[::-1], value.hex().encode()} | bare


class Vault:
    def __init__(self) -> None:
        self._secrets: list[Secret] = []
        self._shapes: list[tuple[bytes, Secret]] = []
        self._lock = threading.Lock()

    def make(self, name: str, *hosts: str, user: str = "", length: int = 28) -> Secret:
        value = "".join(secrets.choice(LETTERS) for _ in range(length))
        return self.keep(Secret(name, value, user, frozenset(hosts)))

    def keep(self, secret: Secret) -> Secret:
        with self._lock:
            self._secrets.append(secret)
            self._shapes += [(shape, secret) for shape in secret.shapes()]
        return secret

    def gitlab(self, name: str, *hosts: str, prefix: str = "glpat-") -> Secret:
        value = prefix + "".join(secrets.choice(LETTERS) for _ in range(20))
        return self.keep(Secret(name, value, "", frozenset(hosts)))

    def github(self, name: str, *hosts: str, prefix: str = "ghp_") -> Secret:
        """A classic token ends with six digits that are computed from the thirty before them."""
        body = "".join(secrets.choice(LETTERS) for _ in range(30))
        return self.keep(Secret(name, prefix + body + checksum(body), "", frozenset(hosts)))

    def found(self, text: bytes) -> tuple[Secret, ...]:
        with self._lock:
            return tuple({secret: None for shape, secret in self._shapes if shape in text})


def checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    while len(digits) < 6:
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return digits
