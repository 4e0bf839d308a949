"""axe-core, which looks for faults that keep people from using a page; a test of the dialogs runs it."""

from __future__ import annotations

from pathlib import Path

from . import cache, npm

_NPM_PACKAGE = "axe-core@4.10.3"
_SCRIPT = "axe.min.js"
# The test finds the script by this variable, and skips where it is not set: without dev/ nobody fetched it.
_VARIABLE = "CRM_LEAD_CONVERSION_AXE"


def script() -> Path:
    """The script in the cache folder, fetched if need be."""
    stamp, home = cache.fingerprint(_NPM_PACKAGE), cache.folder() / "axe-core"
    if not cache.is_built(home, stamp):
        with cache.locked():
            cache.build(home, stamp, lambda folder: (folder / _SCRIPT).write_bytes(npm.read(_NPM_PACKAGE, _SCRIPT)))
    return home / _SCRIPT


def environment() -> dict[str, str]:
    """What tests are told of it."""
    return {_VARIABLE: str(script())}
