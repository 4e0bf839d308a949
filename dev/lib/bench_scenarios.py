"""What each scenario of dev/bench does with databases, and in which order."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from . import addon, bench_inside, cache, odoo_server
from . import febrl as febrl_sets
from .console import step
from .test_databases import TestDatabases
from .workplace import Workplace

_LIB = Path(__file__).parent


@contextlib.contextmanager
def _dropped_afterwards(databases: TestDatabases, name: str):
    try:
        yield name
    finally:
        databases.drop(name)


def merge(place: Workplace, wish) -> dict:
    databases = TestDatabases(place)
    with _dropped_afterwards(databases, databases.copy("bench_merge", demo=False)) as name:
        databases.load(name, "Installing the addon", "-i", addon.NAME, demo=False)
        return bench_inside.measure(place, name, "bench_merge", wish)


def _install(databases: TestDatabases, name: str) -> float:
    started = time.monotonic()
    databases.load(name, "Installing the addon among these leads", "-i", addon.NAME, demo=False)
    return time.monotonic() - started


@contextlib.contextmanager
def _seeded(place: Workplace, wish, **more):
    """Odoo's CRM alone, full of leads: the addon is installed among them later, as with a real customer.

    :return: name of the database, what its making told
    """
    databases = TestDatabases(place)
    pristine = databases.pristine(demo=False)
    name = f"test_{addon.NAME}_leads_{wish.leads}"
    sources = [path.read_bytes() for path in sorted((*_LIB.glob("lead_*.py"), *_LIB.glob("bench_match_[sc][eo]*.py")))]
    stamp = cache.fingerprint(wish.seed, place.databases.note(pristine), more, *sources)
    note = place.databases.note(name) or {}
    try:
        if note.get("stamp") != stamp:
            place.databases.create(name, pristine)
            told = bench_inside.measure(place, name, "bench_match_seed", wish, f"Loading {wish.leads} leads", **more)
            note = {"stamp": stamp, "seeded": told["seeded"]}
            place.databases.set_note(name, note)
        yield name, note["seeded"]
    finally:
        if not wish.keep:
            databases.drop(name)


@contextlib.contextmanager
def _copied(place: Workplace, source: str, purpose: str):
    databases = TestDatabases(place)
    name = f"{source}_{purpose}"
    with step("Copying the database"):
        place.databases.create(name, source)
    with _dropped_afterwards(databases, name):
        yield name


def match(place: Workplace, wish) -> dict:
    """Odoo alone first, then the addon in the same database by its two settings in turns; the floor both times."""
    with _seeded(place, wish) as (source, seeded), _copied(place, source, "match") as name:
        stock = bench_inside.measure(place, name, "bench_match", wish, "Measuring Odoo without the addon")
        seconds = _install(TestDatabases(place), name)
        ours = bench_inside.measure(place, name, "bench_match", wish, "Measuring the addon")
    return {"leads": wish.leads, "seeded": seeded, "stock": stock, "ours": ours, "install": seconds}


def mass(place: Workplace, wish) -> dict:
    """Odoo alone first, then the addon in the same database."""
    with _seeded(place, wish) as (source, seeded), _copied(place, source, "mass") as name:
        bench_inside.measure(place, name, "bench_mass_leads", wish, "Preparing leads to assign")
        stock = bench_inside.measure(place, name, "bench_mass", wish, "Measuring Odoo without the addon")
        _install(TestDatabases(place), name)
        ours = bench_inside.measure(place, name, "bench_mass", wish, "Measuring the addon")
    return {"leads": wish.leads, "seeded": seeded, "stock": stock, "ours": ours}


def scan(place: Workplace, wish) -> dict:
    with _seeded(place, wish) as (source, seeded), _copied(place, source, "scan") as name:
        _install(TestDatabases(place), name)
        found = bench_inside.measure(place, name, "bench_scan", wish, "Measuring the scan")
    return {"leads": wish.leads, "seeded": seeded, **found}


def imports(place: Workplace, wish) -> dict:
    """Odoo alone first, then the addon in the same database."""
    with _seeded(place, wish) as (source, seeded), _copied(place, source, "import") as name:
        stock = bench_inside.measure(place, name, "bench_import", wish, "Measuring Odoo without the addon")
        _install(TestDatabases(place), name)
        ours = bench_inside.measure(place, name, "bench_import", wish, "Measuring the addon")
    return {"leads": wish.leads, "seeded": seeded, "stock": stock, "ours": ours}


def bulk(place: Workplace, wish) -> dict:
    """Odoo alone first, then the addon in the same database: other groups of it, made the same way."""
    with _seeded(place, wish) as (source, _told), _copied(place, source, "bulk") as name:
        groups = bench_inside.measure(place, name, "bench_bulk_groups", wish, "Making groups to merge")
        stock = bench_inside.measure(place, name, "bench_bulk_stock", wish, "Measuring Odoo without the addon")
        _install(TestDatabases(place), name)
        found = bench_inside.measure(place, name, "bench_bulk", wish, "Measuring bulk work")
    return {"leads": wish.leads, "groups": groups, "stock": stock, **found}


def kills(place: Workplace, wish) -> dict:
    """Two real servers on the database, started and killed from inside."""
    with _seeded(place, wish) as (source, _told), _copied(place, source, "kills") as name:
        bench_inside.measure(place, name, "bench_bulk_groups", wish, "Making groups to merge")
        _install(TestDatabases(place), name)
        config, logs = place.odoo.config(name), [cache.logs() / f"bench_kills-server-{number}" for number in (1, 2)]
        for log in logs:
            log.with_suffix(".log").unlink(missing_ok=True)
        servers = [
            [*map(str, place.odoo.command(config, f"--http-port={odoo_server.any_port()}")), str(log)] for log in logs
        ]
        title = f"Killing servers {wish.runs} times"
        return bench_inside.measure(place, name, "bench_kills", wish, title, servers=servers)


def install(place: Workplace, wish) -> dict:
    databases = TestDatabases(place)
    with _dropped_afterwards(databases, databases.copy("bench_install", demo=False)) as name:
        empty = _install(databases, name)
    with _seeded(place, wish) as (source, seeded):
        with _copied(place, source, "install") as name:
            full = _install(databases, name)
            sizes = bench_inside.measure(place, name, "bench_match_sizes", wish, "Looking at the sizes")
        with _copied(place, source, "updates") as name:
            updates = bench_inside.measure(place, name, "bench_match_updates", wish, "Updating all leads twice")
    return {"leads": wish.leads, "seeded": seeded, "empty": empty, "full": full, **sizes, **updates}


def febrl(place: Workplace, wish) -> dict:
    """The quality on each of the Febrl sets."""
    folder = febrl_sets.fetch()
    found = {}
    for number, file in febrl_sets.SETS.items():
        path = str(folder / file)
        ours = type(wish)(febrl_sets.count(path), wish.runs, False, wish.seed, False)
        with _seeded(place, ours, febrl=path) as (name, _told):
            _install(TestDatabases(place), name)
            found[number] = bench_inside.measure(place, name, "bench_match_quality", ours, f"Measuring Febrl {number}")
    return found
