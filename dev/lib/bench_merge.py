"""Inside Odoo: merge groups of records by this addon and by Odoo itself, in turns, each rolled back.

Every merge is a transaction of its own with nothing in Odoo's cache of records, as when a user presses the
button. What Odoo keeps between requests is warm: before each measured merge another one ran the same way.
"""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import statistics
import time
from typing import NamedTuple

from odoo import api, release

from . import bench_floor, bench_seed, bench_statements

OURS, ODOOS, FLOOR = "ours", "odoos", "floor"
_PARAMETERS = {
    OURS: {"keep_merged": "True", "merge_into": "first_created"},
    ODOOS: {"keep_merged": "False", "merge_into": "most_advanced"},
}
_LIMIT_OF_ODOO = 5
# Odoo's own merge of thousands of messages takes half a minute: a case goes on with one way only after so long.
_SECONDS_OF_A_CASE = 60
_FEWEST_GROUPS = 3


class Case(NamedTuple):
    records: int
    messages: int
    most_groups: int = 1000


# Odoo's own merge of the last one takes minutes: it is measured once. Where sizes are compared, the first ones do.
CASES = (Case(2, 20), Case(5, 20), Case(50, 20), Case(2, 2000), Case(5, 2000), Case(50, 2000, 1))
BRIEF = CASES[:2]


class Bench:
    """The registry and the ordinary manager who merges."""

    def __init__(self, env, user_id: int):
        self.registry = env.registry
        self._user_id = user_id
        self._way = None

    def use(self, way: str) -> None:
        """Switch by the addon's own settings, as an administrator would."""
        if way not in (self._way, FLOOR):
            with self.registry.cursor() as cr:
                parameters = api.Environment(cr, api.SUPERUSER_ID, {})["ir.config_parameter"]
                for name, value in _PARAMETERS[way].items():
                    parameters.set_param(f"crm_lead_conversion.{name}", value)
        self._way = way

    def merge(self, ids) -> tuple[float, int]:
        """Merge and roll back: seconds and statements, with all that a commit would still have to write."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self._user_id, {})
            records = env["crm.lead"].browse(ids)
            gc.collect()
            statements = cr.sql_log_count
            started = time.perf_counter()
            if self._way == FLOOR:
                bench_floor.merge(env, dict.fromkeys(ids[1:], ids[0]))
            elif len(ids) > _LIMIT_OF_ODOO:
                records._merge_opportunity(max_length=0)
            else:
                records.merge_opportunity()
            cr.flush()
            seconds = time.perf_counter() - started
            statements = cr.sql_log_count - statements
            self._check(cr, ids)
            cr.rollback()
        return seconds, statements

    def _check(self, cr, ids) -> None:
        """A number is worth nothing if the other way merged, or none did."""
        cr.execute("SELECT count(*), count(merged_into_id) FROM crm_lead WHERE id = ANY(%s)", [list(ids)])
        left = {OURS: (len(ids), len(ids) - 1), ODOOS: (1, 0), FLOOR: (len(ids), 0)}[self._way]
        if cr.fetchone() != left:
            raise RuntimeError(f"Merging {len(ids)} records left something else than it should ({self._way}).")

    def measure(self, groups, warm_up, note) -> dict:
        """The ways on the same groups, in turns, the first one changing: none finds the warmer database."""
        found: dict = {OURS: [], ODOOS: [], FLOOR: []}
        for number, ids in enumerate(groups):
            note(f"group {number + 1} of {len(groups)}")
            for way in found if number % 2 == 0 else reversed(found):
                spent = sum(seconds for seconds, _count in found[way])
                if len(found[way]) < min(_FEWEST_GROUPS, len(groups)) or spent < _SECONDS_OF_A_CASE:
                    self.use(way)
                    self.merge(warm_up)
                    found[way].append(self.merge(ids))
        return {
            way: {
                "ms": statistics.median(seconds for seconds, _count in merges) * 1000,
                "statements": statistics.median_low(count for _seconds, count in merges),
                "most_statements": max(count for _seconds, count in merges),
                "groups": len(merges),
            }
            for way, merges in found.items()
        }


def _machine(env) -> dict:
    env.cr.execute("SHOW server_version")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "processor": _processor(),
        "load": os.getloadavg()[0],
        "postgresql": env.cr.fetchone()[0].split()[0],
        "python": platform.python_version(),
        "odoo": release.version,
    }


def _processor() -> str:
    """As the system calls it, where it does."""
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def measure(env, wish: dict, tell) -> None:
    tell(note="making the records")
    cases = BRIEF if wish["brief"] else CASES
    machine = _machine(env)
    user_id, groups = bench_seed.seed(env, wish["leads"], cases, wish["runs"])
    bench = Bench(env, user_id)
    warm_up = groups[cases[0]].pop()
    rows = []
    for case in cases:
        title = f"{case.records} records with {case.messages} messages each"
        found = bench.measure(groups[case], warm_up, lambda text, title=title: tell(note=f"{title}, {text}"))
        rows.append({"records": case.records, "messages": case.messages, **found})
    lists = {}
    if wish["statements"]:
        for way in (OURS, ODOOS):
            bench.use(way)
            bench.merge(warm_up)
            lists[way] = bench_statements.listed(bench.merge, groups[cases[0]])
    tell(rows=rows, machine=machine, lists=lists, leads=wish["leads"], runs=wish["runs"])
