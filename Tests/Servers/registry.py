"""Debian's docker-registry: seeded without a login, then served with one; and its files' hash."""

import hashlib
import json
import shutil
import subprocess
import urllib.request
from pathlib import Path

from children import Children, free_port, stop

CONFIGURATION = """\
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: %(root)s }
  delete: { enabled: true }
  maintenance: { uploadpurging: { enabled: false } }
http: { addr: 127.0.0.1:%(port)d, relativeurls: true }
%(auth)s
"""
MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"


class Registry:
    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self.root = folder / f"{name}-storage"
        self.root.mkdir()
        self.port = free_port()

    @staticmethod
    def is_here() -> bool:
        return shutil.which("docker-registry") is not None

    def seed(self, names: list[str], children: Children) -> None:
        """Stores an image under each name; for that moment nobody has to log in."""
        child = children.start(f"{self._name}-seed", self._command("", "seed"), self.port)
        for name in names:
            push(f"http://127.0.0.1:{self.port}/v2/{name}")
        stop(child)

    def start(self, authentication: str, children: Children) -> None:
        children.start(self._name, self._command(authentication, "serve"), self.port)

    def _command(self, authentication: str, name: str) -> list[str]:
        path = self._folder / f"{self._name}-{name}.yml"
        path.write_text(
            CONFIGURATION % {"root": self.root, "port": self.port, "auth": authentication}
        )
        return ["docker-registry", "serve", str(path)]

    def state(self) -> str:
        """A hash of every file and every name in the storage."""
        digest = hashlib.sha256()
        for path in sorted(self.root.rglob("*")):
            digest.update(str(path.relative_to(self.root)).encode() + b"\0")
            if path.is_file():
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def push(repository: str) -> None:
    configuration = (
        b'{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
    )
    digest = "sha256:" + hashlib.sha256(configuration).hexdigest()
    location = call("POST", f"{repository}/blobs/uploads/", b"")["Location"]
    if location.startswith("/"):
        location = repository.split("/v2/")[0] + location
    mark = "&" if "?" in location else "?"
    call("PUT", f"{location}{mark}digest={digest}", configuration)
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "layers": [],
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "size": len(configuration),
            "digest": digest,
        },
    }
    call("PUT", f"{repository}/manifests/v1", json.dumps(manifest).encode(), MANIFEST_TYPE)


def call(
    method: str, url: str, body: bytes, kind: str = "application/octet-stream"
) -> dict[str, str]:
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as reply:
        return dict(reply.headers)


def htpasswd(path: Path, users: dict[str, str]) -> None:
    """Writes the users' passwords as bcrypt, the only form that the registry takes."""
    path.touch()
    for user, password in users.items():
        subprocess.run(
            ["htpasswd", "-Bi", "-C", "4", str(path), user],
            input=password.encode(),
            check=True,
            capture_output=True,
        )


def basic(path: Path) -> str:
    return f"auth: {{ htpasswd: {{ realm: private, path: {path} }} }}"


def token(issuer_certificate: Path, service: str, issuer: str) -> str:
    return (
        f'auth: {{ token: {{ realm: "https://localhost/token", service: {service}, '
        f"issuer: {issuer}, rootcertbundle: {issuer_certificate} }} }}"
    )
