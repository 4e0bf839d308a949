"""Inside Odoo's CRM without the addon: the generated leads with their customers, loaded as Odoo would have stored them.

Odoo's own create() would take hours for a million. So the rows are copied into the tables, with the columns that Odoo
computes, and a sample is created by Odoo as well: every stored column has to be the same.
"""

from __future__ import annotations

import functools
import io
import itertools
import re
import time

from odoo import tools

from odoo.addons.iap.tools import iap_tools
from odoo.addons.phone_validation.tools import phone_validation

from . import bench_match_columns, bench_seed, febrl, lead_generator

_CHUNK = 20_000
_CHECKED, _CHECKED_FROM = 200, 40_000
_SIMPLE_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
_SIMPLE_PHONE = re.compile(r"\+[\d ]+")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def with_trigrams(env) -> int:
    """Odoo gives each database that it creates itself pg_trgm, and its own way of finding leads lives on those indexes.

    A database that was only created, as those of the tests, lacks them: measured there, Odoo looks far too slow.

    :return: how many such indexes the table of leads has; 0 where PostgreSQL came without its additional modules
    """
    env.cr.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
    if env.cr.fetchone()[0]:
        env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        env.registry.has_trigram = True
        env.registry.check_indexes(env.cr, list(env.registry.models))
        for name in ("crm.lead", "res.partner"):
            env[name].init()  # the index of parts of numbers, made by hand
    env.cr.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'crm_lead' AND indexdef LIKE '%gin_trgm_ops%'")
    return env.cr.fetchone()[0]


class Place:
    """What the rows point at, and what Odoo makes of an address and of a number."""

    def __init__(self, env):
        self.manager, self.users, self.teams = self._people(env)
        self.countries = {country.code: country for country in env["res.country"].search([])}
        self.company = env.company
        langs = env["res.lang"].with_context(active_test=False).search([])
        self.langs = {lang.code: lang.id for lang in langs}
        stages = env["crm.stage"].search([("team_ids", "=", False)])
        self.open_stages = stages.filtered(lambda stage: not stage.is_won)[: lead_generator.STAGES].ids
        self.won_stage = stages.filtered("is_won")[:1].id

    def _people(self, env):
        """A manager who asks, and salespeople, each in one of the teams."""

        def values(login: str, group: str) -> dict:
            groups = [(6, 0, [env.ref("base.group_user").id, env.ref(group).id])]
            return {"name": login.title(), "login": login, "email": f"{login}@euronova.test", "group_ids": groups}

        users = env["res.users"].with_context(no_reset_password=True)
        manager = users.create(values("bench-manager", "sales_team.group_sale_manager"))
        names = [f"bench-seller-{number}" for number in range(lead_generator.SALESPEOPLE)]
        sellers = users.create([values(name, "sales_team.group_sale_salesman_all_leads") for name in names])
        teams = env["crm.team"].create(
            [
                {
                    "name": f"Bench team {number}",
                    "use_leads": True,
                    "member_ids": [(6, 0, sellers[number :: lead_generator.TEAMS].ids)],
                }
                for number in range(lead_generator.TEAMS)
            ]
        )
        return manager.id, sellers.ids, teams.ids

    def email(self, text: str | None):
        if not text:
            return None
        return text.lower() if _SIMPLE_EMAIL.fullmatch(text) else tools.email_normalize(text, strict=False) or None

    def phone(self, text: str | None, country: str | None):
        """A number in international notation is taken as it is: the generator only gives out valid ones."""
        if not text:
            return None
        if _SIMPLE_PHONE.fullmatch(text):
            return text.replace(" ", "")
        return self._parsed(text, country)

    @functools.cached_property
    def _parsed(self):
        countries, fallback = self.countries, self.company.country_id

        @functools.lru_cache(maxsize=100_000)
        def parsed(text: str, code: str | None):
            country = countries.get(code) or fallback
            number = phone_validation.phone_format(
                text, country.code, country.phone_code, force_format="E164", raise_exception=False
            )
            return number if number.startswith("+") and number != text else None

        return parsed


class Table:
    """Rows on their way into a table."""

    def __init__(self, cr, name: str, columns):
        self._cr = cr
        self._columns = columns
        self._copy = f"COPY {name} ({', '.join(columns)}) FROM STDIN"
        self._lines: list[str] = []

    def add(self, row: dict) -> None:
        self._lines.append(
            "\t".join("\\N" if row[name] is None else str(row[name]).translate(_ESCAPED) for name in self._columns)
        )

    def flush(self) -> None:
        self._cr.copy_expert(self._copy, io.StringIO("\n".join(self._lines) + "\n" if self._lines else ""))
        self._lines.clear()


