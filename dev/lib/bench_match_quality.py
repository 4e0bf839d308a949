"""Inside Odoo: how many of the true duplicates are found, and how many of those found are true.

Counted on pairs. Leads are drawn from those with duplicates and from those without, as many of each; every lead of a
draw stands for as many leads of its kind as there are. So both numbers are estimates over all leads of the database,
and come with the half of a 95 % interval. A pair is met from both of its ends, and counts from each.
"""

from __future__ import annotations

import math
import random
from typing import NamedTuple

from odoo import api

from .bench_match_ways import Ways

_BUTTON, _DIALOG = 3000, 1000
_BATCH = 80
_USUAL_CLUSTER = 6
# The dialog is asked thousands of times: without these Odoo's own way would take an hour. They change no answer.
_HELP = {
    "bench_help_lead": "crm_lead (email_normalized)",
    "bench_help_partner": "res_partner (email_normalized)",
}
_DRAW = """
    SELECT truth.lead_id, sizes.size
      FROM bench_truth truth
      JOIN crm_lead lead ON lead.id = truth.lead_id
      JOIN (SELECT cluster, count(*) AS size FROM bench_truth GROUP BY cluster) AS sizes USING (cluster)
     WHERE {} ORDER BY truth.lead_id"""
_TRUE = """
    SELECT mine.lead_id, array_agg(other.lead_id)
      FROM bench_truth mine JOIN bench_truth other ON other.cluster = mine.cluster AND other.lead_id <> mine.lead_id
      JOIN crm_lead lead ON lead.id = other.lead_id
     WHERE mine.lead_id = ANY(%s) AND {} GROUP BY mine.lead_id"""
# What Odoo lets the dialog offer: nothing won, and of what is archived only lost opportunities.
_OFFERED = "lead.won_status <> 'won' AND (lead.type = 'opportunity' OR lead.active)"
_CONVERTIBLE = "lead.active AND lead.won_status = 'pending'"


class Drawn(NamedTuple):
    weight: float
    size: int
    true: set[int]


def draw(env, seed: int, most: int, which: str, others: str) -> dict[int, Drawn]:
    """Leads with duplicates and leads without; what they stand for and their true duplicates."""
    env.cr.execute(_DRAW.format(which))
    kinds: dict = {True: [], False: []}
    sizes = {}
    for lead_id, size in env.cr.fetchall():
        kinds[size > 1].append(lead_id)
        sizes[lead_id] = size
    lots, drawn = random.Random(seed), {}
    for ids in kinds.values():
        chosen = lots.sample(ids, min(most, len(ids)))
        drawn |= {lead_id: len(ids) / len(chosen) for lead_id in chosen}
    env.cr.execute(_TRUE.format(others), [list(drawn)])
    true = {lead_id: set(found) for lead_id, found in env.cr.fetchall()}
    return {lead_id: Drawn(weight, sizes[lead_id], true.get(lead_id, set())) for lead_id, weight in drawn.items()}


def button(env, lead_ids) -> dict[int, set[int]]:
    return {lead.id: set(lead.duplicate_lead_ids.ids) - {lead.id} for lead in env["crm.lead"].browse(lead_ids)}


def dialog(env, lead_ids) -> dict[int, set[int]]:
    """What the convert dialog shows to merge with, ticked or not."""
    wizard = env["crm.lead2opportunity.partner"]
    # without the addon there is Odoo's own field only
    shown = "similar_lead_ids" if "similar_lead_ids" in wizard._fields else "duplicated_lead_ids"
    return {
        lead_id: set(
            wizard.with_context(active_model="crm.lead", active_id=lead_id, active_ids=[lead_id])
            .new({"lead_id": lead_id})[shown]
            ._origin.ids
        )
        - {lead_id}
        for lead_id in lead_ids
    }


def _ratio(hits, totals) -> list[float]:
    """A ratio of two sums over a draw, and the half of its 95 % interval, in percent."""
    total = sum(totals)
    if not total:
        return [float("nan"), float("nan")]
    ratio = sum(hits) / total
    error = math.sqrt(sum((hit - ratio * all_) ** 2 for hit, all_ in zip(hits, totals, strict=True))) / total
    return [100 * ratio, 196 * error]


def score(drawn: dict[int, Drawn], found: dict[int, set[int]]) -> dict:
    def weighted(count, most=math.inf):
        return [lead.weight * count(lead, found[lead_id]) for lead_id, lead in drawn.items() if lead.size <= most]

    hits = weighted(lambda lead, shown: len(lead.true & shown))
    usual = [
        weighted(lambda lead, shown: len(lead.true & shown), _USUAL_CLUSTER),
        weighted(lambda lead, _shown: len(lead.true), _USUAL_CLUSTER),
    ]
    return {
        "precision": _ratio(hits, weighted(lambda _lead, shown: len(shown))),
        "recall": _ratio(hits, weighted(lambda lead, _shown: len(lead.true))),
        "recall_usual": _ratio(*usual),
        "shown": sum(len(shown) for shown in found.values()),
        "true": sum(len(lead.true) for lead in drawn.values()),
        "leads": len(drawn),
    }


def _answers(ways: Ways, way: str, ask, lead_ids, note) -> dict:
    ways.use(way)
    found: dict = {}
    for start in range(0, len(lead_ids), _BATCH):
        note(f"{way}, {start} of {len(lead_ids)}")
        with ways.registry.cursor() as cr:
            found |= ask(api.Environment(cr, ways.user_id, {}), lead_ids[start : start + _BATCH])
            cr.rollback()
    return found


def measure(env, wish: dict, tell) -> None:
    ways = Ways(env)
    for name, column in _HELP.items():
        env.cr.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {column}")
    env.cr.execute("ANALYZE crm_lead (email_normalized)")
    env.cr.commit()
    quality = {}
    for title, ask, most, which, others in (
        ("button", button, _BUTTON, "true", "true"),
        ("dialog", dialog, _DIALOG, _CONVERTIBLE, _OFFERED),
    ):
        drawn = draw(env, wish["seed"], most, which, others)
        env.cr.rollback()
        quality[title] = {
            way: score(
                drawn, _answers(ways, way, ask, list(drawn), lambda text, title=title: tell(note=f"{title}, {text}"))
            )
            for way in ways.names
        }
    for name in _HELP:
        env.cr.execute(f"DROP INDEX {name}")
    env.cr.commit()
    tell(quality=quality)
