"""Two Odoo servers with worker processes, one database, and a replica of it that answers what only reads."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from pathlib import Path

from . import addon, bench_inside, bench_load_clients, cache, odoo_log, postgres, processes, serving
from .bench import Wish
from .console import say, step
from .databases import Databases
from .odoo_server import Odoo, any_port
from .results import Tally
from .test_databases import TestDatabases
from .workplace import Workplace

_SERVERS = 2
_LEADS, _SECONDS = 200, 30
# What the programs of the load get in each other's way by is logged by Odoo, and repeated or answered.
_EXPECTED = re.compile(
    rf"odoo\.http: (?:{'|'.join(sorted(bench_load_clients.CONFLICTS))}): "
    r"|odoo\.sql_db: bad query: (?s:.*)ERROR: could not (?:serialize access|obtain lock)"
)
# Odoo's log says of each request whether it was read from the replica.
_REQUEST = re.compile(r'"POST (?:/json/2/|/web/dataset/call_kw/)([\w.]+/\w+)[^"]*" 200 - \d+ \S+ \S+ (ro->rw|ro|rw)$')


@contextlib.contextmanager
def _served(place: Workplace, name: str, replica: postgres.Cluster):
    """:return: the servers, each with its ports, its log and its process"""
    # worker processes start the server of the bus by the file that they were started by
    script = place.odoo.home / "server.py"
    script.write_text("import odoo.cli\n\nodoo.cli.main()\n", encoding="utf-8")
    config, servers = place.odoo.config(name), []
    try:
        with step(f"Starting {_SERVERS} Odoo servers with 2 worker processes each"):
            for number in range(_SERVERS):
                port, bus, log = any_port(), any_port(), cache.logs() / f"replica-server-{number + 1}.log"
                log.unlink(missing_ok=True)
                command = [
                    place.odoo.python, script, "server", "-c", config, f"--http-port={port}", f"--gevent-port={bus}",
                    "--workers=2", "--max-cron-threads=2", f"--db_replica_host={replica.socket}",
                    f"--db_replica_port={replica.port}",
                ]  # fmt: skip
                process = processes.start(
                    command, env=place.odoo.environment(offline=True), cwd=place.odoo.home, output=open(log, "w")
                )
                servers.append({"port": port, "bus": bus, "log": str(log), "pid": process.pid, "process": process})
                serving.wait_until_up(process, port, log)
        yield servers
    finally:
        for server in servers:
            processes.stop(server["process"], patience=20)


def _count_requests(servers) -> dict[str, Counter]:
    """:return: {method: how often it was answered by which connection}"""
    found: dict[str, Counter] = {}
    for server in servers:
        for line in Path(server["log"]).read_text(encoding="utf-8", errors="replace").splitlines():
            if request := _REQUEST.search(line):
                found.setdefault(request[1], Counter())[request[2]] += 1
    return found


def run(place: Workplace) -> Tally:
    """Made for it, and gone afterwards: the databases of the other stages are not touched."""
    tally = Tally("two servers, worker processes and a replica")
    with postgres.replicated(track_functions="pl") as (primary, replica):
        odoo = Odoo(place.odoo.python, place.odoo.source, primary.server)
        ours = Workplace(odoo, Databases(odoo.python, primary.server, odoo.home / "data" / "filestore"))
        name, databases = f"test_{addon.NAME}_{cache.checkout()}_replica", TestDatabases(ours)
        try:
            ours.databases.create(name)
            databases.load(name, "Installing CRM and the addon", "-i", f"crm,{addon.NAME}", demo=False)
            wish = Wish(_LEADS, 1, False, 1, False)
            seeded = bench_inside.measure(ours, name, "replica_prepare", wish, "Creating leads")
            # without a name of who is waited for it is as `local`; the checks give one for a while
            primary.ask(f"ALTER DATABASE {name} SET synchronous_commit = 'remote_apply'")
            with _served(ours, name, replica) as servers:
                told = bench_inside.measure(
                    ours,
                    name,
                    "replica_checks",
                    wish,
                    "Working at both servers",
                    keys=seeded["keys"],
                    ids=seeded["ids"],
                    seconds=_SECONDS,
                    replica=[str(replica.socket), replica.port],
                    servers=[{key: server[key] for key in ("port", "bus", "pid")} for server in servers],
                )
        finally:
            ours.databases.drop(name)
        _report(tally, told, servers)
    return tally


def _report(tally: Tally, told: dict, servers) -> None:
    for what, good, detail in told["checks"]:
        tally.check(good, f"{what}: {detail}")
        say(f"  {'ok' if good else 'FAILED':<6} {what}: {detail}")
    counted = _count_requests(servers)
    say(f"\n  {'answered by':50} replica  primary  replica, then primary")
    for method, modes in sorted(counted.items()):
        say(f"  {method:50} {modes['ro']:7}  {modes['rw']:7}  {modes['ro->rw']:7}")
    for method in told["readonly"]:
        modes = counted.get(method, Counter())
        tally.check(modes["ro"] and not modes["rw"] and not modes["ro->rw"], f"{method} was not read from the replica")
    for server in servers:
        faults = [fault for fault in odoo_log.read(Path(server["log"])).faults if not _EXPECTED.search(fault)]
        tally.check(not faults, f"{server['log']}:\n" + "\n".join(faults[:10]))
