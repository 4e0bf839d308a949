"""Inside Odoo: how large the tables are, and what the largest values of leads are."""

from __future__ import annotations


def measure(env, wish: dict, tell) -> None:
    env.cr.execute("SELECT pg_total_relation_size('crm_lead'), pg_table_size('crm_lead')")
    total, table = env.cr.fetchone()
    env.cr.execute("SELECT pg_total_relation_size(to_regclass('crm_lead_match_key'))")
    keys = env.cr.fetchone()[0]
    # an index that the addon adds to Odoo's own tables counts as its own, too
    env.cr.execute(
        "SELECT indexrelname, pg_relation_size(indexrelid) FROM pg_stat_user_indexes"
        " WHERE relname IN ('crm_lead', 'res_partner')"
    )
    indexes = dict(env.cr.fetchall())
    tell(sizes={"crm_lead": total, "without_indexes": table, "keys": keys, "indexes": indexes})
