"""What curl is given: no argument and no variable but PATH, and a configuration that forbids."""

import os
import shlex
import shutil
from pathlib import Path

from manifests import deployment, docker_config
from nginx import Site
from parts.consent import answer
from world import World

SHIM = """#!/bin/sh
folder=$(mktemp -d {folder}/call-XXXXXX)
tr '\\0' '\\n' <"/proc/$$/environ" >"$folder/environment"
printf '%s\\n' "$@" >"$folder/arguments"
tee "$folder/configuration" | {curl} "$@"
"""
NEEDED = (
    "max-redirs = 0",
    "connect-timeout",
    "max-time",
    "proto",
    "resolve",
    "noproxy",
    "max-filesize",
)
FORBIDDEN = ("insecure", "location", "user =", "netrc", "proxy =", "cookie", "trace")


class Transport:
    name = "transport"

    def missing(self) -> str | None:
        return None if shutil.which("curl") else "no curl"

    def prepare(self, world: World) -> list[Site]:
        self.server = world.serve(answer)
        return []

    def run(self, world: World) -> list[str]:
        host = self.server.authority
        secret = world.vault.make("a password seen by curl", host, user="ci")
        repository, shims = world.folder / "transport/repository", world.folder / "transport/bin"
        for folder in (repository, shims):
            folder.mkdir(parents=True)
        (repository / "login.yaml").write_text(docker_config("login", {host: ("ci", secret.value)}))
        (repository / "web.yaml").write_text(deployment("web", f"{host}/team/app:v1", ["login"]))
        self._shim(shims)
        problems = []
        for form in ("text", "json", "sarif"):
            report = world.folder / f"transport/report.{form}"
            told = world.tool.run(
                [
                    "verify",
                    str(repository),
                    "--send",
                    "--allow-host",
                    host,
                    "--allow-private",
                    "localhost",
                    "--cacert",
                    world.cacert,
                    "--format",
                    form,
                    "-o",
                    str(report),
                ],
                {"PATH": f"{shims}:{os.environ['PATH']}", "CANARY": "variable"},
            )
            problems += told.problems + world.tool.leaks_in(report)
            if not report.exists():
                problems.append(f"`{told.command}` wrote no report: {told.err[:200]}")
        calls = sorted(shims.glob("call-*"))
        problems += [] if calls else [f"curl was not called: {told.err[:300]}"]
        for call in calls:
            problems += self._judge(call, host)
        return problems

    def _shim(self, folder: Path) -> None:
        curl = shutil.which("curl")
        assert curl
        shim = folder / "curl"
        shim.write_text(SHIM.format(folder=shlex.quote(str(folder)), curl=curl))
        shim.chmod(0o755)

    def _judge(self, call: Path, host: str) -> list[str]:
        """The shim's own files are a secret's only other place, and go with the run."""
        problems = []
        arguments = (call / "arguments").read_text().split("\n")[:-1]
        if arguments[:1] != ["-q"] or "-K" not in arguments or len(arguments) > 3:
            problems.append(f"curl's arguments are {arguments}")
        variables = {
            line.split("=")[0] for line in (call / "environment").read_text().splitlines() if line
        }
        if not variables <= {"PATH"}:
            problems.append(f"curl's environment holds {sorted(variables)}")
        lines = (call / "configuration").read_text().splitlines()
        for word in NEEDED:
            if not any(line.startswith(word) for line in lines):
                problems.append(f"curl is not given '{word}'")
        for word in FORBIDDEN:
            if any(line.startswith(word) for line in lines):
                problems.append(f"curl is given '{word}'")
        name, port = host.split(":")
        if not any(
            line.startswith("resolve") and f"{name}:{port}:127.0.0.1" in line for line in lines
        ):
            problems.append("the address is not pinned")
        if not any(
            line.startswith("user-agent") and "credlint/" in line or "User-Agent: credlint/" in line
            for line in lines
        ):
            problems.append("the user agent does not name credlint")
        return problems
