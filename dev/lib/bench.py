"""Measuring: a database made for it, one Odoo that measures inside, and what it found as a table."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path

from . import addon, bench_report, cache, odoo_log, processes
from .console import Refusal, say, step
from .test_databases import TestDatabases
from .workplace import Workplace

# What happens inside Odoo, by the name of the scenario; and how it is printed.
SCENARIOS = {"merge": ("bench_merge", bench_report.merge)}
_SCRIPT = Path(__file__).with_name("bench_shell.py")
_MARK = "BENCH "
# One merge of Odoo's own with thousands of messages takes long on a slow machine, and says nothing meanwhile.
_SILENCE = 900


@dataclass(frozen=True)
class Wish:
    """What the user asked to be measured."""

    leads: int
    runs: int
    statements: bool


def run(place: Workplace, scenario: str, wish: Wish) -> None:
    databases = TestDatabases(place)
    name = databases.copy(f"bench_{scenario}", demo=False)
    try:
        databases.load(name, "Installing the addon", "-i", addon.NAME, demo=False)
        module, report = SCENARIOS[scenario]
        found = _measure(place, name, module, wish)
    finally:
        databases.drop(name)
    report(found)
    again = f"dev/bench {scenario} --leads {wish.leads} --runs {wish.runs}" + " --statements" * wish.statements
    say(f"\nTo repeat it: {again}")


def _measure(place: Workplace, name: str, module: str, wish: Wish) -> dict:
    """Let one `odoo shell` measure everything; what it prints after a mark is for us."""
    log = cache.logs() / f"{module}.log"
    log.unlink(missing_ok=True)
    found: dict = {}
    with step("Measuring") as running:

        def hear(line: str) -> None:
            if line.startswith(_MARK):
                found.update(news := json.loads(line[len(_MARK) :]))
                if "note" in news:
                    running.note(news["note"])

        code = processes.run_logged(
            _command(place, name),
            log,
            on_line=hear,
            env=_environment(place, module, wish),
            cwd=place.odoo.home,
            patience=_SILENCE,
        )
        if code or not found.get("finished"):
            fault = "\n".join(odoo_log.read(log).faults[-1:])
            raise Refusal(f"{fault}\nThe measuring did not come to its end. The whole log is {log}".lstrip())
    return found


def _command(place: Workplace, name: str) -> list:
    """`odoo shell` runs what it reads from its input; the shell in front only opens that and steps aside."""
    shell = place.odoo.command(place.odoo.config(name), "--no-http", "--log-level=warn", subcommand="shell")
    return ["sh", "-c", 'exec "$@" < "$0"', _SCRIPT, *shell]


def _environment(place: Workplace, module: str, wish: Wish) -> dict[str, str]:
    ours = place.odoo.environment(offline=True)
    return {
        **ours,
        "PYTHONPATH": os.pathsep.join((ours["PYTHONPATH"], str(_SCRIPT.parents[1]))),
        "BENCH_MODULE": f"lib.{module}",
        "BENCH_WISH": json.dumps(dataclasses.asdict(wish)),
        "BENCH_MARK": _MARK,
    }