def _without_indexes(env, tables):
    """Indexes are built faster at once than row by row.

    :return: what to do at the end
    """
    env.cr.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
              AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
        [list(tables)],
    )
    found = env.cr.fetchall()
    for name, _definition in found:
        env.cr.execute(f"DROP INDEX {name}")

    def restore():
        env.cr.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in found:
            env.cr.execute(definition)

    return restore


def _next_id(env, table: str) -> int:
    env.cr.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
    return env.cr.fetchone()[0]


class Loader:
    """Turns what the generator says into rows of Odoo's tables."""

    def __init__(self, env, place: Place):
        self._place = place
        self.next_id = _next_id(env, "crm_lead")
        self._first_partner = _next_id(env, "res_partner")
        self._seen: set[int] = set()
        columns = bench_match_columns
        self.partners = Table(env.cr, "res_partner", columns.PARTNER)
        self.leads = Table(env.cr, "crm_lead", columns.LEAD)
        self.truth = Table(env.cr, "bench_truth", ("lead_id", "cluster"))

    def _partner(self, contact) -> int | None:
        if contact is None:
            return None
        partner_id = self._first_partner + contact.number
        if contact.number not in self._seen:
            parent_id = self._partner(contact.parent)
            self._seen.add(contact.number)
            self.partners.add(bench_match_columns.partner(self._place, contact, partner_id, parent_id))
        return partner_id

    def add(self, lead) -> None:
        place = self._place
        country = lead.country or (lead.customer.country if lead.customer else None)
        email = place.email(lead.email_from)
        row = bench_match_columns.lead_values(place, lead, self._partner(lead.customer))
        row |= {
            "id": self.next_id,
            "email_normalized": email,
            "email_domain_criterion": email and (iap_tools.mail_prepare_for_domain_search(email) or None),
            "phone_sanitized": place.phone(lead.phone, country),
            "email_state": lead.email_from and ("correct" if email else "incorrect"),
        }
        row |= bench_match_columns.lead_computed(place, lead, row)
        self.leads.add(row)
        self.truth.add({"lead_id": self.next_id, "cluster": lead.cluster})
        self.next_id += 1

    def flush(self) -> None:
        for table in (self.partners, self.leads, self.truth):
            table.flush()


def load(env, leads, place: Place, count: int, note) -> int:
    """:return: id of the first lead"""
    restore = _without_indexes(env, ("crm_lead", "res_partner"))
    env.cr.execute("CREATE TABLE bench_truth (lead_id integer PRIMARY KEY, cluster integer NOT NULL)")
    loader = Loader(env, place)
    first_id = loader.next_id
    for done in itertools.count(0, _CHUNK):
        chunk = list(itertools.islice(leads, _CHUNK))
        if not chunk:
            break
        note(f"loading leads, {done} of {count}")
        for lead in chunk:
            loader.add(lead)
        loader.flush()
    note("building the indexes")
    restore()
    env.cr.execute("CREATE INDEX ON bench_truth (cluster)")
    for table in ("crm_lead", "res_partner"):
        env.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    return first_id


def measure(env, wish: dict, tell) -> None:
    """Load, commit, and compare a sample with what Odoo stores."""
    started = time.monotonic()
    tell(note="salespeople and teams")
    place = Place(env)
    trigrams = with_trigrams(env)
    first_id = load(env, _source(wish), place, wish["leads"], lambda text: tell(note=text))
    env.cr.commit()
    tell(note="VACUUM ANALYZE")
    bench_seed._vacuum(env)
    seconds = time.monotonic() - started
    tell(note="comparing a sample with what Odoo stores")
    step = max(1, min(wish["leads"], _CHECKED_FROM) // _CHECKED)
    sample = dict(itertools.islice(enumerate(_source(wish)), 0, step * _CHECKED, step))
    found = bench_match_columns.compare(env, place, first_id, sample)
    env.cr.rollback()
    for table in ("leads", "partners"):
        if found[table]:
            raise RuntimeError(f"Loaded {table} are not as Odoo stores them (how many, ours, Odoo's): {found[table]}")
    tell(seeded={"seconds": seconds, "trigrams": trigrams, "leads_checked": len(sample), **found})


def _source(wish: dict):
    if wish.get("febrl"):
        return iter(febrl.leads(wish["febrl"]))
    return lead_generator.leads(wish["seed"], wish["leads"])
