"""Inside Odoo: what the columns of a loaded lead and of a loaded customer hold, and the proof that Odoo agrees."""

from __future__ import annotations

import datetime
from collections import Counter

_DAY = datetime.timedelta(days=1)
PARTNER = (
    "id name complete_name active type is_company parent_id commercial_partner_id commercial_company_name email "
    "email_normalized phone phone_sanitized website street zip city country_id lang partner_share color employee "
    "message_bounce create_uid write_uid create_date write_date"
).split()
LEAD = (
    "id name type active user_id team_id company_id stage_id priority color won_status probability "
    "automated_probability expected_revenue prorated_revenue recurring_revenue recurring_revenue_monthly "
    "recurring_revenue_monthly_prorated recurring_revenue_prorated partner_id contact_name partner_name email_from "
    "email_normalized email_domain_criterion email_state phone phone_sanitized phone_state website lang_id street zip "
    "city country_id message_bounce date_open day_open date_closed day_close date_last_stage_update "
    "create_uid write_uid create_date write_date"
).split()
# What differs of course: when and by which statement a record was made.
_OF_THE_MOMENT = {
    "id", "create_date", "write_date", "date_open", "date_closed", "date_last_stage_update", "day_open", "day_close",
    "calendar_last_notif_ack",
}  # fmt: skip


def partner(place, contact, partner_id: int, parent_id: int | None) -> dict:
    firm = contact.parent
    company_name = contact.name if contact.is_company else firm.name if firm else None
    moment = "2021-01-01 00:00:00"
    return {
        "id": partner_id,
        "name": contact.name,
        "complete_name": f"{firm.name}, {contact.name}" if firm else contact.name,
        "active": "t",
        "type": "contact",
        "is_company": "t" if contact.is_company else "f",
        "parent_id": parent_id,
        "commercial_partner_id": parent_id or partner_id,
        "commercial_company_name": company_name,
        "email": contact.email,
        "email_normalized": place.email(contact.email),
        "phone": contact.phone,
        "phone_sanitized": place.phone(contact.phone, contact.country),
        "website": contact.website,
        "street": contact.place.street,
        "zip": contact.place.zip,
        "city": contact.place.city,
        "country_id": place.countries[contact.country].id,
        "lang": "en_US",
        "partner_share": "t",
        "color": 0,
        "employee": None,
        "message_bounce": 0,
        "create_uid": place.manager,
        "write_uid": place.manager,
        "create_date": moment,
        "write_date": moment,
    }


def lead_values(place, lead, partner_id: int | None) -> dict:
    """What is typed in or imported, with the names of the fields."""
    won, lost = lead.status == "won", lead.status == "lost"
    return {
        "name": lead.name,
        "type": lead.type,
        "active": "f" if lead.status in ("lost", "archived") else "t",
        "user_id": None if lead.salesperson is None else place.users[lead.salesperson],
        "team_id": None if lead.team is None else place.teams[lead.team],
        "stage_id": place.won_stage if won else place.open_stages[lead.stage],
        "priority": lead.priority,
        "probability": 100 if won else 0 if lost else 10 + 25 * lead.stage,
        "expected_revenue": lead.revenue,
        "partner_id": partner_id,
        "contact_name": lead.contact_name,
        "partner_name": lead.partner_name,
        "email_from": lead.email_from,
        "phone": lead.phone,
        "website": lead.website,
        "lang_id": place.langs[lead.lang],
        "street": lead.street,
        "zip": lead.zip,
        "city": lead.city,
        "country_id": place.countries[lead.country].id if lead.country else None,
    }


