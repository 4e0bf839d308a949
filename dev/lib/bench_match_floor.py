"""Inside Odoo: the floor, plain SQL on a narrow table of exact keys. Nothing that matches leads can cost less."""

from __future__ import annotations

import time

_MAKE = """
    DROP TABLE IF EXISTS bench_key;
    CREATE TABLE bench_key AS
    SELECT hashtextextended(kind || value, 0) AS key, lead_id
      FROM (SELECT 'e' AS kind, email_normalized AS value, id AS lead_id FROM crm_lead WHERE email_normalized <> ''
             UNION ALL
            SELECT 'p', phone_sanitized, id FROM crm_lead WHERE phone_sanitized <> ''
             UNION ALL
            SELECT 'c', customer.commercial_partner_id::text, lead.id
              FROM crm_lead lead JOIN res_partner customer ON customer.id = lead.partner_id) AS keys;
    CREATE INDEX ON bench_key (key) INCLUDE (lead_id);
    CREATE INDEX ON bench_key (lead_id) INCLUDE (key);
    ANALYZE bench_key"""
_COUNT = """
    SELECT mine.lead_id, count(DISTINCT other.lead_id)
      FROM bench_key mine JOIN bench_key other ON other.key = mine.key AND other.lead_id <> mine.lead_id
     WHERE mine.lead_id = ANY(%s) GROUP BY mine.lead_id"""
_ALL = """
    SELECT count(*), max(size)
      FROM (SELECT count(*) AS size FROM bench_key GROUP BY key HAVING count(*) > 1) AS groups"""


def make(env) -> dict:
    """Make the keys; how long that takes, how large they are, and how long all groups of equal keys take."""
    started = time.perf_counter()
    env.cr.execute(_MAKE)
    made = time.perf_counter() - started
    started = time.perf_counter()
    env.cr.execute(_ALL)
    groups, largest = env.cr.fetchone()
    grouped = time.perf_counter() - started
    env.cr.execute("SELECT count(*), pg_total_relation_size('bench_key') FROM bench_key")
    keys, size = env.cr.fetchone()
    return {"made": made, "grouped": grouped, "groups": groups, "largest": largest, "keys": keys, "bytes": size}


def several(env, lead_ids) -> None:
    env.cr.execute(_COUNT, [lead_ids])
    env.cr.fetchall()


def one(env, lead_id: int) -> None:
    several(env, [lead_id])
