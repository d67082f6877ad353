"""A double of GitHub: scopes, both forms of an expiry, an installation; refusals and limits."""

from apis import firewall, github, github_installation, github_rate_limit, github_user
from nginx import Site
from parts.provider import Case, play_cases, scopes
from scenario import Expected
from web import Reply
from world import World

PREFIX = "/api/v3"


class GitHub:
    name = "GitHub"

    def missing(self) -> str | None:
        return None

    def prepare(self, world: World) -> list[Site]:
        self.double = github(PREFIX)
        self.server = world.serve(self.double.answer)
        return []

    def run(self, world: World) -> list[str]:
        host = self.server.authority
        cases = [
            Case(
                world.vault.github(f"a GitHub token ({expected.path})", host, prefix=prefix),
                reply,
                expected,
            )
            for prefix, reply, expected in [*living(), *others()]
        ]
        return play_cases(world, "github", self.server, self.double, cases, PREFIX)


def living() -> list[tuple[str, Reply | None, Expected]]:
    return [
        (
            "ghp_",
            github_user(scopes="repo, read:packages", expiry="2031-01-31 10:20:30 UTC"),
            Expected(
                "classic.yaml",
                "yes",
                scopes("repo", "read:packages"),
                expires="2031-01-31T10:20:30",
                kind="github-classic-token",
                owner="person",
            ),
        ),
        (
            "ghp_",
            github_user(scopes="repo", expiry="2031-01-31 10:20:30 +0200"),
            Expected("zoned.yaml", "yes", scopes("repo"), expires="2031-01-31T08:20:30"),
        ),
        (
            "gho_",
            github_user("Bot", scopes=""),
            Expected("endless.yaml", "yes", {}, expires="", owner="bot"),
        ),
        ("ghu_", github_user(), Expected("app.yaml", "yes", {})),
        ("ghs_", github_installation(), Expected("install.yaml", "yes")),
    ]


def others() -> list[tuple[str, Reply | None, Expected]]:
    return [
        ("ghp_", None, Expected("gone.yaml", "no", {})),
        ("ghp_", firewall(200), Expected("page.yaml", "unknown", {})),
        ("ghp_", firewall(403), Expected("firewall.yaml", "unknown", {})),
        ("ghp_", github_rate_limit(), Expected("zz-limited.yaml", "unknown", {})),
    ]
