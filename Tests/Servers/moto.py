"""moto's STS and IAM: signatures are checked for real once the first user is made."""

import os
import shutil
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from children import Children, free_port


@dataclass(frozen=True)
class KeyPair:
    identifier: str
    secret: str


def server() -> str | None:
    """The program: of the environment that `.ci/verify` makes, or of the machine."""
    venv = os.environ.get("VERIFY_VENV", "")
    own = Path(venv) / "bin/moto_server"
    return str(own) if venv and own.exists() else shutil.which("moto_server")


class Moto:
    def __init__(self) -> None:
        self.port = free_port()

    def start(self, children: Children) -> None:
        program = server()
        assert program, "moto is not here"
        environment = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "6"}
        children.start(
            "moto", [program, "-H", "127.0.0.1", "-p", str(self.port)], self.port, environment
        )

    def make_user(self, name: str) -> KeyPair:
        """Takes three of the six calls that need no login."""
        self._call("CreateUser", UserName=name)
        made = self._call("CreateAccessKey", UserName=name)
        self._call("PutUserPolicy", UserName=name, PolicyName="read", PolicyDocument=POLICY)
        return KeyPair(text_of(made, "AccessKeyId"), text_of(made, "SecretAccessKey"))

    def _call(self, action: str, **arguments: str) -> ET.Element:
        form = urllib.parse.urlencode({"Action": action, "Version": "2010-05-08"} | arguments)
        login = (
            "AWS4-HMAC-SHA256 Credential=AKIAINITIALNOAUTH000/20260101/us-east-1/iam/"
            "aws4_request, SignedHeaders=host, Signature=0"
        )
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/", form.encode(), {"Authorization": login}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as reply:
            return ET.fromstring(reply.read())


POLICY = """{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*"}]}"""


def text_of(tree: ET.Element, name: str) -> str:
    found = tree.find(f".//{{*}}{name}")
    assert found is not None and found.text, f"no {name} in moto's answer"
    return found.text
