"""What was measured, of any scenario, in one form: Odoo's own way, this addon and plain SQL, in seconds."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One thing that was done; None where there is no such way, or nothing was counted."""

    key: str
    title: str
    odoo: float | None
    ours: float | None
    floor: float | None
    odoo_statements: float | None = None
    ours_statements: float | None = None
    count: int = 1  # leads that it was done to: sizes are compared by each

    def each(self, way: str) -> float | None:
        seconds = getattr(self, way)
        return None if seconds is None else seconds / self.count


# Scenarios that sizes are compared by, and what of them is drawn.
DRAWN = {
    "match": ("one", "page", "typed", "dialog"),
    "convert": ("create", "exist", "nothing", "merge"),
    "merge": ("2x20", "5x20"),
    "mass": ("plain few", "deduplicated few"),
    "scan": ("all",),
}
_MATCH = {
    "one": "number of similar leads of one",
    "page": "numbers of similar leads, page of 80",
    "typed": "similar leads of one being typed",
    "busiest": "one with the busiest phone number",
    "dialog": "opening the convert dialog",
    "edit": "editing an unrelated field",
}
_CONVERT = {
    "create": "converting with a new customer",
    "exist": "converting with an existing customer",
    "nothing": "converting without a customer",
    "merge": "converting into another lead",
}
_MASS = {
    "plain few": "{:,} leads converted",
    "deduplicated few": "{:,} leads converted, with deduplication",
    "plain": "{:,} leads converted",
    "deduplicated": "{:,} leads converted, with deduplication",
    "assigned": "{:,} leads assigned, with deduplication",
    "together": "{:,} leads converted, by two workers",
    "deduplicated together": "{:,} leads converted, with deduplication, by two workers",
    "very many": "{:,} leads converted, with deduplication, by two workers",
}
# Odoo has one way to do it, in the request.
_ODOOS = {"together": "plain", "deduplicated together": "deduplicated"}
_IMPORT = {
    "import": "importing {:,} rows",
    "test": "testing an import of {:,} rows",
    "skip": "importing, similar rows skipped",
    "attach": "importing, similar rows added",
}


def _match(found: dict) -> list[Row]:
    stock, ours = found["stock"], found["ours"]
    rows = []
    for key, title in _MATCH.items():
        theirs, mine = stock["rows"][key], ours["rows"][key]
        rows.append(_timed(key, title, theirs["stock"], mine["evidence"], mine.get("floor")))
    for key, title in (("button", "all leads by the button"), ("dialog", "all leads as the dialog asks")):
        if "loops" in ours:
            theirs, mine = stock["loops"][key]["stock"], ours["loops"][key]["evidence"]
            rows.append(
                Row(
                    f"all {key}", title + ", one by one", theirs["seconds_for_all"], mine["seconds_for_all"],
                    ours["floor_keys"]["grouped"], count=found["leads"],
                )
            )  # fmt: skip
    return rows


def _timed(key: str, title: str, theirs: dict | None, mine: dict | None, floor: dict | None) -> Row:
    """Of summaries with milliseconds and statements."""
    odoo, ours, plain = (each and each["ms"] / 1000 for each in (theirs, mine, floor))
    return Row(
        key, title, odoo, ours, plain, theirs and theirs["statements"], mine and mine["statements"]
    )


def _convert(found: dict) -> list[Row]:
    stock, ours = found["stock"]["rows"], found["ours"]["rows"]
    return [
        _timed(key, title, stock[key].get("stock"), ours[key]["evidence"], ours[key]["floor"])
        for key, title in _CONVERT.items()
    ]


def _merge(found: dict) -> list[Row]:
    return [
        _timed(
            f"{row['records']}x{row['messages']}", f"merging {row['records']} with {row['messages']:,} messages each",
            row["odoos"], row["ours"], row["floor"],
        )
        for row in found["rows"]
    ]  # fmt: skip


def _mass(found: dict) -> list[Row]:
    stock, ours = found["stock"], found["ours"]
    rows = []
    for key, title in _MASS.items():
        if key not in ours:
            continue
        count = ours[key]["asked"]
        floor = {"ms": ours[key]["floor"]} if "floor" in ours[key] else None
        row = _timed(key, title.format(count), stock.get(_ODOOS.get(key, key)), ours[key], floor)
        rows.append(row._replace(count=count))
    return rows


def _scan(found: dict) -> list[Row]:
    count, floor = found["changed"]["count"], min(each["seconds"] for each in found["floors"])
    return [
        Row("all", "a scan of all leads", found["stock"]["seconds_for_all"], found["full"]["seconds"], floor),
        Row("changed", f"a scan of {count:,} leads that changed", None, found["changed"]["seconds"], None),
    ]


def _import(found: dict) -> list[Row]:
    stock, ours, count = found["stock"], found["ours"], found["stock"]["count"]
    rows = []
    for key, title in _IMPORT.items():
        theirs, mine = stock["asked"].get(key), ours["asked"][key]
        rows.append(
            Row(
                key, title.format(count), theirs and theirs["seconds"], mine["seconds"],
                ours["floor"] if key == "import" else None, theirs and theirs["statements"], mine["statements"],
            )
        )  # fmt: skip
    return rows


def _install(found: dict) -> list[Row]:
    floor = found["floor"]["seconds"]
    # among few leads it is less than what two installations differ by
    of_leads = found["full"] - found["empty"]
    return [
        Row("full", "installing among these leads", None, found["full"], floor),
        Row("keys", "the part that the leads take", None, of_leads if of_leads > 0 else None, floor),
        Row("empty", "installing in a database without leads", None, found["empty"], None),
    ]


_OF = {
    "match": _match, "convert": _convert, "merge": _merge, "mass": _mass, "scan": _scan, "import": _import,
    "install": _install,
}  # fmt: skip


def of(scenario: str, found: dict) -> list[Row]:
    """:return: nothing for scenarios that are no comparison"""
    return _OF[scenario](found) if scenario in _OF else []
