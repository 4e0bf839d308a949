"""pylint beside Odoo's packages: Odoo's addon `test_lint` imports it."""

from __future__ import annotations

from pathlib import Path

from . import cache

_PACKAGES = (
    "pylint==4.0.10", "astroid==4.0.4", "dill==0.4.1", "isort==9.0.2", "mccabe==0.7.0", "platformdirs==4.14.8",
    "tomlkit==0.15.2", "typing-extensions==4.15.0")


def folder() -> Path:
    """The packages in a folder of their own, fetched if need be; Odoo uses none of them."""
    home, stamp = cache.folder() / "pylint", cache.fingerprint(_PACKAGES)

    def make(path: Path) -> None:
        from .python_env import install_into

        install_into(path, _PACKAGES)

    if not cache.is_built(home, stamp):
        with cache.locked("pylint"):
            cache.build(home, stamp, make)
    return home
