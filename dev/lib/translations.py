"""The texts of the addon in other languages: the template, and each language brought up to date with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from . import addon
from .console import Refusal, say, step
from .test_databases import TestDatabases
from .workplace import Workplace

_MERGE = Path(__file__).with_name("translations_merge.py")


def update(place: Workplace) -> int:
    """Export the template from a database with the addon alone, and merge it into each language.

    :return: 1 if a text has no translation in some language, else 0
    """
    databases = TestDatabases(place)
    name = databases.copy("translate", demo=False)
    try:
        databases.load(name, "Installing the addon", "-i", addon.NAME, demo=False)
        template = addon.ROOT / "i18n" / f"{addon.NAME}.pot"
        template.parent.mkdir(exist_ok=True)
        with step("Writing the template"):
            _run(place, place.odoo.python, "-m", "odoo", "i18n", "export", "-c", place.odoo.config(name),
                 "-o", template, addon.NAME)
    finally:
        databases.drop(name)
    found = _run(place, place.odoo.python, _MERGE, template)
    say(found.stdout.rstrip())
    return found.returncode


def _run(place: Workplace, *command):
    done = subprocess.run(
        [str(part) for part in command], env=place.odoo.environment(offline=True), cwd=place.odoo.home,
        capture_output=True, text=True)
    if done.returncode > 1:
        raise Refusal(f"{done.stderr[-2000:]}\nThe texts of the addon could not be written.")
    return done
