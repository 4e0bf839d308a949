"""Measuring: a database made for it, Odoo measuring inside, and what it found as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    bench_load,
    bench_report,
    bench_report_bulk,
    bench_report_import,
    bench_report_kills,
    bench_report_mass,
    bench_report_match,
    bench_report_plans,
    bench_report_scan,
    bench_results,
    bench_rows,
    bench_scenarios,
    bench_table,
    lead_check,
)
from .console import Refusal, say
from .workplace import Workplace


@dataclass(frozen=True)
class Wish:
    """What the user asked to be measured."""

    leads: int
    runs: int
    statements: bool
    seed: int
    keep: bool
    groups: int = 10_000
    plans: bool = False
    brief: bool = False  # only what sizes are compared by
    page: bool = False  # nothing that the page does not tell


@dataclass(frozen=True)
class Scenario:
    measure: Callable
    report: Callable
    leads: int


SCENARIOS = {
    "merge": Scenario(bench_scenarios.merge, bench_report.merge, 20_000),
    "match": Scenario(bench_scenarios.match, bench_report_match.match, 100_000),
    "convert": Scenario(bench_scenarios.convert, bench_report_mass.convert, 100_000),
    "scan": Scenario(bench_scenarios.scan, bench_report_scan.scan, 100_000),
    "import": Scenario(bench_scenarios.imports, bench_report_import.imports, 100_000),
    "install": Scenario(bench_scenarios.install, bench_report_match.install, 100_000),
    "mass": Scenario(bench_scenarios.mass, bench_report_mass.mass, 100_000),
    "bulk": Scenario(bench_scenarios.bulk, bench_report_bulk.bulk, 100_000),
    "load": Scenario(bench_load.measure, bench_load.report, 400),
    "kills": Scenario(bench_scenarios.kills, bench_report_kills.kills, 20_000),
    "febrl": Scenario(bench_scenarios.febrl, bench_report_match.febrl, 0),
}
# Looks at the generated leads; needs no Odoo.
GENERATE = "generate"
# Several scenarios at several sizes, and what is written of them.
SIZES, PAGE = "sizes", "page"


def run(place: Workplace, scenario: str, wish: Wish) -> None:
    found = measured(place, scenario, wish)
    SCENARIOS[scenario].report(found)
    if rows := bench_rows.of(scenario, found):
        bench_table.say_rows(rows)
    if "plans" in found:
        bench_report_plans.plans(found)
    again = f"dev/bench {scenario}" + f" --leads {wish.leads}" * (scenario != "febrl") + " --plans" * wish.plans
    if scenario == "merge":
        again += f" --runs {wish.runs}" + " --statements" * wish.statements
    elif scenario != "febrl":
        again += f" --groups {wish.groups}" * (scenario in ("bulk", "kills"))
        again += f" --runs {wish.runs}" * (scenario == "kills")
        again += f" --seed {wish.seed}" + " --keep" * wish.keep
    say(f"\nTo repeat it: {again}")
    if faults := bench_report_plans.faults(found):
        raise Refusal("\n".join(faults))


def measured(place: Workplace, scenario: str, wish: Wish) -> dict:
    """Measure, and keep what was found."""
    found = SCENARIOS[scenario].measure(place, wish)
    bench_results.keep(scenario, wish, found)
    return found


def generate(seed: int, leads: int) -> None:
    """Say what the generated leads are like; refuse where they are not as they should be."""
    found = lead_check.check(seed, leads)
    bench_report_match.generated(found)
    if found["faults"]:
        raise Refusal("\n".join(found["faults"]))
