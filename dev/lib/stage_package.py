"""The addon as others install it: as a wheel beside Odoo, and from a zip in an addons folder."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from . import addon, cache, odoo_log, processes
from .console import Step
from .python_env import clean_environment
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

_NOT_SHIPPED = shutil.ignore_patterns(".git", "__pycache__", "dev", ".ci", ".*_cache")


def run(place: Workplace, databases: TestDatabases) -> Tally:
    tally = Tally("wheel and zip")
    folder = cache.folder() / f"package-{cache.checkout()}"
    shutil.rmtree(folder, ignore_errors=True)
    # its build wants the folder to be called as the addon is
    source = Path(shutil.copytree(addon.ROOT, folder / "source" / addon.NAME, ignore=_NOT_SHIPPED))
    running = Step(tally.title)
    for what, unpack in (("wheel", _from_wheel), ("zip", _from_zip)):
        running.note(what)
        tally.log = cache.logs() / f"package-{what}.log"
        tally.log.unlink(missing_ok=True)
        addons = unpack(place, source, folder / what, tally.log)
        if tally.check(addons is not None, f"{what}: it was not built."):
            faults = _install(place, databases, addons, what, tally.log)
            tally.check(not faults, f"{what}:\n" + "\n".join(faults))
    shutil.rmtree(folder, ignore_errors=True)
    return tally


def _from_wheel(place: Workplace, source: Path, into: Path, log: Path) -> Path | None:
    """:return: the addons folder that pip made, None if it failed"""
    pip = [place.odoo.python, "-m", "pip"]
    commands = (
        [*pip, "wheel", "--no-deps", "--progress-bar=off", "-w", into / "built", source],
        [*pip, "install", "--no-deps", "--no-index", "--find-links", into / "built", "--target", into / "installed",
         f"odoo-addon-{addon.NAME}"],
    )
    for command in commands:
        if processes.run_logged(command, log, env=clean_environment(), cwd=into.parent):
            return None
    return into / "installed" / "odoo" / "addons"


def _from_zip(_place: Workplace, source: Path, into: Path, _log: Path) -> Path:
    """:return: an addons folder into which it was unpacked"""
    archive = shutil.make_archive(str(into), "zip", source.parent, addon.NAME)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(into)
    return into


def _install(place: Workplace, databases: TestDatabases, addons: Path, what: str, log: Path) -> list[str]:
    """Install it from there, and from nowhere else.

    :return: what went wrong
    """
    name = databases.copy(f"package_{what}", demo=False)
    path = ",".join(map(str, (addons, *place.odoo.source.addons)))
    config = place.odoo.config(name)
    code = place.odoo.run(
        config, log, f"--addons-path={path}", "-i", addon.NAME, "--stop-after-init", "--no-http"
    )
    databases.drop(name)
    faults = odoo_log.read(log).faults
    if str(addon.linked().parent) in (said := log.read_text(encoding="utf-8")) or str(addons) not in said:
        faults.append("It was loaded from the checkout.")
    return faults or ([f"exit code {code}"] if code else [])
