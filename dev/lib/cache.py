"""The cache folder: where set-up puts what it fetched and built, so that the next start takes seconds."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import threading
from pathlib import Path

from .console import Refusal, say

NAME = "crm_lead_conversion"
_STAMP = ".set-up-complete"


def folder() -> Path:
    """The cache folder, made if need be."""
    chosen = os.environ.get("CRM_LEAD_CONVERSION_CACHE")
    if not chosen:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        chosen = Path(base) / NAME
    path = Path(chosen).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
        # steps of the set-up run side by side in threads: each its own file
        probe = path / f".write-{os.getpid()}-{threading.get_ident()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refusal(
            f"The cache folder {path} cannot be written ({error.strerror}): set CRM_LEAD_CONVERSION_CACHE to a "
            "folder of yours."
        ) from None
    return path


def checkout() -> str:
    """A short word for this checkout: two of them may share one cache folder."""
    return fingerprint(Path(__file__).resolve().parents[2])[:6]


def logs() -> Path:
    """What is read in the logs afterwards must not come from another checkout."""
    path = folder() / "logs" / checkout()
    path.mkdir(parents=True, exist_ok=True)
    return path


def fingerprint(*inputs) -> str:
    """One short word for a set of inputs, each bytes or something that prints."""
    digest = hashlib.sha256()
    for item in inputs:
        data = item if isinstance(item, bytes) else str(item).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]


def is_built(path: Path, stamp: str) -> bool:
    with contextlib.suppress(OSError):
        return (path / _STAMP).read_text() == stamp
    return False


def build(path: Path, stamp: str, make) -> Path:
    """Let `make(path)` fill an empty folder, once for each stamp.

    The stamp is written last. A folder without it is what an interrupted set-up left, and is made anew:
    in place, because a virtual environment does not survive being renamed.
    """
    if not is_built(path, stamp):
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(parents=True)
        make(path)
        (path / _STAMP).write_text(stamp)
    return path


@contextlib.contextmanager
def locked(name: str = "set-up"):
    """Let a second command wait for the first instead of working in the same folders and databases."""
    with open(folder() / f".{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  Another command is at the same work ({name}); waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
