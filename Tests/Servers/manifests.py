"""The files of small repositories that hold credentials and say what uses them."""

import base64
import json


def docker_config(name: str, logins: dict[str, tuple[str, str]], is_encoded: bool = True) -> str:
    """A pull secret: registry key to user and password."""
    auths = {
        key: {"auth": encode(f"{user}:{password}")} for key, (user, password) in logins.items()
    }
    text = json.dumps({"auths": auths})
    field = (
        f"data:\n  .dockerconfigjson: {encode(text)}"
        if is_encoded
        else (f"stringData:\n  .dockerconfigjson: |\n    {text}")
    )
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: team\n"
        f"type: kubernetes.io/dockerconfigjson\n{field}\n"
    )


def deployment(name: str, image: str, secrets: list[str]) -> str:
    pulls = "".join(f"        - name: {secret}\n" for secret in secrets)
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: team\n"
        f"spec:\n  selector:\n    matchLabels:\n      app: {name}\n  template:\n    metadata:\n"
        f"      labels:\n        app: {name}\n    spec:\n      imagePullSecrets:\n{pulls}"
        f"      containers:\n        - name: app\n          image: {json.dumps(image)}\n"
    )


def opaque(name: str, **fields: str) -> str:
    lines = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in fields.items())
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: team\n"
        f"type: Opaque\nstringData:\n{lines}"
    )


def tekton_git(name: str, url: str, user: str, password: str) -> str:
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: team\n"
        f"  annotations:\n    tekton.dev/git-0: {json.dumps(url)}\n"
        f"type: kubernetes.io/basic-auth\nstringData:\n  username: {user}\n  password: {password}\n"
    )


def tekton_docker(name: str, url: str, user: str, password: str) -> str:
    return tekton_git(name, url, user, password).replace("/git-0", "/docker-0")


def argo_repository(name: str, url: str, user: str, password: str) -> str:
    return (
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: argocd\n"
        "  labels:\n    argocd.argoproj.io/secret-type: repository\nstringData:\n  type: git\n"
        f"  url: {json.dumps(url)}\n  username: {user}\n  password: {password}\n"
    )


def flux_repository(name: str, url: str, user: str, password: str) -> str:
    return (
        f"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n"
        f"  name: {name}\n  namespace: team\nspec:\n  interval: 5m\n  url: {json.dumps(url)}\n"
        f"  secretRef:\n    name: {name}\n---\n"
        f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: team\n"
        f"type: Opaque\nstringData:\n  username: {user}\n  password: {password}\n"
    )


def aws_keys(name: str, identifier: str, secret: str) -> str:
    return opaque(
        name, AWS_ACCESS_KEY_ID=identifier, AWS_SECRET_ACCESS_KEY=secret, AWS_REGION="us-east-1"
    )


def kubeconfig(server: str, token: str) -> str:
    return (
        "apiVersion: v1\nkind: Config\ncurrent-context: team\nclusters:\n  - name: cluster\n"
        f"    cluster:\n      server: {json.dumps(server)}\ncontexts:\n  - name: team\n"
        "    context:\n      cluster: cluster\n      user: ci\n      namespace: team\n"
        f"users:\n  - name: ci\n    user:\n      token: {json.dumps(token)}\n"
    )


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
