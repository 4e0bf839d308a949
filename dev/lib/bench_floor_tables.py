"""Inside Odoo: the floor of importing and of installing, plain SQL that writes the same rows of whole tables."""

from __future__ import annotations

import io
import time

from . import bench_match_columns

_LEADS = f"""
    SELECT {", ".join(bench_match_columns.LEAD[1:])} FROM crm_lead
     WHERE active AND won_status = 'pending' ORDER BY id LIMIT %(count)s"""
# The columns and the indexes of the addon's table of keys, each key of what the column says as it is.
_KEYS = {
    "email": "email_normalized",
    "phone": "phone_sanitized",
    "person": "lower(contact_name)",
    "company": "lower(partner_name)",
    "domain": "email_domain_criterion",
    "address": "lower(street) || zip",
    "in_company": "lower(contact_name) || lower(partner_name)",
    "in_domain": "lower(contact_name) || email_domain_criterion",
}
_MAKE = f"""
    CREATE TABLE bench_install_key AS
    SELECT lead.id AS lead_id,
           {", ".join(f"hashtextextended('{name}' || ({said}), 0) AS {name}" for name, said in _KEYS.items())},
           lead.partner_id AS partner, customer.commercial_partner_id AS entity
      FROM (SELECT id, partner_id, email_normalized, phone_sanitized, contact_name, partner_name,
                   email_domain_criterion, street, zip FROM crm_lead) AS lead
      LEFT JOIN (SELECT id AS customer_id, commercial_partner_id FROM res_partner) AS customer
             ON customer.customer_id = lead.partner_id;
    ALTER TABLE bench_install_key ADD COLUMN id serial PRIMARY KEY;
    CREATE INDEX ON bench_install_key (lead_id);
    {"".join(f"CREATE INDEX ON bench_install_key ({name}) WHERE {name} IS NOT NULL;" for name in [*_KEYS, "partner"])}
    ANALYZE bench_install_key"""


def importer(env, count: int):
    """:return: the question: so many rows, as Odoo would have stored them, copied into the table with its indexes"""
    names = ", ".join(bench_match_columns.LEAD[1:])
    rows = io.StringIO()
    env.cr.copy_expert(f"COPY ({env.cr.mogrify(_LEADS, {'count': count}).decode()}) TO STDOUT", rows)

    def load(env, _nothing) -> None:
        rows.seek(0)
        env.cr.copy_expert(f"COPY crm_lead ({names}) FROM STDIN", rows)

    return load


def measure(env, wish: dict, tell) -> None:
    """Make the keys of all leads, and forget them."""
    tell(note="the keys by plain SQL")
    started = time.perf_counter()
    env.cr.execute(_MAKE)
    env.cr.commit()
    seconds = time.perf_counter() - started
    env.cr.execute("SELECT count(*), pg_total_relation_size('bench_install_key') FROM bench_install_key")
    keys, size = env.cr.fetchone()
    env.cr.execute("DROP TABLE bench_install_key")
    env.cr.commit()
    tell(floor={"seconds": seconds, "keys": keys, "bytes": size})
