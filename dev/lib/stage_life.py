"""The addon's life in a database: an earlier version installed and used, updated, uninstalled, without a warning and
without a trace; and afterwards Odoo's own CRM is what it was."""

from __future__ import annotations

from pathlib import Path

from . import addon, cache, history, odoo_log, processes, pytest_run
from .console import Step
from .odoo_log import needs_browser
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

_SHOWN_TRACES = 40
_ONCE = ("--stop-after-init", "--no-http")
_SCRIPT = Path(__file__).with_name("life_inside.py")
# Of Odoo's own tests of crm, what says most of leads, merging and converting; all of them take two minutes.
_ESSENTIAL = ("test_crm_lead.py", "test_crm_lead_merge.py", "test_crm_lead_convert.py", "test_crm_lead_duplicates.py")


def run(place: Workplace, databases: TestDatabases) -> Tally:
    """From the oldest version there was."""
    earlier = history.versions()
    tally = Tally("install, use, update, uninstall")
    if not earlier:
        tally.notes.append("The history is not in this checkout (shallow?): no earlier version was updated.")
    _Life(place, databases, tally).live(*next(iter(earlier.items()), (None, None)), _ESSENTIAL)
    return tally


def run_all(place: Workplace, databases: TestDatabases) -> Tally:
    """From each version there was, and from this one; then all of Odoo's own tests of crm."""
    tally = Tally("install, use, update and uninstall each version")
    for version, commit in history.versions().items():
        _Life(place, databases, tally).live(version, commit, ())
    _Life(place, databases, tally).live(None, None, ("",))
    return tally


class _Life:
    def __init__(self, place: Workplace, databases: TestDatabases, tally: Tally):
        self._place, self._databases, self._tally = place, databases, tally
        self._running = Step(tally.title)

    def live(self, version: str | None, commit: str | None, tests) -> None:
        """:param version: of the addon that is installed first, None for this one
        :param tests: names of files of Odoo's own tests that are run afterwards, an empty one for all"""
        name = self._databases.copy("life", demo=False)
        before = self._place.databases.traces(name)
        config = self._place.odoo.config(name)
        old = ()
        if version and commit:
            folders = (history.unpacked(commit, version), *self._place.odoo.source.addons)
            old = (f"--addons-path={','.join(map(str, folders))}",)
        self._from = f" {version}" if version else ""
        alive = self._odoo(config, "install", *old, "-i", addon.NAME, *_ONCE)
        if alive:
            added = self._place.databases.traces(name) - before
            self._tally.check(bool(added), "install: nothing was added to the database, so nothing is proved.")
        alive = (
            alive and self._inside(config, "use", *old) and self._odoo(config, "update", "-u", addon.NAME, *_ONCE)
            and self._inside(config, "look") and self._inside(config, "use")
            and self._odoo(config, "uninstall", addon.NAME, subcommand="module uninstall")
            and self._odoo(config, "start without it", *_ONCE))
        if alive:
            # the example lies in a folder of addons, and Odoo has heard of it meanwhile
            heard = {f"external id base.module_{addon.EXAMPLE}"}
            left = sorted(self._place.databases.traces(name) - before - heard)
            self._tally.check(not left, f"uninstall{self._from} left behind:\n" + "\n".join(left[:_SHOWN_TRACES]))
            lost = sorted(before - self._place.databases.traces(name))
            self._tally.check(not lost, "uninstall took away what was Odoo's:\n" + "\n".join(lost[:_SHOWN_TRACES]))
            if tests:
                self._odoos_tests(name, tests)
        self._databases.drop(name)

    def _log(self, what: str) -> Path:
        self._running.note(what + self._from)
        self._tally.log = cache.logs() / f"life{self._from.replace(' ', '-')}-{what.partition(' ')[0]}.log"
        self._tally.log.unlink(missing_ok=True)
        return self._tally.log

    def _told(self, what: str, code: int) -> bool:
        """Count what came of a step.

        :return: whether there is a database to go on with"""
        faults = odoo_log.read(self._tally.log).faults
        self._tally.check(
            not code and not faults, f"{what}{self._from}:\n" + "\n".join(faults or [f"exit code {code}"]))
        return not code

    def _odoo(self, config: Path, what: str, *arguments: str, subcommand: str = "server") -> bool:
        return self._told(what, self._place.odoo.run(config, self._log(what), *arguments, subcommand=subcommand))

    def _inside(self, config: Path, step: str, *arguments: str) -> bool:
        """Work in the database as people do, by `odoo shell`."""
        log = self._log(step)
        shell = self._place.odoo.command(config, "--no-http", *arguments, subcommand="shell")
        code = processes.run_logged(
            ["sh", "-c", 'exec "$@" < "$0"', _SCRIPT, *shell], log, cwd=self._place.odoo.home, env={
                **self._place.odoo.environment(offline=True), "LIFE_STEP": step,
                "LIFE_NOTES": str(cache.folder() / f"life-{cache.checkout()}.json")})
        done = "LIFE done" in log.read_text(encoding="utf-8")
        if not done and not code:
            self._tally.failures.append(f"{step}{self._from}: it did not come to its end.")
        return self._told(step, code) and done

    def _odoos_tests(self, name: str, files) -> None:
        """Odoo's own tests in a database in which the addon was used and is no more."""
        tests = self._place.odoo.source.crm / "tests"
        arguments = ["-v", "--no-header", f"--rootdir={tests}", *(tests / one for one in files)]
        _code, outcomes = pytest_run.logged(
            self._place.odoo, name, self._log("tests"), arguments, self._running.note)
        self._tally.check(bool(outcomes), "No test of Odoo's crm ran after it was uninstalled.")
        for outcome in outcomes:
            if outcome.state != "skipped" or needs_browser(outcome.text):
                self._tally.check(
                    outcome.state == "passed", f"After it was uninstalled, {outcome.test}\n{outcome.text}")
