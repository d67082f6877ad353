"""Compares what was planned, what arrived and what was answered with what is right."""

import datetime
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from recorder import Arrival

if TYPE_CHECKING:
    from scenario import Expected, Scenario

PROBE = re.compile(r"/v2/[a-z0-9._/-]+/blobs/uploads/00000000-0000-4000-8000-000000000000")
AUDIT_KEYS = {"time", "method", "url", "place", "status", "bytes", "milliseconds"}
PROOFS = {"token-claim", "introspection", "probe", "none"}
SAME_RIGHT = {"clone": "pull", "fetch": "pull", "write": "push"}


def judge_plan(plan: dict[str, Any], text: str) -> list[str]:
    problems = []
    if plan.get("sent") is not False:
        problems.append(f"plan: sent is {plan.get('sent')!r}")
    requests = plan.get("requests", [])
    for request in requests:
        line = f"{request.get('method')} {request.get('url')}"
        if line not in text:
            problems.append(f"plan: the text does not say '{line}'")
    hosts = [urlsplit(request["url"]).netloc for request in requests]
    if hosts != sorted(hosts):
        problems.append(f"plan: the hosts are not sorted: {hosts}")
    if plan.get("schema") != "urn:credlint:schema:verify-1":
        problems.append(f"plan: the schema is {plan.get('schema')!r}")
    return problems


def judge_arrivals(
    scenario: "Scenario", plan: dict[str, Any], arrivals: list[Arrival]
) -> list[str]:
    requests = plan.get("requests", [])
    planned = Counter((request["method"], request["url"]) for request in requests)
    announces_more = any(request.get("then") for request in requests)
    problems = []
    for arrival in arrivals:
        problems += judge_arrival(scenario, arrival)
        key = (arrival.method, arrival.url)
        line = f"{arrival.method} {arrival.url}"
        if planned[key] > 0:
            planned[key] -= 0 if scenario.repeats else 1
        elif not (announces_more and any(re.fullmatch(text, line) for text in scenario.then)):
            problems.append(f"not in the plan: {arrival}")
    return problems


def judge_arrival(scenario: "Scenario", arrival: Arrival) -> list[str]:
    problems = []
    for secret in arrival.secrets:
        port = arrival.host.partition(":")[2] or "443"
        if arrival.host not in secret.hosts or port != str(arrival.port):
            problems.append(f"{secret.name} went to another host: {arrival}")
        if secret.value in arrival.target:
            problems.append(f"{secret.name} stands in a URL: {arrival}")
    path = arrival.target.split("?")[0]
    is_fine = (
        arrival.method in ("GET", "HEAD")
        or arrival.method == "POST"
        and path in scenario.posts
        or arrival.method == "PATCH"
        and scenario.probes
        and PROBE.fullmatch(path) is not None
        and not arrival.body
    )
    return problems if is_fine else [*problems, f"a method that changes something: {arrival}"]


def judge_answers(scenario: "Scenario", sent: dict[str, Any]) -> list[str]:
    problems = [] if sent.get("sent") is True else [f"sent is {sent.get('sent')!r}"]
    answers = list(sent.get("answers", []))
    for expected in scenario.expected:
        own = [answer for answer in answers if is_of(answer, expected)]
        if len(own) != 1:
            problems.append(f"{len(own)} answers instead of one for {expected.path}")
        for answer in own:
            answers.remove(answer)
            problems += [f"{expected.path}: {text}" for text in judge_answer(answer, expected)]
    return problems + [
        f"an answer that nobody expects: {json.dumps(answer)[:300]}" for answer in answers
    ]


def is_of(answer: dict[str, Any], expected: "Expected") -> bool:
    is_host = expected.host is None or str(answer.get("host")) == expected.host
    return f"/{answer.get('path')}".endswith("/" + expected.path) and is_host


def judge_answer(answer: dict[str, Any], expected: "Expected") -> list[str]:
    told = f"valid is {answer.get('valid')} ({answer.get('reason')!r})"
    is_right = answer.get("valid") in expected.valid.split("|")
    problems = [] if is_right else [f"{told}, not {expected.valid}"]
    if answer.get("valid") == "unknown" and not answer.get("reason"):
        problems.append("unknown without a reason")
    if expected.rights is not None:
        problems += judge_rights(answer.get("rights") or [], expected)
    for key, wanted in (
        ("expires", expected.expires),
        ("kind", expected.kind),
        ("owner_kind", expected.owner),
    ):
        if wanted is not None and not str(answer.get(key) or "").startswith(wanted):
            problems.append(f"{key} is {answer.get(key)!r} instead of {wanted!r}")
    if expected.expires == "" and answer.get("expires"):
        problems.append(f"expires is {answer.get('expires')!r}, which nobody said")
    for key, pattern in (("reason", expected.reason), ("notes", expected.notes)):
        if pattern is not None and not re.search(pattern, str(answer.get(key)), re.I):
            problems.append(f"{key} is {answer.get(key)!r}, without /{pattern}/")
    try:
        datetime.datetime.fromisoformat(str(answer.get("time")))
    except ValueError:
        problems.append(f"time is {answer.get('time')!r}")
    return problems


def judge_rights(rights: list[dict[str, Any]], expected: "Expected") -> list[str]:
    """Each action that is expected, by one of its proofs, and no other action."""
    wanted = dict(expected.rights or {})
    found: dict[str, set[str]] = {}
    problems = []
    for right in rights:
        if right.get("proof") not in PROOFS:
            problems.append(f"the proof {right.get('proof')!r} is unknown")
        if right.get("actions") and expected.resource not in str(right.get("resource")):
            problems.append(
                f"a right to {right.get('resource')!r} instead of {expected.resource!r}"
            )
        for action in right.get("actions", []):
            found.setdefault(SAME_RIGHT.get(action, action), set()).add(str(right.get("proof")))
    for action in wanted.keys() | found.keys():
        if action not in found:
            problems.append(f"the right {action} is missing: {json.dumps(rights)}")
        elif action not in wanted:
            problems.append(f"the right {action} is not there: {json.dumps(rights)}")
        elif not found[action] <= set(wanted[action].split("|")):
            problems.append(f"{action} is proven by {found[action]} instead of {wanted[action]}")
    return problems


def judge_audit(path: Path, count: int | None) -> list[str]:
    if not path.exists():
        return ["no audit file"] if count else []
    problems = []
    lines = path.read_text().splitlines()
    for line in lines:
        entry = json.loads(line)
        if set(entry) != AUDIT_KEYS:
            problems.append(f"audit: the keys are {sorted(entry)}")
        if re.search(r"[?&][^=&]+=[^&…]", str(entry.get("url"))):
            problems.append(f"audit: a value stands in {entry.get('url')}")
    if count is not None and len(lines) != count:
        problems.append(f"audit: {len(lines)} lines for {count} requests")
    return problems[:3]


def judge_saved(path: Path) -> list[str]:
    if not path.exists():
        return ["--save wrote nothing"]
    try:
        json.loads(path.read_text())
    except ValueError:
        return ["--save wrote no JSON"]
    return []
