"""What each scenario of dev/bench does with databases, and in which order."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from pathlib import Path

from . import addon, bench_inside, cache, odoo_server
from . import febrl as febrl_sets
from .console import Refusal, step
from .test_databases import TestDatabases
from .workplace import Workplace

_LIB = Path(__file__).parent
WITH_PLANS = ("match", "convert", "merge", "scan")


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
        found = bench_inside.measure(place, name, "bench_merge", wish)
        return found | _plans(place, name, "merge", wish)


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


@contextlib.contextmanager
def _installed(place: Workplace, wish, source: str):
    """A copy of the database full of leads, with the addon installed among them.

    :return: name of the database, seconds that installing took
    """
    name = f"{source}_installed"
    stamp = cache.fingerprint(place.databases.note(source), addon.fingerprint())
    note = place.databases.note(name) or {}
    try:
        if note.get("stamp") != stamp:
            with step("Copying the database"):
                place.databases.create(name, source)
            note = {"stamp": stamp, "seconds": _install(TestDatabases(place), name)}
            place.databases.set_note(name, note)
        yield name, note["seconds"]
    finally:
        if not wish.keep:
            place.databases.drop(name)


def drop_kept(place: Workplace, leads: int) -> None:
    """The databases that a run with `keep` left behind."""
    for name in place.databases.names(f"test_{addon.NAME}_leads_{leads}"):
        if name.removeprefix(f"test_{addon.NAME}_leads_{leads}") in ("", "_installed"):
            place.databases.drop(name)


def _both(place: Workplace, wish, scenario: str, prepare: str = "") -> dict:
    """Odoo alone first, then the addon, each in a copy of the same database, in which the addon was installed then.

    :param prepare: module that makes ready what both do it to
    """
    module = f"bench_{scenario}"
    with contextlib.ExitStack() as stack:
        source, seeded = stack.enter_context(_seeded(place, wish))
        found = {"leads": wish.leads, "seeded": seeded}
        for side, title in (("stock", "Odoo without the addon"), ("ours", "the addon")):
            if side == "ours":
                source, found["install"] = stack.enter_context(_installed(place, wish, source))
            with _copied(place, source, scenario) as name:
                if prepare:
                    bench_inside.measure(place, name, prepare, wish, "Preparing leads")
                found[side] = bench_inside.measure(place, name, module, wish, f"Measuring {title}")
                if side == "ours":
                    found |= _plans(place, name, scenario, wish)
    return found


def _plans(place: Workplace, name: str, scenario: str, wish) -> dict:
    """How PostgreSQL runs what was measured, if that is wanted and known of this scenario."""
    if not wish.plans or scenario not in WITH_PLANS:
        return {}
    if not place.databases.explain(name):
        raise Refusal("The plans are told by PostgreSQL's module auto_explain (of its contrib modules) to a superuser.")
    return bench_inside.measure(place, name, "bench_plans", wish, "Looking at the plans", scenario=scenario)


def match(place: Workplace, wish) -> dict:
    """The addon by its two settings in turns; the floor both times."""
    return _both(place, wish, "match")


def convert(place: Workplace, wish) -> dict:
    return _both(place, wish, "convert")


def mass(place: Workplace, wish) -> dict:
    return _both(place, wish, "mass", "bench_mass_leads")


def imports(place: Workplace, wish) -> dict:
    return _both(place, wish, "import")


def scan(place: Workplace, wish) -> dict:
    with (
        _seeded(place, wish) as (source, seeded),
        _installed(place, wish, source) as (installed, _seconds),
        _copied(place, installed, "scan") as name,
    ):
        found = bench_inside.measure(place, name, "bench_scan", wish, "Measuring the scan")
        found |= _plans(place, name, "scan", wish)
    return {"leads": wish.leads, "seeded": seeded, **found}


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
        with _installed(place, wish, source) as (name, full):
            sizes = bench_inside.measure(place, name, "bench_match_sizes", wish, "Looking at the sizes")
        with _copied(place, source, "updates") as name:
            floor = bench_inside.measure(place, name, "bench_floor_tables", wish, "Making keys by plain SQL")
            updates = {} if wish.page else bench_inside.measure(
                place, name, "bench_match_updates", wish, "Updating all leads twice"
            )
    return {"leads": wish.leads, "seeded": seeded, "empty": empty, "full": full, **sizes, **floor, **updates}


def febrl(place: Workplace, wish) -> dict:
    """The quality on each of the Febrl sets."""
    folder = febrl_sets.fetch()
    found = {}
    for number, file in febrl_sets.SETS.items():
        path = str(folder / file)
        ours = dataclasses.replace(wish, leads=febrl_sets.count(path), statements=False, keep=False, plans=False)
        with _seeded(place, ours, febrl=path) as (name, _told):
            _install(TestDatabases(place), name)
            found[number] = bench_inside.measure(place, name, "bench_match_quality", ours, f"Measuring Febrl {number}")
    return found
