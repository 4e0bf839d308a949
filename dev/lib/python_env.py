"""Virtual environments: one that runs Odoo and its tests, one for the linters, one that takes pictures."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
from pathlib import Path

from . import cache, debian
from .console import Refusal, step
from .processes import must

DEV = Path(__file__).resolve().parent.parent
_one_at_a_time = threading.RLock()  # two set-up steps may ask for the same environment
_BAD_PYTHON = (
    "Python 3.10 to 3.13 is needed to run Odoo 19; this one is {}. Start the command with another: python3.12 {}"
)


def clean_environment(**more: str) -> dict[str, str]:
    """The user's environment without what would mix other Python packages into ours."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, "PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def _progress(note):
    """Shorten pip's lines to the package it is at."""

    def tell(line: str) -> None:
        if line.startswith(("Collecting ", "Installing ", "Building ")):
            note(" ".join(line.split()[:2]))

    return tell


def _bootstrap_pip(python: Path, log: Path) -> None:
    """Put pip into the environment: Python's own, else Debian's copy of it (Debian splits it off Python)."""
    if importlib.util.find_spec("ensurepip"):
        must([python, "-m", "ensurepip"], log, "Setting up pip", env=clean_environment())
        return
    if not debian.available():
        raise Refusal("This Python lacks `ensurepip`: install it (on Debian and Ubuntu: apt-get install python3-venv).")
    home = cache.folder() / "pip"
    home.mkdir(exist_ok=True)
    debian.fetch("bookworm", ["python3-pip-whl"], home)
    wheel = next(home.glob("usr/share/python-wheels/pip-*.whl"))
    must([python, wheel / "pip", "install", "--no-index", wheel], log, "Setting up pip", env=clean_environment())


def _create(folder: Path, requirements, note) -> None:
    log = cache.logs() / f"{folder.name}.log"
    must([sys.executable, "-m", "venv", "--without-pip", folder], log, "Making a Python environment")
    python = folder / "bin" / "python"
    _bootstrap_pip(python, log)
    command = [python, "-m", "pip", "install", "--progress-bar=off", "--prefer-binary"]
    command += [part for path in requirements for part in ("-r", path)]
    must(command, log, "Installing the Python packages", on_line=_progress(note), env=clean_environment())


def _environment(name: str, title: str, *requirement_files: str) -> Path:
    """The Python of an environment, made anew when its requirements or the Python changed."""
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise Refusal(_BAD_PYTHON.format(sys.version.split()[0], " ".join(sys.argv)))
    requirements = [DEV / file for file in requirement_files]
    folder = cache.folder() / name
    stamp = cache.fingerprint(
        sys.version, os.path.realpath(sys.executable), *(path.read_bytes() for path in requirements)
    )
    with _one_at_a_time:
        if not cache.is_built(folder, stamp):
            with step(title) as running:
                cache.build(folder, stamp, lambda path: _create(path, requirements, running.note))
    return folder / "bin" / "python"


def for_odoo() -> Path:
    """One environment to run and to test: a second copy of Odoo's packages would only cost time."""
    return _environment(
        "python", "Python packages of Odoo and of its tests", "requirements.txt", "requirements-test.txt"
    )


def for_linters() -> Path:
    return _environment("python-lint", "Python packages of the linters", "requirements-lint.txt")


def for_shots() -> Path:
    return _environment("python-shots", "Python packages of dev/shots", "requirements-shots.txt")


def install_into(folder: Path, packages) -> None:
    """Put packages into a plain folder, for the programs they bring."""
    log = cache.logs() / f"{folder.name}.log"
    command = [for_odoo(), "-m", "pip", "install", "--no-deps", "--progress-bar=off", "--target", folder, *packages]
    must(command, log, f"Fetching {', '.join(packages)}", env=clean_environment())


def folder_with(requirement_file: str) -> Path:
    """A plain folder with the packages of a list: what needs them finds them there, and Odoo's stay as they are."""
    text = (DEV / requirement_file).read_text(encoding="utf-8")
    packages = [line for line in text.splitlines() if line and not line.startswith("#")]
    home = cache.folder() / Path(requirement_file).stem
    with cache.locked(home.name):
        return cache.build(
            home, cache.fingerprint(sys.version, *packages), lambda folder: install_into(folder, packages)
        )
