"""The lists of known exceptions beside the commands: an entry, two spaces, # and its reason."""

from __future__ import annotations

from pathlib import Path

from .console import Refusal

_DEV = Path(__file__).resolve().parent.parent


def entries(name: str) -> dict[str, str]:
    """Entry -> reason. An entry without a reason is refused: nobody could tell when it may go."""
    found = {}
    for number, line in enumerate((_DEV / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry, _, reason = line.partition("  # ")
        if not reason.strip():
            raise Refusal(f"dev/{name} line {number}: give the reason after two spaces and a #.")
        found[entry.strip()] = reason.strip()
    return found
