"""Inside Odoo: convert many leads, convert one, assign many, each taken back afterwards."""

from __future__ import annotations

from unittest import mock

from odoo import modules

from .bench_match_ways import EVIDENCE, Ways, summary

MANY, SINGLE = 1000, 20
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


def _convert_many(deduplicate: bool):
    def question(env, ids):
        sellers = env["res.users"].search([("login", "like", "bench-seller")], limit=SALESPEOPLE)
        dialog = env["crm.lead2opportunity.partner.mass"].with_context(
            active_model="crm.lead", active_ids=ids, active_id=ids[0]
        )
        dialog.create(
            {"deduplicate": deduplicate, "action": "each_exist_or_create", "user_ids": [(6, 0, sellers.ids)]}
        ).action_mass_convert()
        if "crm.lead.job" in env:
            # what a worker does, in this transaction
            jobs = env["crm.lead.job"].search([("state", "=", "running")]).sudo()
            jobs.item_ids._work()
            if any(item.state != "done" for item in jobs.item_ids):
                raise RuntimeError("Not all leads were converted: " + jobs.item_ids.mapped("outcome")[0])

    return question


def _convert_one(env, lead_id):
    env["crm.lead2opportunity.partner"].with_context(
        active_model="crm.lead", active_ids=[lead_id], active_id=lead_id
    ).create({"lead_id": lead_id, "name": "convert", "action": "create"}).action_apply()


def _assign(env, team_id):
    # as in a test, it commits nothing meanwhile and can be taken back
    with mock.patch.object(modules.module, "current_test", True):
        env["crm.team"].browse(team_id)._action_assign_leads()


def measure(env, wish: dict, tell) -> None:
    ways = Ways(env)
    if EVIDENCE in ways.names:
        ways.use(EVIDENCE)
    single, many = leads(env, SINGLE + 1, "one"), leads(env, MANY, "many")
    [team] = env["crm.team"].search([("name", "=", TEAM)])
    env.cr.commit()
    # what Odoo keeps between requests is warm
    ways.ask(_convert_one, single[0])
    tell(note="one lead")
    found = {"one": summary([ways.ask(_convert_one, lead_id) for lead_id in single[1:]])}
    for name, question, what in (
        ("plain", _convert_many(False), many),
        ("deduplicated", _convert_many(True), many),
        ("assigned", _assign, team.id),
    ):
        tell(note=name)
        seconds, statements = ways.ask(question, what)
        found[name] = {"ms": seconds * 1000, "statements": statements, "asked": len(many)}
    found["half"] = {"ms": ways.ask(_convert_many(False), many[: MANY // 2])[0] * 1000}
    tell(**found)
