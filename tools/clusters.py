"""From matches to groups: which leads are all of one customer.

Two matches do not make a third: a lead that goes together with one member of a
group by a shared phone may have nothing to do with the others. So a group grows
by what is nearest on average, and only as long as that average is strong enough.

Plain Python without the ORM. Weights are in bits, as in `evidence`: 0 is a
strength of 50, each bit more doubles the odds."""

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import NamedTuple

# Two members that were not found similar speak against each other by so many bits.
APART = -1.0
NEVER = float('-inf')


class Group(NamedTuple):
    members: list  # in order
    bits: float  # of the weakest of the joins that made it


def group(pairs, least, sides=None):
    """Groups of what goes together.

    :param dict pairs: {(one, other): bits} of what is similar, one < other;
        :data:`NEVER` of what must not be in one group
    :param float least: bits that two parts of a group have on average, more
        than :data:`APART`
    :param dict sides: {one: side}; what is on different sides is never in one
        group, and what is on none goes with all
    :return: list of :class:`Group`, in order; who is alone is in none
    """
    # how strong, and how many of the members were found similar
    sums = defaultdict(dict)
    for (one, other), bits in pairs.items():
        sums[one][other] = sums[other][one] = (bits, 1)
    sides = {one: side for one, side in sides.items() if side} if sides else {}
    # what does not hang together has nothing to do with each other, and few are grouped faster than many
    return sorted(each for members in get_connected(sums) for each in _group_these(members, sums, least, sides))


def get_connected(links):
    """:param dict links: {one: dict by all that it has to do with}, both ways
    :return: generator of lists of all that hang together, by however many steps"""
    seen = set()
    for first in list(links):
        if first not in seen:
            members = [first]
            seen.add(first)
            for one in members:  # grows as it goes
                new = links[one].keys() - seen
                seen |= new
                members += new
            yield members


def _group_these(members, sums, least, sides):
    """:param list members: all that hang together
    :param dict sums: {one: {other: (bits, how many)}}; what becomes part of a group goes
    :param dict sides: as of :func:`group`; changed
    :return: generator of :class:`Group`"""
    parts, weakest = {one: [one] for one in members}, {}
    near = [
        (-_get_mean(found, 1), one, other) for one in members for other, found in sums[one].items() if one < other]
    heapify(near)
    while near and -near[0][0] >= least:
        against, one, other = heappop(near)
        if one not in parts or other not in parts or -against != _get_mean(
                sums[one][other], len(parts[one]) * len(parts[other])):
            continue  # one of them has grown, or is part of another one
        if len({sides[part] for part in (one, other) if part in sides}) > 1:
            continue
        weakest[one] = -against  # the joins of a part only get weaker
        parts[one] += parts.pop(other)
        if other in sides:
            sides[one] = sides.pop(other)
        _join(one, other, sums)
        for third, found in sums[one].items():
            mean = _get_mean(found, len(parts[one]) * len(parts[third]))
            if mean >= least:
                heappush(near, (-mean, min(one, third), max(one, third)))
    return (Group(sorted(parts[one]), bits) for one, bits in weakest.items() if one in parts)


def _get_mean(found, count):
    """:param found: pair of a sum of bits and of how many
    :param count: of how many it is the mean"""
    bits, few = found
    return round((bits + APART * (count - few)) / count, 6)


def _join(one, other, sums):
    """What was similar to the other one is similar to the one it is part of now."""
    del sums[one][other]
    for third, (bits, few) in sums.pop(other).items():
        if third != one:
            del sums[third][other]
            before, many = sums[one].get(third, (0.0, 0))
            sums[one][third] = sums[third][one] = (before + bits, many + few)
