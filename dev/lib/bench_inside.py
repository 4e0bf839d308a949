"""One `odoo shell` that measures inside a database, and what it tells."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

from . import cache, odoo_log, processes
from .console import Refusal, step
from .workplace import Workplace

_SCRIPT = Path(__file__).with_name("bench_shell.py")
_MARK = "BENCH "
# One merge of Odoo's own with thousands of messages takes long on a slow machine, and says nothing meanwhile.
_SILENCE = 900


def measure(place: Workplace, name: str, module: str, wish, title: str = "Measuring", **more) -> dict:
    """Let one `odoo shell` measure everything; what it prints after a mark is for us."""
    log = cache.logs() / f"{module}.log"
    log.unlink(missing_ok=True)
    found: dict = {}
    with step(title) as running:

        def hear(line: str) -> None:
            if line.startswith(_MARK):
                found.update(news := json.loads(line[len(_MARK) :]))
                if "note" in news:
                    running.note(news["note"])

        code = processes.run_logged(
            _command(place, name),
            log,
            on_line=hear,
            env=_environment(place, module, dataclasses.asdict(wish) | more),
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


def _environment(place: Workplace, module: str, wish: dict) -> dict[str, str]:
    ours = place.odoo.environment(offline=True)
    return {
        **ours,
        "PYTHONPATH": os.pathsep.join((ours["PYTHONPATH"], str(_SCRIPT.parents[1]))),
        "BENCH_MODULE": f"lib.{module}",
        "BENCH_WISH": json.dumps(wish),
        "BENCH_MARK": _MARK,
    }
