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
        " all ways in turns in one process, each merge rolled back"
    )
    if more := [row for row in found["rows"] if row["ours"]["most_statements"] > row["ours"]["statements"]]:
        say(
            "Some groups needed more statements than the usual number: up to "
            + ", ".join(f"{row['ours']['most_statements']} of {row['records']} x {row['messages']}" for row in more)
        )
    for row in found["rows"]:
        if row["odoos"]["groups"] < found["runs"]:
            say(
                f"Odoo's own merge of {row['records']} records with {row['messages']} messages each takes so long"
                f" that only {row['odoos']['groups']} groups were measured."
            )
    for way, listed in found["lists"].items():
        _statements(_NAMES[way], listed)


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
