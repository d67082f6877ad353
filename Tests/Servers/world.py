"""What the parts of a run share: folders, secrets, recorder, authority, nginx, the tool."""

import ssl
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from certificates import Authority, Pair
from children import Children
from nginx import Nginx, Site
from recorder import Recorder
from tool import Tool
from vault import Vault
from web import Answer, Server, trap


class World:
    def __init__(self, folder: Path, binary: str, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self.vault = Vault()
        self.recorder = Recorder(self.vault)
        self.authority = Authority(folder)
        self.pair: Pair = self.authority.issue("server")
        self.tls: ssl.SSLContext = self.pair.server_context()
        self.children = stack.enter_context(Children(folder))
        self.nginx = Nginx(folder, self.recorder)
        home = folder / "home"
        (home / ".config").mkdir(parents=True)
        self.tool = Tool(binary, self.vault, home)

    @property
    def cacert(self) -> str:
        return str(self.authority.certificate)

    def allowing(self, *hosts: str) -> tuple[str, ...]:
        """Options that let these hosts of this machine be asked."""
        allowed = [text for host in hosts for text in ("--allow-host", host)]
        return (*allowed, "--allow-private", "localhost", "--cacert", self.cacert)

    def serve(
        self,
        answer: Answer,
        is_secured: bool = True,
        is_recorded: bool = True,
        host: str = "localhost",
        port: int = 0,
    ) -> Server:
        """A double that listens until the run ends."""
        recorder = self.recorder if is_recorded else None
        return self._stack.enter_context(
            Server(answer, recorder, self.tls if is_secured else None, host, port)
        )

    def trap(self, host: str = "localhost", is_secured: bool = True) -> Server:
        return self._stack.enter_context(
            trap(self.recorder, self.tls if is_secured else None, host)
        )

    def site(self, body: str, is_secured: bool = True, challenges: tuple[str, ...] = ()) -> Site:
        return Site(body, self.pair if is_secured else None, "localhost", challenges)


class Part(Protocol):
    name: str

    def missing(self) -> str | None:
        """What this machine lacks for the part, if anything."""

    def prepare(self, world: World) -> list[Site]:
        """Starts the part's servers and says what nginx has to serve for it."""

    def run(self, world: World) -> list[str]:
        """What was wrong."""
