"""The addon's life in a database: installed, updated, uninstalled, without a warning and without a trace."""

from __future__ import annotations

from . import addon, cache, odoo_log
from .console import Step
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

_SHOWN_TRACES = 40
_ONCE = ("--stop-after-init", "--no-http")
# What Odoo is told, by the name of what happens.
_LIFE = (
    ("install", ("-i", addon.NAME, *_ONCE), "server"),
    ("update", ("-u", addon.NAME, *_ONCE), "server"),
    ("uninstall", (addon.NAME,), "module uninstall"),
    ("start without it", _ONCE, "server"),
)


def run(place: Workplace, databases: TestDatabases) -> Tally:
    tally = Tally("install, update, uninstall")
    name = databases.copy("life", demo=False)
    before = place.databases.traces(name)
    config = place.odoo.config(name)
    running = Step(tally.title)
    for what, arguments, subcommand in _LIFE:
        running.note(what)
        tally.log = cache.logs() / f"life-{what.split()[0]}.log"
        tally.log.unlink(missing_ok=True)
        code = place.odoo.run(config, tally.log, *arguments, subcommand=subcommand)
        faults = odoo_log.read(tally.log).faults
        if not tally.check(not code and not faults, f"{what}:\n" + "\n".join(faults or [f"exit code {code}"])):
            if code:
                return tally
        if what == "install":
            added = place.databases.traces(name) - before
            tally.check(bool(added), "install: nothing was added to the database, so nothing is proved.")
    left = sorted(place.databases.traces(name) - before)
    tally.check(not left, "uninstall left behind:\n" + "\n".join(left[:_SHOWN_TRACES]))
    lost = sorted(before - place.databases.traces(name))
    tally.check(not lost, "uninstall took away what was Odoo's:\n" + "\n".join(lost[:_SHOWN_TRACES]))
    databases.drop(name)
    return tally
