"""doc/benchmarks.md, written of the results that are kept: tables, drawings, plans and quality of one run each."""

from __future__ import annotations

from . import addon, bench_report_plans, bench_results, bench_rows, bench_scenarios, bench_sizes, bench_table
from .bench_rows import DRAWN
from .console import Refusal, say

# What is measured as a whole at the largest size, besides the scenarios that sizes are compared by.
FULL = ("match", "convert", "merge", "mass", "scan", "import", "install", "febrl")
_TITLES = {
    "match": "Finding similar leads (`dev/bench match`)",
    "convert": "Converting one lead (`dev/bench convert`)",
    "merge": "Merging by hand (`dev/bench merge`)",
    "mass": "Converting and assigning many (`dev/bench mass`)",
    "scan": "All duplicates of the database (`dev/bench scan`)",
    "import": "Importing a file (`dev/bench import`)",
    "install": "Installing (`dev/bench install`)",
}
_WHAT = {
    "match": "As a sales manager, the median of 20 to 200 questions, each in a transaction of its own with nothing in"
    " Odoo's cache of records. Plain SQL: a narrow table of exact keys of address, phone and customer with indexes."
    " \"One by one\" is from a sample of what half a minute allows, for all leads of the database; plain SQL there"
    " groups the keys once.",
    "convert": "By the dialog, as a salesperson: opening it, saving it, and its button, the median of up to 30 leads,"
    " each taken back. Odoo's dialog always wants a customer. Plain SQL: the contact (and its company) inserted, the"
    " lead updated, and what points at a merged lead moved.",
    "merge": "As a sales manager, the median of up to 15 groups, all ways in turns, each merge taken back. The records"
    " have tags, texts and messages. Odoo deletes the others; this addon keeps them and a record of the merge, and can"
    " undo it. Plain SQL: what points at the records moved by one UPDATE a table, then one UPDATE of the survivor and"
    " one of the others.",
    "mass": "As a sales manager, once each, taken back; this addon as its background job does it, with a record of"
    " each conversion. Odoo does it in the request, in one process; two is how many workers Odoo has for scheduled"
    " actions, and they share the leads. Plain SQL: the same contacts, leads and merges written set-based.",
    "scan": "Odoo has no such scan: lead by lead, from a sample. Plain SQL: the same keys joined and grouped, without"
    " comparing anything. What changed is looked at alone afterwards.",
    "import": "By the import screen, once each. Plain SQL: COPY of as many rows with all columns, as"
    " Odoo would have stored them, into the table with its indexes.",
    "install": "Plain SQL: a table of the same columns and indexes, made of the columns as they are; it has no"
    " normalising, which is most of the work.",
}
_QUALITY = ("asked", "by", "precision", "recall", "F1", "recall, up to 6 leads of a customer")
_WAYS = {"stock": "Odoo", "odoo": "this addon, Odoo's matching", "evidence": "this addon"}
_SIDES = {"button": "similar leads", "dialog": "convert dialog"}


def write(sizes) -> None:
    """Write the page and its drawings from what is kept.

    :raise Refusal: if there is nothing to write, or a plan read a big table through
    """
    largest = sizes[-1]
    found = {
        scenario: told for scenario in FULL
        if (told := bench_results.kept(scenario, 0 if scenario == "febrl" else largest))
    }  # fmt: skip
    if not _machines(found):
        raise Refusal(f"Nothing was measured with {largest} leads yet: dev/bench page --leads {largest}")
    folder = addon.ROOT / "doc"
    parts = [_head(found, sizes), *_tables(found), *_growth(sizes, folder), *_quality(found), *_plans(found)]
    path = folder / "benchmarks.md"
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    say(f"\nWritten: {path}")
    told = [fault for each in found.values() for fault in bench_report_plans.faults(each["found"])]
    if told:
        raise Refusal("\n".join(told))


def _machines(found: dict) -> list[dict]:
    return [
        side["machine"] for told in found.values()
        for side in (told["found"], told["found"].get("stock"), told["found"].get("ours"))
        if isinstance(side, dict) and "machine" in side
    ]  # fmt: skip


def _head(found: dict, sizes) -> str:
    largest, machines = sizes[-1], _machines(found)
    machine, loads = machines[0], [each["load"] for each in machines]
    dates, commits = (sorted({told[name] for told in found.values()}) for name in ("date", "commit"))
    # measuring keeps Odoo and the server busy, and no more
    busy = max(loads) > machine["cores"] + 1
    again = f"dev/bench page --leads {largest}"
    if sizes != bench_sizes.wished("", largest):
        again += f" --sizes {','.join(map(str, sizes))}"
    missing = [f"`{name}`" for name in FULL if name not in found]
    measured = (
        f"Measured {' and '.join(dates)} at commit {', '.join(commits)} on {machine['cores']} cores"
        f" ({machine['processor']}) with {machine['memory'] / 2**30:.0f} GiB of memory; PostgreSQL"
        f" {machine['postgresql']}, Python {machine['python']}, Odoo {machine['odoo']}, all on it. Its load was"
        f" {min(loads):.1f} to {max(loads):.1f} when a measuring began. "
        + ("The machine was busy with other work: of this run only the statements are reliable, not the times. " * busy)
        + (f"Not measured at this size: {', '.join(missing)}." if missing else "Each table is of one run.")
    )
    return "\n".join(
        [
            "# Benchmarks",
            "",
            *_wrapped(
                f"What this addon costs among {largest:,} leads, next to Odoo's own way and to plain SQL that reads or"
                " writes the same, in the same run."
            ),
            "",
            *_wrapped(measured),
            "",
            "To repeat it (it writes this page; stopped, it goes on where it was):",
            "",
            f"    {again}",
            "",
            *_wrapped(
                f"One table alone: `dev/bench match --leads {largest}`, and `--plans` for its plans; so for the others."
                " The leads are generated with known duplicates (`dev/bench generate`), the same for the same `--seed`;"
                " a sample of them is created by Odoo as well, and has to be the same in every column."
            ),
            "",
            *_wrapped(
                "*Times* says how many times as long this addon takes: less than 1 is faster. Plain SQL asks for no"
                " rights, computes nothing, records nothing and tells nobody: no program is faster than that."
            ),
        ]
    )


