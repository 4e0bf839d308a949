"""Fed to `odoo shell`, which gives it `env`: use the addon as people do, or look whether what was done then is there
after an update and can still be undone. It runs in every version there was, so it asks for what came later."""

import json
import os
from pathlib import Path

NAME = "crm_lead_conversion"
_SEEN = ("name", "type", "active", "contact_name", "email_from", "phone", "description", "expected_revenue",
         "probability", "partner_id", "user_id", "team_id", "stage_id", "tag_ids", "step_id", "qualification_state")
NOTES = Path(os.environ["LIFE_NOTES"])
Lead = env["crm.lead"].with_user(env.ref("base.user_admin"))  # noqa: F821
env = Lead.env  # noqa: F821


def lead(name, **values):
    return Lead.create({"name": name, "type": "lead", "user_id": env.uid, **values})


def seen(leads):
    """What is told of leads, by the fields that every version has."""
    env.flush_all()
    env.invalidate_all()
    names = [name for name in _SEEN if name in Lead._fields]
    return {row["id"]: row for row in leads.with_context(active_test=False).read(names, load=False)}


def use():
    """Merge, merge again, convert, declare, and bulk work: whatever this version can."""
    step = env["crm.lead.step"].search([], limit=1)
    said = {"contact_name": "Zoë Peeters", "email_from": "zoe@koffiehuis.example.com", "phone": "+32 9 555 01 01"}
    leads = {
        "pair": lead("Pair", expected_revenue=100) + lead("Pair, also", description="<p>Two</p>", **said),
        "chain": lead("Chain") + lead("Chain, second", **said) + lead("Chain, third", expected_revenue=5),
        "converted": lead("Converted", step_id=step.id, **said),
        "alike": lead("Alike", **said) + lead("Alike, also", **said),
        "bulk": lead("Bulk") + lead("Bulk, also", **said),
    }
    leads["pair"][1].message_post(body="A question", message_type="comment")
    leads["pair"][1].activity_schedule("mail.mail_activity_data_todo", summary="Answer it")
    before = {str(one): row for group in leads.values() for one, row in seen(group).items()}
    leads["pair"].merge_opportunity()
    leads["chain"][1:].merge_opportunity()
    leads["chain"][:2].merge_opportunity()
    dialog = env["crm.lead2opportunity.partner"].with_context(
        active_model="crm.lead", active_id=leads["converted"].id, active_ids=leads["converted"].ids)
    dialog.create({"lead_id": leads["converted"].id, "name": "convert", "action": "create"}).action_apply()
    declared = "crm.lead.not.same" in env
    if declared:
        leads["alike"][0].with_context(similar_to_lead_id=leads["alike"][1].id).action_not_same()
    if "crm.lead.job" in env:
        env["crm.lead.job"]._start("merge", [{"lead_ids": leads["bulk"].ids}])
    else:
        leads["bulk"].merge_opportunity()
    env.cr.commit()
    NOTES.write_text(json.dumps({
        "before": before, "declared": declared, **{name: group.ids for name, group in leads.items()}}, default=str))


def look():
    """What was done in an earlier version is there, and can be undone."""
    notes = json.loads(NOTES.read_text())
    assert seen(Lead.browse(notes["pair"][1]))[notes["pair"][1]]["active"] is False, "a merged record is back"
    check_keys()
    check_views()
    if notes["declared"]:
        first, second = sorted(notes["alike"])
        assert (first, second) in env["crm.lead.not.same"].sudo()._get_declared([first]), "it is forgotten"
    Lead.browse(notes["converted"]).action_undo_conversion()
    env["crm.lead.merge"].search([("state", "=", "done")], order="id desc").mapped(lambda merge: merge.action_undo())
    ids = [int(one) for one in notes["before"]]
    now = json.loads(json.dumps({str(one): row for one, row in seen(Lead.browse(ids)).items()}, default=str))
    differing = {
        one: {name: (value, now[one].get(name)) for name, value in row.items() if now[one].get(name) != value}
        for one, row in notes["before"].items() if any(now[one].get(name) != value for name, value in row.items())}
    assert not differing, f"not as before: {differing}"
    messages = Lead.browse(notes["pair"][1]).message_ids
    assert any("A question" in (message.body or "") for message in messages), "a message did not go back"


def check_keys():
    """Those there are, are those that would be made now."""
    keys = env["crm.lead.match.key"].sudo()
    names = [name for name, field in keys._fields.items() if field.store and name != "id"]
    read = f"SELECT {', '.join(sorted(names))} FROM crm_lead_match_key"
    keys._make_pending()
    env.flush_all()
    env.cr.execute(read)
    there = set(env.cr.fetchall())
    keys._make_all()
    env.cr.execute(read)
    assert there and there == set(env.cr.fetchall()), "the match keys are not complete"


def check_views():
    """Each screen of the addon opens."""
    data = env["ir.model.data"].sudo().search([("module", "=", NAME), ("model", "=", "ir.actions.act_window")])
    actions = env["ir.actions.act_window"].sudo().browse(data.mapped("res_id"))
    assert actions, "there is no screen"
    for action in actions:
        env[action.res_model].get_views([(False, kind) for kind in action.view_mode.split(",")] + [(False, "search")])


{"use": use, "look": look}[os.environ["LIFE_STEP"]]()
print("LIFE done", flush=True)
