"""Where something that must not be told is told, in clear or in a common disguise."""

from __future__ import annotations

import base64
from collections.abc import Iterable

PIECE = 10  # characters that betray a secret, in clear


def encoded(secret: bytes) -> set[bytes]:
    """What is left of its base64, wherever in a text it stands."""
    found = set()
    for before, cut in enumerate([0, 2, 3]):
        text = base64.b64encode(b"\0" * before + secret).rstrip(b"=")
        text = text[cut:-1] if (before + len(secret)) % 3 else text[cut:]
        found |= {text, text.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def disguises(secret: str) -> set[bytes]:
    data = secret.encode()
    pieces = {data[i : i + PIECE] for i in range(max(1, len(data) - PIECE + 1))}
    return {data, data[::-1], data.hex().encode(), data.hex().upper().encode()} | pieces


def traces(secrets: Iterable[str], texts: Iterable[tuple[str, bytes]]) -> list[str]:
    """The names of texts that hold one of the secrets."""
    wanted = set().union(*(disguises(s) | encoded(s.encode()) for s in secrets))
    return [name for name, text in texts if any(form in text for form in wanted)]
