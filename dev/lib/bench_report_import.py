"""What dev/bench prints about importing a file of leads."""

from __future__ import annotations

from .bench_report_match import _seeded
from .console import say


def imports(found: dict) -> None:
    machine, stock, ours = found["stock"]["machine"], found["stock"], found["ours"]
    say(f"\nImporting {stock['count']} rows by the import screen into {found['leads']} leads")
    say(f"{machine['cores']} cores, load {machine['load']:.1f} when it began, PostgreSQL {machine['postgresql']}")
    _seeded(found["seeded"])
    say("                                     seconds  x Odoo's  computing  x Odoo's  looking  statements  created")
    for side, asked in (("Odoo", stock["asked"]), ("addon", ours["asked"])):
        for title, each in asked.items():
            usual = stock["asked"]["test" if "test" in title else "import"]
            say(
                f"  {side + ': ' + title:34} {each['seconds']:8.1f}  {each['seconds'] / usual['seconds']:8.2f}"
                f"  {each['processor']:9.1f}  {each['processor'] / usual['processor']:8.2f}"
                f"  {each['looking']:7.1f}  {each['statements']:10}  {each['created']:7}  {each['counts'] or ''}"
            )
