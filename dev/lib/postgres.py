"""The database server: a private one in the cache folder, or the one that PGHOST names."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import cache, postgres_binaries
from .console import Refusal, step

_ROLE = "odoo"  # Odoo refuses to connect as `postgres`
_PORT = "5432"  # only part of the socket's name: the private server listens on no network address
_LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 characters for the socket's whole path
# Demo and test data is made anew at will, so it need not survive a power cut; not waiting for the disk makes
# installing Odoo several times faster.
_SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "logging_collector": "off",
}


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server."""

    host: str
    port: str
    user: str
    password: str

    def environment(self) -> dict[str, str]:
        """The variables that libpq and Odoo read."""
        known = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        return {key: value for key, value in known.items() if value}


def named_by_user() -> Server | None:
    """The existing server the user names by the usual variables."""
    if not os.environ.get("PGHOST"):
        return None
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name
    if user == "postgres":
        raise Refusal(
            "Odoo refuses to connect as the role `postgres`: set PGUSER to another that may create databases."
        )
    return Server(os.environ["PGHOST"], os.environ.get("PGPORT", _PORT), user, os.environ.get("PGPASSWORD", ""))


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to run as root, so root lends it to an account that exists."""
    if os.getuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Refusal("PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it as.")


def _reachable_by_all(folder: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _private_folder(owner) -> Path:
    """A folder that belongs to the account that runs the server.

    Root's home is closed to that account: then the folder is one for this cache in the system's place for
    lasting temporary files.
    """
    home = cache.folder()
    if owner is None:
        path = home / "postgres"
    elif _reachable_by_all(home):
        path = home / "postgres-of-root"
    else:
        path = Path("/var/tmp") / f"{cache.NAME}-{cache.fingerprint(home)}"
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if owner:
            os.chown(path, owner.pw_uid, owner.pw_gid)
    state = path.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != (owner.pw_uid if owner else os.getuid()):
        raise Refusal(f"{path} belongs to somebody else: set CRM_LEAD_CONVERSION_CACHE to another folder.")
    return path


class PrivateServer:
    """A server of our own, shared by the commands that run at the same time, gone with the last of them."""

    def __init__(self):
        self.owner = _owner()
        self.home = _private_folder(self.owner)
        self.data = self.home / "data"
        self.socket = self.home
        if len(str(self.socket)) > _LONGEST_SOCKET_FOLDER:
            self.socket = Path(tempfile.gettempdir()) / f"pg-{cache.fingerprint(self.home)}"
        self.server = Server(str(self.socket), _PORT, _ROLE, "")
        self._users = None

    def _run(self, program: str, *arguments, check=True) -> bool:
        """Run one of PostgreSQL's programs as the account that owns the data."""
        account = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        log = cache.logs() / "postgres-commands.log"
        with open(log, "a") as sink:
            done = subprocess.run(
                [self.binaries / program, *map(str, arguments)],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGDATA": str(self.data)},
                **account,
            )
        if done.returncode and check:
            raise Refusal(f"PostgreSQL's `{program}` failed: see {log} and {self.home / 'server.log'}")
        return not done.returncode

    def _initialise(self) -> None:
        """Make the data folder; its last file is ours, so a half-made one is known and made again."""
        mark = self.data / "PG_COMPLETE"
        version = str(postgres_binaries.version(self.binaries))
        if mark.exists() and mark.read_text() == version:
            return
        if mark.exists() or self.data.exists():
            self._run("pg_ctl", "stop", "-m", "immediate", check=False)
            subprocess.run(["rm", "-rf", self.data], check=True)
        # `trust` is safe here: only the owner and root can reach the folder with the socket.
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._start()
        self._run(
            "psql",
            "-h",
            self.socket,
            "-p",
            _PORT,
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-c",
            f"CREATE ROLE {_ROLE} LOGIN CREATEDB",
        )
        mark.write_text(version)

    def _start(self) -> None:
        """Start the server, or find it running: after a kill it outlives the command that started it."""
        if self._run("pg_ctl", "status", check=False):
            return
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.owner:
            os.chown(self.socket, self.owner.pw_uid, self.owner.pw_gid)
        options = [f"-c {key}={value}" for key, value in _SETTINGS.items()]
        options += [f"-k {self.socket}", f"-p {_PORT}"]
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", self.home / "server.log", "-o", " ".join(options))

    def __enter__(self) -> Server:
        with cache.locked("postgres"):
            self.binaries = postgres_binaries.find(self.home)
            self._users = open(cache.folder() / ".postgres-users", "w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            with step("Database server"):
                self._initialise()
                self._start()
        return self.server

    def __exit__(self, *_exc) -> None:
        """Stop the server unless another command still uses it (the kernel frees a killed command's share)."""
        with cache.locked("postgres"):
            fcntl.flock(self._users, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self._users.close()
            self._run("pg_ctl", "stop", "-m", "fast", "-w", check=False)


def server():
    """A context that holds a database server to use."""
    existing = named_by_user()
    return contextlib.nullcontext(existing) if existing else PrivateServer()
