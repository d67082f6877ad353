"""Repositories and options with which nothing may be sent anywhere."""

from dataclasses import dataclass, field

from manifests import deployment, docker_config, kubeconfig, tekton_git

STRANGERS = {
    "pull request": {"CI": "true", "GITHUB_EVENT_NAME": "pull_request"},
    "pull request target": {"CI": "true", "GITHUB_EVENT_NAME": "pull_request_target"},
    "merge request": {
        "CI": "true",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1",
        "CI_PROJECT_ID": "2",
    },
}
LOOPBACK = (
    "localhost localhost. 127.0.0.1 127.1 2130706433 0x7f000001 017700000001 0.0.0.0 "
    "[::1] [::ffff:127.0.0.1] [::ffff:7f00:1]"
).split()
PRIVATE = (
    "169.254.169.254 10.0.0.1 192.168.0.1 172.16.0.1 100.64.0.1 224.0.0.1 240.0.0.1 "
    "[fe80::1] [fd00::1] [64:ff9b::7f00:1]"
).split()


@dataclass
class Refusal:
    """A run after which nothing has arrived anywhere; `says` must stand in what it prints."""

    name: str
    files: dict[str, str]
    options: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    codes: tuple[int, ...] = (0, 3)
    says: str = ""
    sends: bool = True


@dataclass(frozen=True)
class Refusals:
    """`trap` and `plain` may never be reached; `friend` is a host that may be asked."""

    trap: str
    plain: str
    friend: str
    password: str
    cacert: str

    def all(self) -> list[Refusal]:
        return [
            *self._strangers(),
            *self._repositories(),
            *self._hosts(),
            *self._addresses(),
            *self._schemes(),
            *self._line_breaks(),
        ]

    def login(self, *hosts: str) -> dict[str, str]:
        return login(self.password, *hosts)

    def git(self, url: str) -> dict[str, str]:
        return {"git.yaml": tekton_git("git", url, "ci", self.password)}

    def private(self, *hosts: str) -> tuple[str, ...]:
        allowed = [text for host in hosts for text in ("--allow-host", host)]
        return (*allowed, "--allow-private", "localhost", "--cacert", self.cacert)

    def _strangers(self) -> list[Refusal]:
        """Code from strangers is scanned without anybody being asked."""
        files, options = self.login(self.trap), self.private(self.trap)
        return [
            Refusal(name, files, options, environment, (2,))
            for name, environment in STRANGERS.items()
        ]

    def _repositories(self) -> list[Refusal]:
        """What stands in the scanned repository allows nothing."""
        own = f'verify:\n  hosts: ["{self.trap}"]\n  private: [localhost]\n'
        user = f'hosts: ["{self.trap}"]\nprivate: [localhost]\n'
        places = ("verify.yaml", ".config/credlint/verify.yaml", "credlint/verify.yaml")
        files, options = self.login(self.trap), self.private()
        hosts = files | {".credlint.yaml": own}
        return [
            Refusal("hosts of the repository", hosts, options, codes=(0, 2, 3)),
            Refusal("verify.yaml of the repository", files | dict.fromkeys(places, user), options),
        ]

    def _hosts(self) -> list[Refusal]:
        evil = self.trap.replace("localhost", "evil.localhost")
        cluster = {"kubeconfig": kubeconfig(f"https://{self.trap}", self.password)}
        user = self.git(f"https://{self.plain}@{self.trap}/a.git")
        login = self.login(self.trap)
        more = ("--allow-private", "evil.localhost")
        url = self.git(f"https://{self.trap}/a.git")
        return [
            Refusal("nothing allowed", login, self.private(), says=self.trap),
            Refusal("another name", self.login(evil), self.private(self.trap) + more, says=evil),
            Refusal("another port", login, self.private(self.plain), says=self.trap),
            Refusal("no port", login, self.private("localhost"), says=self.trap),
            Refusal("a cluster", cluster, self.private()),
            Refusal("git", url, self.private(), says=self.trap),
            Refusal("a user in git's URL", user, self.private(self.plain)),
        ]

    def _addresses(self) -> list[Refusal]:
        """Allowed by name, and still this machine or its network, in every way to write that."""
        port = self.trap.split(":")[1]
        own = [
            Refusal(
                f"address {host}", self.login(host), ("--allow-host", host, "--cacert", self.cacert)
            )
            for host in (f"{name}:{port}" for name in LOOPBACK)
        ]
        return own + [
            Refusal(
                f"address {host}",
                self.login(host),
                ("--allow-host", host),
                says="not allowed",
                sends=False,
            )
            for host in PRIVATE
        ]

    def _schemes(self) -> list[Refusal]:
        """Nothing leaves this machine here: what is elsewhere is only planned."""
        elsewhere = "203.0.113.7"
        allowed = ("--allow-host", elsewhere)
        plain = self.git(f"http://{self.plain}/a.git")
        far = self.git(f"http://{elsewhere}/a.git")
        return [
            Refusal("http", plain, ("--allow-host", self.plain)),
            Refusal("http to elsewhere", far, allowed, says="https", sends=False),
            Refusal("a file", self.git("file:///etc/passwd"), self.private("localhost")),
        ]

    def _line_breaks(self) -> list[Refusal]:
        """A second request in what the repository says, if it is written as it stands."""
        second = f'"\nurl = "https://{self.trap}/'
        options = self.private(self.friend)
        image = self.login(self.friend)
        image["web-0.yaml"] = deployment("web", f"{self.friend}/a{second}", ["login"])
        token = kubeconfig(f"https://{self.friend}", self.password + second)
        return [
            Refusal(
                "a line break in git's URL", self.git(f"https://{self.friend}/a{second}"), options
            ),
            Refusal("a line break in an image", image, options),
            Refusal("a line break in a token", {"kubeconfig": token}, options),
        ]


def login(password: str, *hosts: str) -> dict[str, str]:
    """One docker config for all the hosts, and a workload that pulls from each."""
    files = {"login.yaml": docker_config("login", {host: ("ci", password) for host in hosts})}
    for index, host in enumerate(hosts):
        image = f"{host}/team/app:v1"
        files[f"web-{index}.yaml"] = deployment(f"web-{index}", image, ["login"])
    return files
