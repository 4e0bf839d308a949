"""The database server: a private one in the cache folder, or the one that PGHOST names; and a pair with a replica."""

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


def _socket_folder(home: Path) -> Path:
    return home if len(str(home)) <= _LONGEST_SOCKET_FOLDER else Path(tempfile.gettempdir()) / (
        f"pg-{cache.fingerprint(home)}")


class Cluster:
    """One data folder and the server that works in it, run as the account that owns it."""

    def __init__(self, owner, home: Path, data: Path, socket: Path, port: str = _PORT, **settings: str):
        self.owner, self.home, self.data, self.socket, self.port = owner, home, data, socket, port
        self.log = home / ("server.log" if port == _PORT else f"server-{port}.log")
        self.server = Server(str(socket), port, _ROLE, "")
        self.binaries = Path()
        self._settings = {**_SETTINGS, **settings}

    def run(self, program: str, *arguments, check=True) -> bool:
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
            raise Refusal(f"PostgreSQL's `{program}` failed: see {log} and {self.log}")
        return not done.returncode

    def initialise(self) -> None:
        """Make the data folder; its last file is ours, so a half-made one is known and made again."""
        mark = self.data / "PG_COMPLETE"
        version = str(postgres_binaries.version(self.binaries))
        if mark.exists() and mark.read_text() == version:
            return
        if mark.exists() or self.data.exists():
            self.remove()
        # `trust` is safe here: only the owner and root can reach the folder with the socket.
        self.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()
        self.ask(f"CREATE ROLE {_ROLE} LOGIN CREATEDB")
        mark.write_text(version)

    def ask(self, statement: str) -> None:
        """Let the server do something that Odoo's role may not."""
        where = ("-h", self.socket, "-p", self.port, "-U", "postgres", "-d", "postgres")
        self.run("psql", *where, "-v", "ON_ERROR_STOP=1", "-c", statement)

    def start(self) -> None:
        """Start the server, or find it running: after a kill it outlives the command that started it."""
        if self.run("pg_ctl", "status", check=False):
            return
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.owner:
            os.chown(self.socket, self.owner.pw_uid, self.owner.pw_gid)
        options = [f"-c {key}={value}" for key, value in self._settings.items()]
        options += [f"-k {self.socket}", f"-p {self.port}"]
        self.run("pg_ctl", "start", "-w", "-t", "60", "-l", self.log, "-o", " ".join(options))

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-m", "fast", "-w", check=False)

    def remove(self) -> None:
        """Whatever is there, with the server that may still work in it."""
        self.run("pg_ctl", "stop", "-m", "immediate", check=False)
        subprocess.run(["rm", "-rf", self.data], check=True)


class PrivateServer:
    """A server of our own, shared by the commands that run at the same time, gone with the last of them."""

    def __init__(self):
        owner = _owner()
        home = _private_folder(owner)
        self.cluster = Cluster(owner, home, home / "data", _socket_folder(home))
        self.server = self.cluster.server
        self._users = None

    def __enter__(self) -> Server:
        with cache.locked("postgres"):
            self.cluster.binaries = postgres_binaries.find(self.cluster.home)
            self._users = open(cache.folder() / ".postgres-users", "w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            with step("Database server"):
                self.cluster.initialise()
                self.cluster.start()
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
            self.cluster.stop()


@contextlib.contextmanager
def replicated(**settings: str):
    """Two servers of our own: one that is written to, and one that streams from it and answers what only reads.

    They are made for it and removed afterwards.

    :return: the two clusters
    """
    owner = _owner()
    home = _private_folder(owner)
    socket = _socket_folder(home)
    primary = Cluster(owner, home, home / "primary", socket, "5433", wal_keep_size="1GB", **settings)
    replica = Cluster(owner, home, home / "replica", socket, "5434", **settings)
    with cache.locked("replicated"):
        primary.binaries = replica.binaries = postgres_binaries.find(home)
        if not (primary.binaries / "pg_basebackup").exists():
            raise Refusal("This PostgreSQL has no `pg_basebackup`: a replica cannot be made.")
        try:
            with step("Database server and its replica"):
                primary.remove()
                replica.remove()
                primary.initialise()
                primary.start()
                primary.run(
                    "pg_basebackup", "-h", socket, "-p", primary.port, "-U", "postgres", "-D", replica.data,
                    "-R", "-X", "stream", "-c", "fast", "--no-sync",
                )  # fmt: skip
                replica.start()
            yield primary, replica
        finally:
            replica.remove()
            primary.remove()


def server():
    """A context that holds a database server to use."""
    existing = named_by_user()
    return contextlib.nullcontext(existing) if existing else PrivateServer()
