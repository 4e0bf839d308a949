"""Inside Odoo: the floor of converting and merging, plain SQL that writes the same rows into the same tables with their
indexes, for one lead or for a thousand at once. Nothing is asked, checked, computed or told, so nothing costs less.
"""

from __future__ import annotations

_OPPORTUNITY = """
    type = 'opportunity', date_conversion = now() AT TIME ZONE 'UTC', date_open = now() AT TIME ZONE 'UTC',
    write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s"""
# A company and a person of each lead, as far as it names them, and the lead as an opportunity of theirs.
_CREATE = f"""
    WITH lead AS MATERIALIZED (
        SELECT *, CASE WHEN partner_name <> '' THEN nextval('res_partner_id_seq') END AS firm_id,
               CASE WHEN contact_name <> '' OR COALESCE(partner_name, '') = ''
                    THEN nextval('res_partner_id_seq') END AS person_id
          FROM crm_lead WHERE id = ANY(%(ids)s)),
    customer AS (
        SELECT firm_id AS customer_id, partner_name AS called, partner_name AS complete_name, true AS is_company,
               NULL::int8 AS parent_id, firm_id AS commercial_id, lead.* FROM lead WHERE firm_id IS NOT NULL
         UNION ALL
        SELECT person_id, COALESCE(contact_name, name), concat_ws(', ', partner_name, COALESCE(contact_name, name)),
               false, firm_id, COALESCE(firm_id, person_id), lead.* FROM lead WHERE person_id IS NOT NULL),
    created AS (
        INSERT INTO res_partner (
               id, name, complete_name, active, type, is_company, parent_id, commercial_partner_id,
               commercial_company_name, email, email_normalized, phone, phone_sanitized, website, street, zip, city,
               country_id, user_id, lang, partner_share, color, create_uid, write_uid, create_date, write_date)
        SELECT customer_id, called, complete_name, true, 'contact', is_company, parent_id, commercial_id,
               partner_name, email_from, email_normalized, phone, phone_sanitized, website, street, zip, city,
               country_id, user_id, 'en_US', true, 0, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
               now() AT TIME ZONE 'UTC'
          FROM customer)
    UPDATE crm_lead SET {_OPPORTUNITY}, partner_id = COALESCE(lead.person_id, lead.firm_id) FROM lead
     WHERE crm_lead.id = lead.id"""
_UPDATE = f"UPDATE crm_lead SET {_OPPORTUNITY}, partner_id = %(partner)s WHERE id = ANY(%(ids)s)"
_ASSIGN = f"""
    UPDATE crm_lead SET {_OPPORTUNITY}, team_id = %(team)s,
           user_id = (%(sellers)s::int[])[1 + crm_lead.id %% cardinality(%(sellers)s)] WHERE id = ANY(%(ids)s)"""

_WAY = "unnest(%(ids)s::int[], %(masters)s::int[]) AS way(id, master_id)"
_POINTING = (("mail_message", "model"), ("mail_activity", "res_model"), ("ir_attachment", "res_model"))
_MOVES = (
    *(
        f"UPDATE {table} AS row SET res_id = way.master_id FROM {_WAY} WHERE row.{model} = 'crm.lead'"
        " AND row.res_id = way.id AND row.res_id = ANY(%(ids)s)"
        for table, model in _POINTING
    ),
    f"""UPDATE mail_followers AS row SET res_id = one.master_id FROM (
            SELECT DISTINCT ON (way.master_id, each.partner_id) each.id, way.master_id, each.partner_id
              FROM {_WAY} JOIN mail_followers AS each ON each.res_model = 'crm.lead' AND each.res_id = way.id
             WHERE each.res_id = ANY(%(ids)s)) AS one
         WHERE row.id = one.id AND NOT EXISTS (
               SELECT FROM mail_followers AS there WHERE there.res_model = 'crm.lead'
                  AND there.res_id = one.master_id AND there.partner_id = one.partner_id)""",
    f"""INSERT INTO crm_tag_rel (lead_id, tag_id)
        SELECT way.master_id, each.tag_id FROM {_WAY} JOIN crm_tag_rel AS each ON each.lead_id = way.id
         WHERE each.lead_id = ANY(%(ids)s) ON CONFLICT DO NOTHING""",
    f"""UPDATE crm_lead AS master SET phone = COALESCE(master.phone, more.phone),
               city = COALESCE(master.city, more.city), description = concat(master.description, more.description),
               write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
          FROM (SELECT way.master_id, min(lead.phone) AS phone, min(lead.city) AS city,
                       string_agg(lead.description, '') AS description
                  FROM {_WAY} JOIN crm_lead AS lead ON lead.id = way.id GROUP BY way.master_id) AS more
         WHERE master.id = more.master_id AND master.id = ANY(%(masters)s)""",
    "UPDATE crm_lead SET active = false WHERE id = ANY(%(ids)s)",
)
# Of many leads those with the address of another open one: into which of them each is merged.
_SAME_ADDRESS = """
    SELECT id, master_id FROM (
        SELECT lead.id, min(lead.id) OVER (PARTITION BY lead.email_normalized) AS master_id FROM crm_lead AS lead
         WHERE lead.active AND lead.won_status = 'pending' AND lead.email_normalized IN (
               SELECT email_normalized FROM crm_lead WHERE id = ANY(%s) AND email_normalized <> '')) AS found
     WHERE id <> master_id"""


def create(env, ids) -> None:
    """Convert leads, each with a new customer."""
    env.cr.execute(_CREATE, {"ids": list(ids), "uid": env.uid})


def link(env, ids, partner_id: int | None) -> None:
    """Convert leads, with a customer there is, or without any."""
    env.cr.execute(_UPDATE, {"ids": list(ids), "uid": env.uid, "partner": partner_id})


def assign(env, ids, team_id: int, sellers) -> None:
    """Give leads to salespeople as opportunities."""
    env.cr.execute(_ASSIGN, {"ids": list(ids), "uid": env.uid, "team": team_id, "sellers": list(sellers)})


def merge(env, way: dict) -> None:
    """:param way: {id of a lead: id of the one it is merged into}"""
    what = {"ids": list(way), "masters": list(way.values()), "uid": env.uid}
    for statement in _MOVES:
        env.cr.execute(statement, what)


def merge_same_address(env, ids) -> list[int]:
    """Merge leads with the others of the same address.

    :return: those that are left of them
    """
    env.cr.execute(_SAME_ADDRESS, [list(ids)])
    if way := dict(env.cr.fetchall()):
        merge(env, way)
    return list({way.get(lead_id, lead_id) for lead_id in ids})
