"""git's http-backend: a reader, a writer and a wrong password, in each file that can hold them."""

import shutil

from git_server import GitServer, Person
from manifests import argo_repository, flux_repository, tekton_git
from nginx import Site
from scenario import Expected, Scenario, play
from world import World


class Git:
    name = "git over https"

    def missing(self) -> str | None:
        return None if shutil.which("git") else "no git"

    def prepare(self, world: World) -> list[Site]:
        people: dict[str, Person] = {}
        self.server = world.serve(lambda request: self.git.answer(request))
        host = self.server.authority
        make = world.vault.make
        self.reader = make("the reader's password", host, user="reader")
        self.writer = make("the writer's password", host, user="writer")
        self.wrong = make("a wrong password for git", host, user="reader")
        people["reader"] = Person(self.reader.value, False)
        people["writer"] = Person(self.writer.value, True)
        self.git = GitServer(world.folder, people)
        return []

    def run(self, world: World) -> list[str]:
        host = self.server.authority
        url = f"{self.server.origin}/team/app.git"
        refs = rf"GET {url}/info/refs\?service=git-(upload|receive)-pack"
        return play(
            world,
            Scenario(
                "git",
                {
                    "reader.yaml": flux_repository("reader", url, "reader", self.reader.value),
                    "writer.yaml": argo_repository("writer", url, "writer", self.writer.value),
                    "wrong.yaml": tekton_git("wrong", url, "reader", self.wrong.value),
                },
                (
                    Expected("reader.yaml", "yes", {"pull": "probe"}, "team/app", host),
                    Expected(
                        "writer.yaml", "yes", {"pull": "probe", "push": "probe"}, "team/app", host
                    ),
                    Expected("wrong.yaml", "no", {}, host=host),
                ),
                frozenset([self.server.port]),
                options=world.allowing(host),
                then=(refs,),
                code=1,
            ),
        ).problems
