"""The pictures of the documents: a demo Odoo as dev/run makes it, a browser that shows it, small files."""

from __future__ import annotations

from pathlib import Path

from . import addon, browser, cache, demo_database, odoo_server, processes, python_env, serving
from .console import Refusal, say, step
from .workplace import Workplace

FOLDER = addon.ROOT / "static" / "description"
_DATABASE = f"{addon.NAME}_shots"
_SCENES = Path(__file__).with_name("shots_scenes.py")
# no scene waits longer for its screen
_SILENCE = 600
# the contacts of the demo data look as old as this, whenever they were loaded
_MOMENT = "2026-01-01"


def take(place: Workplace, into: Path) -> None:
    """Make the demo database anew, play all scenes in it, and write their pictures."""
    into.mkdir(parents=True, exist_ok=True)
    with cache.locked("pictures"):
        python = python_env.for_shots()
        wish = demo_database.Wish(_DATABASE, (), True)
        demo_database.prepare(place, wish, fresh=True)
        place.databases.date_contacts(_DATABASE, _MOMENT)
        port = odoo_server.any_port()
        with serving.served(place.odoo, place.odoo.config(_DATABASE, port), port):
            _play(python, f"http://{odoo_server.LOOPBACK}:{port}", into)
        place.databases.drop(_DATABASE)
    for path in sorted(into.iterdir()):
        say(f"  {path.stat().st_size / 1000:>6.0f} kB  {path.name}")


def _play(python: Path, url: str, into: Path) -> None:
    log = cache.logs() / "shots.log"
    log.unlink(missing_ok=True)
    with step("Taking pictures") as running:
        code = processes.run_logged(
            [python, _SCENES, url, browser.found(), into],
            log,
            on_line=running.note,
            env=python_env.clean_environment(NO_PROXY="*", PYTHONDONTWRITEBYTECODE="1"),
            patience=_SILENCE,
        )
        if code:
            raise Refusal(f"A picture could not be taken: see {log}")
