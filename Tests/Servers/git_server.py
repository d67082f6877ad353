"""git's own `http-backend` behind a login: readers fetch, writers push as well."""

import base64
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from web import Reply, Request

BACKEND = ["git", "http-backend"]


@dataclass(frozen=True)
class Person:
    password: str
    writes: bool


class GitServer:
    def __init__(self, folder: Path, people: dict[str, Person]) -> None:
        self._root = folder / "git"
        self._people = people
        subprocess.run(
            ["git", "init", "-q", "--bare", str(self._root / "team/app.git")], check=True
        )

    def answer(self, request: Request) -> Reply:
        person = self._person(request.headers.get("authorization", ""))
        if not person:
            return Reply(401, b"", (("WWW-Authenticate", 'Basic realm="git"'),))
        query = "&".join(
            f"{name}={value}" for name, values in request.query.items() for value in values
        )
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self._root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": request.path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": request.method,
        }
        if self._people[person].writes:
            environment["REMOTE_USER"] = person
        output = subprocess.run(
            BACKEND, env=environment, capture_output=True, timeout=10, stdin=subprocess.DEVNULL
        ).stdout
        return reply_of(output)

    def _person(self, login: str) -> str | None:
        if not login.startswith("Basic "):
            return None
        name, _, password = base64.b64decode(login[6:]).decode().partition(":")
        known = self._people.get(name)
        return name if known and known.password == password else None


def reply_of(output: bytes) -> Reply:
    head, _, body = output.partition(b"\r\n\r\n")
    status, headers = 200, []
    for line in head.decode().split("\r\n"):
        name, _, value = line.partition(": ")
        if name == "Status":
            status = int(value.split()[0])
        elif name:
            headers.append((name, value))
    return Reply(status, body, tuple(headers))
