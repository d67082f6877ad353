"""A small web server for doubles: every request goes to the recorder, then to one function."""

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from recorder import Recorder

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Pairs = field(default=())


Answer = Callable[[Request], Reply]


def json_reply(status: int, value: object, *headers: tuple[str, str]) -> Reply:
    body = json.dumps(value).encode()
    return Reply(status, body, (("Content-Type", "application/json"), *headers))


def html_reply(status: int, *headers: tuple[str, str]) -> Reply:
    page = b"<!DOCTYPE html><html><head><title>Stop</title></head><body>A person?</body></html>"
    return Reply(status, page, (("Content-Type", "text/html; charset=utf-8"), *headers))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 15
    server: "Server"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, 65536))
        self.server.record(
            self.command, self.headers.get("Host", ""), self.path, list(self.headers.items()), body
        )
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(
            Request(self.command, url.path, parse_qs(url.query), headers, body)
        )
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the recorder tells what arrived."""


class Server(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1 until it is closed."""

    daemon_threads = True

    def __init__(
        self,
        answer: Answer,
        recorder: Recorder | None,
        tls: ssl.SSLContext | None = None,
        host: str = "localhost",
        port: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer, self.recorder, self.tls = answer, recorder, tls
        self.port = int(self.server_address[1])
        self.authority = host if self.port == 443 else f"{host}:{self.port}"
        self.origin = f"{'https' if tls else 'http'}://{self.authority}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()

    def record(
        self, method: str, host: str, target: str, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        if self.recorder:
            scheme = "https" if self.tls else "http"
            self.recorder.arrived(self.port, scheme, method, host, target, headers, body)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.recorder:
            self.recorder.connected(self.port)
        if not self.tls:
            return super().finish_request(request, client_address)
        connection: socket = request
        connection.settimeout(15)
        try:
            with self.tls.wrap_socket(connection, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except OSError:
            return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent: a client that goes away is not this server's mistake."""


def trap(recorder: Recorder, tls: ssl.SSLContext | None = None, host: str = "localhost") -> Server:
    """A server that nothing may reach; it would answer everything with joy."""
    return Server(
        lambda request: json_reply(200, {"token": "a.b.c", "tags": ["v1"]}), recorder, tls, host
    )
