"""Inside Odoo: what finding similar leads costs, by each way and by plain SQL."""

from __future__ import annotations

import random
import time
from xml.etree import ElementTree

from . import bench_match_floor, bench_match_quality, bench_match_sizes, lead_generator
from .bench_match_ways import Ways, processor_seconds
from .bench_merge import _machine

_ONE, _PAGES, _PAGE, _DIALOGS, _LOOP, _IMPORT = 200, 20, 80, 50, 2000, 10_000
_SECONDS_OF_A_LOOP, _SECONDS_OF_THE_PAGE = 60, 30
_FEW_LEADS = 50_000
# where only sizes are compared
_PART = 3
# what is never shown in a view says so by one of these
_HIDDEN = {"1", "True"}


# The questions, as the web client or a program asks them


def similar_count(env, lead_id: int) -> None:
    env["crm.lead"].browse(lead_id).duplicate_lead_count  # noqa: B018


def similar_counts(env, lead_ids) -> None:
    for lead in env["crm.lead"].browse(lead_ids):
        lead.duplicate_lead_count  # noqa: B018


def similar_typed(env, said: dict) -> None:
    """While a lead is typed; Odoo's form asks for the number alone."""
    if hasattr(env["crm.lead"], "lead_find_typed"):
        env["crm.lead"].lead_find_typed(said)
    else:
        env["crm.lead"].new(said).duplicate_lead_count  # noqa: B018


def unrelated_edit(env, lead_id: int) -> None:
    env["crm.lead"].browse(lead_id).write({"referred": "the fair in Gent"})


def similar_leads_each(env, lead_ids) -> None:
    for lead in env["crm.lead"].browse(lead_ids):
        lead.duplicate_lead_ids  # noqa: B018


def dialog_leads_each(env, lead_ids) -> None:
    for lead in env["crm.lead"].browse(lead_ids):
        lead._get_lead_duplicates(lead.partner_id, lead.email_from, include_lost=True)


def dialog_opener(env):
    """:return: what the web client asks to open the convert dialog: default values of the fields of its view"""
    model = "crm.lead2opportunity.partner"
    view = env.ref("crm.view_crm_lead2opportunity_partner")
    arch = ElementTree.fromstring(env[model].get_views([(view.id, "form")])["views"]["form"]["arch"])
    spec = _spec(env[model], arch)

    def open_dialog(env, lead_id: int) -> None:
        context = {"active_model": "crm.lead", "active_id": lead_id, "active_ids": [lead_id]}
        found = env[model].with_context(**context).onchange({}, [], spec)
        assert found["value"]["lead_id"], found

    return open_dialog


def _spec(model, node, top: bool = True) -> dict:
    """The fields a form shows, and those of the lists in it."""
    found: dict = {}
    for child in node:
        if child.tag == "field":
            field = model._fields[child.get("name")]
            found[field.name] = {}
            if field.relational:
                inner = [each for each in child if each.tag == "list"]
                lines = _spec(model.env[field.comodel_name], inner[0], False) if inner else {}
                # without lines of its own, the client asks of what is never shown only which records it is
                is_hidden = _HIDDEN & {child.get("invisible"), child.get("column_invisible")}
                found[field.name] = {"fields": lines or ({} if is_hidden else {"display_name": {}})}
        else:
            found |= _spec(model, child, top)
    return found


def importer(seed: int, count: int):
    """:return: the import of a file of further leads, as a user would map its columns"""
    names = "name contact_name partner_name email_from phone website street zip city".split()
    leads = lead_generator.leads(seed + 1_000_000, count)
    rows = [
        [getattr(lead, name) or "" for name in names] + [lead.country or "", lead.priority, lead.type] for lead in leads
    ]

    def load(env, _nothing) -> None:
        known = {country.code: country.name for country in env["res.country"].search([])}
        data = [[*row[:9], known.get(row[9], ""), *row[10:]] for row in rows]
        found = env["crm.lead"].load([*names, "country_id", "priority", "type"], data)
        if not found["ids"]:
            raise RuntimeError(f"The import failed: {found['messages'][:3]}")

    return load


# Which leads are asked about


