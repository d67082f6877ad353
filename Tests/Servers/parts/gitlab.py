"""A double of GitLab: tokens that live, ended, are of another type; web pages and limits."""

from apis import firewall, gitlab, gitlab_job, gitlab_token, gitlab_wrong_type
from nginx import Site
from parts.provider import Case, play_cases, scopes
from scenario import Expected
from token_server import slow_down
from web import Reply, json_reply
from world import World


class GitLab:
    name = "GitLab"

    def missing(self) -> str | None:
        return None

    def prepare(self, world: World) -> list[Site]:
        self.double = gitlab()
        self.server = world.serve(self.double.answer)
        return []

    def run(self, world: World) -> list[str]:
        host = self.server.authority
        cases = [
            Case(world.vault.gitlab(f"a GitLab token ({expected.path})", host), reply, expected)
            for reply, expected in [*answered(), *unanswered()]
        ]
        job = world.vault.gitlab("a job token", host, prefix="glcbt-64_")
        cases.append(
            Case(
                job, gitlab_job(), Expected("job.yaml", "yes", kind="gitlab-job-token", owner="job")
            )
        )
        return play_cases(world, "gitlab", self.server, self.double, cases)


def answered() -> list[tuple[Reply | None, Expected]]:
    read = scopes("read_registry")
    return [
        (
            gitlab_token(),
            Expected("good.yaml", "yes", read, expires="2031-01-31", kind="gitlab-personal-token"),
        ),
        (
            gitlab_token(scopes=("api", "write_repository")),
            Expected("wide.yaml", "yes", scopes("api", "write_repository")),
        ),
        (gitlab_token(active=False), Expected("revoked.yaml", "no", {})),
        (None, Expected("gone.yaml", "no", {})),
        (gitlab_wrong_type(), Expected("other.yaml", "yes|unknown", {}, expires="")),
    ]


def unanswered() -> list[tuple[Reply | None, Expected]]:
    return [
        (firewall(200), Expected("page.yaml", "unknown", {})),
        (firewall(403), Expected("firewall.yaml", "unknown", {})),
        (firewall(401), Expected("html.yaml", "unknown", {})),
        (json_reply(401, {"detail": "blocked"}), Expected("blocked.yaml", "unknown", {})),
        (Reply(500, b"oops"), Expected("broken.yaml", "unknown", {})),
        (slow_down("120"), Expected("zz-busy.yaml", "unknown", {})),
    ]
