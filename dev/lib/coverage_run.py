"""Running the own tests under coverage.py, and telling what they did not reach."""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from . import addon, cache, pytest_run, python_env, results, stage_life, stage_own
from .console import Refusal, say
from .test_databases import TestDatabases
from .workplace import Workplace

# Of the lines of the addon; doc/testing.md says how many there are.
FLOOR = 97.0
_MEASURED = ("models/*.py", "wizard/*.py", "tools/*.py", "hooks.py", "migrations/*/*.py")


def _folder() -> Path:
    """What was measured in this checkout."""
    folder = cache.folder() / "coverage" / cache.checkout()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _package() -> Path:
    return python_env.folder_with("requirements-coverage.txt")


def _settings() -> Path:
    """Lines only, in the threads that answer requests too. From 3.12 on Python itself tells, at nearly no cost."""
    included = [f"    {addon.ROOT / pattern}" for pattern in _MEASURED]
    lines = [
        "[run]", "include =", *included, f"data_file = {_folder() / 'data'}", "parallel = true",
        "concurrency = thread", f"core = {'sysmon' if sys.version_info >= (3, 12) else 'ctrace'}",
        # where the addon is not installed, nothing of it runs: a warning would be a fault in the log of the stage life
        "disable_warnings = no-data-collected",
    ]  # fmt: skip
    path = _folder() / "settings.ini"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _watched(place: Workplace) -> Workplace:
    """The same workplace, whose Odoo runs through coverage.py. What was measured before is dropped."""
    for path in _folder().glob("data*"):
        path.unlink()
    through = ("-m", "coverage", "run", f"--rcfile={_settings()}")
    return dataclasses.replace(place, odoo=dataclasses.replace(place.odoo, through=through, packages=(_package(),)))


def run(place: Workplace) -> int:
    """The stages that run code of the addon by its own tests."""
    place = _watched(place)
    databases = TestDatabases(place)
    tallies = []
    for stage in (stage_own.run, stage_own.run_wide, stage_life.run):
        started = time.monotonic()
        tallies.append(stage(place, databases))
        tallies[-1].report(started)
    return max(results.last_line(tallies), report())


def run_pytest(place: Workplace, arguments) -> int:
    """Some tests, in the database that is kept for the fast loop; what others reach is not held against them."""
    name = TestDatabases(place).prepared(fresh=False, update=True)
    code, _outcomes = pytest_run.attached(_watched(place).odoo, name, arguments)
    report()
    return code


def report() -> int:
    """What was not reached, by file.

    :return: 1 if that is too much: lines below the floor, or a refusal that no test asks for
    """
    found = _found()
    unreached = []
    for path in sorted(path for pattern in _MEASURED for path in addon.ROOT.glob(pattern)):
        name = str(path.relative_to(addon.ROOT))
        missing = set(found["files"].get(str(path), {"missing_lines": []})["missing_lines"])
        if missing:
            say(f"  {name}: {_ranges(sorted(missing))}")
        unreached += [f"{name}:{line}" for line in _refusals(path) if line in missing]
    refusals = sum(len(_refusals(path)) for pattern in _MEASURED for path in addon.ROOT.glob(pattern))
    for where in unreached:
        say(f"  No test reaches the refusal at {where}")
    total = found["totals"]
    say(
        f"{total['covered_lines']} of {total['num_statements']} lines ({total['percent_covered']:.2f} %), "
        f"{refusals - len(unreached)} of {refusals} refusals"
    )
    return int(bool(unreached) or total["percent_covered"] < FLOOR)


def _found() -> dict:
    """What coverage.py makes of the data, with files that nothing was loaded from as not reached."""
    settings, target = _folder() / "settings.ini", _folder() / "report.json"
    if not any(_folder().glob("data*")):
        raise Refusal("Nothing was measured yet: run dev/coverage first.")
    environment = {**python_env.clean_environment(), "PYTHONPATH": str(_package())}
    steps = [["combine", "--quiet", "--keep"]] if any(_folder().glob("data.*")) else []
    for step in (*steps, ["json", "--quiet", "-o", target]):
        command = [python_env.for_odoo(), "-m", "coverage", step[0], f"--rcfile={settings}", *map(str, step[1:])]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=addon.ROOT)
        if done.returncode:
            raise Refusal(f"coverage {step[0]} failed: {done.stdout}{done.stderr}")
    found = json.loads(target.read_text(encoding="utf-8"))
    found["files"] = {os.path.realpath(addon.ROOT / name): said for name, said in found["files"].items()}
    return found


def _refusals(path: Path) -> list[int]:
    """The lines on which the file raises an error by name, not one that it only passes on."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc is not None]


def _ranges(lines: list[int]) -> str:
    """[3, 4, 5, 9] as 3-5, 9."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in parts)
