"""Inside Odoo: the plans by which PostgreSQL ran every statement of a question, those inside of functions included.

PostgreSQL's module auto_explain tells them as they are run, with what was really read. What is asked about one lead, or
about a page of them, must not read a big table from one end to the other, whoever sends the statement.
"""

from __future__ import annotations

import contextlib
import importlib
import re

from odoo import api, sql_db

from . import bench_convert, bench_match
from .bench_match_ways import EVIDENCE, Ways
from .bench_statements import _sender

_BIG, _FEW = 20_000, 1000
_REMOVED = re.compile(r"Rows Removed by Filter: (\d+)")
_NOISE = re.compile(r"\(cost=\S+ rows=\d+ width=\d+\) ?|::text|::integer|::bigint|::character varying")
_LITERAL = re.compile(r"'[^'\n]*'")
# The nodes that read or write a table or join two, how they find rows, and what they threw away.
_KEPT = re.compile(
    r"Scan (?:using \w+ )?on \w+ .*\(actual |(?:Hash|Merge)\b.* Join .*\(actual |(?:Index|Hash|Merge) Cond|Rows Removed"
    r"|^ *(?:Update|Insert|Delete) on"
)
_NO_TABLE = re.compile(r"(?:Subquery|Function|CTE|Values) Scan")
_SHAPE = re.compile(r"\(actual [^)]*\)|\d+|Rows Removed.*")
_BUFFERS = re.compile(r"Buffers: [^\n]*")
_WIDTH, _MOST_LINES = 118, 18
# What is shown of a question: the statements that these send, the addon's own.
_SHOWN = {
    "match": ("_query_hits", "_query_said"),
    "convert": ("_query_customers",),
    "merge": ("_move_key", "_move_link"),
    "scan": ("_prepare_scan", "_find_candidates"),
}


class _Heard:
    """In place of psycopg2's list of notices, which keeps the last fifty."""

    def __init__(self):
        self.texts: list[str] = []

    def append(self, text: str) -> None:
        self.texts.append(text)


@contextlib.contextmanager
def recorded():
    """:return: list of (sender, [plan]), in order, as statements are run"""
    found: list = []
    execute = sql_db.Cursor.execute

    def recording(self, query, params=None, log_exceptions=True):
        sender, heard = _sender(), _Heard()
        self._cnx.notices = heard
        try:
            return execute(self, query, params, log_exceptions)
        finally:
            found.append((sender, [text.partition("plan:\n")[2] for text in heard.texts if "plan:\n" in text]))

    sql_db.Cursor.execute = recording
    try:
        yield found
    finally:
        sql_db.Cursor.execute = execute


