"""Servers that hang, drip, never end, close or talk nonsense; each counts what it sent."""

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from recorder import Recorder

Connection = socket.socket
SECONDS = 25
GIGABYTE = 1 << 30
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class HostileServer:
    """Reads one request of each connection and hands the connection to `misbehave`."""

    def __init__(
        self, name: str, misbehave: "Misbehaviour", recorder: Recorder, tls: ssl.SSLContext | None
    ) -> None:
        self.name, self._misbehave, self._recorder = name, misbehave, recorder
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self.authority = f"localhost:{self.port}"
        self.sent = 0
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._listener.close()

    def pause(self, seconds: float) -> bool:
        """Waits, and says whether the server is still wanted."""
        return not self._ended.wait(seconds)

    def send(self, connection: Connection, data: bytes) -> None:
        connection.sendall(data)
        self.sent += len(data)

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        self._recorder.connected(self.port)
        connection.settimeout(SECONDS)
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._record(read_head(connection))
            self._misbehave(self, connection)
        except OSError:
            pass
        finally:
            connection.close()

    def _record(self, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        method, _, rest = lines[0].partition(" ")
        headers = [
            (name, value.strip())
            for name, _, value in (line.partition(":") for line in lines[1:])
            if name
        ]
        host = next((value for name, value in headers if name.lower() == "host"), "")
        self._recorder.arrived(self.port, "https", method, host, rest.rpartition(" ")[0], headers)


Misbehaviour = Callable[[HostileServer, Connection], None]


def read_head(connection: Connection) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < 65536:
        more = connection.recv(4096)
        if not more:
            break
        head += more
    return head


def hang(server: HostileServer, connection: Connection) -> None:
    server.pause(SECONDS)


def close(server: HostileServer, connection: Connection) -> None:
    """Says nothing; the connection is closed behind this."""


def drip_headers(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.pause(0.3):
        server.send(connection, b"X-More: yes\r\n")


def drip_body(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD + b"Content-Length: 1000000\r\n\r\n{")
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.pause(0.3):
        server.send(connection, b" ")


def endless_body(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    block = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    while server.sent < GIGABYTE and server.pause(0):
        server.send(connection, block)


def announced_body(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE)
    while server.sent < GIGABYTE and server.pause(0):
        server.send(connection, b" " * 0x8000)


def endless_headers(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD)
    line = b"X-More: " + b"a" * 4000 + b"\r\n"
    while server.sent < GIGABYTE and server.pause(0):
        server.send(connection, line)


def garbage(server: HostileServer, connection: Connection) -> None:
    server.send(connection, os.urandom(30000))


def broken_json(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD + b'Content-Length: 14\r\n\r\n{"token": "\xff\xfe')


def nested_json(server: HostileServer, connection: Connection) -> None:
    body = b"[" * 60000
    server.send(connection, HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def short_body(server: HostileServer, connection: Connection) -> None:
    server.send(connection, HEAD + b'Content-Length: 500\r\n\r\n{"token": "a"}')


def zero_bytes(server: HostileServer, connection: Connection) -> None:
    server.send(
        connection,
        b'HTTP/1.1 401 \0\x1b]0;owned\x07\r\nWWW-Authenticate: Bearer realm="\x1b[31m\0"\r\n'
        b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    )


def challenge_bomb(server: HostileServer, connection: Connection) -> None:
    challenge = b"Bearer " + b"a=b, " * 8000
    server.send(
        connection,
        b"HTTP/1.1 401 No\r\nWWW-Authenticate: " + challenge + b"\r\nContent-Length: 0\r\n\r\n",
    )


BEHAVIOURS: dict[str, Misbehaviour] = {
    "hangs": hang,
    "closes": close,
    "drips-headers": drip_headers,
    "drips-body": drip_body,
    "never-ends": endless_body,
    "announces-a-gigabyte": announced_body,
    "never-ends-its-headers": endless_headers,
    "talks-nonsense": garbage,
    "breaks-json": broken_json,
    "nests-json": nested_json,
    "stops-short": short_body,
    "sends-controls": zero_bytes,
    "floods-challenges": challenge_bomb,
}


def serve(recorder: Recorder, tls: ssl.SSLContext) -> list[HostileServer]:
    """One server for each behaviour, and one that hangs before TLS has begun."""
    servers = [
        HostileServer(name, behaviour, recorder, tls) for name, behaviour in BEHAVIOURS.items()
    ]
    return [*servers, HostileServer("never-greets", hang, recorder, None)]
