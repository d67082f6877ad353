"""What arrives at the servers: each request, what it carried, and each connection."""

import base64
import binascii
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from vault import Secret, Vault


@dataclass(frozen=True)
class Arrival:
    """A request as it came; `authorization` is only the header's name and scheme."""

    port: int
    scheme: str
    method: str
    host: str
    target: str
    authorization: str
    secrets: tuple[Secret, ...]
    body: str = ""
    at: float = field(default_factory=time.monotonic)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"

    def __str__(self) -> str:
        carried = ", ".join(secret.name for secret in self.secrets) or "no secret"
        return f"{self.method} {self.url} ({self.authorization or 'no authorization'}; {carried})"


Headers = Iterable[tuple[str, str]]
LOGINS = ("authorization", "private-token", "job-token", "cookie", "x-amz-security-token")


class Recorder:
    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.connections: Counter[int] = Counter()
        self._arrivals: list[Arrival] = []
        self._lock = threading.Lock()

    def connected(self, port: int) -> None:
        with self._lock:
            self.connections[port] += 1

    def arrived(
        self,
        port: int,
        scheme: str,
        method: str,
        host: str,
        target: str,
        headers: Headers,
        body: bytes = b"",
    ) -> None:
        pairs = list(headers)
        arrival = Arrival(
            port,
            scheme,
            method,
            host,
            target,
            login_of(pairs),
            self.vault.found(carried(target, pairs, body)),
            body.decode("latin-1")[:4096],
        )
        with self._lock:
            self._arrivals.append(arrival)

    def of(self, ports: set[int]) -> list[Arrival]:
        with self._lock:
            return [arrival for arrival in self._arrivals if arrival.port in ports]

    def count(self, ports: set[int]) -> int:
        with self._lock:
            requests = sum(arrival.port in ports for arrival in self._arrivals)
            return requests + sum(self.connections[port] for port in ports)


def login_of(headers: Headers) -> str:
    found = []
    for name, value in headers:
        if name.lower() in LOGINS and value:
            scheme = value.split(" ")[0] if name.lower() == "authorization" else ""
            found.append(f"{name.lower()} {scheme}".strip())
    return ", ".join(found)


def carried(target: str, headers: Headers, body: bytes) -> bytes:
    """Everything in a request where a secret can be, logins decoded as well."""
    parts = [target.encode(), body]
    for _, value in headers:
        parts.append(value.encode())
        scheme, _, rest = value.partition(" ")
        if scheme.lower() == "basic":
            with suppress(binascii.Error):
                parts.append(base64.b64decode(rest))
    return b"\n".join(parts)
