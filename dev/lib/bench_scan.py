"""Inside Odoo: what finding the groups of duplicates of a whole database costs, and how good they are."""

from __future__ import annotations

import importlib
import random
import resource
import time

from odoo import api

from . import bench_match, bench_scan_floor
from .bench_match_ways import ODOO, Ways, processor_seconds
from .bench_merge import _machine

_CHANGED, _SAMPLE = 1000, 500
_GROUPS = """
    WITH members AS (
        SELECT rel.duplicate_id, rel.lead_id, truth.cluster FROM crm_lead_duplicate_rel AS rel
          JOIN crm_lead_duplicate AS dup ON dup.id = rel.duplicate_id AND dup.state = 'new'
          JOIN bench_truth AS truth ON truth.lead_id = rel.lead_id)
    SELECT count(*), count(*) FILTER (WHERE one.cluster = other.cluster),
           (SELECT count(DISTINCT duplicate_id) FROM members),
           (SELECT max(size) FROM (SELECT count(*) AS size FROM members GROUP BY duplicate_id) AS sizes)
      FROM members AS one JOIN members AS other
        ON other.duplicate_id = one.duplicate_id AND other.lead_id > one.lead_id"""
_TRUE = """
    SELECT sum(size * (size - 1) / 2) FROM (
        SELECT count(*) AS size FROM bench_truth AS truth JOIN crm_lead AS lead ON lead.id = truth.lead_id
         WHERE lead.active AND lead.won_status = 'pending' GROUP BY truth.cluster) AS clusters"""


def _timed(env, work) -> dict:
    started, computed = time.perf_counter(), processor_seconds(env.cr)
    result = work()
    env.flush_all()
    return {
        "seconds": time.perf_counter() - started,
        "processor": processor_seconds(env.cr) - computed,
        "result": result,
    }


def _memory() -> int:
    """The most this process had so far, in bytes."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _odoos_way(env, wish, tell) -> dict:
    """There is none for a whole database: lead after lead, and how long all of them would take."""
    ways, lots = Ways(env), random.Random(wish["seed"])
    env.cr.execute("SELECT id FROM crm_lead WHERE active AND won_status = 'pending' ORDER BY id")
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.rollback()
    chosen = {"loop": lots.sample(ids, min(_SAMPLE, len(ids))), "all": len(ids)}
    ways.names = (ODOO,)
    return bench_match._loop(
        ways, bench_match.similar_leads_each, chosen, lambda text: tell(note=f"Odoo's way, {text}")
    )[ODOO]


def _change(env, seed: int) -> None:
    """Some leads say something else: each gets the number of another one."""
    env.cr.execute("SELECT id FROM crm_lead WHERE active AND won_status = 'pending' AND phone_sanitized IS NOT NULL")
    rows = env.cr.fetchall()
    ids = random.Random(seed).sample([row[0] for row in rows], min(_CHANGED, len(rows) // 4))
    leads = env["crm.lead"].browse(ids)
    for lead, other in zip(leads, leads[1:] + leads[:1], strict=True):
        lead.phone = other.phone
    env.flush_all()
    env["crm.lead.duplicate.todo"]._note_pending()


def measure(env, wish: dict, tell) -> None:
    blocks = importlib.import_module("odoo.addons.crm_lead_conversion.tools.evidence").BLOCKS
    machine = _machine(env)
    stock = _odoos_way(env, wish, tell)
    Ways(env).use("evidence")
    floors = []
    tell(note="plain SQL on the same keys")
    floors.append(bench_scan_floor.measure(env, blocks))
    before = _memory()
    tell(note="a scan of all leads")
    with env.registry.cursor() as cr:
        ours = api.Environment(cr, api.SUPERUSER_ID, {})
        full = _timed(ours, lambda: ours["crm.lead.duplicate"].scan())
        cr.commit()
        memory = _memory()
        cr.execute(_GROUPS)
        pairs, true, groups, largest = cr.fetchone()
        cr.execute(_TRUE)
        all_true = int(cr.fetchone()[0])
        scan = ours["crm.lead.duplicate.scan"].browse(full["result"]["scan_id"])
        cr.execute("ANALYZE crm_lead_duplicate_pair, crm_lead_duplicate_rel, crm_lead_duplicate")
        cr.commit()
        tell(note="leads that changed")
        _change(ours, wish["seed"])
        cr.execute("SELECT count(DISTINCT lead_id) FROM crm_lead_duplicate_todo")
        count = cr.fetchone()[0]
        changed = _timed(ours, lambda: ours["crm.lead.duplicate"].scan(scan.date))
        cr.rollback()
    tell(note="plain SQL on the same keys, again")
    floors.append(bench_scan_floor.measure(env, blocks))
    tell(
        machine=machine, stock=stock, floors=floors, full=full, changed={**changed, "count": count},
        memory={"before": before, "most": memory},
        groups={"pairs": pairs, "true": true, "all_true": all_true, "groups": groups, "largest": largest},
    )
