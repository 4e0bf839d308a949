"""What dev/bench prints of the numbers it found."""

from __future__ import annotations

from .console import say

_SHOWN = 12
_NAMES = {"ours": "this addon's merge", "odoos": "Odoo's own merge"}


def merge(found: dict) -> None:
    machine = found["machine"]
    say(f"\nMerging among {found['leads']} leads, median of {found['runs']} groups, as a sales manager")
    say(
        f"{machine['cores']} cores, load {machine['load']:.1f} when it began, PostgreSQL {machine['postgresql']};"
        " both ways in turns in one process, each merge rolled back\n"
    )
    say("records  messages each |  ours ms  statements |  Odoo's ms  statements |  times faster")
    for row in found["rows"]:
        ours, odoos = row["ours"], row["odoos"]
        say(
            f"{row['records']:7}  {row['messages']:13} | {ours['ms']:8.1f}  {_count(ours):>10} |"
            f" {odoos['ms']:10.1f}  {_count(odoos):>10} | {odoos['ms'] / ours['ms']:13.1f}"
        )
    for row in found["rows"]:
        if row["odoos"]["groups"] < found["runs"]:
            say(
                f"Odoo's own merge of {row['records']} records with {row['messages']} messages each takes so long"
                f" that only {row['odoos']['groups']} groups were measured."
            )
    for way, listed in found["lists"].items():
        _statements(_NAMES[way], listed)


def _count(side: dict) -> str:
    """The usual number, and the highest if some groups needed more."""
    more = side["most_statements"] > side["statements"]
    return f"{side['statements']}" + (f"-{side['most_statements']}" if more else "")


def _statements(name: str, listed: dict) -> None:
    statements = listed["statements"]
    spent = sum(statement["ms"] for statement in statements)
    say(
        f"\nThe smallest case by {name}: {listed['ms']:.1f} ms, of which {spent:.1f} ms"
        f" are {len(statements)} statements. The most expensive:"
    )
    for statement in sorted(statements, key=lambda each: -each["ms"])[:_SHOWN]:
        say(f"  {statement['ms']:6.2f} ms  no. {statement['number']:3}  {statement['kind']}  <- {statement['sender']}")
        say(f"             {statement['text']}")
    say("  By kind:")
    for kind, count, each in listed["kinds"]:
        say(f"  {each:6.2f} ms  {count:3} x  {kind}")
