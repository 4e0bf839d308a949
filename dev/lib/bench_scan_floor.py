"""Inside Odoo: the floor of a scan, plain SQL that joins and groups the same keys, without comparing anything."""

from __future__ import annotations

import time

from .bench_match_ways import processor_seconds

_PAIRS = """
    SELECT mine.lead_id AS one, other.lead_id AS other, {place} AS kind
      FROM (SELECT {kind} AS value FROM crm_lead_match_key WHERE {kind} IS NOT NULL
             GROUP BY 1 HAVING count(*) BETWEEN 2 AND {most}) AS shared
      JOIN bench_scan_key AS mine ON mine.{kind} = shared.value
      JOIN bench_scan_key AS other ON other.{kind} = shared.value AND other.lead_id > mine.lead_id"""


def measure(env, blocks: dict) -> dict:
    """Join and group the keys of the open leads by which a scan finds pairs."""
    started, computed = time.perf_counter(), processor_seconds(env.cr)
    env.cr.execute("SET LOCAL work_mem = '192MB'")
    env.cr.execute(
        """CREATE TEMP TABLE bench_scan_key ON COMMIT DROP AS SELECT key.* FROM crm_lead_match_key AS key
             JOIN crm_lead AS lead ON lead.id = key.lead_id
            WHERE lead.active AND lead.won_status = 'pending' AND lead.merged_into_id IS NULL"""
    )
    env.cr.execute("ANALYZE bench_scan_key")
    parts = " UNION ALL ".join(
        _PAIRS.format(place=place, kind=kind, most=most) for place, (kind, most) in enumerate(blocks.items())
    )
    env.cr.execute(
        f"SELECT count(*) FROM (SELECT one, other, bit_or(1 << kind) FROM ({parts}) AS pairs GROUP BY 1, 2) AS found"
    )
    pairs = env.cr.fetchone()[0]
    found = {
        "seconds": time.perf_counter() - started,
        "processor": processor_seconds(env.cr) - computed,
        "pairs": pairs,
    }
    env.cr.rollback()
    return found