def big_tables(cr) -> dict[str, int]:
    cr.execute("SELECT relname, reltuples::int FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [_BIG])
    return dict(cr.fetchall())


def read_through(plan: str, big) -> list[str]:
    """:return: names of the big tables that a plan read from end to end"""
    found, table, loops, read = [], "", 1, 0.0
    for line in [*plan.splitlines(), "-> End (cost=0) (actual rows=0 loops=1)"]:
        if "(actual rows=" in line or "(never executed)" in line:
            if table in big and read > _FEW:
                found.append(table)
            node = re.search(r"Seq Scan on (\w+).*\(actual rows=([\d.]+) loops=(\d+)\)", line)
            table, rows, times = node.groups() if node else ("", 0, 1)
            loops = int(times)
            read = float(rows) * loops
        elif removed := _REMOVED.search(line):
            read += int(removed.group(1)) * loops
    return found


def _short(literal: re.Match) -> str:
    """A value that is looked for, unless it is long: which it is says nothing."""
    return literal.group() if len(literal.group()) <= 12 else "'...'"


def abbreviated(plan: str) -> dict:
    """What the statement is, what it read, and how: nodes with what was found, without what was expected."""
    text, _line, nodes = plan.removeprefix("Query Text: ").partition("\n")
    while nodes and "(cost=" not in nodes.split("\n", 1)[0]:  # a statement of several lines
        more, _line, nodes = nodes.partition("\n")
        text += " " + more.strip()
    lines, is_kept = [], False
    for line in _LITERAL.sub(_short, _NOISE.sub("", nodes)).splitlines():
        is_node = "(actual " in line or "(never executed)" in line
        if is_node:
            is_kept = bool(_KEPT.search(line)) and not _NO_TABLE.search(line)
        if is_kept and _KEPT.search(line):
            lines.append("  " * (not is_node) + line.strip().removeprefix("->").strip())
    lines = [line if len(line) <= _WIDTH else line[: _WIDTH - 4] + " ..." for line in lines]
    more = [f"... and {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else []
    buffers = _BUFFERS.search(nodes)
    return {
        "statement": " ".join(text.split())[: _WIDTH - 4].strip(),
        "buffers": buffers.group().removeprefix("Buffers: ") if buffers else "none",
        "lines": lines[:_MOST_LINES] + more,
    }


def _is_shown(sender: str, plan: str, names) -> bool:
    """Not what PostgreSQL itself asks to check references, and nothing that found no table to read."""
    if sender.rpartition(" ")[2] not in names or "FOR KEY SHARE OF x" in plan:
        return False
    return " on crm_lead_match_search" not in plan.partition("\n")[2]


def explained(ask, names, big, seen: set) -> dict:
    """:param ask: the question, as a callable without arguments
    :param seen: plans that are shown already; one like them is only counted
    :return: how many statements it sent, which of them read a big table through, the plans that are shown"""
    with recorded() as found:
        ask()
    through, shown, alike = [], [], 0
    for sender, plans in found:
        for plan in plans:
            through += [f"{table} <- {sender}" for table in read_through(plan, big)]
            if _is_shown(sender, plan, names):
                short = abbreviated(plan)
                shape = _SHAPE.sub("", "".join(short["lines"]))
                if shape and shape not in seen:
                    shown.append({"sender": sender, **short})
                alike += shape in seen
                seen.add(shape)
    return {
        "statements": len(found),
        "plans": sum(len(plans) for _sender, plans in found),
        "through": sorted(set(through)),
        "shown": shown,
        "alike": alike,
    }


# The questions


def _of_match(env, wish):
    ways, chosen = Ways(env), bench_match._chosen(env, wish["seed"])
    opener = bench_match.dialog_opener(env)
    env.cr.rollback()
    for title, question, what in (
        ("the similar leads of one", bench_match.similar_count, chosen["one"]),
        ("the numbers of a page of 80", bench_match.similar_counts, chosen["pages"]),
        ("the similar leads of one being typed", bench_match.similar_typed, chosen["typed"]),
        ("opening the convert dialog", opener, chosen["dialogs"]),
    ):
        yield title, ways, question, what


def _of_convert(env, wish):
    ways, convert, asked = Ways(env, bench_convert.SELLER), bench_convert.converter(env), bench_convert.cases(env, 2)
    env.cr.rollback()
    for name, things in asked.items():
        yield f"converting, {name}", ways, convert, things


def _of_merge(env, wish):
    def merge(env, ids) -> None:
        env["crm.lead"].browse(ids).merge_opportunity()

    env.cr.execute(
        """SELECT lead.id FROM crm_lead AS lead JOIN mail_message AS message
               ON message.model = 'crm.lead' AND message.res_id = lead.id
            WHERE lead.active AND lead.won_status = 'pending' GROUP BY lead.id ORDER BY count(*), lead.id LIMIT 10"""
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.rollback()
    yield "merging five", Ways(env), merge, [ids[:5], ids[5:]]


_QUESTIONS = {"match": _of_match, "convert": _of_convert, "merge": _of_merge}


def _of_scan(env, big) -> dict:
    """How a scan finds what can be similar, a part of each kind of key. It reads whole tables: nothing is refused."""
    kinds = len(importlib.import_module("odoo.addons.crm_lead_conversion.tools.evidence").BLOCKS)

    def join(ours) -> None:
        Pair, scan = ours["crm.lead.duplicate.pair"], ours["crm.lead.duplicate.scan"]._begin()
        Pair._prepare_scan()
        for place in range(kinds):
            Pair._find_candidates(place, 0, (scan.slice_count - 2) // kinds)

    with env.registry.cursor() as cr:
        ours = api.Environment(cr, api.SUPERUSER_ID, {})
        found = explained(lambda: join(ours), _SHOWN["scan"], big, set())
        cr.rollback()
    return {**found, "through": []}


def measure(env, wish: dict, tell) -> None:
    scenario, big, found, seen = wish["scenario"], big_tables(env.cr), {}, set()
    Ways(env).use(EVIDENCE)
    if scenario == "scan":
        tell(note="a scan of all leads")
        found["what can be similar among all leads"] = _of_scan(env, big)
    else:
        for title, ways, question, things in _QUESTIONS[scenario](env, wish):
            tell(note=title)
            ways.ask(question, things[0])
            found[title] = explained(
                lambda ways=ways, question=question, things=things: ways.ask(question, things[-1]),
                _SHOWN[scenario], big, seen,
            )  # fmt: skip
    tell(plans=found, big=big)
