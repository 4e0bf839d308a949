"""Reading Odoo's log: what went wrong in it, and how many tests ran."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .lists import entries

_RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$")
_BAD = {"WARNING", "ERROR", "CRITICAL"}
_TOTAL = re.compile(r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests")
# Lines that only count up failures told elsewhere in the same log.
_SUMMARIES = (_TOTAL, re.compile(r"^Module \S+: \d+ failures?, \d+ errors? of \d+ tests"))
_TEST_FAILURE = re.compile(r"^(FAIL|ERROR): (\S+)")
_SKIPPED = re.compile(r"^skipped (\S+).* : (.*)$")
# A tour that did not run for want of a browser proves nothing.
_NO_BROWSER = re.compile(r"chrome|websocket", re.IGNORECASE)


def needs_browser(reason: str) -> bool:
    """Whether a test was skipped because there is no browser."""
    return bool(_NO_BROWSER.search(reason))


@dataclass
class LogReport:
    """What one run of Odoo left in its log."""

    tests: int = 0
    failed_tests: list[str] = field(default_factory=list)
    failed_count: int = 0
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    finished: bool = False  # Odoo told the total of its tests


def _records(path: Path):
    """(level, text with its traceback, first line) of every record."""
    current = None
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            start = _RECORD.match(line)
            if start:
                if current:
                    yield current
                current = [start["level"], start["text"], line.rstrip()]
            elif current:
                current[2] += "\n" + line.rstrip()
    if current:
        yield current


def read(path: Path) -> LogReport:
    """Sort a log's records: totals, failing tests, faults. What the allow-list names is passed over."""
    report = LogReport()
    allowed = [re.compile(pattern) for pattern in entries("allowed_log_lines.txt")]
    for level, text, whole in _records(path):
        total = _TOTAL.match(text)
        if total:
            report.finished = True
            report.failed_count += int(total[1]) + int(total[2])
            report.tests += int(total[3])
        skipped = _SKIPPED.match(text)
        if skipped:
            note = f"{skipped[1]}: {skipped[2]}"
            (report.faults if needs_browser(skipped[2]) else report.skipped).append(note)
        if level not in _BAD or any(pattern.match(text) for pattern in _SUMMARIES):
            continue
        if _TEST_FAILURE.match(text):
            report.failed_tests.append(whole)
        elif not any(pattern.search(text) for pattern in allowed):
            report.faults.append(whole)
    return report
