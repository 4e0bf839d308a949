"""Inside Odoo: the records that are merged, made as a user makes them, among many that only lie there."""

from __future__ import annotations

_SALESPEOPLE = 5
_TAGS = 4

_BACKGROUND = """
    INSERT INTO crm_lead (
           name, type, active, user_id, team_id, company_id, stage_id, priority, won_status, probability,
           automated_probability, expected_revenue, contact_name, partner_name, email_from, email_normalized,
           email_domain_criterion, phone, phone_sanitized, city, create_uid, write_uid, create_date, write_date)
    SELECT 'Enquiry ' || n, CASE WHEN n %% 3 = 0 THEN 'opportunity' ELSE 'lead' END, n %% 10 <> 0,
           (%(users)s::int[])[1 + n %% %(user_count)s], sample.team_id, sample.company_id, sample.stage_id,
           (n %% 4)::text, CASE WHEN n %% 10 = 0 THEN 'lost' ELSE 'pending' END,
           CASE WHEN n %% 10 = 0 THEN 0 ELSE n %% 90 + 1 END, n %% 90 + 1, n %% 1000 * 10,
           'Contact ' || n %% 50000, 'Company ' || n %% 20000, 'contact' || n || domain, 'contact' || n || domain,
           domain, '+3220000' || lpad(n::text, 7, '0'), '+3220000' || lpad(n::text, 7, '0'), 'City ' || n %% 300,
           sample.create_uid, sample.write_uid, moment, moment
      FROM generate_series(1, %(count)s) AS n,
           LATERAL (SELECT timestamp '2024-01-01' + n %% 500 * interval '1 day' AS moment,
                           '@company' || n %% 20000 || '.example.com' AS domain) AS made,
           (SELECT * FROM crm_lead WHERE id = %(sample)s) AS sample
"""
_MESSAGES = """
    INSERT INTO mail_message (
           model, res_id, message_type, subtype_id, author_id, email_from, subject, body, date, message_id,
           is_internal, email_add_signature, create_uid, write_uid, create_date, write_date)
    SELECT 'crm.lead', lead.id, 'comment', (%(subtypes)s::int[])[1 + n %% 2], %(author)s, 'manager@example.com',
           CASE WHEN n %% 3 = 0 THEN 'About your enquiry' END,
           '<p>' || repeat('Thank you for your call. ', 12) || '</p>',
           moment, '<' || lead.id || '.' || n || '@example.com>', n %% 2 = 0, true, %(uid)s, %(uid)s, moment, moment
      FROM unnest(%(leads)s::int[]) AS lead(id), generate_series(1, %(count)s) AS n,
           LATERAL (SELECT timestamp '2025-01-01' + n * interval '1 hour' AS moment) AS age
"""


def _users(env):
    """An ordinary sales manager, and salespeople whose leads get merged."""

    def values(login: str, group: str) -> dict:
        groups = [(6, 0, [env.ref("base.group_user").id, env.ref(group).id])]
        return {"name": login.title(), "login": login, "email": f"{login}@example.com", "group_ids": groups}

    users = env["res.users"].with_context(no_reset_password=True)
    manager = users.create(values("bench-manager", "sales_team.group_sale_manager"))
    names = [f"bench-seller-{number}" for number in range(_SALESPEOPLE)]
    return manager, users.create([values(name, "sales_team.group_sale_salesman_all_leads") for name in names])


def _values(group: int, place: int, sellers, tags) -> dict:
    """The first of a group is an opportunity, so that both ways merge into the same record."""
    return {
        "name": f"Group {group}, record {place}",
        "type": "lead" if place else "opportunity",
        "user_id": sellers[(group + place) % len(sellers)].id,
        "contact_name": f"Customer {group}",
        "partner_name": f"Firm {group}",
        "email_from": f"customer{group}@firm{group}.example.com",
        "phone": False if place == 0 else f"+32 2 555 {place:02d} {group % 100:02d}",
        "city": False if place == 0 else f"City {place}",
        "description": f"<p>What record {place} knows.</p>",
        "expected_revenue": 100 * place,
        "tag_ids": [(6, 0, [tags[place % len(tags)].id])],
    }


def _groups(env, cases, runs: int, sellers) -> dict:
    """:return: {case: ids of each group}; one more of the first case, to warm up with."""
    tags = env["crm.tag"].create([{"name": f"Bench {number}"} for number in range(_TAGS)])
    sizes = [case for case in cases for _run in range(min(runs, case.most_groups))] + [cases[0]]
    values = [_values(group, place, sellers, tags) for group, case in enumerate(sizes) for place in range(case.records)]
    # a mail for each "you have been assigned" would only make the preparation slow
    ids = iter(env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True).create(values).ids)
    groups: dict = {}
    for case in sizes:
        groups.setdefault(case, []).append([next(ids) for _place in range(case.records)])
    return groups


def seed(env, leads: int, cases, runs: int):
    """Commit everything, and let the database know its tables.

    :return: id of the manager, {case: ids of each group}
    """
    manager, sellers = _users(env)
    groups = _groups(env(user=manager), cases, runs, sellers)
    env.cr.flush()
    subtypes = [env.ref("mail.mt_note").id, env.ref("mail.mt_comment").id]
    for case, members in groups.items():
        ids = [lead_id for group in members for lead_id in group]
        what = {"author": manager.partner_id.id, "uid": manager.id, "subtypes": subtypes}
        env.cr.execute(_MESSAGES, {**what, "leads": ids, "count": case.messages})
    sample = groups[cases[0]][0][0]
    who = {"users": sellers.ids, "user_count": len(sellers)}
    env.cr.execute(_BACKGROUND, {**who, "sample": sample, "count": leads})
    env.cr.commit()
    _vacuum(env)
    return manager.id, groups


def _vacuum(env) -> None:
    """Done by hand, it does not come by itself in the middle of measuring."""
    connection = env.cr._cnx
    connection.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    connection.autocommit = False
