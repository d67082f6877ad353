"""Small tables by the contract of `credlint fleet scan`, and questions to them."""

import json
import tempfile
import unittest
from pathlib import Path

import asking
from asking import NOW, credlint_tables

SINGULAR = {"history": "history"} | {
    table: table.removesuffix("s") for table in credlint_tables.TABLES if table != "history"
}
EMPTY = {"text": "", "int": 0, "bool": False, "texts": [], "reach": [], "json": []}
NULLABLE = {"expires", "unchanged_since", "join_id", "join_epoch", "removed_in", "removed_seconds"}
A, B = "a" * 32, "b" * 32


def row(table, **fields):
    """A row with every column, most of them empty."""
    result = {}
    for name, kind in credlint_tables.columns(table):
        result[name] = None if name in NULLABLE else EMPTY.get(kind)
    result |= {"schema": f"urn:credlint:schema:{SINGULAR[table]}-1", "tool": "0.1.0"}
    return result | {"rules_digest": "d" * 32} | fields


class Fleet:
    """Tables in a folder, and questions to them."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def add(self, repository, revision="1" * 40, finished=NOW, scan=None, **tables):
        """The tables of one repository: keyword arguments with lists of rows."""
        first = {"repository": repository, "revision": revision}
        tables = {table: tables.get(table, []) for table in credlint_tables.TABLES}
        tables["scans"] = [{"files": 1} | (scan or {})]
        for table, rows in tables.items():
            path = credlint_tables.shard(self.folder, table, repository, revision)
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(row(table, **first, **fields)) + "\n" for fields in rows]
            path.write_text("".join(lines))
        scans = credlint_tables.shard(self.folder, "scans", repository, revision)
        run = {"finished": finished, "milliseconds": 1}
        scans.with_suffix(".run.json").write_text(json.dumps(run) + "\n")

    def connect(self, plan=None):
        return asking.connect(self.folder, plan)

    def ask(self, question, *columns, plan=None):
        """The named columns of the answer."""
        answer = asking.ask(self.folder, question, plan)
        return [tuple(row[column] for column in columns) for row in answer]


def secret(name, namespaces=("shop",), **fields):
    """A Secret that a repository makes."""
    fields = {
        "path": f"{name}.yaml",
        "line": 4,
        "exposure": "encrypted",
        "origin": "Secret",
    } | fields
    return {"secret": name, "namespaces": list(namespaces), "provides": True} | fields


def token(value, **fields):
    """A credential in clear that an organisation's key tells."""
    fields = {
        "path": "token.yaml",
        "line": 7,
        "title": "GitLab token",
        "host": "gitlab.com",
    } | fields
    return {"exposure": "clear", "join_id": value, "join_epoch": "0" * 8} | fields


def reference(name, namespaces=("shop",), **fields):
    fields = {"path": "web.yaml", "line": 9, "from_kind": "Deployment", "kind": "env"} | fields
    return {"name": name, "namespaces": list(namespaces)} | fields


def flux(repository, folder, cluster="fleet clusters/prod", **fields):
    fields = {"kind": "flux", "path": "clusters/prod/apps.yaml", "ref": "main"} | fields
    address = f"gitlab.example.org/{repository.lower()}"
    return {"url_key": address, "source_path": folder, "cluster": cluster, "namespace": ""} | fields


def base(url_key, folder, **fields):
    fields = {"kind": "kustomize-base", "path": "kustomization.yaml", "cluster": ""} | fields
    return {
        "url": f"https://{url_key}//{folder}",
        "url_key": url_key,
        "source_path": folder,
    } | fields


class FleetTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fleet = Fleet(folder.name)
        self.folder = Path(folder.name)
