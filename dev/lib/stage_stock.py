"""Odoo's own tests of crm with this addon installed and the whole registry loaded."""

from __future__ import annotations

from . import addon, cache, pytest_run
from .console import Step
from .lists import entries
from .odoo_log import needs_browser
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

_LIST = "stock_tests_that_differ.txt"
# The settings that give Odoo's own behaviour back: with them no test may differ.
_AS_ODOO = {
    f"{addon.NAME}.merge_into": "most_advanced",
    f"{addon.NAME}.keep_merged": "False",
    f"{addon.NAME}.matching": "odoo",
}


def run(place: Workplace, databases: TestDatabases) -> Tally:
    """With the addon's defaults: only the listed tests differ, and they do."""
    return _run(place, databases, "stock", "Odoo's own tests of crm", entries(_LIST), {})


def run_as_odoo(place: Workplace, databases: TestDatabases) -> Tally:
    """With the settings that give Odoo's behaviour back: none differs."""
    return _run(place, databases, "compat", "Odoo's own tests of crm, set as Odoo", {}, _AS_ODOO)


def _run(place, databases, purpose: str, title: str, differing: dict[str, str], settings: dict[str, str]) -> Tally:
    log = cache.logs() / f"{purpose}.log"
    log.unlink(missing_ok=True)
    tally = Tally(title, log=log)
    name = databases.copy(purpose, demo=False)
    databases.load(name, "Installing the addon", "-i", addon.NAME, demo=False)
    place.databases.set_parameters(name, settings)
    tests = place.odoo.source.crm / "tests"
    arguments = ["-v", "--no-header", f"--rootdir={tests}", tests]
    running = Step(tally.title)
    code, outcomes = pytest_run.logged(place.odoo, name, log, arguments, running.note)
    again = [outcome.test for outcome in outcomes if outcome.test not in differing and _is_failed_tour(outcome)]
    if again:
        tally.notes.append(f"Tours of Odoo's that failed and were tried a second time: {', '.join(again)}")
        arguments[-1:] = [f"{tests}/{test}" for test in again]
        code, second = pytest_run.logged(place.odoo, name, log, arguments, running.note)
        outcomes = [outcome for outcome in outcomes if outcome.test not in again] + second
    databases.drop(name)
    _compare(tally, outcomes, differing)
    if code and not tally.failures and not any(outcome.state == "failed" for outcome in outcomes):
        tally.failures.append(f"pytest ended with exit code {code}.")
    return tally


def _is_failed_tour(outcome: pytest_run.Outcome) -> bool:
    """Odoo's tours give a step ten seconds, which a busy machine now and then exceeds."""
    return outcome.state == "failed" and "TIMEOUT step failed to complete" in outcome.text


def _compare(tally: Tally, outcomes, differing: dict[str, str]) -> None:
    """The list must be exact: a listed test that passes is as wrong as an unlisted one that fails."""
    tally.check(bool(outcomes), "No test of Odoo's crm ran.")
    seen = {outcome.test for outcome in outcomes}
    for outcome in outcomes:
        listed = outcome.test in differing
        if outcome.state == "skipped":
            if needs_browser(outcome.text):
                tally.failures.append(f"{outcome.test} did not run: {outcome.text}")
            else:
                tally.notes.append(f"skipped {outcome.test}: {outcome.text}")
        elif listed:
            tally.check(outcome.state == "failed", f"{outcome.test} passes, but dev/{_LIST} says it differs.")
        else:
            tally.check(outcome.state == "passed", f"{outcome.test}\n{outcome.text}")
    for test in sorted(set(differing) - seen):
        tally.failures.append(f"dev/{_LIST} names a test that did not run: {test}")