def _tables(found: dict):
    for scenario, title in _TITLES.items():
        if told := found.get(scenario):
            rows = bench_rows.of(scenario, told["found"])
            yield "\n".join([f"## {title}", "", *_wrapped(_WHAT[scenario]), "", *bench_table.markdown_rows(rows)])
            if scenario == "scan":
                yield _of_scan(told["found"])


def _wrapped(text: str, width: int = 118) -> list[str]:
    lines = [""]
    for word in text.split():
        lines = [*lines, word] if len(lines[-1]) + len(word) > width else [*lines[:-1], f"{lines[-1]} {word}".strip()]
    return lines


def _of_scan(found: dict) -> str:
    groups, memory = found["groups"], found["memory"]
    return "\n".join(
        _wrapped(
            f"{groups['groups']:,} groups, the largest of {groups['largest']}. Of their {groups['pairs']:,} pairs"
            f" {100 * groups['true'] / max(groups['pairs'], 1):.2f} % are true; of the {groups['all_true']:,} true"
            f" pairs of open leads {100 * groups['true'] / max(groups['all_true'], 1):.2f} % are found, all counted."
            f" The process had {memory['most'] / 1e6:.0f} MB at most."
        )
    )


def _growth(sizes, folder):
    """How the cost grows: flat, or with the number of leads."""
    yield "\n".join(
        [
            "## Cost by the number of leads (`dev/bench sizes`)",
            "",
            *_wrapped(
                "Growth: how many times as long it takes with ten times as many leads, from the last size but one to"
                " the largest. 1 is flat, 10 is linear. " + bench_sizes.verdict(sizes)
            ),
        ]
    )
    for scenario in DRAWN:
        lines = bench_sizes.markdown(scenario, sizes)
        if path := bench_sizes.draw(scenario, sizes, folder):
            lines += ["", f"![{lines[0].strip('# ')} by the number of leads, both axes logarithmic]({path.name})"]
        yield "\n".join(lines)


def _quality(found: dict):
    """How much is found, and how much of that is true."""
    told = {"": found["match"]["found"]} if "quality" in found.get("match", {}).get("found", {}).get("ours", {}) else {}
    told |= {f"Febrl {number}": each for number, each in found.get("febrl", {}).get("found", {}).items()}
    if not told:
        return
    yield "\n".join(
        [
            "## Quality (`dev/bench match`, `dev/bench febrl`)",
            "",
            *_wrapped(
                "Pairs of leads, in percent, with half of the 95 % interval where they are estimated from a draw. The"
                " generated leads have their own duplicates. The Febrl sets are public: names, streets and postcodes of"
                " invented people, several slips in a record; no e-mail and no phone, so Odoo's own way finds none."
            ),
        ]
    )
    for title, each in told.items():
        quality = each["quality"] if title else {
            side: each["stock"]["quality"][side] | each["ours"]["quality"][side] for side in _SIDES
        }  # fmt: skip
        yield "\n".join(
            [f"### {title or 'Generated leads'}", "", *bench_table.markdown(_QUALITY, _quality_rows(quality))]
        )


def _quality_rows(quality: dict) -> list[list[str]]:
    """With F1, the harmonic mean of precision and recall."""
    rows = []
    for side, title in _SIDES.items():
        for way, each in quality[side].items():
            precision, recall, usual = (_share(*each[name]) for name in ("precision", "recall", "recall_usual"))
            rows.append([title, _WAYS[way], precision, recall, _f1(each["precision"][0], each["recall"][0]), usual])
    return rows


def _f1(precision: float, recall: float) -> str:
    both = precision + recall
    return f"{2 * precision * recall / both:.2f}" if both > 0 else "-"


def _share(value: float, half: float) -> str:
    return "-" if value != value else f"{value:.2f}" + (f" ± {half:.2f}" if half else "")


def _plans(found: dict):
    told = {scenario: found[scenario]["found"] for scenario in bench_scenarios.WITH_PLANS if scenario in found}
    told = {scenario: each for scenario, each in told.items() if "plans" in each}
    if not told:
        return
    big = max((each["big"] for each in told.values()), key=len)
    sizes = ", ".join(f"{name} {rows:,}" for name, rows in sorted(big.items()))
    yield "\n".join(
        [
            "## Query plans",
            "",
            *_wrapped(
                "As PostgreSQL ran them among these leads (EXPLAIN with ANALYZE and BUFFERS, by auto_explain): the"
                f" nodes that read or write tables, with what was really found. Rows of the big tables: {sizes}. The"
                " run fails if a statement of a question about one lead or about a page of them, whoever sends it,"
                " reads one of these from end to end. A scan of all leads reads all of them. Plans like one that is"
                " shown are only counted."
            ),
        ]
    )
    for each in told.values():
        for title, one in each["plans"].items():
            first, *lines = bench_report_plans.lines_of(title, one)
            shown = ["", "```text", *lines[1:], "```"] if lines else []
            said = first.partition(": ")[2] + "."
            yield "\n".join([f"### {title[0].upper()}{title[1:]}", "", *_wrapped(said), *shown])
