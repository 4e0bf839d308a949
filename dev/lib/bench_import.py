"""Inside Odoo: what importing a file of leads by the import screen costs, without the addon and with it."""

from __future__ import annotations

import contextlib
import csv
import io
import random

from . import bench_floor_tables, lead_generator
from .bench_match_ways import EVIDENCE, ODOO, STOCK, Ways, processor_seconds
from .bench_merge import _machine

_COLUMNS = "name contact_name partner_name email_from phone website street zip city".split()
_OPTIONS = {
    "has_headers": True, "advanced": True, "keep_matches": False, "limit": 10_000, "skip": 0, "encoding": "utf-8",
    "separator": ",", "quoting": '"', "date_format": "", "datetime_format": "", "float_thousand_separator": ",",
    "float_decimal_separator": ".", "sheet": "", "sheets": [], "tracking_disable": True, "fallback_values": {},
    "name_create_enabled_fields": {}, "import_set_empty_fields": [], "import_skip_records": [],
}  # fmt: skip
# one row in so many is one of a lead that is there, and as many are rows of the file again
_KNOWN_EVERY, _TIMES = 40, 2


def _file(env, seed: int, count: int) -> bytes:
    """Further leads, each of somebody else; one row in twenty is of a lead that is there, or another row again."""
    clusters: dict = {}
    for lead in lead_generator.leads(seed + 1_000_000, count * 2):
        clusters.setdefault(lead.cluster, lead)
    leads = list(clusters.values())[:count]
    known = {country.code: country.name for country in env["res.country"].search([])}
    rows = [
        [getattr(lead, name) or "" for name in _COLUMNS] + [known.get(lead.country or "", ""), lead.priority, lead.type]
        for lead in leads
    ]
    lots = random.Random(seed)
    env.cr.execute(
        """SELECT name, contact_name, partner_name, email_from, phone, website, street, zip, city FROM crm_lead
            WHERE active AND won_status = 'pending' AND contact_name IS NOT NULL AND email_from IS NOT NULL
              AND phone IS NOT NULL ORDER BY id LIMIT %s""",
        [count // _KNOWN_EVERY],
    )
    for number, lead in enumerate(env.cr.fetchall()):
        rows[number * _KNOWN_EVERY][:9] = [value or "" for value in lead]
    full = [row for row in rows if row[1] and row[3] and row[4]]
    for number in range(count // _KNOWN_EVERY):
        place = number * _KNOWN_EVERY + _KNOWN_EVERY // 2
        rows[place] = [*lots.choice(full)]
    stream = io.StringIO()
    csv.writer(stream).writerows([[*_COLUMNS, "country_id", "priority", "type"], *rows])
    return stream.getvalue().encode()


@contextlib.contextmanager
def _looking(env, told: dict):
    """Count the time in which it is looked what rows are like, where the addon is installed."""
    model, name = env.registry["crm.lead"], "_find_similar_rows"
    if not hasattr(model, name):
        yield
        return

    def timed(leads, said):
        started = processor_seconds(env.cr)
        found = usual(leads, said)
        told["looking"] += processor_seconds(env.cr) - started
        return found

    usual = getattr(model, name)
    setattr(model, name, timed)
    try:
        yield
    finally:
        delattr(model, name)


def importer(file: bytes, test: bool = False, similar: str = ""):
    """:return: the import as the screen asks for it"""

    def ask(env, told: dict) -> None:
        wizard = env["base_import.import"].create(
            {"res_model": "crm.lead", "file": file, "file_name": "leads.csv", "file_type": "text/csv"}
        )
        fields = [*_COLUMNS, "country_id", "priority", "type"]
        options = {**_OPTIONS, **({"similar_rows": similar} if similar else {})}
        told["looking"] = 0.0
        started = processor_seconds(env.cr)
        with _looking(env, told):
            found = wizard.with_context(tracking_disable=True).execute_import(fields, fields, options, dryrun=test)
        env.cr.flush()
        told["processor"] = processor_seconds(env.cr) - started
        if any(message["type"] == "error" for message in found["messages"]) or not found["ids"]:
            raise RuntimeError(f"The import failed: {found['messages'][:3]}")
        told["created"] = len(found["ids"])
        told["counts"] = (found.get("similar") or {}).get("counts")

    return ask


def measure(env, wish: dict, tell) -> None:
    """Each question several times in turns; the quickest of each counts, as nothing makes one faster than it is.

    For the page once each.
    """
    ways, machine = Ways(env), _machine(env)
    installed = STOCK not in ways.names
    count = 10_000 if wish["leads"] >= 20_000 else 1000
    file = _file(env, wish["seed"], count)
    env.cr.rollback()
    asked = {"import": (importer(file), STOCK), "test": (importer(file, test=True), STOCK)}
    if installed:
        asked = {
            **({} if wish["page"] else {"import, Odoo's matching": (importer(file), ODOO)}),
            "import": (importer(file), EVIDENCE),
            "test": (importer(file, test=True), EVIDENCE),
            "skip": (importer(file, similar="skip"), EVIDENCE),
            "attach": (importer(file, similar="attach"), EVIDENCE),
            **({} if wish["page"] else {"skip, test": (importer(file, test=True, similar="skip"), EVIDENCE)}),
        }
    found: dict = {}
    times = 1 if wish["page"] else _TIMES
    for turn in range(times):
        for title, (question, way) in asked.items():
            tell(note=f"{title}, turn {turn + 1} of {times}")
            ways.use(way)
            told: dict = {}
            seconds, statements = ways.ask(question, told)
            best = found.setdefault(title, {**told, "seconds": seconds, "statements": statements})
            best["seconds"] = min(best["seconds"], seconds)
            best["processor"] = min(best["processor"], told["processor"])
    tell(note="plain SQL")
    floor = bench_floor_tables.importer(env, count)
    env.cr.rollback()
    seconds = min(ways.ask(floor, None)[0] for _turn in range(_TIMES + 1))
    tell(machine=machine, count=count, asked=found, floor=seconds)
