"""Inside Odoo: the ways that are compared, each question in a transaction of its own with an empty cache."""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import time

from odoo import api

STOCK, ODOO, EVIDENCE, FLOOR = "stock", "odoo", "evidence", "floor"
_PARAMETER = "crm_lead_conversion.matching"
_BLOCKS = 5


class Ways:
    """Switches between the ways that this database can answer by, and times what they are asked."""

    def __init__(self, env, login: str = "bench-manager"):
        self.registry = env.registry
        self.user_id = env["res.users"].search([("login", "=", login)]).id
        installed = env["ir.module.module"].search_count(
            [("name", "=", "crm_lead_conversion"), ("state", "=", "installed")]
        )
        self.names = (ODOO, EVIDENCE) if installed else (STOCK,)

    def use(self, way: str) -> None:
        """By the addon's own setting, as an administrator would."""
        if way in (ODOO, EVIDENCE):
            with self.registry.cursor() as cr:
                api.Environment(cr, api.SUPERUSER_ID, {})["ir.config_parameter"].set_param(_PARAMETER, way)

    def ask(self, question, what, check=None) -> tuple[float, int]:
        """Ask, look whether it did what it should, and take back whatever it changed: seconds and statements."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {})
            gc.collect(0)
            statements = cr.sql_log_count
            started = time.perf_counter()
            question(env, what)
            cr.flush()
            seconds = time.perf_counter() - started
            statements = cr.sql_log_count - statements
            if check:
                check(env, what)
            cr.rollback()
        return seconds, statements

    def compare(self, question, things, note, floor=None, check=None) -> dict:
        """All ways on the same things, in turns by blocks; the floor, plain SQL, as one of them.

        The first of a block is asked twice: what Odoo keeps between requests is warm.
        """
        ways = [(name, question) for name in self.names] + ([(FLOOR, floor)] if floor else [])
        found: dict = {name: [] for name, _asked in ways}
        size = max(1, -(-len(things) // _BLOCKS))
        for number, start in enumerate(range(0, len(things), size)):
            note(f"{start} of {len(things)}")
            for name, asked in ways if number % 2 == 0 else reversed(ways):
                self.use(name)
                block = things[start : start + size]
                self.ask(asked, block[0])
                looked = check if name != FLOOR else None
                found[name] += [self.ask(asked, thing, looked) for thing in block]
        return {name: summary(asked) for name, asked in found.items()}


def processor_seconds(cr) -> float:
    """What this process and its server process have computed so far: other work on the machine does not count.

    The latter is only known where the server runs on this machine.
    """
    cr.execute("SELECT pg_backend_pid()")
    spent = time.process_time()
    with contextlib.suppress(OSError), open(f"/proc/{cr.fetchone()[0]}/stat") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
        spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


def summary(asked) -> dict:
    """Of (seconds, statements): the usual and the slow ones."""
    times = sorted(seconds * 1000 for seconds, _count in asked)
    return {
        "ms": statistics.median(times),
        "p95": times[min(len(times) - 1, int(0.95 * len(times)))],
        "statements": statistics.fmean(count for _seconds, count in asked),
        "most_statements": max(count for _seconds, count in asked),
        "asked": len(times),
    }
