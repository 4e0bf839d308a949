"""What dev/bench prints about merging many groups as bulk work."""

from __future__ import annotations

from .console import say

_ROWS = (("stock", "Odoo's merge in a loop"), ("one", "bulk work, one worker"), ("two", "bulk work, two workers"))


def bulk(found: dict) -> None:
    machine, seeded = found["machine"], found["groups"]
    say(f"\nMerging groups among {found['leads']} leads, as a sales manager")
    say(f"{machine['cores']} cores, load {machine['load']:.1f} when it began, PostgreSQL {machine['postgresql']}")
    say(
        f"{seeded['records'] / seeded['groups']:.2f} records in a group, {seeded['messages']} messages, 2 followers and"
        f" 2 tags each, every second with an activity, every fifth with a file; {seeded['true']} of {seeded['groups']}"
        " groups are true duplicates, the others were put together by chance\n"
    )
    say("                          groups  groups a second  ms a group  statements a group  times faster  memory MB")
    rates = {name: found[name]["groups"] / found[name]["seconds"] for name, _title in _ROWS}
    for name, title in _ROWS:
        each = found[name]
        memory = f"{each['memory'] / 1e6:10.0f}" if "memory" in each else ""
        say(
            f"{title:24} {each['groups']:7} {rates[name]:16.1f} {1000 / rates[name]:11.1f}"
            f" {each['statements'] / each['groups']:19.1f} {rates[name] / rates['stock']:13.1f} {memory}"
        )
    say(f"\nTwo workers do {rates['two'] / rates['one']:.2f} times as many groups a second as one.")
