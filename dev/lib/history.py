"""Earlier versions of the addon, from the history of this checkout."""

from __future__ import annotations

import ast
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from . import addon, cache

_MANIFEST = "__manifest__.py"


def _git(*arguments: str) -> bytes | None:
    """:return: what git prints, None if it fails"""
    try:
        done = subprocess.run(["git", "-C", addon.ROOT, *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout


def versions() -> dict[str, str]:
    """Where each earlier version of the manifest was last: {version: commit}, the oldest first. Empty where the history
    is not there, as in a shallow clone or a zip."""
    if (_git("rev-parse", "--is-shallow-repository") or b"true").strip() == b"true":
        return {}
    found: dict[str, str] = {}
    version = None
    commits = _git("log", "--first-parent", "--reverse", "--format=%H", "--", _MANIFEST) or b""
    for commit in commits.decode().split():
        said = ast.literal_eval((_git("show", f"{commit}:{_MANIFEST}") or b"{}").decode()).get("version")
        if version and said != version:
            found[version] = f"{commit}^"
        version = said
    return found


def unpacked(commit: str, name: str) -> Path:
    """:return: an addons folder with the addon as it was then"""
    folder = cache.folder() / "earlier" / cache.checkout() / name
    place = folder / addon.NAME
    if not place.is_dir():
        place.mkdir(parents=True)
        with tarfile.open(fileobj=BytesIO(_git("archive", commit) or b"")) as archive:
            archive.extractall(place, filter="data")
    return folder
