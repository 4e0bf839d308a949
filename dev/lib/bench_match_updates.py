"""Inside Odoo: the floor of installing. An addon with a column to fill cannot be faster than an update of all rows."""

from __future__ import annotations

import time


def measure(env, wish: dict, tell) -> None:
    seconds = []
    for number in range(2):
        tell(note=f"update {number + 1}")
        started = time.perf_counter()
        env.cr.execute("UPDATE crm_lead SET referred = %s", [f"update {number}"])
        env.cr.commit()
        seconds.append(time.perf_counter() - started)
    tell(updates=seconds)
