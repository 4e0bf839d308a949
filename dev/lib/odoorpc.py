"""odoorpc, a client of Odoo that many programs use; a test runs the example of the document with it."""

from __future__ import annotations

from pathlib import Path

from . import cache

_PACKAGE = "odoorpc==0.10.1"
# The test finds the folder by this variable, and skips where it is not set: without dev/ nobody fetched it.
_VARIABLE = "CRM_LEAD_CONVERSION_ODOORPC"


def folder() -> Path:
    """The package in a folder of its own, fetched if need be; it needs no other."""
    home, stamp = cache.folder() / "odoorpc", cache.fingerprint(_PACKAGE)

    def make(path: Path) -> None:
        from .python_env import install_into  # the environment may itself still be in the making

        install_into(path, [_PACKAGE])

    if not cache.is_built(home, stamp):
        with cache.locked("odoorpc"):
            cache.build(home, stamp, make)
    return home


def environment() -> dict[str, str]:
    """What tests are told of it."""
    return {_VARIABLE: str(folder())}
