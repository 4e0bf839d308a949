"""Inside Odoo, before the addon is there: the groups that are merged, and what hangs on their records."""

from __future__ import annotations

from .bench_seed import _MESSAGES, _vacuum

SAMPLE = 300
# So that nothing is measured that is done for the first time.
WARM_UP = 20
# Those put together by chance, where there are not enough true ones.
_SIZES = (2, 2, 2, 3)
_MESSAGES_EACH, _TAGS = 10, 6

# A group is a true one of the generator, with what is still open of it; never two that belong to other customers.
_TRUE = """
    SELECT array_agg(lead.id ORDER BY lead.id)
      FROM bench_truth AS truth JOIN crm_lead AS lead ON lead.id = truth.lead_id
     WHERE lead.active AND lead.won_status = 'pending' GROUP BY truth.cluster HAVING count(*) > 1
     ORDER BY md5(%s || truth.cluster) LIMIT %s"""
_OTHERS = """
    SELECT lead.id FROM crm_lead AS lead WHERE lead.active AND lead.won_status = 'pending' AND lead.id <> ALL(%s)
     ORDER BY md5(%s || lead.id)"""
_FOLLOWERS = """
    WITH made AS (
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'crm.lead', lead.id, (%(partners)s::int[])[1 + (lead.id + n) %% cardinality(%(partners)s)]
          FROM unnest(%(leads)s::int[]) AS lead(id), generate_series(1, 2) AS n RETURNING id)
    INSERT INTO mail_followers_mail_message_subtype_rel (mail_followers_id, mail_message_subtype_id)
    SELECT made.id, subtype.id FROM made, unnest(%(subtypes)s::int[]) AS subtype(id)"""
_ACTIVITIES = """
    INSERT INTO mail_activity (
           res_model_id, res_model, res_id, activity_type_id, user_id, summary, date_deadline, active, automated,
           create_uid, write_uid, create_date, write_date)
    SELECT %(model)s, 'crm.lead', id, %(type)s, %(uid)s, 'Call back', date '2030-01-01' + id %% 60, true, false,
           %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM unnest(%(leads)s::int[]) AS lead(id) WHERE id %% 2 = 0"""
_FILES = """
    INSERT INTO ir_attachment (
           name, type, url, res_model, res_id, create_uid, write_uid, create_date, write_date)
    SELECT 'Drawing ' || id, 'url', 'https://example.com/' || id, 'crm.lead', id,
           %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM unnest(%(leads)s::int[]) AS lead(id) WHERE id %% 5 = 0"""
_TAGGED = """
    INSERT INTO crm_tag_rel (lead_id, tag_id)
    SELECT lead.id, (%(tags)s::int[])[1 + (lead.id + n) %% cardinality(%(tags)s)]
      FROM unnest(%(leads)s::int[]) AS lead(id), generate_series(1, 2) AS n ON CONFLICT DO NOTHING"""

# Loaded leads have none where Odoo computes zero.
_DAYS = """
    UPDATE crm_lead SET day_open = COALESCE(day_open, 0), day_close = COALESCE(day_close, 0)
     WHERE id = ANY(%(leads)s)"""


def _groups(env, seed: int, count: int) -> tuple[list[list[int]], int]:
    env.cr.execute(_TRUE, [str(seed), count])
    groups = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(_OTHERS, [[lead_id for group in groups for lead_id in group], str(seed)])
    others = [row[0] for row in env.cr.fetchall()]
    true = len(groups)
    while len(groups) < count:
        size = _SIZES[len(groups) % len(_SIZES)]
        if len(others) < size:
            raise RuntimeError(f"Among so few leads there are only {len(groups)} groups, not {count}: see --groups.")
        groups.append(sorted(others.pop() for _place in range(size)))
    # each part that is measured gets as many of both kinds
    parts = max(1, count // SAMPLE)
    return [group for start in range(parts) for group in groups[start::parts]], true


def _hang_on(env, leads) -> None:
    manager = env["res.users"].search([("login", "=", "bench-manager")])
    sellers = env["res.users"].search([("login", "like", "bench-seller")])
    subtypes = [env.ref("mail.mt_note").id, env.ref("mail.mt_comment").id]
    what = {
        "leads": leads,
        "count": _MESSAGES_EACH,
        "author": manager.partner_id.id,
        "uid": manager.id,
        "subtypes": subtypes,
        "partners": sellers.partner_id.ids,
        "model": env["ir.model"]._get_id("crm.lead"),
        "type": env.ref("mail.mail_activity_data_todo").id,
        "tags": env["crm.tag"].create([{"name": f"Bench {number}"} for number in range(_TAGS)]).ids,
    }
    for statement in (_MESSAGES, _FOLLOWERS, _ACTIVITIES, _FILES, _TAGGED, _DAYS):
        env.cr.execute(statement, what)


def measure(env, wish: dict, tell) -> None:
    """Groups for Odoo's own loop, for one worker and for two, all alike; each part begins with some to warm up with."""
    tell(note="putting groups together")
    parts = {"stock": SAMPLE, "one": wish["groups"], "two": wish["groups"]}
    groups, true = _groups(env, wish["seed"], sum(parts.values()) + WARM_UP * len(parts))
    tell(note="messages, followers, activities, files and tags")
    _hang_on(env, [lead_id for group in groups for lead_id in group])
    env.cr.execute("CREATE TABLE bench_bulk (id serial PRIMARY KEY, part varchar, leads int[])")
    rest = iter(groups)
    for part, count in parts.items():
        for name, number in ((f"warm {part}", WARM_UP), (part, count)):
            for _place in range(number):
                env.cr.execute("INSERT INTO bench_bulk (part, leads) VALUES (%s, %s)", [name, next(rest)])
    env.cr.commit()
    tell(note="VACUUM ANALYZE")
    _vacuum(env)
    tell(groups=len(groups), true=true, records=sum(map(len, groups)), messages=_MESSAGES_EACH)


def of_part(env, part: str) -> list[list[int]]:
    env.cr.execute("SELECT leads FROM bench_bulk WHERE part = %s ORDER BY id", [part])
    return [row[0] for row in env.cr.fetchall()]
