"""What dev/bench prints about finding similar leads."""

from __future__ import annotations

from .console import say

_WAYS = {
    "stock": "Odoo without the addon",
    "odoo": "addon, matching = odoo",
    "evidence": "addon, matching = evidence",
    "floor": "plain SQL on exact keys",
}
_ROWS = {
    "one": "number of similar leads, one lead",
    "typed": "similar leads of one being typed",
    "busiest": "the same, leads with the busiest phone number",
    "page": "numbers of similar leads, page of 80",
    "dialog": "opening the convert dialog",
    "edit": "editing an unrelated field",
}
_LOOPS = {"button": "similar leads (button)", "dialog": "_get_lead_duplicates (dialogs)"}


def match(found: dict) -> None:
    stock, ours = found["stock"], found["ours"]
    machine = ours["machine"]
    say(f"\nSimilar leads among {found['leads']} leads, as a sales manager, each question in a new transaction")
    say(
        f"{machine['cores']} cores, load {stock['machine']['load']:.1f} and {machine['load']:.1f} when measuring began,"
        f" PostgreSQL {machine['postgresql']}"
    )
    _seeded(found["seeded"])
    for name, title in _ROWS.items():
        _row(title, stock["rows"][name], ours["rows"][name])
    if "loops" not in ours:
        return
    _loops(stock, ours)
    if "imported" in ours:
        _import(stock, ours)
    _quality({side: stock["quality"][side] | ours["quality"][side] for side in ("button", "dialog")})
    _sizes(stock["sizes"], ours["sizes"], ours["floor_keys"])
    say(f"Installing the addon among these leads took {found['install']:.0f} s, starting Odoo included.")


def _seeded(seeded: dict) -> None:
    say(
        f"Loaded in {seeded['seconds']:.0f} s; {seeded['leads_checked']} of the leads and"
        f" {seeded['partners_checked']} of their customers were created by Odoo as well:"
        f" all {seeded['columns']} columns of a lead that do not tell the time are equal"
    )
    if not seeded["trigrams"]:
        say(
            "PostgreSQL came without pg_trgm here: Odoo's own way lacks its indexes and is slower than it usually is."
            " Install PostgreSQL's contrib modules to compare."
        )


def _row(title: str, before: dict, after: dict) -> None:
    """One question: every way, the floor in both measurings, as the machine may have changed in between."""
    stock = before["stock"]
    say(f"\n{title}, {stock['asked']} times   median ms    p95 ms  statements (most)  times faster")
    for way, side in {**before, **{name: side for name, side in after.items() if name != "floor"}}.items():
        _line(_WAYS[way], side, stock)
    if "floor" in after:
        _line("  the same, after the install", after["floor"], stock)


def _line(name: str, side: dict, stock: dict) -> None:
    say(
        f"  {name:34} {side['ms']:18.2f} {side['p95']:9.2f}  {side['statements']:9.1f} ({side['most_statements']})"
        f" {stock['ms'] / side['ms']:13.1f}"
    )


def _loops(stock: dict, ours: dict) -> None:
    say("\nAll duplicates, asked lead by lead (time for all leads, from a sample)")
    for name, title in _LOOPS.items():
        for way, side in {**stock["loops"][name], **ours["loops"][name]}.items():
            say(
                f"  {title:32} {_WAYS[way]:28} {side['seconds_for_all']:10.0f} s  {side['statements']:6.2f} statements"
                f" a lead  (from {side['asked']})"
            )
    keys = ours["floor_keys"]
    say(
        f"  {'plain SQL':32} {_WAYS['floor']:28} {keys['grouped']:10.1f} s  for {keys['groups']} groups, the largest of"
        f" {keys['largest']}; the keys made in {keys['made']:.1f} s"
    )


def _import(stock: dict, ours: dict) -> None:
    count = stock["imported"]["count"]
    say(f"\nImporting {count} leads by load()")
    usual = stock["imported"]["stock"]
    for side in (stock["imported"], ours["imported"]):
        for way, spent in side.items():
            if way != "count":
                say(
                    f"  {_WAYS[way]:34} {spent['seconds']:8.1f} s  {spent['statements']:7} statements"
                    f"  {spent['seconds'] / usual['seconds']:6.2f} x Odoo's time;"
                    f" computing {spent['processor']:6.1f} s, {spent['processor'] / usual['processor']:.2f} x Odoo's"
                )


def _quality(quality: dict) -> None:
    say("\nQuality on pairs, in percent, estimated over all leads (+- half of the 95 % interval)")
    say(f"  {'':44} precision        recall           recall, up to 6   found  true")
    for side, title in (("button", "similar leads"), ("dialog", "convert dialog")):
        for way, each in quality[side].items():
            numbers = "  ".join(f"{value:6.2f} +- {half:5.2f}" for value, half in _numbers(each))
            say(f"  {title:15} {_WAYS[way]:28} {numbers}  {each['shown']:6} {each['true']:5}  of {each['leads']} leads")
    say("  The dialog is asked for leads that can be converted; true is what it may offer, so nothing won.")


def _numbers(each: dict):
    return each["precision"], each["recall"], each["recall_usual"]


def _sizes(before: dict, after: dict, floor: dict) -> None:
    say(f"\ncrm_lead takes {_mb(before['crm_lead'])} with its indexes, {_mb(after['crm_lead'])} with the addon")
    if after["keys"]:
        share = 100 * after["keys"] / before["crm_lead"]
        say(f"The keys of the addon take {_mb(after['keys'])} with their indexes, {share:.0f} % of Odoo's table")
    else:
        say("The addon keeps no keys.")
    for name in sorted(after["indexes"].keys() - before["indexes"].keys()):
        say(f"The addon adds the index {name}: {_mb(after['indexes'][name])}")
    say(f"The keys of the floor take {_mb(floor['bytes'])} with their indexes, {floor['keys']} keys")


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"


def install(found: dict) -> None:
    say(f"\nInstalling the addon in a database with {found['leads']} leads")
    _seeded(found["seeded"])
    first, second = found["updates"]
    say(f"  {first + second:7.1f} s  two updates of all rows of crm_lead ({first:.1f} and {second:.1f})")
    sizes = found["sizes"]
    say(f"crm_lead takes {_mb(sizes['crm_lead'])} afterwards, the keys of the addon {_mb(sizes['keys'] or 0)}")
    say(f"Plain SQL makes {found['floor']['keys']} keys of the columns as they are: {_mb(found['floor']['bytes'])}")


def febrl(found: dict) -> None:
    say("\nThe Febrl sets as leads: names and addresses, no e-mail and no phone, so Odoo's own way cannot find any")
    for number, told in found.items():
        say(f"\nFebrl {number}")
        _quality(told["quality"])


def generated(found: dict) -> None:
    say(f"{found['leads']} leads from seed {found['seed']} in {found['seconds']:.1f} s. Of them, in percent:")
    for name, share in found["shares"].items():
        say(f"  {share:6.2f}  {name}")
    say("Clusters by their size: " + ", ".join(f"{count} of {size}" for size, count in found["clusters"].items()))
    pairs = found["pairs"]
    say(f"{pairs['pairs']} pairs of true duplicates. Of them, in percent, have the same, compared simply:")
    for name, share in pairs.items():
        if name != "pairs":
            say(f"  {share:6.2f}  {name}")
