"""What has to be allowed, by whom, and what is refused all the same; limits and Ctrl-C."""

import time
from pathlib import Path

from nginx import Site
from parts.refusals import Refusal, Refusals, login
from tool import Outcome
from vault import Secret
from web import Reply, Request, json_reply
from world import World

OWN_REQUEST = {"CI": "true", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_PROJECT_ID": "2"}
PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
PATIENCE = 2.5


class Consent:
    name = "consent"

    def missing(self) -> str | None:
        return None

    def prepare(self, world: World) -> list[Site]:
        self.world = world
        self.trap = world.trap()
        self.plain = world.trap(is_secured=False)
        self.friend, self.slow = sorted(
            (world.serve(answer), world.serve(answer)), key=lambda server: server.authority
        )
        self.slow.answer = hanging
        return []

    def run(self, world: World) -> list[str]:
        nowhere = world.vault.make("a password that may go nowhere", user="ci").value
        trap, plain, friend = (server.authority for server in (self.trap, self.plain, self.friend))
        refusals = Refusals(trap, plain, friend, nowhere, world.cacert).all()
        problems = [problem for refusal in refusals for problem in self._refuse(refusal)]
        special = (self._own_request, self._interrupt, self._limit, self._no_curl, self._proxies)
        return problems + [problem for check in special for problem in check()]

    def _refuse(self, refusal: Refusal) -> list[str]:
        folder = self._lay_out(refusal.name, refusal.files)
        ports = {self.trap.port, self.plain.port}
        before = self.world.recorder.count(ports)
        command = ["verify", ".", *refusal.options]
        told = self.world.tool.run(command, refusal.environment, where=folder)
        said = told.out + told.err
        problems = told.problems + code_of(told, (0, 2) if 2 in refusal.codes else (0,))
        if refusal.sends:
            told = self.world.tool.run([*command, "--send"], refusal.environment, where=folder)
            problems += told.problems + code_of(told, refusal.codes)
            said += told.out + told.err
        if refusal.says not in said:
            problems.append(f"`{told.command}` does not say '{refusal.says}': {said[:300]!r}")
        if self.world.recorder.count(ports) != before:
            arrivals = "; ".join(str(arrival) for arrival in self.world.recorder.of(ports))
            problems.append(f"`{told.command}` reached a server: {arrivals or 'a connection'}")
        return [f"{refusal.name}: {problem}" for problem in problems]

    def _lay_out(self, name: str, files: dict[str, str]) -> Path:
        folder = self.world.folder / "consent" / name.replace(" ", "-")
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        return folder

    def _ask(
        self,
        name: str,
        secret: Secret,
        *more: str,
        environment: dict[str, str] | None = None,
        interrupt_after: float | None = None,
    ) -> Outcome:
        """Asks every host that the secret may go to."""
        hosts = sorted(secret.hosts)
        folder = self._lay_out(name, login(secret.value, *hosts))
        options = [*self.world.allowing(*hosts), *more, "--send", "--format", "json"]
        return self.world.tool.run(["verify", str(folder), *options], environment, interrupt_after)

    def _secret(self, name: str, *more: str) -> Secret:
        return self.world.vault.make(name, self.friend.authority, *more, user="ci")

    def _own_request(self) -> list[str]:
        """A merge request inside one project is no stranger's."""
        secret = self._secret("a password in its own project")
        told = self._ask("own merge request", secret, environment=OWN_REQUEST)
        return told.problems + is_valid("own merge request", told)

    def _interrupt(self) -> list[str]:
        """Ctrl-C while a server hangs: what is known is told, and soon."""
        known, slow = self.friend.authority, self.slow.authority
        secret = self._secret("a password for an interrupted run", slow)
        told = self._ask("interrupt", secret, interrupt_after=PATIENCE)
        answers = {answer.get("host"): answer.get("valid") for answer in answers_of(told)}
        problems = list(told.problems)
        if told.seconds > PATIENCE + 3:
            problems.append(f"interrupt: ended {told.seconds - PATIENCE:.1f} s after SIGINT")
        if answers.get(known) != "yes" or answers.get(slow) != "unknown":
            text = f"interrupt: the answers are {answers}, exit {told.code}: {told.err[:200]}"
            problems.append(text)
        return problems

    def _limit(self) -> list[str]:
        before = len(self.world.recorder.of({self.friend.port}))
        told = self._ask("limit", self._secret("a password for few"), "--max-requests", "1")
        count = len(self.world.recorder.of({self.friend.port})) - before
        return told.problems + ([] if count == 1 else [f"--max-requests 1 sent {count}"])

    def _no_curl(self) -> list[str]:
        """Without curl the plan is printed, and sending is a usage error that says so."""
        host = self.trap.authority
        folder = self._lay_out("no curl", login(self._secret("a password unsent").value, host))
        empty = {"PATH": str(folder)}
        options = ["verify", str(folder), *self.world.allowing(host)]
        plan = self.world.tool.run(options, empty)
        told = self.world.tool.run([*options, "--send"], empty)
        problems = code_of(plan, (0,)) + code_of(told, (2,))
        return problems if "curl" in told.err else [*problems, f"no curl: {told.err[:200]!r}"]

    def _proxies(self) -> list[str]:
        """Neither the environment's proxies nor a ~/.curlrc are followed."""
        proxy = f"http://{self.plain.authority}"
        home = self._lay_out("home", {".curlrc": f"proxy = {proxy}\n"})
        homes = dict.fromkeys(("HOME", "CURL_HOME", "XDG_CONFIG_HOME"), str(home))
        before = self.world.recorder.count({self.plain.port})
        told = self._ask(
            "proxies",
            self._secret("a password beside a proxy"),
            environment=dict.fromkeys(PROXIES, proxy) | homes,
        )
        problems = told.problems + is_valid("proxies", told)
        if self.world.recorder.count({self.plain.port}) != before:
            problems.append("proxies: a proxy was used without --proxy-from-environment")
        return problems


def answers_of(outcome: Outcome) -> list[dict[str, object]]:
    return list(outcome.report().get("answers", []))


def is_valid(name: str, outcome: Outcome) -> list[str]:
    valid = [answer.get("valid") for answer in answers_of(outcome)]
    said = f"{name}: valid is {valid}, exit {outcome.code}: {outcome.err[:200]}"
    return [] if valid == ["yes"] else [said]


def code_of(outcome: Outcome, codes: tuple[int, ...]) -> list[str]:
    if outcome.code in codes:
        return []
    text = (outcome.err or outcome.out)[:300]
    return [f"`{outcome.command}` ended with {outcome.code}, not {codes}: {text!r}"]


def answer(request: Request) -> Reply:
    """A registry with one password for everybody."""
    if request.headers.get("authorization"):
        return json_reply(200, {"name": "team/app", "tags": ["v1"]})
    challenge = ("WWW-Authenticate", 'Basic realm="private"')
    return json_reply(401, {"errors": [{"code": "UNAUTHORIZED"}]}, challenge)


def hanging(request: Request) -> Reply:
    time.sleep(12)
    return Reply(500)
