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
BOUNDS = {
    "max-redirs": "0",
    "connect-timeout": "2",
    "max-time": "10",
    "max-filesize": "65536",
    "noproxy": "*",
    "proto": "=https",
    "tlsv1.2": "",
}
FORBIDDEN = {"insecure", "location", "user", "netrc", "proxy", "cookie", "trace", "data-raw"}


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
        arguments = (call / "arguments").read_text().split("\n")[:-1]
        variables = (call / "environment").read_text().split()
        problems = []
        if not {line.split("=")[0] for line in variables} <= {"PATH", "LC_ALL"}:
            problems.append(f"curl's environment holds {variables}")
        if arguments in (["--version"], ["-q", "--version"]):
            return problems
        if arguments != ["-q", "-K", "-"]:
            problems.append(f"curl's arguments are {arguments}")
        return problems + judge_configuration((call / "configuration").read_text(), host)


def judge_configuration(text: str, host: str) -> list[str]:
    lines = [line.partition(" = ") for line in text.splitlines() if line]
    given = {name: value.strip('"') for name, _, value in lines}
    problems = [
        f"curl is given {name} = {given.get(name)!r} instead of {value!r}"
        for name, value in BOUNDS.items()
        if given.get(name) != value
    ]
    problems += [f"curl is given '{name}'" for name in FORBIDDEN & given.keys()]
    if given.get("resolve") != f"{host}:127.0.0.1":
        problems.append(f"the address is not pinned: {given.get('resolve')}")
    if not given.get("user-agent", "").startswith("credlint/"):
        problems.append(f"the user agent is {given.get('user-agent')}")
    return problems
