"""Packages of Debian's archive, unpacked into a folder: no root, nothing installed, the system's sources untouched."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

from . import cache
from .console import Refusal
from .processes import require, run_logged

_one_at_a_time = threading.Lock()  # set-up steps run side by side, apt's state does not
_KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")


def _keyring() -> Path | None:
    for name in _KEYRINGS:
        path = Path("/usr/share/keyrings") / name
        if path.exists():
            return path
    return None


def available() -> bool:
    """Whether this machine can fetch from Debian's archive at all."""
    return bool(_keyring() and mirrors())


def mirrors() -> list[str]:
    """Addresses of Debian's main archive, as this machine itself is set up to reach it."""
    named = os.environ.get("DEBIAN_MIRROR")
    if named:
        return [named]
    try:
        listed = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    found = []
    for line in listed.splitlines():
        address, _, component = line.rpartition(" ")
        if component == "main" and "security" not in address and address not in found:
            found.append(address)
    # The archive's usual name first: a machine may also list other people's repositories with a `main`.
    return sorted(found, key=lambda address: not address.rstrip("/").endswith("debian"))


def fetch(suite: str, packages, into: Path, on_line=None) -> None:
    """Fetch packages of a suite and unpack them into the folder."""
    with _one_at_a_time:
        archive = _Archive(suite)
        archive.refresh(on_line)
        archive.unpack(packages, into, on_line)


class _Archive:
    """One suite of the archive, with apt's state in our own cache."""

    def __init__(self, suite: str):
        self.suite = suite
        self.home = cache.folder() / "apt" / suite
        self.log = cache.logs() / "apt.log"

    def _options(self) -> list[str]:
        options = {
            "Dir::Etc::sourcelist": self.home / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State": self.home / "state",
            "Dir::State::Lists": self.home / "lists",
            "Dir::State::status": self.home / "status",
            "Dir::Cache": self.home / "cache",
            "APT::Get::List-Cleanup": "0",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "1",
        }
        return [part for key, value in options.items() for part in ("-o", f"{key}={value}")]

    def _apt(self, *command, on_line=None, cwd=None) -> int:
        return run_logged(["apt-get", *self._options(), *command], self.log, on_line=on_line, cwd=cwd)

    def refresh(self, on_line=None) -> None:
        """Read the suite's package list from the first mirror that has it."""
        require("apt-get", "Debian's packages cannot be fetched without it.")
        for part in ("lists/partial", "cache/archives/partial", "state"):
            (self.home / part).mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        for mirror in mirrors():
            source = f"deb [signed-by={_keyring()}] {mirror} {self.suite} main\n"
            (self.home / "sources.list").write_text(source)
            if not self._apt("update", "-o", "APT::Update::Error-Mode=any", on_line=on_line):
                return
        raise Refusal(
            f"Debian's package list ({self.suite}) could not be read: see {self.log}. If this machine reaches the "
            "archive under another address, put it into DEBIAN_MIRROR."
        )

    def unpack(self, packages, into: Path, on_line=None) -> None:
        """Fetch the packages and unpack them into the folder."""
        store = self.home / "packages"
        store.mkdir(exist_ok=True)
        for stale in store.glob("*.deb"):
            stale.unlink()
        if self._apt("download", *packages, on_line=on_line, cwd=store):
            raise Refusal(f"Debian's packages {', '.join(packages)} could not be fetched: see {self.log}")
        for package in sorted(store.glob("*.deb")):
            if on_line:
                on_line(f"unpacking {package.name.split('_')[0]}")
            subprocess.run(["dpkg", "-x", package, into], check=True)
            package.unlink()
