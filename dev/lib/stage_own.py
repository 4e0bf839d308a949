"""The addon's own tests with Odoo's runner, browser tours included."""

from __future__ import annotations

from . import addon, cache, odoo_log
from .console import Refusal, Step
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

# What looks at the screens, or at plain Python: no other addon changes the answer.
_THE_SAME_ANYWHERE = ("_tour.py", "_components.py", "_survivorship.py", "_survivorship_property.py")


def files_of(verb: str) -> list[str]:
    """The test files of a verb, by their names."""
    found = sorted(path.name for path in (addon.ROOT / "tests").glob(f"test_{verb}*.py"))
    if not found:
        known = sorted({path.stem.split("_")[1] for path in (addon.ROOT / "tests").glob("test_*.py")})
        raise Refusal(f"There is no tests/test_{verb}*.py. There are tests of: {', '.join(known) or 'nothing yet'}.")
    return found


def _tags(verbs) -> str:
    """Odoo picks tests by file when given a path that ends in the file's path inside the addons folder."""
    if not verbs:
        return f"/{addon.NAME}"
    return ",".join(f"/{addon.NAME}/tests/{name}" for verb in verbs for name in files_of(verb))


def run(place: Workplace, databases: TestDatabases, verbs=(), fresh: bool = False) -> Tally:
    """All tests in a fresh database; those of some verbs in the prepared one, which is only updated."""
    title = "own tests" + (f" of {', '.join(verbs)}" if verbs else "")
    if verbs:
        return _run(place, "own", title, databases.prepared(fresh=fresh, update=False), "-u", _tags(verbs))
    name = databases.copy("own", demo=True)
    tally = _run(place, "own", title, name, "-i", _tags(verbs))
    databases.drop(name)
    return tally


def run_wide(place: Workplace, databases: TestDatabases) -> Tally:
    """What has to hold whatever else extends leads: merging, with Odoo's own addons of that kind installed, leads that
    come through those, enquiries, and automation rules."""
    name = databases.copy("wide", demo=False, wide=True)
    tags = _tags(["merge", "enquiry", "qualify_website", "api_automation"]).split(",")
    tags = ",".join(tag for tag in tags if not tag.endswith(_THE_SAME_ANYWHERE))
    title = "own tests of merge, enquiries, websites and automation, with what extends the CRM"
    tally = _run(place, "wide", title, name, "-i", tags, "--without-demo")
    databases.drop(name)
    return tally


def run_example(place: Workplace, databases: TestDatabases) -> Tally:
    """The tests of the addon that extends each method that is meant to be extended."""
    name = databases.copy("example", demo=False)
    title = "tests of the example in doc/example_addon"
    tally = _run(place, "example", title, name, "-i", f"/{addon.EXAMPLE}", "--without-demo", addon.EXAMPLE)
    databases.drop(name)
    return tally


def _run(
    place: Workplace, purpose: str, title: str, name: str, load: str, tags: str, demo="--with-demo", what=addon.NAME
) -> Tally:
    log = cache.logs() / f"{purpose}.log"
    log.unlink(missing_ok=True)
    tally = Tally(title, log=log)
    running = Step(tally.title)
    config = place.odoo.config(name)
    code = place.odoo.run(
        config,
        log,
        load,
        what,
        demo,
        "--test-tags",
        tags,
        "--stop-after-init",
        "--log-level=test",
        note=running.note,
    )
    _count(tally, odoo_log.read(log), code, running.last_note)
    return tally


def _count(tally: Tally, report: odoo_log.LogReport, code: int, last: str) -> None:
    tally.passed = report.tests - report.failed_count
    tally.failures = report.failed_tests + report.faults
    tally.uncounted = max(0, report.failed_count - len(report.failed_tests))
    tally.notes = [f"skipped {text}" for text in report.skipped]
    if not report.finished:
        tally.failures.append(f"Odoo stopped before its tests were over (the last it did: {last or 'nothing'}).")
    elif not report.tests:
        tally.failures.append("Odoo found no test to run.")
    elif code and not tally.failed:
        tally.failures.append(f"Odoo ended with exit code {code}.")
