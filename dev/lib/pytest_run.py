"""Running pytest with pytest-odoo, and reading what came of each test."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from . import addon, axe, cache, npm, odoorpc, processes
from .odoo_server import SILENCE, Odoo


@dataclass(frozen=True)
class Outcome:
    test: str
    state: str  # passed, failed or skipped
    text: str = ""


def _command(odoo: Odoo, database: str, results: Path, arguments) -> list:
    config = odoo.config(database)
    return [
        odoo.python,
        *odoo.through,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"--odoo-config={config}",
        f"--odoo-database={database}",
        "--odoo-http",
        f"--junitxml={results}",
        "-o",
        "junit_family=xunit1",
        *arguments,
    ]


def _environment(odoo: Odoo) -> dict[str, str]:
    return {
        **odoo.environment(offline=True), **axe.environment(), **npm.environment(), **odoorpc.environment()
    }


def _state(case: ElementTree.Element) -> tuple[str, str]:
    for tag, state in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        found = case.find(tag)
        if found is not None:
            return state, (found.text or found.get("message") or "").strip()
    return "passed", ""


def _outcomes(results: Path) -> list[Outcome]:
    """The worst outcome of every test: pytest reports a failing tear-down as a second one."""
    if not results.exists():
        return []
    worst: dict[str, Outcome] = {}
    order = ("passed", "skipped", "failed")
    for case in ElementTree.parse(results).iter("testcase"):
        where = case.get("file") or case.get("classname", "").replace(".", "/")
        name = f"{Path(where).name}::{case.get('classname', '').split('.')[-1]}::{case.get('name')}"
        outcome = Outcome(name, *_state(case))
        if name not in worst or order.index(outcome.state) > order.index(worst[name].state):
            worst[name] = outcome
    return list(worst.values())


def logged(odoo: Odoo, database: str, log: Path, arguments, note) -> tuple[int, list[Outcome]]:
    """Run with all output in a log."""
    results = cache.logs() / f"{log.stem}-results.xml"
    results.unlink(missing_ok=True)

    def tell(line: str) -> None:
        if line.endswith("%]"):
            note(line[line.rindex("[") :].strip("[] "))

    command = _command(odoo, database, results, arguments)
    code = processes.run_logged(
        command, log, on_line=tell, env=_environment(odoo), cwd=odoo.home, patience=SILENCE
    )
    return code, _outcomes(results)


def attached(odoo: Odoo, database: str, arguments) -> tuple[int, list[Outcome]]:
    """Run in the user's terminal, on the addon's tests unless the arguments name others."""
    results = cache.logs() / "pytest-results.xml"
    results.unlink(missing_ok=True)
    given = [_through_link(argument) for argument in arguments]
    if given == list(arguments):
        given.append(str(addon.linked() / "tests"))
    command = _command(odoo, database, results, given)
    code = processes.run_attached(command, env=_environment(odoo), cwd=addon.linked())
    return code, _outcomes(results)


def _through_link(argument: str) -> str:
    """Name a test file by the folder that Odoo knows the addon by."""
    path, mark, inner = argument.partition("::")
    whole = Path(path).absolute()  # a long expression is the name of no file, and Path.exists() fails by it
    if argument.startswith("-") or not os.path.exists(whole) or not whole.is_relative_to(addon.ROOT):
        return argument
    return f"{addon.linked() / whole.relative_to(addon.ROOT)}{mark}{inner}"
