"""The two Odoo servers that the checks work at, and the two database servers behind them."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import psycopg2

from . import bench_load_clients
from .bench_kills import _AT_WORK

PATIENCE, _LOOK = 120, 0.02
_SEARCHES = "SELECT COALESCE(sum(calls), 0) FROM pg_stat_user_functions WHERE funcname ~ '^crm_lead_match_search'"


class Two:
    """Two servers, and the two database servers behind them."""

    def __init__(self, env, wish: dict):
        self.env, self.wish, self.servers = env, wish, wish["servers"]
        self.checks: list = []
        self.merge_ids: set = set()  # of merges that were made and undone beside the load
        host, port = wish["replica"]
        self.replica = psycopg2.connect(host=host, port=port, user=env.cr.connection.info.user, dbname=env.cr.dbname)
        self.replica.autocommit = True
        info = env.cr.connection.info
        self.root = psycopg2.connect(host=info.host, port=info.port, user="postgres", dbname=env.cr.dbname)
        self.root.autocommit = True
        self.replica_root = psycopg2.connect(host=host, port=port, user="postgres", dbname=env.cr.dbname)
        self.replica_root.autocommit = True

    def check(self, what: str, good, detail) -> None:
        self.checks.append((what, bool(good), str(detail)))

    def ask(self, connection, query: str, values=None, fetch: bool = True):
        with connection.cursor() as cr:
            cr.execute(query, values)
            return cr.fetchall() if fetch else []

    def searches(self) -> tuple[int, int]:
        """How often similar leads were looked up on the primary and on the replica, once both have counted."""
        time.sleep(1.5)  # a server counts a session's calls when it has been idle for a second
        return tuple(int(self.ask(each, _SEARCHES)[0][0]) for each in (self.root, self.replica))

    def caught_up(self) -> None:
        """Wait until the replica has what the primary has."""
        [[goal]] = self.ask(self.root, "SELECT pg_current_wal_lsn()")
        self.until(lambda: self.ask(self.replica, "SELECT pg_last_wal_replay_lsn() >= %s", [goal]) == [(True,)])

    @contextlib.contextmanager
    def behind(self):
        """Let the replica fall behind for as long as it lasts."""
        self.ask(self.replica_root, "SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.ask(self.replica_root, "SELECT pg_wal_replay_resume()")
            self.caught_up()

    def until(self, what):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := what():
                return found
            time.sleep(_LOOK)
        raise RuntimeError("What was waited for did not come.")

    def program(self, number: int, key: int = 0):
        """:return: a program at one of the servers"""
        told = bench_load_clients.Told()
        return bench_load_clients.Client(
            self.servers[number]["port"], self.env.cr.dbname, self.wish["keys"][key], self.wish["ids"], 1, told
        )

    def at_work(self) -> set[int]:
        """:return: numbers of the servers that work at a job right now; a connection bears the id of its process"""
        sessions = set()
        for [pid] in self.ask(self.root, _AT_WORK):
            with contextlib.suppress(OSError):
                sessions.add(os.getsid(int(pid)))
        return {number for number, server in enumerate(self.servers) if server["pid"] in sessions}

    def kill_workers(self, number: int) -> int:
        """Kill all worker processes of a server, those for requests and those for scheduled actions, without a word.

        :return: how many
        """
        parent, killed = self.servers[number]["pid"], 0
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            with contextlib.suppress(OSError):
                if b"gevent" not in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                    os.kill(int(child), signal.SIGKILL)
                    killed += 1
        return killed


class Lag(threading.Thread):
    """How far the replica is behind, looked at all the time."""

    def __init__(self, two: Two):
        super().__init__(daemon=True)
        self._two, self.seen, self._over = two, [], threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            [[lag]] = self._two.ask(
                self._two.root, "SELECT extract(epoch FROM max(replay_lag)) * 1000 FROM pg_stat_replication"
            )
            self.seen.append(float(lag or 0))

    def stop(self) -> list[float]:
        self._over.set()
        self.join()
        return sorted(self.seen)
