"""Inside Odoo: convert many leads, assign many, each taken back afterwards; the floor the same way.

At last by several workers, which has to be committed."""

from __future__ import annotations

import time
from unittest import mock

from odoo import api, modules

from . import bench_floor
from .bench_match_ways import EVIDENCE, Ways
from .bench_merge import _machine
from .bench_workers import work_off

# Sizes are compared by the few.
MANY, FEW = 1000, 200
# Where there are enough leads; as many workers as Odoo has for scheduled actions.
VERY_MANY, WORKERS = 50_000, 2
SALESPEOPLE = 3
TEAM = "Bench assignment"


def leads(env, count: int, purpose: str) -> list[int]:
    """Open leads by chance; none of those that so many share that Odoo refuses to convert any of them."""
    env.cr.execute(
        "SELECT id FROM (SELECT *, count(*) OVER (PARTITION BY email_normalized) AS same FROM crm_lead) AS lead"
        " WHERE active AND type = 'lead' AND won_status = 'pending' AND partner_id IS NULL"
        "   AND (email_normalized IS NULL OR same < 5)"
        " ORDER BY md5(%s || id) LIMIT %s",
        [purpose, count],
    )
    return [row[0] for row in env.cr.fetchall()]


def _ask(env, ids, deduplicate: bool) -> None:
    """As the user does it in the dialog."""
    sellers = env["res.users"].search([("login", "like", "bench-seller")], limit=SALESPEOPLE)
    dialog = env["crm.lead2opportunity.partner.mass"].with_context(
        active_model="crm.lead", active_ids=ids, active_id=ids[0]
    )
    dialog.create(
        {"deduplicate": deduplicate, "action": "each_exist_or_create", "user_ids": [(6, 0, sellers.ids)]}
    ).action_mass_convert()


def _convert_many(deduplicate: bool):
    def question(env, ids):
        _ask(env, ids, deduplicate)
        if "crm.lead.job" in env:
            # what a worker does, in this transaction
            jobs = env["crm.lead.job"].search([("state", "=", "running")]).sudo()
            jobs.item_ids._work()
            if any(item.state != "done" for item in jobs.item_ids):
                raise RuntimeError("Not all leads were converted: " + jobs.item_ids.mapped("outcome")[0])

    return question


def _convert_together(ways: Ways, ids, deduplicate: bool) -> dict:
    """By workers beside each other: what the request takes, and what they take."""
    with ways.registry.cursor() as cr:
        env, statements, started = api.Environment(cr, ways.user_id, {}), cr.sql_log_count, time.perf_counter()
        _ask(env, ids, deduplicate)
        cr.commit()
        seconds, statements = time.perf_counter() - started, cr.sql_log_count - statements
        told = work_off(env, WORKERS)
        cr.execute("SELECT state, count(*) FROM crm_lead_job_item GROUP BY 1")
        if (states := dict(cr.fetchall())) != {"done": len(ids)}:
            raise RuntimeError(f"Not all of {len(ids)} leads were converted: {states}")
        cr.execute("DELETE FROM crm_lead_job")  # only what comes next is counted
        cr.commit()
    return {
        "ms": (seconds + told["seconds"]) * 1000, "statements": statements + told["statements"], "asked": len(ids),
        "memory": told["memory"],
    }  # fmt: skip


def _assign(env, team_id):
    # as in a test, it commits nothing meanwhile and can be taken back
    with mock.patch.object(modules.module, "current_test", True):
        env["crm.team"].browse(team_id)._action_assign_leads()


def _floor(kind: str, seller_ids, team_id: int | None = None):
    """Set-based: two statements for all of them, and some more with deduplication."""

    def plain_sql(env, ids) -> None:
        if kind != "plain":
            ids = bench_floor.merge_same_address(env, ids)
        if kind != "assigned":
            bench_floor.create(env, ids)
        bench_floor.assign(env, ids, team_id, seller_ids)

    return plain_sql


def measure(env, wish: dict, tell) -> None:
    ways = Ways(env)
    if EVIDENCE in ways.names:
        ways.use(EVIDENCE)
    machine, many, waiting = _machine(env), leads(env, MANY, "many"), leads(env, MANY, "assign")
    [team] = env["crm.team"].search([("name", "=", TEAM)])
    sellers = env["res.users"].search([("login", "like", "bench-seller")], limit=SALESPEOPLE).ids
    # what Odoo keeps between requests is warm
    warm = leads(env, 20, "warm")
    env.cr.commit()
    ways.ask(_convert_many(False), warm)
    found = {}
    for name, question, what, ids, team_id in (
        ("plain few", _convert_many(False), many[:FEW], many[:FEW], None),
        ("deduplicated few", _convert_many(True), many[:FEW], many[:FEW], None),
        ("plain", _convert_many(False), many, many, None),
        ("deduplicated", _convert_many(True), many, many, None),
        ("assigned", _assign, team.id, waiting, team.id),
    ):
        if wish["brief"] and not name.endswith("few"):
            continue
        tell(note=name)
        seconds, statements = ways.ask(question, what)
        floor = ways.ask(_floor(name.partition(" ")[0], sellers, team_id), ids)[0]
        found[name] = {"ms": seconds * 1000, "statements": statements, "asked": len(ids), "floor": floor * 1000}
    if EVIDENCE in ways.names and not wish["brief"]:
        for name, deduplicate, count in (
            ("together", False, MANY), ("deduplicated together", True, MANY), ("very many", True, VERY_MANY),
        ):  # fmt: skip
            env.cr.commit()  # else those that were converted just now are still leads
            ids = leads(env, count, name)
            if len(ids) == count:
                tell(note=f"{name}: {count}, {WORKERS} workers")
                found[name] = _convert_together(ways, ids, deduplicate)
    tell(**found, machine=machine)
