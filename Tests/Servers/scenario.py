"""One repository, the answers that are right for it, and the run that compares them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from judging import judge_answers, judge_arrivals, judge_audit, judge_plan, judge_saved
from tool import Outcome
from world import World


@dataclass(frozen=True)
class Expected:
    """What is known of the credential in the file `path`; what is None is not compared."""

    path: str
    valid: str
    rights: Mapping[str, str] | None = None
    resource: str = ""
    host: str | None = None
    expires: str | None = None
    kind: str | None = None
    owner: str | None = None
    reason: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class Scenario:
    """`ports` may be asked what the plan says, or what matches `then`; `traps` nothing."""

    name: str
    files: Mapping[str, str]
    expected: tuple[Expected, ...]
    ports: frozenset[int]
    traps: frozenset[int] = frozenset()
    options: tuple[str, ...] = ()
    config: Mapping[str, Any] | None = None
    then: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    probes: bool = False
    repeats: bool = False
    code: int | None = None
    seconds: float = 60
    counts_audit: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Played:
    """The runs of a scenario; `problems` begins with nothing when all was right."""

    plan: dict[str, Any]
    sent: dict[str, Any]
    outcome: Outcome
    problems: list[str]
    folder: Path


def play(world: World, scenario: Scenario) -> Played:
    folder = lay_out(world, scenario)
    common = ["verify", str(folder / "repository"), *scenario.options]
    if scenario.config is not None:
        common += ["--verify-config", str(folder / "verify.yaml")]
    plan, problems = ask_for_plan(world, scenario, common)
    audit, saved = folder / "audit.jsonl", folder / "saved.json"
    before = len(world.recorder.of(set(scenario.ports)))
    outcome = world.tool.run(
        [*common, "--send", "--format", "json", "--audit", str(audit), "--save", str(saved)],
        dict(scenario.environment),
    )
    world.nginx.read_log()
    sent = outcome.report()
    arrivals = world.recorder.of(set(scenario.ports))[before:]
    problems += judge_arrivals(scenario, plan, arrivals)
    problems += judge_answers(scenario, sent)
    problems += judge_audit(audit, len(arrivals) if scenario.counts_audit else None)
    problems += judge_saved(saved)
    problems += world.tool.leaks_in(audit) + world.tool.leaks_in(saved) + outcome.problems
    problems += judge_run(scenario, outcome)
    if plan.get("requests") != sent.get("requests"):
        problems.append("the requests of --send are not those of the plan")
    problems += judge_traps(world, scenario)
    return Played(plan, sent, outcome, [f"{scenario.name}: {text}" for text in problems], folder)


def lay_out(world: World, scenario: Scenario) -> Path:
    folder = world.folder / scenario.name.replace(" ", "-")
    for path, text in scenario.files.items():
        place = folder / "repository" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    if scenario.config is not None:
        (folder / "verify.yaml").write_text(settings(scenario.config))
    return folder


def settings(config: Mapping[str, Any]) -> str:
    lines = []
    for key, value in config.items():
        if isinstance(value, dict):
            lines += [f"{key}:"] + [f"  {name}: {json.dumps(text)}" for name, text in value.items()]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"


def ask_for_plan(
    world: World, scenario: Scenario, common: list[str]
) -> tuple[dict[str, Any], list[str]]:
    """Prints the plan in both forms; nothing at all may arrive meanwhile."""
    ports = set(scenario.ports | scenario.traps)
    has_nginx = bool(world.nginx.ports & ports)
    before = world.recorder.count(ports)
    connections = world.nginx.connections() if has_nginx else 0
    text = world.tool.run(common)
    data = world.tool.run([*common, "--format", "json"])
    problems = [f"plan: {problem}" for problem in text.problems + data.problems]
    if has_nginx and world.nginx.connections() != connections + 1:
        problems.append("plan: something connected to nginx without --send")
    world.nginx.read_log()
    if world.recorder.count(ports) != before:
        problems.append("plan: something arrived without --send")
    for run in (text, data):
        if run.code != 0:
            problems.append(f"plan: `{run.command}` ended with {run.code}: {run.err[:300]}")
        if run.curls:
            problems.append("plan: curl was started without --send")
    plan = data.report()
    return plan, problems + judge_plan(plan, text.out)


def judge_run(scenario: Scenario, outcome: Outcome) -> list[str]:
    problems = []
    if scenario.code is not None and outcome.code != scenario.code:
        problems.append(
            f"ended with {outcome.code} instead of {scenario.code}: {outcome.err[:300]}"
        )
    if outcome.seconds > scenario.seconds:
        problems.append(f"took {outcome.seconds:.1f} s, more than {scenario.seconds:.0f}")
    return problems


def judge_traps(world: World, scenario: Scenario) -> list[str]:
    problems = [
        f"arrived where nothing may: {arrival}"
        for arrival in world.recorder.of(set(scenario.traps))
    ]
    touched = [port for port in scenario.traps if world.recorder.connections[port]]
    return problems + [f"a connection to port {port}, where nothing may go" for port in touched]
