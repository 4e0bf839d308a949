"""Inside Odoo: bulk work of many groups to merge, worked off by one process and by two at once."""

from __future__ import annotations

from .bench_bulk_groups import of_part
from .bench_merge import _machine
from .bench_workers import work_off

_CHECK = """
    SELECT count(*), count(DISTINCT item.merge_id), count(*) FILTER (WHERE item.state = 'done'),
           count(*) FILTER (WHERE merge.merged_count = jsonb_array_length(item.data->'lead_ids') - 1)
      FROM crm_lead_job_item AS item LEFT JOIN crm_lead_merge AS merge ON merge.id = item.merge_id
     WHERE item.job_id = %s"""
_KEPT = "SELECT count(*), count(merged_into_id), count(DISTINCT merged_into_id) FROM crm_lead WHERE id = ANY(%s)"


def _job(env, part: str) -> int:
    user = env["res.users"].search([("login", "=", "bench-manager")])
    items = [{"lead_ids": ids} for ids in of_part(env, part)]
    job = env(user=user)["crm.lead.job"]._start("merge", items)
    env.cr.commit()
    return job.id


def _check(env, job_id: int, groups) -> None:
    """A number is worth nothing if a group was left out or merged twice."""
    env.cr.execute(_CHECK, [job_id])
    expected = (len(groups),) * 4
    if (found := env.cr.fetchone()) != expected:
        raise RuntimeError(f"Not each group was merged once: {found} instead of {expected}.")
    records = sum(map(len, groups))
    env.cr.execute(_KEPT, [[lead_id for ids in groups for lead_id in ids]])
    expected = (records, records - len(groups), len(groups))
    if (found := env.cr.fetchone()) != expected:
        raise RuntimeError(f"What is left of the groups is {found} instead of {expected}.")


def _worked_off(env, part: str, workers: int) -> dict:
    _check(env, _job(env, f"warm {part}"), of_part(env, f"warm {part}"))
    job_id, groups = _job(env, part), of_part(env, part)
    env.cr.commit()
    found = work_off(env, workers)
    _check(env, job_id, groups)
    return {"groups": len(groups), **found}


def measure(env, wish: dict, tell) -> None:
    found = {"machine": _machine(env)}
    for part, workers in (("one", 1), ("two", 2)):
        tell(note=f"{workers} at work")
        found[part] = _worked_off(env, part, workers)
    tell(**found)
