"""Odoo's own linters, which it keeps in its addon `test_lint`, with this addon installed."""

from __future__ import annotations

from . import addon, cache, odoo_log, pylint_packages, python_env
from .console import Step
from .lists import entries
from .results import Tally
from .stage_lint import lint
from .test_databases import TestDatabases
from .workplace import Workplace

_ADDON = "test_lint"
_LIST = "odoo_lint_not_run.txt"
# What its test_pylint.py asks pylint for.
_MESSAGES = (
    "used-before-assignment", "undefined-variable", "eval-used", "unreachable", "function-redefined", "sql-injection",
    "missing-gettext", "gettext-variable", "gettext-placeholders", "gettext-repr", "raise-unlink-override")
_CHECKERS = (
    "pylint.extensions.bad_builtin", "_odoo_checker_sql_injection", "_odoo_checker_gettext",
    "_odoo_checker_unlink_override")


def run(place: Workplace, databases: TestDatabases) -> Tally:
    log = cache.logs() / "odoolint.log"
    log.unlink(missing_ok=True)
    tally = Tally("Odoo's own linters", log=log)
    name = databases.copy("odoolint", demo=False)
    running = Step(tally.title)
    left_out = ",".join(f"-/{_ADDON}:{test}" for test in entries(_LIST))
    code = place.odoo.run(
        place.odoo.config(name), log, "-i", f"{addon.NAME},{_ADDON}", "--test-tags", f"/{_ADDON},{left_out}",
        "--stop-after-init", note=running.note, packages=pylint_packages.folder())
    report = odoo_log.read(log)
    databases.drop(name)
    tally.passed = report.tests - report.failed_count
    tally.failures = report.failed_tests + report.faults
    tally.uncounted = max(0, report.failed_count - len(report.failed_tests))
    tally.notes = [f"skipped {text}" for text in report.skipped]
    tally.check(report.finished and not code, f"Odoo ended with exit code {code}.")
    _pylint(place, tally)
    return tally


def _pylint(place: Workplace, tally: Tally) -> None:
    """Odoo's test of that kind looks at all of Odoo, for many minutes: the same, of this addon alone."""
    with cache.locked():
        python = python_env.for_linters()
    checkers = next(folder / _ADDON / "tests" for folder in place.odoo.source.addons if (folder / _ADDON).is_dir())
    lint(
        tally,
        "Odoo's pylint",
        [
            python, "-m", "pylint", "--rcfile=/dev/null", "--disable=all,unknown-option-value",
            f"--enable={','.join(_MESSAGES)}", "--score=n", f"--load-plugins={','.join(_CHECKERS)}",
            "--bad-functions=input", addon.NAME],
        addon.addons_folder(),
        PYTHONPATH=str(checkers),
        PYTHONDONTWRITEBYTECODE="1",
    )
