"""Inside Odoo: the statements of a merge, how long each takes and who sends it."""

from __future__ import annotations

import contextlib
import re
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from odoo import sql_db

_ADDON = "crm_lead_conversion"
_KIND = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(?:ONLY\s+)?(\"?\w+\"?)", re.IGNORECASE)
_WIDTH = 110


def _kind(text: str) -> str:
    """What a statement does and to which table: `UPDATE mail_message`."""
    words = text.split(None, 1)
    verb = words[0].upper() if words else "?"
    if verb == "WITH":
        verb = next((word for word in ("UPDATE", "INSERT", "DELETE") if f" {word} " in text), "SELECT")
        if verb == "UPDATE":
            return f"UPDATE {re.search(r'UPDATE ([^ ]+)', text).group(1)}".replace('"', "")
    table = _KIND.search(text)
    further = text.count(" UNION ALL ")
    kind = f"{verb} {table.group(1)}".replace('"', "") if table else verb
    return kind + f" and {further} more" * bool(further)


def _sender() -> str:
    """The nearest place in the addon that led here, else in an addon of Odoo's."""
    nearest = ""
    frame = sys._getframe(2)
    while frame:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("odoo.addons."):
            place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}"
            if module.split(".")[2] == _ADDON:
                return place
            nearest = nearest or place
        frame = frame.f_back
    return nearest


@contextlib.contextmanager
def _recorded():
    """Every statement of any cursor, in order: (milliseconds, text, sender)."""
    found: list = []
    execute = sql_db.Cursor.execute

    def recording(self, query, params=None, log_exceptions=True):
        sender = _sender()
        started = time.perf_counter()
        try:
            return execute(self, query, params, log_exceptions)
        finally:
            spent = (time.perf_counter() - started) * 1000
            found.append((spent, " ".join(str(getattr(query, "code", query)).split()), sender))

    sql_db.Cursor.execute = recording
    try:
        yield found
    finally:
        sql_db.Cursor.execute = execute


def listed(merge, groups) -> dict:
    """The statements of a merge, each with its median over those groups that sent the same number of them."""
    runs = []
    for ids in groups:
        with _recorded() as found:
            seconds, count = merge(ids)
        runs.append((seconds * 1000, found[:count]))
    usual = statistics.mode(len(found) for _ms, found in runs)
    runs = [(ms, found) for ms, found in runs if len(found) == usual]
    statements = [
        {
            "number": place + 1,
            "ms": statistics.median(found[place][0] for _ms, found in runs),
            "kind": _kind(text),
            "text": text[:_WIDTH],
            "sender": sender,
        }
        for place, (_spent, text, sender) in enumerate(runs[0][1])
    ]
    kinds = defaultdict(list)
    for statement in statements:
        kinds[statement["kind"]].append(statement["ms"])
    return {
        "ms": statistics.median(ms for ms, _found in runs),
        "statements": statements,
        "kinds": sorted(([kind, len(spent), sum(spent)] for kind, spent in kinds.items()), key=lambda row: -row[2]),
    }
