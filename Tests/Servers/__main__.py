"""Asks real servers and doubles on this machine with `credlint verify`: BINARY [PART…]"""

import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from parts.aws import AWS
from parts.basic import BasicRegistry
from parts.consent import Consent
from parts.git import Git
from parts.github import GitHub
from parts.gitlab import GitLab
from parts.hostility import Hostility
from parts.kubernetes import Kubernetes
from parts.realms import Realms
from parts.redirect import Redirects
from parts.token import TokenRegistry
from parts.transport import Transport
from world import Part, World

PARTS: list[type[Part]] = [
    BasicRegistry,
    TokenRegistry,
    Realms,
    Redirects,
    Git,
    AWS,
    GitLab,
    GitHub,
    Kubernetes,
    Transport,
    Consent,
    Hostility,
]


def main(binary: str, names: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="verify-") as folder, ExitStack() as stack:
        world = World(Path(folder), binary, stack)
        parts, skipped = chosen(names)
        sites = [site for part in parts for site in part.prepare(world)]
        if sites:
            world.nginx.start(sites, world.children)
        results = [run(world, part) for part in parts]
    failed = results.count(False)
    print(f"{results.count(True)} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not results else 0


def chosen(names: list[str]) -> tuple[list[Part], int]:
    """The parts that are named, or all; and how many of them this machine cannot run."""
    parts, skipped = [], 0
    for part in (kind() for kind in PARTS):
        reason = part.missing()
        if names and not any(name in part.name for name in names):
            continue
        if reason:
            print(f"SKIPPED: {part.name}: {reason}", flush=True)
            skipped += 1
        else:
            parts.append(part)
    return parts, skipped


def run(world: World, part: Part) -> bool:
    start = time.monotonic()
    problems = part.run(world)
    seconds = time.monotonic() - start
    print(f"{'FAILED' if problems else 'ok'}: {part.name} ({seconds:.1f} s)", flush=True)
    for problem in problems:
        print(f"  {problem}", flush=True)
    return not problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
