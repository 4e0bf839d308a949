"""Inside Odoo: leads that wait for assignment."""

from __future__ import annotations

from .bench_mass import MANY, SALESPEOPLE, TEAM, leads


def measure(env, wish: dict, tell) -> None:
    """And a team for them; before the addon is there, so that both ways get the same."""
    sellers = env["res.users"].search([("login", "like", "bench-seller")], limit=SALESPEOPLE)
    team = env["crm.team"].create({"name": TEAM, "use_leads": True})
    env["crm.team"].search([("id", "!=", team.id)]).write({"assignment_optout": True})
    env["crm.team.member"].create(
        [{"crm_team_id": team.id, "user_id": seller.id, "assignment_max": 90_000} for seller in sellers]
    )
    env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
    env.flush_all()
    env.cr.execute(
        "UPDATE crm_lead SET user_id = NULL, team_id = NULL, create_date = now() AT TIME ZONE 'UTC' - interval '1 day'"
        " WHERE id = ANY(%s)",
        [leads(env, MANY, "assign")],
    )
    env.cr.commit()
    tell(team=team.id)
