"""Several scenarios at several sizes: how the cost grows with the number of leads."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from . import bench, bench_plot, bench_results, bench_rows, bench_scenarios, bench_table
from .bench_rows import DRAWN, Row
from .console import Refusal, say

_TITLES = {
    "match": "Finding similar leads", "convert": "Converting one lead by the dialog", "merge": "Merging by hand",
    "mass": "Converting and assigning many, time of each lead", "scan": "All duplicates of the database",
}  # fmt: skip
# With ten times as many leads, so many times as long at most; a table that outgrows a cache is not quite flat.
_FLAT, _LINEAR = 1.6, 11
_HEAD = ("", *bench_plot.WAYS.values(), "growth: Odoo", "this addon")


def wished(text: str, leads: int) -> list[int]:
    """:param text: numbers with commas between them
    :return: the sizes, the smallest first"""
    try:
        sizes = sorted({int(one) for one in text.split(",")} if text else {1000, 10_000, 100_000, leads})
    except ValueError:
        raise Refusal("--sizes takes numbers with commas between them, such as 1000,10000,100000.") from None
    return sizes


def measure(place, wish, sizes, full=()) -> None:
    """Measure what is not measured yet of this state of the addon, the small sizes first.

    :param full: scenarios that are measured as a whole at the largest size, with plans where these are known
    """
    for leads in sizes:
        largest = leads == sizes[-1]
        scenarios = [*DRAWN, *(name for name in full if name not in DRAWN)] if largest and full else [*DRAWN]
        for scenario in scenarios:
            one = dataclasses.replace(
                wish, leads=leads, keep=True, brief=not (largest and full),
                plans=bool(largest and full) and scenario in bench_scenarios.WITH_PLANS, page=True,
            )  # fmt: skip
            if scenario == "febrl":
                one = dataclasses.replace(one, leads=0, keep=False)
            if bench_results.serves(bench_results.kept(scenario, one.leads), one):
                say(f"\n{scenario}, {one.leads} leads: measured before")
                continue
            say(f"\n{scenario}, {one.leads} leads")
            bench.measured(place, scenario, one)
        bench_scenarios.drop_kept(place, leads)


def series(scenario: str, sizes) -> dict[str, dict[int, Row]]:
    """:return: {key: {leads: Row}} of what was measured of a scenario"""
    found: dict = {key: {} for key in DRAWN[scenario]}
    for leads in sizes:
        if told := bench_results.kept(scenario, leads):
            for row in bench_rows.of(scenario, told["found"]):
                if row.key in found:
                    found[row.key][leads] = row
    return {key: rows for key, rows in found.items() if rows}


def growth(rows: dict[int, Row], way: str) -> str:
    """How many times as long it takes with ten times as many leads, from the last size but one to the largest."""
    known = [(leads, row.each(way)) for leads, row in sorted(rows.items()) if row.each(way)][-2:]
    if len(known) < 2:
        return "-"
    (few, short), (many, long) = known
    return f"{10 ** (math.log(long / short) / math.log(many / few)):.2f}"


def verdict(sizes) -> str:
    """:return: what of this addon is flat, what grows with the number of leads, and what faster"""
    kinds: dict[str, list[str]] = {"flat": [], "at most linear": [], "more than linear": []}
    for scenario in DRAWN:
        for rows in series(scenario, sizes).values():
            if (grown := growth(rows, "ours")) != "-":
                kind = "flat" if float(grown) < _FLAT else "at most linear" if float(grown) < _LINEAR else [*kinds][-1]
                kinds[kind].append(_named(rows[max(rows)]))
    return " ".join(f"This addon is {kind} in: {'; '.join(named)}." for kind, named in kinds.items() if named)


def table(scenario: str, sizes) -> list[list[str]]:
    """A line for each thing and size; the growth stands with the largest."""
    body = []
    for rows in series(scenario, sizes).values():
        for leads, row in rows.items():
            ways = [bench_table.time(row.each(way)) for way in bench_plot.WAYS]
            grown = [growth(rows, way) if leads == max(rows) else "" for way in ("odoo", "ours")]
            body.append([f"{_named(row)}, {leads:,} leads", *ways, *grown])
    return body


def _named(row: Row) -> str:
    """What was done to many is told of each."""
    return row.title if row.count == 1 else "each of many " + row.title.partition(" ")[2]


def draw(scenario: str, sizes, folder: Path) -> Path | None:
    """:return: the file, if there is something to draw"""
    panels = []
    for rows in series(scenario, sizes).values():
        points = {
            way: spots for way in bench_plot.WAYS
            if (spots := [(leads, row.each(way)) for leads, row in rows.items() if row.each(way)])
        }  # fmt: skip
        if len(rows) > 1:
            panels.append(bench_plot.Panel(_named(rows[max(rows)]), points))
    if not panels:
        return None
    said = "; ".join(" | ".join(line) for line in table(scenario, sizes))
    path = folder / f"benchmarks_{scenario}.svg"
    path.write_text(bench_plot.drawing(f"{_TITLES[scenario]}, by number of leads", said, panels), encoding="utf-8")
    return path


def report(sizes, folder: Path) -> None:
    say("\nBy number of leads; growth: how many times as long it takes with ten times as many")
    say(verdict(sizes))
    for scenario in DRAWN:
        say(f"\n{_TITLES[scenario]}")
        for line in bench_table.plain(_HEAD, table(scenario, sizes)):
            say(line)
        if path := draw(scenario, sizes, folder):
            say(f"Drawn in {path}")


def markdown(scenario: str, sizes) -> list[str]:
    return [f"### {_TITLES[scenario]}", "", *bench_table.markdown(_HEAD, table(scenario, sizes))]
