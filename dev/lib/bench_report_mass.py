"""What dev/bench mass prints."""

from __future__ import annotations

from .console import say

_ROWS = (
    ("one", "one lead with a new customer", 1),
    ("plain", "many leads", None),
    ("deduplicated", "many leads, with deduplication", None),
    ("assigned", "many leads assigned, with deduplication", None),
)


def mass(found: dict) -> None:
    stock, ours = found["stock"], found["ours"]
    many = ours["plain"]["asked"]
    say(f"\nConverting and assigning among {found['leads']} leads, as a sales manager; many: {many}")
    say("Odoo first, without the addon; then the addon in the same database; each taken back\n")
    head = "Odoo's s  statements |    ours s  statements  a lead | times faster"
    say(f"{'':41} |  {head}")
    for name, title, count in _ROWS:
        theirs, mine = stock[name], ours[name]
        say(
            f"{title:41} | {theirs['ms'] / 1000:9.2f} {theirs['statements']:11.0f} |"
            f" {mine['ms'] / 1000:9.2f} {mine['statements']:11.0f} {mine['statements'] / (count or many):7.1f} |"
            f" {theirs['ms'] / mine['ms']:12.1f}"
        )
    say(
        f"\nHalf as many leads: {ours['half']['ms'] / 1000:.2f} s, so the time of all of them is"
        f" {ours['plain']['ms'] / ours['half']['ms']:.2f} times as long."
    )
