"""Where Odoo 19 comes from: the checkout the user names, an importable one, else Debian's package."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import cache, debian
from .console import Refusal, say, step
from .web_client_file import add_missing_script, lacks_script

SERIES = "19"
# Fonts and scripts that the package links to, relative to where it is unpacked.
_PACKAGES = {
    "sid": (
        "odoo-19",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-montserrat",
        "fonts-roboto-unhinted",
        "fonts-inconsolata",
        "fonts-ocr-b",
    ),
    # The newer fonts-font-awesome has other file names than those Odoo's styles ask for.
    "bookworm": ("fonts-font-awesome",),
}
_CHOICES = """Odoo 19 cannot be fetched on this machine. Choose one:
  - ODOO_SRC=<folder of an Odoo 19 source checkout>
  - run with a Python that can import Odoo 19
  - a Debian (or a machine with apt-get and the package debian-archive-keyring; DEBIAN_MIRROR=<archive address>
    where apt is not set up for Debian's archive)"""


@dataclass(frozen=True)
class OdooSource:
    package: Path  # the folder `odoo` itself
    addons: tuple[Path, ...]  # every folder with addons of it
    origin: str

    @property
    def crm(self) -> Path:
        return next(folder / "crm" for folder in self.addons if (folder / "crm").is_dir())


def _series(package: Path) -> str:
    """The version an `odoo` package says it is; empty if it is none."""
    release = package / "release.py"
    if not release.is_file():
        return ""
    found = re.search(r"version_info\s*=\s*\(\D*(\d+)", release.read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def _source(package: Path, origin: str) -> OdooSource:
    package = package.resolve()
    folders = (package / "addons", package.parent / "addons")
    addons = tuple(folder for folder in folders if folder.is_dir())
    if not any((folder / "crm").is_dir() for folder in addons):
        raise Refusal(f"{origin} has no addon `crm`: a complete Odoo {SERIES} Community is needed.")
    return OdooSource(package, addons, origin)


def _named() -> OdooSource | None:
    """The checkout in ODOO_SRC: what the user says counts, so a wrong one is refused and not passed over."""
    named = os.environ.get("ODOO_SRC")
    if not named:
        return None
    folder = Path(named).expanduser().absolute()
    for package in (folder / "odoo", folder):
        series = _series(package)
        if series == SERIES:
            return _source(package, f"ODOO_SRC ({folder})")
        if series:
            raise Refusal(f"ODOO_SRC is Odoo {series}; this addon needs Odoo {SERIES}: {folder}")
    raise Refusal(f"ODOO_SRC names no Odoo source checkout (no odoo/release.py in it): {folder}")


def _importable() -> OdooSource | None:
    """The Odoo this very Python can import, if it is the right one and complete."""
    found = importlib.util.find_spec("odoo")
    for place in (found.submodule_search_locations or ()) if found else ():
        package = Path(place)
        if _series(package) == SERIES and (package / "addons").is_dir():
            source = _source(package, f"the importable Odoo ({package})")
            if not lacks_script(source.addons) or os.access(package, os.W_OK):
                return source
            return _own_copy(source)
    return None


def _own_copy(source: OdooSource) -> OdooSource:
    """A copy to complete: what the system installed is not ours to write into."""

    def make(folder: Path) -> None:
        shutil.copytree(source.package, folder / "odoo", ignore_dangling_symlinks=True)
        add_missing_script((folder / "odoo" / "addons",))

    stamp = cache.fingerprint("copy", source.package, source.package.stat().st_mtime_ns)
    if not cache.is_built(cache.folder() / "odoo-copy", stamp):
        say("  The installed Odoo lacks a script of the web client; copying it into the cache to complete it.")
    return _source(cache.build(cache.folder() / "odoo-copy", stamp, make) / "odoo", source.origin)


def _debian() -> OdooSource:
    folder = cache.folder() / "odoo"
    stamp = cache.fingerprint("debian", _PACKAGES)
    if not cache.is_built(folder, stamp):
        if not debian.available():
            raise Refusal(_CHOICES)
        with step("Odoo 19 from Debian's archive (about 120 MB)") as running:
            cache.build(folder, stamp, lambda path: _fetch(path, running.note))
    package = folder / "usr/lib/python3/dist-packages/odoo"
    add_missing_script((package / "addons",))
    return _source(package, "Debian's package odoo-19")


def _fetch(into: Path, note) -> None:
    for suite, packages in _PACKAGES.items():
        debian.fetch(suite, packages, into, on_line=note)


def find() -> OdooSource:
    """Odoo 19, fetched if need be."""
    return _named() or _importable() or _debian()
