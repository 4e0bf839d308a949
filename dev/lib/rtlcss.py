"""rtlcss, with which Odoo mirrors its style sheets for languages that are written from right to left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import cache, npm

_NPM_PACKAGE = "rtlcss@4.3.0"
_SCRIPT = "bin/rtlcss.js"
# Odoo calls the program by its name; npm's own starts with whatever node is on the path.
_PROGRAM = """#!/bin/sh
exec "{node}" "{script}" "$@"
"""


def environment(path: str) -> dict[str, str]:
    """What Odoo is told of it: `path`, with a folder that holds the program."""
    if shutil.which("rtlcss"):
        return {}
    return {"PATH": os.pathsep.join(filter(None, (str(_folder()), path)))}


def _folder() -> Path:
    """The folder of the program in the cache folder, fetched if need be."""
    home, stamp = cache.folder() / "rtlcss", cache.fingerprint(_NPM_PACKAGE, _PROGRAM)
    if not cache.is_built(home, stamp):
        with cache.locked("rtlcss"):
            cache.build(home, stamp, _make)
    return home / "bin"


def _make(home: Path) -> None:
    script = npm.install(_NPM_PACKAGE, home) / _SCRIPT
    program = home / "bin" / "rtlcss"
    program.parent.mkdir()
    program.write_text(_PROGRAM.format(node=npm.node(), script=script), encoding="utf-8")
    program.chmod(0o755)