def _chosen(env, seed: int) -> dict:
    """Leads at random, pages of the list as it is ordered, leads to convert, leads of the busiest number."""

    def ids(query: str, *parameters) -> list[int]:
        env.cr.execute(query, parameters)
        return [row[0] for row in env.cr.fetchall()]

    def typed(lead_ids) -> list[dict]:
        texts = ["email_from", "phone", "contact_name", "partner_name", "website", "street", "zip"]
        rows = env["crm.lead"].with_context(active_test=False).search_read([("id", "in", lead_ids)], texts)
        return [{name: row[name] for name in texts} for row in rows]

    lots = random.Random(seed)
    everything = ids("SELECT lead_id FROM bench_truth ORDER BY lead_id")
    some = lots.sample(everything, min(len(everything), 20_000))
    active = ids("SELECT id FROM crm_lead WHERE active AND id = ANY(%s) ORDER BY priority DESC, id DESC", some)
    step = max(1, (len(active) - _PAGE) // _PAGES)
    to_convert = ids(
        "SELECT id FROM crm_lead WHERE active AND type = 'lead' AND won_status = 'pending' AND id = ANY(%s)", some
    )
    busiest = ids(
        """SELECT id FROM crm_lead WHERE phone_sanitized = (
               SELECT phone_sanitized FROM crm_lead WHERE phone_sanitized IS NOT NULL
                GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) ORDER BY id"""
    )
    return {
        "one": some[:_ONE],
        "typed": typed(some[:_ONE]),
        "pages": [active[start : start + _PAGE] for start in range(0, step * _PAGES, step)],
        "dialogs": lots.sample(to_convert, min(_DIALOGS, len(to_convert))),
        "busiest": lots.sample(busiest, min(_DIALOGS, len(busiest))),
        "loop": some[-_LOOP:],
        "all": len(everything),
    }


def _loop(ways: Ways, question, chosen: dict, note, most: int = _SECONDS_OF_A_LOOP) -> dict:
    """Ask about lead after lead; how long all of them would take."""
    found = {}
    for way in ways.names:
        ways.use(way)
        started, asked, statements = time.perf_counter(), 0, 0
        for start in range(0, len(chosen["loop"]), 100):
            note(f"{way}, {start} of {len(chosen['loop'])}")
            some = chosen["loop"][start : start + 100]
            statements += ways.ask(question, some)[1]
            asked += len(some)
            if time.perf_counter() - started > most:
                break
        seconds = time.perf_counter() - started
        found[way] = {
            "seconds_for_all": seconds / asked * chosen["all"],
            "statements": statements / asked,
            "asked": asked,
        }
    return found


def _once(ways: Ways, question) -> dict:
    """Something that takes long: once each."""
    found = {}
    for way in ways.names:
        ways.use(way)
        computed: list[float] = []

        def counted(env, what, computed=computed) -> None:
            computed.append(processor_seconds(env.cr))
            question(env, what)
            env.cr.flush()
            computed.append(processor_seconds(env.cr))

        seconds, statements = ways.ask(counted, None)
        computed_for = computed[1] - computed[0]
        found[way] = {"seconds": seconds, "statements": statements - 2, "processor": computed_for}
    return found


def measure(env, wish: dict, tell) -> None:
    ways, chosen = Ways(env), _chosen(env, wish["seed"])
    if wish["brief"]:
        for name in ("one", "typed", "busiest", "pages", "dialogs"):
            chosen[name] = chosen[name][: -(-len(chosen[name]) // _PART)]
    machine = _machine(env)
    tell(note="the keys of the floor")
    keys = bench_match_floor.make(env)
    env.cr.commit()
    rows: dict = {}

    def say(title):
        return lambda text: tell(note=f"{title}, {text}")

    floor = bench_match_floor
    rows["one"] = ways.compare(similar_count, chosen["one"], say("one lead"), floor.one)
    rows["typed"] = ways.compare(similar_typed, chosen["typed"], say("leads being typed"))
    rows["busiest"] = ways.compare(similar_count, chosen["busiest"], say("the busiest number"), floor.one)
    rows["page"] = ways.compare(similar_counts, chosen["pages"], say("pages"), floor.several)
    rows["dialog"] = ways.compare(dialog_opener(env), chosen["dialogs"], say("convert dialogs"), floor.one)
    rows["edit"] = ways.compare(unrelated_edit, chosen["dialogs"], say("edits"))
    tell(rows=rows, machine=machine, floor_keys=keys)
    if wish["brief"]:
        return
    most = _SECONDS_OF_THE_PAGE if wish["page"] else _SECONDS_OF_A_LOOP
    loops = {
        "button": _loop(ways, similar_leads_each, chosen, say("all by the button"), most),
        "dialog": _loop(ways, dialog_leads_each, chosen, say("all by the dialog"), most),
    }
    tell(loops=loops)
    if not wish["page"]:
        count = _IMPORT if wish["leads"] >= _FEW_LEADS else _IMPORT // 10
        tell(note=f"import of {count}")
        tell(imported={"count": count, **_once(ways, importer(wish["seed"], count))})
        env.cr.rollback()
    bench_match_quality.measure(env, wish, tell)
    bench_match_sizes.measure(env, wish, tell)
