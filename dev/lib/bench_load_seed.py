"""Inside Odoo, before the load: the people whose programs work, and the leads they all work on."""

from __future__ import annotations

from datetime import timedelta

from odoo import fields

# each of these has a message of its own, to see afterwards where it is
TEXT = "Belongs to "
PEOPLE = 8


def measure(env, wish: dict, tell) -> None:
    groups = [env.ref(name).id for name in ("base.group_user", "sales_team.group_sale_salesman_all_leads")]
    users = env["res.users"].with_context(no_reset_password=True).create(
        [
            {"name": f"Program {number}", "login": f"program-{number}", "group_ids": [(6, 0, groups)]}
            for number in range(PEOPLE)
        ]
    )
    ends = fields.Datetime.now() + timedelta(days=1)
    keys = [env["res.users.apikeys"].with_user(user).sudo()._generate(None, "load", ends) for user in users]
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Wanted {number}",
                "type": "lead" if number % 4 else "opportunity",
                "user_id": users[number % PEOPLE].id,
                "contact_name": f"Person {number // 3}",
                "email_from": f"person{number // 3}@load.example.com",
                "expected_revenue": number,
            }
            for number in range(wish["leads"])
        ]
    )
    for lead in leads:
        lead.message_post(body=f"{TEXT}{lead.id}.")
    env.cr.commit()
    tell(keys=keys, ids=leads.ids)
