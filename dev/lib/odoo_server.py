"""Running Odoo: its configuration, its command line, its progress."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from . import addon, axe, cache, npm, odoorpc, processes, rtlcss
from .console import Refusal
from .odoo_source import OdooSource
from .postgres import Server
from .python_env import clean_environment

LOOPBACK = "127.0.0.1"
# No single test or step is silent for so long, browser tours on a slow machine included.
SILENCE = 240
_NOBODY_LISTENS = 9  # the port called `discard`
_NOWHERE = f"http://{LOOPBACK}:{_NOBODY_LISTENS}"
_WALL = {
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE),
    **dict.fromkeys(("no_proxy", "NO_PROXY"), f"localhost,{LOOPBACK}"),
}
_LOADING = re.compile(r"(?:Loading module|loading) (\S+) \((\d+/\d+)\)")
_TEST = re.compile(r"Starting (\S+)\.\.\. *$|: Starting (\S+) \.\.\.")


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def require_port(port: int) -> None:
    if not 0 < port < 65536:
        raise Refusal(f"{port} is not a port: choose one from 1024 to 65535.")
    if not port_is_free(port):
        raise Refusal(f"Port {port} is taken by another program (or reserved): choose another with --port.")


def any_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be run against one database server."""

    python: Path
    source: OdooSource
    server: Server
    through: tuple = ()  # arguments of Python by which something else runs Odoo, and watches
    packages: tuple[Path, ...] = ()  # folders with what that needs

    @property
    def home(self) -> Path:
        path = cache.folder() / "odoo-home"
        path.mkdir(exist_ok=True)
        return path

    def config(self, database: str, port: int | None = None) -> Path:
        """A configuration file of our own: the user's ~/.odoorc must not change what is tested."""
        folders = [*addon.folders(), *self.source.addons]
        options = {
            "addons_path": ",".join(map(str, folders)),
            "data_dir": self.home / "data",
            "db_name": database,
            "dbfilter": f"^{re.escape(database)}$",
            "list_db": "False",
            "http_interface": LOOPBACK,
            "http_port": port or any_port(),
            # Demo customers have addresses of real-looking people: no mail may ever leave this machine.
            "smtp_server": LOOPBACK,
            "smtp_port": _NOBODY_LISTENS,
            "workers": "0",
            "screenshots": cache.logs() / "screenshots",
            "max_cron_threads": "1",
        }
        path = self.home / f"{database}.conf"
        lines = ["[options]", *(f"{key} = {value}" for key, value in options.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def environment(self, *, offline: bool = False) -> dict[str, str]:
        """The variables Odoo runs with; `offline` sends every request to another machine into a wall.

        Only the `odoo` package on the path, not the folder it lies in, which may hold other packages.
        """
        path = self.home / "path"
        path.mkdir(exist_ok=True)
        link = path / "odoo"
        if not link.is_symlink() or link.resolve() != self.source.package:
            link.unlink(missing_ok=True)
            link.symlink_to(self.source.package)
        ours = clean_environment(**self.server.environment())
        kept = {key: value for key, value in ours.items() if not key.startswith("ODOO_")}
        mirror = rtlcss.environment(kept.get("PATH", ""))
        packages = os.pathsep.join(map(str, (path, *self.packages)))
        return {**kept, **mirror, "PYTHONPATH": packages, **(_WALL if offline else {})}

    def command(self, config: Path, *arguments: str, subcommand: str = "server") -> list:
        return [self.python, *self.through, "-m", "odoo", *subcommand.split(), "-c", config, *arguments]

    @staticmethod
    def _test_tools(arguments) -> dict[str, str]:
        """What only tests need: fetched when some are run."""
        return {**axe.environment(), **npm.environment(), **odoorpc.environment()} if "--test-tags" in arguments else {}

    def run(
        self, config: Path, log: Path, *arguments: str, note=None, subcommand: str = "server",
        packages: Path | None = None,
    ) -> int:
        """Run to the end; the exit code. All it says is in the log. Nothing leaves the machine.

        `packages` is a folder with what this run imports besides.
        """

        def tell(line: str) -> None:
            progress = progress_of(line)
            if progress and note:
                note(progress)

        ours = self.environment(offline=True)
        if packages:
            ours["PYTHONPATH"] = os.pathsep.join((ours["PYTHONPATH"], str(packages)))
        return processes.run_logged(
            self.command(config, *arguments, subcommand=subcommand),
            log,
            on_line=tell,
            env={**ours, **self._test_tools(arguments)},
            cwd=self.home,
            patience=SILENCE,
        )


def progress_of(line: str) -> str:
    """The part of a line of Odoo's log that tells how far it is."""
    loading = _LOADING.search(line)
    if loading:
        return f"{loading.group(1)} {loading.group(2)}"
    test = _TEST.search(line)
    return (test.group(1) or test.group(2)) if test else ""
