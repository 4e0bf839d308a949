"""The database that dev/run serves: installed once, updated when the addon changed, else left as it is."""

from __future__ import annotations

from dataclasses import dataclass

from . import addon, cache, odoo_log
from .console import Refusal, say, step
from .workplace import Workplace

_UNFINISHED = "being set up"


@dataclass(frozen=True)
class Wish:
    """What the user asked to be in the database."""

    name: str
    further: tuple[str, ...]
    with_demo: bool


def _known_addons(place: Workplace, names) -> None:
    folders = (*addon.folders(), *place.odoo.source.addons)
    unknown = [name for name in names if not any((folder / name / "__manifest__.py").is_file() for folder in folders)]
    if unknown:
        raise Refusal(f"Odoo has no addon called {', '.join(unknown)}: --with takes names such as sale_crm.")


def _load(place: Workplace, wish: Wish, title: str, *arguments: str) -> None:
    """One run of Odoo that installs or updates; its warnings are shown, its failure is a sentence."""
    log = cache.logs() / "run-setup.log"
    log.unlink(missing_ok=True)
    config = place.odoo.config(wish.name)
    with step(title) as running:
        code = place.odoo.run(config, log, *arguments, "--stop-after-init", "--no-http", note=running.note)
        faults = odoo_log.read(log).faults
        if code:
            _tell(faults, lines=20)
            raise Refusal(f"Odoo could not load the addon. The whole log is {log}")
    _tell(faults, lines=1)


def _tell(faults, lines: int) -> None:
    """Each fault's last lines: that is where a traceback says what is wrong."""
    for fault in faults:
        said = fault.splitlines()
        say("\n".join(f"    {line}" for line in (said[:1] if lines == 1 else said[-lines:])))


def _install(place: Workplace, wish: Wish) -> None:
    place.databases.create(wish.name)
    place.databases.set_note(wish.name, {"state": _UNFINISHED})
    demo = ["--with-demo"] if wish.with_demo else []
    _load(place, wish, "Installing the addon (about a minute)", "-i", ",".join((addon.NAME, *wish.further)), *demo)


def _bring_up_to_date(place: Workplace, wish: Wish, note: dict, loaded: str) -> None:
    """Update only what changed since the database was last served."""
    if note["demo"] != wish.with_demo:
        having = "with" if note["demo"] else "without"
        raise Refusal(
            f"The database {wish.name} was made {having} demo data: add --fresh to make it anew, or --db for another."
        )
    arguments = []
    if note["loaded"] != loaded:
        arguments += ["-u", addon.NAME]
    missing = [name for name in wish.further if name not in note["further"]]
    if missing:
        arguments += ["-i", ",".join(missing), *(["--with-demo"] if wish.with_demo else [])]
    if arguments:
        _load(place, wish, "Updating the database", *arguments)


def prepare(place: Workplace, wish: Wish, *, fresh: bool) -> None:
    """Make the wished database ready to be served."""
    _known_addons(place, wish.further)
    loaded = cache.fingerprint(addon.fingerprint(), addon.ROOT, place.odoo.source.package)
    note = place.databases.note(wish.name)
    if note is None and place.databases.exists(wish.name) and not fresh:
        raise Refusal(
            f"A database {wish.name} exists already and was not made by dev/run: --db takes another name, "
            "--fresh replaces it."
        )
    further = set(wish.further)
    if fresh or note is None or note.get("state") == _UNFINISHED:
        _install(place, wish)
    else:
        _bring_up_to_date(place, wish, note, loaded)
        further |= set(note["further"])
    place.databases.set_note(wish.name, {"loaded": loaded, "demo": wish.with_demo, "further": sorted(further)})
