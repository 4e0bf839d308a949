"""Serving Odoo until the user has had enough."""

from __future__ import annotations

import contextlib
import threading
import time
import urllib.error
import urllib.request

from . import cache, processes
from .console import Refusal, say, step
from .odoo_server import LOOPBACK, Odoo

_PATIENCE = 120  # seconds for the first page, whose scripts are put together on a slow machine


def _answers(port: int) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://{LOOPBACK}:{port}/web/login", timeout=_PATIENCE
        ) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _watch(process, log) -> None:
    """Keep the whole log in a file and show what is worth a look."""
    with open(log, "w", encoding="utf-8") as sink:
        for line in process.stdout:
            sink.write(line)
            sink.flush()
            if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL")):
                say(line.rstrip())


def wait_until_up(process, port: int, log) -> None:
    until = time.monotonic() + _PATIENCE
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise Refusal(f"Odoo did not start: see {log}")
        time.sleep(0.3)


@contextlib.contextmanager
def served(odoo: Odoo, config, port: int):
    """Within it, Odoo answers: the running process."""
    log = cache.logs() / "run.log"
    process = processes.start(odoo.command(config), env=odoo.environment(), cwd=odoo.home)
    threading.Thread(target=_watch, args=(process, log), daemon=True).start()
    try:
        with step("Starting Odoo"):
            wait_until_up(process, port, log)
        yield process
    finally:
        processes.stop(process)


def serve(odoo: Odoo, config, port: int, when_up) -> None:
    """Serve until Ctrl-C; `when_up` is called once the first page is there."""
    with served(odoo, config, port) as process:
        when_up()
        if process.wait():
            raise Refusal(f"Odoo stopped by itself: see {cache.logs() / 'run.log'}")
