"""What a stream of generated leads is like: that it is the same each time, its shares, how hard its duplicates are."""

from __future__ import annotations

import hashlib
import itertools
import re
import time
from collections import Counter

from . import lead_firms, lead_generator

# What has to hold of any stream that is long enough to have shares: least and most, in percent.
_BOUNDS = {
    "have a duplicate": (10.5, 13.5),
    "have an address at gmail.com": (12.5, 17),
    "have an address of the largest account": (18, 22),
    "have the switchboard of the largest account": (0.3, 0.8),
    "are leads, not opportunities": (53, 57),
    "are lost": (9, 14),
    "are won": (4, 9),
    "have a customer": (12, 20),
}
_LONG_ENOUGH = 20_000
_PROBE = 2000


def _keys(lead) -> tuple:
    """What a simple, exact comparison sees: e-mail, end of the phone, words of name and company or address."""
    email = re.search(r"[^\s<>,]+@[^\s<>,]+", lead.email_from or "")
    digits = re.sub(r"\D", "", (lead.phone or "").partition(" ext")[0])
    words = frozenset(re.findall(r"\w+", (lead.contact_name or "").lower()))
    firm = re.sub(r"\W", "", (lead.partner_name or "").lower())[:6]
    return (
        email and email.group().lower(),
        digits[-8:] or None,
        (words, firm) if words and firm else None,
        (words, lead.zip) if words and lead.zip else None,
    )


def _same_stream(seed: int) -> bool:
    first, second = (
        hashlib.sha256(repr(list(lead_generator.leads(seed, _PROBE))).encode()).digest() for _each in range(2)
    )
    return first == second


def _shares(counts: Counter, sizes: Counter, count: int) -> dict:
    alone = sum(1 for size in sizes.values() if size == 1)
    return {name: 100 * (count - alone if name == "have a duplicate" else counts[name]) / count for name in _BOUNDS}


def _pairs(groups) -> dict:
    """How the true pairs can be found, in percent of them."""
    found, pairs = Counter(), 0
    for members in groups:
        for one, other in itertools.combinations(members, 2):
            pairs += 1
            same = [a is not None and a == b for a, b in zip(one, other, strict=True)]
            for name, hit in zip(("e-mail", "phone", "name and company", "name and postcode"), same, strict=True):
                found[name] += hit
            found["none of these"] += not any(same)
    return {name: 100 * count / max(pairs, 1) for name, count in [*found.items()]} | {"pairs": pairs}


def check(seed: int, count: int) -> dict:
    """Generate and look.

    :return: seconds, shares in percent, sizes of clusters, the evidence in true pairs, what does not hold
    """
    started = time.monotonic()
    for _lead in lead_generator.leads(seed, count):
        pass
    seconds = time.monotonic() - started
    counts, sizes, groups = Counter(), Counter(), {}
    for lead in lead_generator.leads(seed, count):
        sizes[lead.cluster] += 1
        groups.setdefault(lead.cluster, []).append(_keys(lead))
        email = (lead.email_from or "").lower()
        counts["have an address at gmail.com"] += "@gmail.com" in email
        counts["have an address of the largest account"] += f"@{lead_firms.GIANT_DOMAIN}" in email
        counts["have the switchboard of the largest account"] += "25550101" in re.sub(r"\D", "", lead.phone or "")
        counts["are leads, not opportunities"] += lead.type == "lead"
        counts["are lost"] += lead.status == "lost"
        counts["are won"] += lead.status == "won"
        counts["have a customer"] += lead.customer is not None
    shares = _shares(counts, sizes, count)
    faults = [] if _same_stream(seed) else ["The same seed gave another stream."]
    if count >= _LONG_ENOUGH:
        for name, (least, most) in _BOUNDS.items():
            if not least <= shares[name] <= most:
                faults.append(f"{shares[name]:.1f} % {name}, not {least} to {most} %.")
    clusters = Counter("20+" if size >= 20 else "7-19" if size > 6 else str(size) for size in sizes.values())
    return {
        "seed": seed,
        "leads": count,
        "seconds": seconds,
        "shares": shares,
        "clusters": dict(sorted(clusters.items())),
        "pairs": _pairs(members for members in groups.values() if len(members) > 1),
        "faults": faults,
    }
