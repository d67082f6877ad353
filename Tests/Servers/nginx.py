"""One nginx in front of what has no TLS or no log of its own; its access log feeds the recorder."""

import json
import shutil
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from certificates import Pair
from children import Children, free_port
from recorder import Recorder

LOG = (
    '{"port":"$server_port","scheme":"$scheme","method":"$request_method","host":"$http_host",'
    '"target":"$request_uri","authorization":"$http_authorization","body":"$request_body",'
    '"private":"$http_private_token"}'
)


@dataclass
class Site:
    """A port of nginx and what it does with a request."""

    body: str
    tls: Pair | None
    host: str = "localhost"
    challenges: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.authority}"

    def maps(self) -> str:
        lines = [
            f"map $status $challenge_{self.port}_{index} {{ 401 '{text}'; default ''; }}"
            for index, text in enumerate(self.challenges)
        ]
        return "\n".join(lines)

    def server(self) -> str:
        tls = (
            f"ssl_certificate {self.tls.certificate}; ssl_certificate_key {self.tls.key};"
            if self.tls
            else ""
        )
        challenges = " ".join(
            f"add_header WWW-Authenticate $challenge_{self.port}_{index} always;"
            for index in range(len(self.challenges))
        )
        hidden = "proxy_hide_header WWW-Authenticate;" if self.challenges else ""
        return (
            f"server {{ listen 127.0.0.1:{self.port}{' ssl' if self.tls else ''}; {tls}\n"
            f"{hidden} {challenges}\n{self.body} }}"
        )


def proxy(port: int) -> str:
    return (
        f"location / {{ proxy_pass http://127.0.0.1:{port}; proxy_set_header Host $http_host; "
        "proxy_set_header X-Forwarded-Proto $scheme; }"
    )


def exchanging_proxy(port: int, exchange: int) -> str:
    """Takes opaque tokens: what the registry behind gets is what `exchange` says they stand for."""
    return (
        f"location = /_exchange {{ internal; proxy_pass http://127.0.0.1:{exchange}/exchange; "
        "proxy_pass_request_body off; proxy_set_header Content-Length ''; }\n"
        "location / { auth_request /_exchange;\n"
        "auth_request_set $exchanged $upstream_http_x_token;\n"
        f"proxy_pass http://127.0.0.1:{port}; proxy_set_header Host $http_host; "
        "proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header Authorization $exchanged; }"
    )


class Nginx:
    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self._folder = folder
        self._recorder = recorder
        self._log = folder / "access.log"
        self._read = 0
        self._status = 0
        self.ports: set[int] = set()

    @staticmethod
    def is_here() -> bool:
        return program() is not None

    def start(self, sites: list[Site], children: Children) -> None:
        # As late as can be: until it is taken, the number is anybody's.
        self._status = free_port()
        configuration = self._folder / "nginx.conf"
        configuration.write_text(self._configuration(sites))
        path = program()
        assert path, "nginx is not here"
        self.ports = {site.port for site in sites}
        children.start(
            "nginx",
            [
                path,
                "-c",
                str(configuration),
                "-p",
                str(self._folder),
                "-e",
                str(self._folder / "nginx.err"),
            ],
            self._status,
        )

    def _configuration(self, sites: list[Site]) -> str:
        folders = " ".join(
            f"{kind}_temp_path {self._folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return "\n".join(
            [
                f"daemon off; worker_processes 1; pid {self._folder}/nginx.pid;",
                "events { worker_connections 256; }",
                f"http {{ {folders} log_format recorder escape=json '{LOG}';",
                f"access_log {self._log} recorder; client_body_buffer_size 64k;",
                *(site.maps() for site in sites),
                *(site.server() for site in sites),
                f"server {{ listen 127.0.0.1:{self._status}; access_log off;",
                "location / { stub_status; } } }",
            ]
        )

    def connections(self) -> int:
        """How many connections were taken before this one."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for attempt in range(100):
            try:
                with opener.open(f"http://127.0.0.1:{self._status}/", timeout=5) as reply:
                    lines = reply.read().decode().splitlines()
                return int(lines[2].split()[0])
            except OSError:
                # It has just begun to listen, and the machine may be busy.
                if attempt == 99:
                    raise
                time.sleep(0.1)
        raise AssertionError("the loop ends by itself")

    def read_log(self) -> None:
        """Hands what has been logged since the last time to the recorder."""
        time.sleep(0.05)
        if not self._log.exists():
            return
        with self._log.open("rb") as log:
            log.seek(self._read)
            lines = log.readlines()
            self._read = log.tell()
        for line in lines:
            entry = json.loads(line)
            headers = [
                ("Authorization", entry["authorization"]),
                ("PRIVATE-TOKEN", entry["private"]),
            ]
            self._recorder.arrived(
                int(entry["port"]),
                entry["scheme"],
                entry["method"],
                entry["host"],
                entry["target"],
                headers,
                entry["body"].encode(),
            )


def program() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
