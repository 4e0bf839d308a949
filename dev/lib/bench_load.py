"""The load: a real server, eight programs, one minute; then every record is accounted for."""

from __future__ import annotations

import contextlib
import os
import statistics
from collections import Counter

from . import addon, bench_inside, bench_load_clients, cache, processes, serving
from .console import Refusal, say, step
from .odoo_server import any_port
from .test_databases import TestDatabases
from .workplace import Workplace

SECONDS = 60


@contextlib.contextmanager
def _served(place: Workplace, name: str):
    """:return: the port of a server of this database"""
    port, log = any_port(), cache.logs() / "bench_load_server.log"
    config = place.odoo.config(name, port)
    with open(log, "w", encoding="utf-8") as sink:
        command = place.odoo.command(config, "--max-cron-threads=0", "--log-level=warn")
        process = processes.start(command, env=place.odoo.environment(offline=True), cwd=place.odoo.home, output=sink)
        try:
            with step("Starting Odoo"):
                serving.wait_until_up(process, port, log)
            yield port
        finally:
            processes.stop(process)


def measure(place: Workplace, wish) -> dict:
    databases = TestDatabases(place)
    name = databases.copy("bench_load", demo=False)
    try:
        databases.load(name, "Installing the addon", "-i", addon.NAME, demo=False)
        seeded = bench_inside.measure(place, name, "bench_load_seed", wish, "Creating leads")
        load = os.getloadavg()[0]
        with _served(place, name) as port, step(f"{len(seeded['keys'])} programs at work for {SECONDS} s"):
            told = bench_load_clients.run([port], name, seeded["keys"], seeded["ids"], SECONDS, wish.seed)
        found = bench_inside.measure(
            place, name, "bench_load_account", wish, "Accounting for every record", ids=seeded["ids"],
            **{key: sorted(getattr(told, key)) for key in ("merge_ids", "conversion_ids", "undone_ids")})
    finally:
        databases.drop(name)
    return {"told": told, "load": load, "clients": len(seeded["keys"]), **found}


def report(found: dict) -> None:
    told, accounted = found["told"], found["accounted"]
    say(
        f"\n{found['clients']} programs converting and merging the same {accounted['leads']} leads for {SECONDS} s by"
        f" /json/2; {os.cpu_count()} cores, load {found['load']:.1f} when it began\n"
    )
    say("method               |  asked |   done  median ms    p95 ms | conflicts, as documented")
    for method in sorted({one[0] for one in told.answers}):
        answers = [one for one in told.answers if one[0] == method]
        times = sorted(seconds * 1000 for _method, code, seconds in answers if code == "done") or [0]
        conflicts = Counter(code for _method, code, _seconds in answers if code in bench_load_clients.CONFLICTS)
        say(
            f"{method:20} | {len(answers):6} | {len(times):6}  {statistics.median(times):9.0f}"
            f"  {times[int(len(times) * 0.95)]:8.0f} | "
            + ", ".join(f"{code} {count}" for code, count in conflicts.most_common())
        )
    say(f"\nSent again with the same key, and answered the same: {told.repeated}")
    say("At the end: " + ", ".join(f"{count} {what}" for what, count in accounted.items()))
    faults = [*told.faults, *found["faults"]]
    if faults:
        raise Refusal("\n".join([f"{len(faults)} faults:", *faults[:20]]))
    say("No other error, nothing lost: every record is accounted for.")
