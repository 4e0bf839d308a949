"""Inside Odoo without the addon: its own merge in a loop, as a manager would run it from a script."""

from __future__ import annotations

import time

from .bench_bulk_groups import of_part


def _merge(env, groups) -> None:
    for ids in groups:
        env["crm.lead"].browse(ids)._merge_opportunity(max_length=0)
    env.cr.commit()


def measure(env, wish: dict, tell) -> None:
    groups = of_part(env, "stock")
    user = env["res.users"].search([("login", "=", "bench-manager")])
    ours = env(user=user)
    _merge(ours, of_part(env, "warm stock"))
    ours.invalidate_all()
    tell(note=f"{len(groups)} groups")
    statements, started = env.cr.sql_log_count, time.perf_counter()
    _merge(ours, groups)
    seconds = time.perf_counter() - started
    statements = env.cr.sql_log_count - statements
    env.cr.execute("SELECT count(*) FROM crm_lead WHERE id = ANY(%s)", [[one for ids in groups for one in ids]])
    if env.cr.fetchone()[0] != len(groups):
        raise RuntimeError("Odoo's own merge left something else than one record of each group.")
    tell(groups=len(groups), seconds=seconds, statements=statements)
