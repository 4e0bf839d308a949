"""Counting: what passed and what failed, stage by stage."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from .console import say

_SHOWN_LINES = 60  # of one failure; the rest is in the log


@dataclass
class Tally:
    """The counted outcome of a stage."""

    title: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    uncounted: int = 0  # failures known by number only
    notes: list[str] = field(default_factory=list)
    log: Path | None = None

    @property
    def failed(self) -> int:
        return len(self.failures) + self.uncounted

    def check(self, good: bool, otherwise: str) -> bool:
        """Count one check."""
        if good:
            self.passed += 1
        else:
            self.failures.append(otherwise)
        return bool(good)

    def report(self, started: float) -> None:
        """At once: another stage may be running."""
        said = []
        for failure in self.failures:
            lines = failure.splitlines()
            shown = lines if len(lines) <= _SHOWN_LINES else [*lines[:5], "[...]", *lines[-_SHOWN_LINES:]]
            said += [f"    {line}" for line in shown]
        said += [f"  note   {note}" for note in self.notes]
        where = f"; log: {self.log}" if self.log and self.failed else ""
        seconds = time.monotonic() - started
        word = "FAILED" if self.failed else "ok"
        said.append(f"  {word:<6} {self.title}: {self.passed} passed, {self.failed} failed ({seconds:.0f} s){where}")
        say("\n".join(said))


def last_line(tallies) -> int:
    """The line that counts, and the exit code that agrees with it."""
    passed = sum(tally.passed for tally in tallies)
    failed = sum(tally.failed for tally in tallies)
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0
