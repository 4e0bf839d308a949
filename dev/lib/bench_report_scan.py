"""What dev/bench prints about finding the groups of duplicates of a whole database."""

from __future__ import annotations

from .bench_report_match import _seeded
from .console import say


def scan(found: dict) -> None:
    machine, stock, full, changed = found["machine"], found["stock"], found["full"], found["changed"]
    say(f"\nGroups of duplicates among {found['leads']} leads, in one process")
    say(f"{machine['cores']} cores, load {machine['load']:.1f} when it began, PostgreSQL {machine['postgresql']}")
    _seeded(found["seeded"])
    floor = sum(each["seconds"] for each in found["floors"]) / 2
    computed = sum(each["processor"] for each in found["floors"]) / 2
    say("                                                     seconds  computing, times plain SQL (by computing)")
    say(
        f"  {'Odoo, lead by lead (from ' + str(stock['asked']) + ')':48} {stock['seconds_for_all']:11.0f}"
        f"  {'':9} {stock['seconds_for_all'] / floor:17.0f}"
    )
    for each in found["floors"]:
        say(
            f"  {'plain SQL that joins and groups the same keys':48} {each['seconds']:11.1f}  {each['processor']:9.1f}"
            f"          for {each['pairs']} pairs"
        )
    for title, each in (("a scan of all leads", full), (f"a scan of {changed['count']} that changed", changed)):
        say(
            f"  {title:48} {each['seconds']:11.2f}  {each['processor']:9.2f} {each['seconds'] / floor:17.2f}"
            f" ({each['processor'] / computed:.2f})"
        )
    say(
        f"  What changed takes 1/{full['seconds'] / changed['seconds']:.0f} of the scan of all leads,"
        f" 1/{full['processor'] / changed['processor']:.0f} by computing"
    )
    memory, groups = found["memory"], found["groups"]
    say(f"The process had {memory['before'] / 1e6:.0f} MB before, and {memory['most'] / 1e6:.0f} MB at most")
    say(
        f"{groups['groups']} groups, the largest of {groups['largest']}; of their {groups['pairs']} pairs"
        f" {100 * groups['true'] / max(groups['pairs'], 1):.2f} % are true, and of the {groups['all_true']} true pairs"
        f" {100 * groups['true'] / max(groups['all_true'], 1):.2f} % are found (all counted)"
    )
