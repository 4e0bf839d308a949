"""The addon in this checkout: its name, its files, and the folder Odoo finds it in."""

from __future__ import annotations

import ast
import os
from pathlib import Path

from . import cache
from .console import Refusal

NAME = "crm_lead_conversion"
EXAMPLE = "crm_lead_conversion_example"
ROOT = Path(__file__).resolve().parents[2]
_LOADED = {".py", ".xml", ".csv", ".js", ".scss", ".css", ".po", ".sql"}
_NOT_ADDON = {"dev", "doc", ".ci", ".git", "tests"}


def manifest() -> dict:
    path = ROOT / "__manifest__.py"
    if not path.is_file():
        raise Refusal(f"This checkout has no addon yet: {path.name} is missing at its root.")
    return ast.literal_eval(path.read_text(encoding="utf-8"))


def files(*, with_tests: bool = False):
    """The files Odoo can load, in a fixed order."""
    skipped = _NOT_ADDON - {"tests"} if with_tests else _NOT_ADDON
    for path in sorted(ROOT.rglob("*")):
        folders = path.relative_to(ROOT).parts
        if folders[0] not in skipped and "__pycache__" not in folders and path.suffix in _LOADED and path.is_file():
            yield path


def fingerprint() -> str:
    """Changes whenever a database needs the addon updated."""
    return cache.fingerprint(*(part for path in files() for part in (path.relative_to(ROOT), path.read_bytes())))


def addons_folder() -> Path:
    """A folder in which this checkout is called as Odoo must know it, whatever it was cloned as."""
    folder = cache.folder() / "addons" / cache.checkout()
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / NAME
    if not (link.is_symlink() and link.resolve() == ROOT):
        fresh = folder / f".{NAME}-{os.getpid()}"
        fresh.symlink_to(ROOT)
        fresh.replace(link)
    return folder


def linked() -> Path:
    return addons_folder() / NAME


def folders() -> list[Path]:
    """What Odoo finds of this checkout: the addon, and the example of what extends it."""
    return [addons_folder(), linked() / "doc" / "example_addon"]
