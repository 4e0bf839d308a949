"""Which files are changed, which tests must notice, and what came of it."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

from . import addon, cache, processes, python_env
from .console import Refusal, Step, say
from .lists import entries
from .mutate_mark import MARK
from .test_databases import TestDatabases
from .workplace import Workplace

# The tests of each file, the fastest to notice first. Those with generated values are left out: what they find has to
# stand in the tables too, and they would cost each survivor half a minute.
_SURVIVORSHIP = ("test_merge_survivorship", "test_merge_properties", "test_qualify_import_fill")
_NORMALIZE = (
    "test_match_normalize_text", "test_match_normalize", "test_match_normalize_names", "test_match_normalize_phone",
    "test_match_evidence",
)  # fmt: skip
_PLAIN = {
    "tools/clusters.py": ("test_dedupe_clusters",),
    "tools/evidence.py": ("test_match_evidence",),
    "tools/fill.py": ("test_qualify_import_fill",),
    "tools/lead_api_error.py": ("test_api_error",),
    "tools/normalize*.py": _NORMALIZE,
    "tools/profiles.py": ("test_dedupe_profiles",),
    "tools/steps.py": ("test_merge_steps",),
    "tools/survivorship*.py": _SURVIVORSHIP,
}
_PLANNER = {
    "models/crm_lead_merge_plan.py": (
        "test_merge_plan_fit",
        "test_merge_engine",
        "test_merge_plan",
        "test_merge_preview",
    ),
}
_SILENCE = 900  # the slowest file, its tests passing once, without a word


def chosen(names) -> dict[str, tuple[str, ...]]:
    """{file: names of its tests}, of all that can be changed or of those that are asked for."""
    known = {}
    for pattern, tests in {**_PLAIN, **_PLANNER}.items():
        for path in sorted(addon.ROOT.glob(pattern)):
            known[str(path.relative_to(addon.ROOT))] = tests
    wanted = [str(Path(name).absolute().relative_to(addon.ROOT)) for name in names] if names else list(known)
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise Refusal(f"No tests are listed for {', '.join(unknown)}. There are: {', '.join(known)}.")
    return {name: known[name] for name in wanted}


def run(place: Workplace, files: dict, seed: int, share: float) -> int:
    """Try the mutants.

    :return: 1 if one survives that is not listed, or one that is listed was noticed
    """
    planner = {name: tests for name, tests in files.items() if name in _PLANNER}
    plain = {name: tests for name, tests in files.items() if name not in planner}
    found: list[dict] = []
    if plain:
        found += _try(place, {"files": plain, "database": "", "seed": seed, "share": share})
    if planner:
        with cache.locked(f"tests of checkout {cache.checkout()}"):
            name = TestDatabases(place).prepared(fresh=False, update=True)
            found += _try(place, {"files": planner, "database": name, "seed": seed, "share": share})
    return _report(files, found)


def _try(place: Workplace, wish: dict) -> list[dict]:
    """One Python tries all mutants of some files, and tells of each what came of it."""
    log = cache.logs() / ("mutate-planner.log" if wish["database"] else "mutate.log")
    log.unlink(missing_ok=True)
    wish["config"] = str(place.odoo.config(wish["database"]))
    environment = place.odoo.environment(offline=True)
    needed = (python_env.DEV, python_env.folder_with("requirements-mutate.txt"))
    environment["PYTHONPATH"] = os.pathsep.join((environment["PYTHONPATH"], *map(str, needed)))
    listed = entries("mutants_that_survive.txt")
    found: list[dict] = []
    running = Step("Mutants of the planner" if wish["database"] else "Mutants of the rules")

    def hear(line: str) -> None:
        if line.startswith(MARK):
            found.append(news := json.loads(line[len(MARK) :]))
            running.note(f"{news.get('file', '')}:{news.get('line', '')} ({len(found)})")
            if news.get("outcome") == "survived" and _entry(news) not in listed:
                say(f"  survived: {_entry(news)}  # line {news['line']}, {news['operator']}")

    command = [place.odoo.python, "-m", "lib.mutate_inside", json.dumps(wish)]
    code = processes.run_logged(command, log, on_line=hear, env=environment, cwd=place.odoo.home, patience=_SILENCE)
    if code or not any(news.get("finished") for news in found):
        raise Refusal(f"Not all mutants were tried. The whole log is {log}")
    running.end("done")
    return found


def _report(files: dict, found: list[dict]) -> int:
    listed = entries("mutants_that_survive.txt")
    survivors = [news for news in found if news.get("outcome") == "survived"]
    unexplained = sum(_entry(news) not in listed for news in survivors)
    for head in (news for news in found if "tried" in news):
        outcomes = Counter(news["outcome"] for news in found if "outcome" in news and news["file"] == head["file"])
        survived = outcomes["survived"]
        say(
            f"  {head['file']}: {head['tried']} of {head['total']} mutants tried, {head['tried'] - survived} noticed "
            f"({outcomes['slow']} by not coming to an end), {survived} survived; tests {head['seconds']} s"
        )
    tried = {_entry(news) for news in found if "outcome" in news}
    stale = sorted(set(listed) & tried - {_entry(news) for news in survivors})
    for entry in stale:
        say(f"  Listed in dev/mutants_that_survive.txt, but noticed: {entry}")
    total = sum(news["tried"] for news in found if "tried" in news)
    say(
        f"{total} mutants of {len(files)} files, {total - len(survivors)} noticed, {len(survivors)} survived, "
        f"{unexplained} of them unexplained"
    )
    return int(bool(unexplained or stale))


def _entry(news: dict) -> str:
    return f"{news['file']}: {news['change']}"
