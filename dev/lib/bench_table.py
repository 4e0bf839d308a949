"""Rows of measurements as a table, for a terminal or for a page."""

from __future__ import annotations

from .bench_rows import Row
from .console import say

_HEAD = ("", "Odoo", "this addon", "plain SQL", "times Odoo", "times plain SQL", "statements: Odoo", "this addon")


def time(seconds: float | None) -> str:
    """With three digits, in the unit that suits it."""
    if seconds is None:
        return "-"
    for least, unit, size in ((7200, "h", 3600), (1, "s", 1), (0, "ms", 0.001)):
        if seconds >= least:
            number = seconds / size
            return f"{number:,.{0 if number >= 100 else 1 if number >= 10 else 2}f} {unit}"
    return "-"


def ratio(one: float | None, other: float | None) -> str:
    """How many times the other fits into the one."""
    if not one or not other:
        return "-"
    times = one / other
    return f"{times:,.0f}" if times >= 100 else f"{times:.1f}" if times >= 10 else f"{times:.2f}"


def _count(number: float | None) -> str:
    return "-" if number is None else f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.1f}"


def cells(row: Row) -> list[str]:
    return [
        row.title, time(row.odoo), time(row.ours), time(row.floor), ratio(row.ours, row.odoo),
        ratio(row.ours, row.floor), _count(row.odoo_statements), _count(row.ours_statements),
    ]  # fmt: skip


def plain(head, body) -> list[str]:
    """Lines with columns as wide as what is in them: the first to the left, numbers to the right."""
    widths = [max(len(line[place]) for line in (head, *body)) for place in range(len(head))]
    return [
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(columns))
        for columns in (list(zip(line, widths, strict=True)) for line in (head, *body))
    ]


def markdown(head, body) -> list[str]:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return [f"| {' | '.join(line)} |" for line in lines]


def say_rows(rows: list[Row]) -> None:
    """Print them; "times" says how many times as long this addon takes."""
    say()
    for line in plain(_HEAD, list(map(cells, rows))):
        say(line)


def markdown_rows(rows: list[Row]) -> list[str]:
    return markdown(_HEAD, list(map(cells, rows)))
