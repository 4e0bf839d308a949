"""What dev/bench convert and dev/bench mass print, besides the table."""

from __future__ import annotations

from .bench_report_match import _seeded
from .console import say


def _begin(found: dict, title: str) -> None:
    stock, ours = found["stock"]["machine"], found["ours"]["machine"]
    say(f"\n{title} among {found['leads']} leads")
    say(
        f"{ours['cores']} cores, load {stock['load']:.1f} and {ours['load']:.1f} when measuring began,"
        f" PostgreSQL {ours['postgresql']}; each taken back"
    )
    _seeded(found["seeded"])


def convert(found: dict) -> None:
    asked = min(each["evidence"]["asked"] for each in found["ours"]["rows"].values())
    _begin(found, "Converting one lead by the dialog, as a salesperson,")
    say(f"Opening the dialog, saving it, and its button; median of at least {asked} leads.")
    say("Odoo's dialog always wants a customer.")


def mass(found: dict) -> None:
    ours = found["ours"]
    _begin(found, "Converting and assigning many leads, as a sales manager,")
    for each in (ours[name] for name in ("plain few", "plain") if name in ours):
        say(
            f"Of {each['asked']} leads each took {each['ms'] / each['asked']:.1f} ms and"
            f" {each['statements'] / each['asked']:.1f} statements."
        )
