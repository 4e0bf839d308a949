"""Inside Odoo, after the load: every record is accounted for, and all that the programs were told is so."""

from __future__ import annotations

import re

from .bench_load_seed import TEXT


def _faults(env, wish: dict):
    leads = env["crm.lead"].browse(wish["ids"])
    if gone := leads - leads.exists():
        yield f"{len(gone)} leads are gone"
    kept = leads.filtered("merged_into_id")
    current = leads._get_current_ids()
    merges = env["crm.lead.merge"].search([])
    done = merges.filtered(lambda merge: merge.state == "done")
    if lost := [lead for lead in leads - kept if not lead.active]:
        yield f"{len(lost)} leads are archived and in no other"
    if active := kept.filtered("active"):
        yield f"{len(active)} merged leads are active"
    if wandering := [lead_id for lead_id, now in current.items() if env["crm.lead"].browse(now).merged_into_id]:
        yield f"{len(wandering)} leads are in one that is merged itself"
    if sum(done.mapped("merged_count")) != len(kept):
        yield f"{sum(done.mapped('merged_count'))} are merged by the records of merges, {len(kept)} by the leads"
    if set(wish["merge_ids"]) != set(merges.ids):
        yield f"programs were told of {len(wish['merge_ids'])} merges, {len(merges)} were kept"
    if set(wish["conversion_ids"]) != set(env["crm.lead.conversion"].search([]).ids):
        yield f"programs were told of {len(wish['conversion_ids'])} conversions, not of those that were kept"
    if any(merges.mapped("left_count")):
        yield "a merge left something behind"
    messages = env["mail.message"].search([("model", "=", "crm.lead"), ("body", "like", TEXT)])
    if len(messages) != len(leads):
        yield f"{len(messages)} of {len(leads)} messages are there"
    for message in messages:
        native = int(re.search(rf"{TEXT}(\d+)", message.body)[1])
        if message.res_id != current[native]:
            yield f"the message of {native} is at {message.res_id}, not at {current[native]}"
    undone = {merge_id for merge_id in merges.ids if merge_id not in done.ids}
    if undone != set(wish["undone_ids"]):
        yield f"programs were told of {len(wish['undone_ids'])} merges undone, {len(undone)} are"


def measure(env, wish: dict, tell) -> None:
    leads = env["crm.lead"].browse(wish["ids"])
    tell(
        faults=list(_faults(env, wish)),
        accounted={
            "leads": len(leads),
            "active": len(leads.filtered("active")),
            "merged": len(leads.filtered("merged_into_id")),
            "opportunities": len(leads.filtered(lambda lead: lead.active and lead.type == "opportunity")),
            "merges": env["crm.lead.merge"].search_count([]),
            "conversions": env["crm.lead.conversion"].search_count([]),
        },
    )