def lead_computed(place, lead, row: dict) -> dict:
    """What Odoo makes of it."""
    created = lead.create_date
    opened = created + _DAY * (lead.cluster % 3) if row["user_id"] else None
    closed = created + _DAY * (5 + lead.cluster % 60) if lead.status in ("won", "lost") else None
    return {
        "company_id": place.company.id if row["user_id"] else None,
        "color": 0,
        "won_status": lead.status if lead.status in ("won", "lost") else "pending",
        "automated_probability": None,
        "prorated_revenue": round(row["expected_revenue"] * row["probability"] / 100, 2),
        "recurring_revenue": 0,
        "recurring_revenue_monthly": 0,
        "recurring_revenue_monthly_prorated": 0,
        "recurring_revenue_prorated": 0,
        "phone_state": row["phone"] and ("correct" if row["phone_sanitized"] else "incorrect"),
        "message_bounce": 0,
        "date_open": opened,
        "day_open": opened and (opened - created).days,
        "date_closed": closed,
        "day_close": closed and (closed - created).days,
        "date_last_stage_update": closed or opened or created,
        "create_uid": place.manager,
        "write_uid": place.manager,
        "create_date": created,
        "write_date": closed or opened or created,
    }


# The proof


def _rows(env, table: str, ids) -> list[dict]:
    env.flush_all()
    env.cr.execute(f"SELECT * FROM {table} WHERE id = ANY(%s) ORDER BY array_position(%s, id)", [ids, ids])
    names = [column.name for column in env.cr.description]
    return [dict(zip(names, row, strict=True)) for row in env.cr.fetchall()]


def _create_partners(env, place, sample) -> dict:
    """The customers of the sample by Odoo's own create().

    :return: {number of the contact: id}
    """
    ids: dict = {}

    def create(contact):
        if contact and contact.number not in ids:
            values = partner(place, contact, 0, create(contact.parent))
            names = "name is_company parent_id email phone website street zip city country_id lang".split()
            record = env["res.partner"].create(
                {name: values[name] == "t" if name == "is_company" else values[name] or False for name in names}
            )
            ids[contact.number] = record.id
        return ids[contact.number] if contact else None

    for lead in sample:
        create(lead.customer)
    return ids


def _different(loaded: list[dict], created: list[dict], same=()) -> dict:
    """:return: {column: [how many differ, the first pair]}; `same` maps ids of the one side to the other's"""
    differing: Counter = Counter()
    examples: dict = {}
    for one, other in zip(loaded, created, strict=True):
        for name in one.keys() - _OF_THE_MOMENT:
            a, b = dict(same).get((name, one[name]), one[name]), other[name]
            if (a if a != "" else None) != (b if b != "" else None):
                differing[name] += 1
                examples.setdefault(name, [str(a)[:60], str(b)[:60]])
    return {name: [count, *examples[name]] for name, count in sorted(differing.items())}


def compare(env, place, first_id: int, sample: dict) -> dict:
    """Create some leads once more with Odoo, and compare every stored column; the caller rolls back.

    :param sample: {place in the stream: what the generator says}

    :return: {"leads": what differs, "partners": what differs, "columns": how many were compared}
    """
    env = env(user=place.manager, context={"mail_create_nolog": True, "mail_auto_subscribe_no_notify": True})
    loaded = _rows(env, "crm_lead", [first_id + number for number in sample])
    partner_ids = _create_partners(env, place, sample.values())
    made: dict = {}
    ids = []
    for lead, row in zip(sample.values(), loaded, strict=True):
        partner_id = partner_ids[lead.customer.number] if lead.customer else None
        values = lead_values(place, lead, partner_id)
        values = {name: value == "t" if name == "active" else value or False for name, value in values.items()}
        ids.append(env["crm.lead"].create(values).id)
        if lead.customer:
            made[row["partner_id"]] = partner_id
    created = _rows(env, "crm_lead", ids)
    same = {("partner_id", old): new for old, new in made.items()}
    old_partners, new_partners = _rows(env, "res_partner", list(made)), _rows(env, "res_partner", list(made.values()))
    same_parents = {
        (name, old[name]): new[name]
        for old, new in zip(old_partners, new_partners, strict=True)
        for name in ("parent_id", "commercial_partner_id")
    }
    return {
        "leads": _different(loaded, created, same),
        "partners": _different(old_partners, new_partners, same_parents),
        "columns": len(loaded[0]) - len(_OF_THE_MOMENT & loaded[0].keys()),
        "partners_checked": len(new_partners),
    }
