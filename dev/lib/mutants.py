"""Small changes of a file that its tests should notice: which there are, and which of them are tried."""

from __future__ import annotations

import difflib
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

# Of the many other operators and comparisons that could stand at one place.
_OF_ONE_PLACE = 2
# `x is None` says the same as `x == None`, a text compared by identity is a matter of luck.
_SAME = {"Is_Eq", "Eq_Is", "IsNot_NotEq", "NotEq_IsNot"}


@dataclass(frozen=True)
class Mutant:
    """One change of a file."""

    line: int
    operator: str
    source: str
    before: str
    after: str

    @property
    def shown(self) -> str:
        return f"{self.before.strip()}  ->  {self.after.strip()}"


def mutants(path: Path, seed: int, share: float) -> tuple[list[Mutant], int]:
    """Those to try, chosen by the seed, in the order of the file; and how many there are in all."""
    source = path.read_text(encoding="utf-8")
    # decorators keep answers and forbid writing: without them all is slower, and the same
    aside = {number for number, text in enumerate(source.splitlines(), 1) if text.lstrip().startswith("@")}
    nodes = list(ast_nodes(get_ast(source)))
    places = defaultdict(list)
    provider = OperatorProvider()
    for name in provider:
        kind, _mark, change = name.partition("_")
        if provider[name].arguments() or change in _SAME:
            continue
        operator = provider[name]()
        found = [start for node in nodes for start, _end in operator.mutation_positions(node)]
        for occurrence, start in enumerate(found):
            if start[0] not in aside:
                places[start, kind].append((name, occurrence))
    chance = random.Random(f"{seed} {path.name}")
    tried = []
    for (start, _kind), names in sorted(places.items()):
        chosen = chance.sample(names, min(_OF_ONE_PLACE, len(names)))
        tried += [(start[0], name, occurrence) for name, occurrence in chosen if chance.random() < share]
    total = sum(map(len, places.values()))
    return [_mutant(source, line, provider[name](), name, occurrence) for line, name, occurrence in tried], total


def _mutant(source: str, line: int, operator, name: str, occurrence: int) -> Mutant:
    changed = mutate_code(source, operator, occurrence)
    diff = list(difflib.ndiff(source.splitlines(), changed.splitlines()))
    before = " ".join(text[2:].strip() for text in diff if text.startswith("- "))
    after = " ".join(text[2:].strip() for text in diff if text.startswith("+ "))
    return Mutant(line, name, changed, before, after)
