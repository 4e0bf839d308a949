"""The linters: ruff, pylint-odoo, the files of the addon against its manifest, and texts that nobody can translate."""

from __future__ import annotations

import subprocess
from xml.etree import ElementTree

from . import addon, cache, lint_docs, lint_sudo, lint_texts, python_env
from .lists import entries
from .results import Tally

# Folders whose every XML and CSV file Odoo is meant to load.
_DATA_FOLDERS = ("security", "data", "views", "wizard", "report", "demo")


def lint(tally: Tally, name: str, command, cwd, **environment: str) -> None:
    """Count a linter: one pass if it has nothing to say, else one failure for each line it says."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=python_env.clean_environment(**environment),
        start_new_session=True,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not line.startswith("****")]
    if done.returncode:
        tally.failures += [f"{name}: {line}" for line in said] or [f"{name}: exit code {done.returncode}"]
    else:
        tally.passed += 1


def _xml_files(tally: Tally) -> None:
    for path in (path for path in addon.files(with_tests=True) if path.suffix == ".xml"):
        try:
            ElementTree.parse(path)
            tally.passed += 1
        except ElementTree.ParseError as error:
            tally.failures.append(f"{path.relative_to(addon.ROOT)}: not well-formed: {error}")


def _asset_patterns(manifest: dict):
    """The file patterns of this addon's assets; entries may be words, or a directive with patterns."""
    for listed in manifest.get("assets", {}).values():
        for entry in listed:
            directive, *rest = (entry,) if isinstance(entry, str) else entry
            for pattern in (directive, *rest):
                if pattern.lstrip("/").startswith(addon.NAME + "/") and directive != "remove":
                    yield pattern.lstrip("/").removeprefix(addon.NAME + "/")


def _manifest(tally: Tally) -> None:
    """What the manifest lists exists, and what exists is listed."""
    manifest = addon.manifest()
    listed = [*manifest.get("data", []), *manifest.get("demo", [])]
    for path in listed:
        tally.check((addon.ROOT / path).is_file(), f"__manifest__.py lists a file that does not exist: {path}")
    for path in sorted({path for path in listed if listed.count(path) > 1}):
        tally.failures.append(f"__manifest__.py lists a file twice: {path}")
    for pattern in _asset_patterns(manifest):
        tally.check(any(addon.ROOT.glob(pattern)), f"__manifest__.py lists assets that do not exist: {pattern}")
    excused = entries("files_not_loaded.txt")
    for path in (str(path.relative_to(addon.ROOT)) for path in addon.files()):
        if path.endswith((".xml", ".csv")) and path.startswith(tuple(f"{name}/" for name in _DATA_FOLDERS)):
            if path not in excused:
                tally.check(path in listed, f"__manifest__.py does not list {path}")
            elif path in listed:
                tally.failures.append(f"dev/files_not_loaded.txt names a file that the manifest lists: {path}")


def _history(tally: Tally, python) -> None:
    """The version is in the list of what is new, or what is new in it is noted, and can be made into that list."""
    version = addon.manifest()["version"]
    history = (addon.ROOT / "readme" / "HISTORY.md").read_text(encoding="utf-8")
    noted = [path.name for path in (addon.ROOT / "readme" / "newsfragments").glob("[!.]*.md")]
    tally.check(
        f"\n## {version} (" in history or noted, f"Neither readme/HISTORY.md nor a note says what is new in {version}.")
    command = [python, "-m", "towncrier", "build", "--draft", "--version", "next"]
    lint(tally, "towncrier", command, addon.ROOT)


def run(stages=()) -> Tally:
    """:param stages: names of the stages that documents may name"""
    tally = Tally("lint")
    with cache.locked():
        python = python_env.for_linters()
    lint(
        tally,
        "ruff",
        [python, "-m", "ruff", "check", "--quiet", "--no-cache", "--output-format=concise", "."],
        addon.ROOT,
    )
    lint(
        tally,
        "pylint",
        [python, "-m", "pylint", f"--rcfile={addon.ROOT / '.pylintrc-mandatory'}", "--score=n", addon.NAME],
        addon.addons_folder(),
    )
    lint(
        tally,
        "pylint of the example",
        [python, "-m", "pylint", f"--rcfile={addon.ROOT / '.pylintrc-mandatory'}", "--score=n",
         "--disable=consider-merging-classes-inherited", addon.EXAMPLE],  # a file for each verb, as in the addon
        addon.folders()[1],
    )
    _xml_files(tally)
    _manifest(tally)
    lint_docs.run(tally, stages)
    _history(tally, python)
    for find in (lint_texts.find, lint_sudo.find):
        tally.failures += (found := find())
        tally.passed += not found
    tally.log = cache.logs() / "python-lint.log"
    return tally
