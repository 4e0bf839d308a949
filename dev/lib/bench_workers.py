"""Inside Odoo: background jobs worked off by one process or several at once, as scheduled actions do."""

from __future__ import annotations

import multiprocessing
import resource
import time

from odoo import SUPERUSER_ID, api, sql_db


def _work(database: str, start, answer) -> None:
    """What a scheduled action does, in a process of its own; the connections of the parent are not ours to use."""
    name, info = sql_db.connection_info_for(database)
    cr = sql_db.Connection(sql_db.ConnectionPool(4), name, info).cursor()
    env = api.Environment(cr, SUPERUSER_ID, {})
    start.wait()
    statements, computed = cr.sql_log_count, time.process_time()
    env["crm.lead.job"]._cron_work()
    answer.send(
        {
            "statements": cr.sql_log_count - statements,
            "processor": time.process_time() - computed,
            "memory": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }
    )


def work_off(env, workers: int) -> dict:
    """Let so many workers do all that waits. What was written has to be committed.

    :return: seconds from the moment on that all workers begin, until the last one ends; what they took for it
    """
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(workers + 1)
    pipes = [fork.Pipe(duplex=False) for _worker in range(workers)]
    children = [fork.Process(target=_work, args=(env.cr.dbname, start, send)) for _receive, send in pipes]
    for child in children:
        child.start()
    start.wait()
    started = time.perf_counter()
    for child in children:
        child.join()
    seconds = time.perf_counter() - started
    if any(child.exitcode for child in children):
        raise RuntimeError("A worker ended with an error.")
    told = [receive.recv() for receive, _send in pipes]
    return {
        "seconds": seconds,
        "statements": sum(each["statements"] for each in told),
        "processor": sum(each["processor"] for each in told),
        "memory": max(each["memory"] for each in told),
    }
