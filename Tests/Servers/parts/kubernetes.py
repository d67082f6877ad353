"""A double of a cluster: who a kubeconfig's token is, and what it may do there."""

from apis import (
    KUBERNETES_REVIEW,
    KUBERNETES_RULES,
    firewall,
    kubernetes,
    kubernetes_rules,
    kubernetes_self,
)
from manifests import encode, kubeconfig
from nginx import Site
from scenario import Expected, Scenario, play
from token_server import encoded
from vault import Secret
from world import World

USER = "system:serviceaccount:team:ci"


class Kubernetes:
    name = "Kubernetes"

    def missing(self) -> str | None:
        return None

    def prepare(self, world: World) -> list[Site]:
        self.double = kubernetes()
        self.server = world.serve(self.double.answer)
        return []

    def run(self, world: World) -> list[str]:
        played = play(world, self._scenario(world, self._tokens(world)))
        rights = [
            answer.get("rights")
            for answer in played.sent.get("answers", [])
            if answer.get("path") == "complete/kubeconfig"
        ]
        if "secrets" not in str(rights) or "list" not in str(rights):
            played.problems.append(f"kubernetes: nothing says that it may list secrets: {rights}")
        return played.problems

    def _tokens(self, world: World) -> dict[str, Secret]:
        host = self.server.authority
        names = ("complete", "incomplete", "gone", "page")
        secrets = {name: service_account_token(world, name, host) for name in names}
        for name, is_incomplete in (("complete", False), ("incomplete", True)):
            self.double.add(
                secrets[name].value,
                selfsubjectreviews=kubernetes_self(USER),
                selfsubjectrulesreviews=kubernetes_rules(is_incomplete),
            )
        self.double.add(secrets["page"].value, any=firewall(200))
        return secrets

    def _scenario(self, world: World, secrets: dict[str, Secret]) -> Scenario:
        host = self.server.authority
        files = {
            f"{name}/kubeconfig": kubeconfig(self.server.origin, secret.value)
            for name, secret in secrets.items()
        }
        return Scenario(
            "kubernetes",
            files,
            (
                Expected("complete/kubeconfig", "yes", host=host),
                Expected("incomplete/kubeconfig", "yes", host=host, notes="incomplete|not all"),
                Expected("gone/kubeconfig", "no", {}, host=host),
                Expected("page/kubeconfig", "unknown", {}, host=host),
            ),
            frozenset([self.server.port]),
            posts=(KUBERNETES_REVIEW, KUBERNETES_RULES),
            options=world.allowing(host),
            then=(f"POST https://{host}{KUBERNETES_RULES}",),
        )


def service_account_token(world: World, name: str, host: str) -> Secret:
    claims = {
        "iss": "https://kubernetes.default.svc",
        "sub": USER,
        "aud": ["https://kubernetes.default.svc"],
        "iat": 1767225600,
        "exp": 4102444800,
        "kubernetes.io": {"namespace": "team", "serviceaccount": {"name": "ci", "uid": name}},
    }
    noise = world.vault.make(f"the signature of {name}", host, length=256)
    signature = encode(noise.value).rstrip("=")
    value = f"{encoded({'alg': 'RS256', 'kid': 'a'})}.{encoded(claims)}.{signature}"
    return world.vault.keep(Secret(f"a cluster token ({name})", value, "", frozenset([host])))
