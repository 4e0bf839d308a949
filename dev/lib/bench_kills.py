"""Inside Odoo: two real servers work one job off and are killed at random moments; what is left is looked at each time.

The servers are told nothing: they find the job as any server of a customer does, by its scheduled actions.
"""

from __future__ import annotations

import os
import random
import signal
import time

from . import processes
from .bench_bulk import _check, _job
from .bench_bulk_groups import of_part

_PATIENCE = 600
_LOOK = 0.02
# From the moment a server is seen at work, or for so many of them from the moment something more is done.
_LATEST_KILL, _LATER = 0.8, 0.7
# What a server holds as soon as it took items.
_AT_WORK = """
    SELECT DISTINCT split_part(application_name, '-', 2) FROM pg_stat_activity AS who JOIN pg_locks AS held USING (pid)
     WHERE held.relation = 'crm_lead_job_item'::regclass AND held.mode = 'RowShareLock'
       AND who.datname = current_database() AND who.pid <> pg_backend_pid()"""
_HALF = """
    SELECT count(*) FROM (
        SELECT item.state, count(lead.merged_into_id) AS merged, count(DISTINCT lead.merged_into_id) AS masters,
               count(*) AS records
          FROM crm_lead_job_item AS item, jsonb_array_elements_text(item.data->'lead_ids') AS said(id)
          JOIN crm_lead AS lead ON lead.id = said.id::int
         WHERE item.job_id = %s GROUP BY item.id) AS each
     WHERE (state, merged, masters) <> ('waiting', 0, 0) AND (state, merged, masters) <> ('done', records - 1, 1)"""
_DONE = "SELECT count(*) FROM crm_lead_job_item WHERE job_id = %s AND state = 'done'"
# All that is said of the records, and what points at them.
_RECORDS = """
    SELECT md5(string_agg(row, ',' ORDER BY row)) FROM (
        SELECT (to_jsonb(lead) - 'write_date' - 'write_uid')::text AS row FROM crm_lead AS lead
         WHERE id = ANY(%(ids)s)
        UNION ALL SELECT 'message ' || id || ' ' || res_id FROM mail_message
         WHERE model = 'crm.lead' AND res_id = ANY(%(ids)s) AND id <= %(last)s
        UNION ALL SELECT 'activity ' || id || ' ' || res_id || COALESCE(res_name, '') FROM mail_activity
         WHERE res_model = 'crm.lead' AND res_id = ANY(%(ids)s)
        UNION ALL SELECT 'file ' || id || ' ' || res_id FROM ir_attachment
         WHERE res_model = 'crm.lead' AND res_id = ANY(%(ids)s)
        UNION ALL SELECT 'follower ' || row.id || ' ' || row.res_id || ' ' || COALESCE(told.mail_message_subtype_id, 0)
          FROM mail_followers AS row
          LEFT JOIN mail_followers_mail_message_subtype_rel AS told ON told.mail_followers_id = row.id
         WHERE row.res_model = 'crm.lead' AND row.res_id = ANY(%(ids)s)
        UNION ALL SELECT 'tag ' || lead_id || ' ' || tag_id FROM crm_tag_rel WHERE lead_id = ANY(%(ids)s)) AS rows"""


class Servers:
    """Real servers, by the id of their process."""

    def __init__(self, wish: dict):
        self._commands = wish["servers"]
        self._running: dict = {}

    def start_all(self) -> None:
        for number, command in enumerate(self._commands):
            process = self._running.get(number)
            if process is None or process.poll() is not None:
                log = open(f"{self._commands[number][-1]}.log", "a")
                self._running[number] = processes.start(command[:-1], env=dict(os.environ), output=log)

    def ids(self) -> set[str]:
        return {str(process.pid) for process in self._running.values() if process.poll() is None}

    def kill(self, pid: str) -> None:
        [process] = [each for each in self._running.values() if str(each.pid) == pid]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self._running.values():
            processes.stop(process)


class Watch:
    """What the database says about a job, each time as it is now."""

    def __init__(self, env, job_id: int):
        self._cr, self.job_id = env.cr, job_id
        self.at_once = 0
        self.seen: set = set()

    def ask(self, query: str, values=()):
        self._cr.rollback()
        self._cr.execute(query, values)
        return self._cr.fetchall()

    def is_done(self) -> bool:
        return self.ask("SELECT state FROM crm_lead_job WHERE id = %s", [self.job_id]) == [("done",)]

    def at_work(self, servers: Servers) -> list[str]:
        found = sorted({row[0] for row in self.ask(_AT_WORK)} & servers.ids())
        self.seen.update(found)
        self.at_once += len(found) > 1
        return found

    def until(self, what, servers: Servers):
        """:return: the first answer that says something, None where the job ended before"""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if answer := what():
                return answer
            if self.is_done():
                return None
            self.at_work(servers)
            time.sleep(_LOOK)
        raise RuntimeError(f"The job did not go on for {_PATIENCE} seconds.")

    def check_halves(self) -> None:
        [[half]] = self.ask(_HALF, [self.job_id])
        if half:
            raise RuntimeError(f"{half} groups are half merged, or merged without being done.")


def _kill_at_random(watch: Watch, servers: Servers, wish: dict, tell) -> int:
    """:return: how many servers were killed while they worked"""
    lots, kills = random.Random(wish["seed"]), 0
    while kills < wish["runs"]:
        servers.start_all()
        if not watch.until(lambda: watch.at_work(servers), servers):
            break
        if lots.random() < _LATER:
            [[done]] = watch.ask(_DONE, [watch.job_id])
            watch.until(lambda done=done: watch.ask(_DONE, [watch.job_id]) > [(done,)], servers)
        time.sleep(lots.uniform(0, _LATEST_KILL))
        # one that is between two transactions is killed as well
        victim = lots.choice(watch.at_work(servers) or sorted(servers.ids()))
        servers.kill(victim)
        kills += 1
        watch.check_halves()
        [[done]] = watch.ask(_DONE, [watch.job_id])
        tell(note=f"killed {kills} times, {done} groups are done")
    return kills


def measure(env, wish: dict, tell) -> None:
    groups = of_part(env, "one")
    what = {"ids": [lead_id for ids in groups for lead_id in ids], "last": 2**31 - 1}
    env.cr.execute("SELECT max(id) FROM mail_message")
    what["last"] = env.cr.fetchone()[0]
    env.cr.execute(_RECORDS, what)
    before = env.cr.fetchone()
    servers, started = Servers(wish), time.monotonic()
    watch = Watch(env, _job(env, "one"))
    try:
        kills = _kill_at_random(watch, servers, wish, tell)
        [[done]] = watch.ask(_DONE, [watch.job_id])
        restarted = time.monotonic()
        servers.start_all()
        watch.until(lambda: False, servers)
        seconds = time.monotonic() - restarted
        _check(env, watch.job_id, groups)
        tell(note="undoing all")
        manager = env["res.users"].search([("login", "=", "bench-manager")])
        undo = Watch(env, env["crm.lead.job"].with_user(manager).browse(watch.job_id).action_undo_all()["res_id"])
        env.cr.commit()
        undo.until(lambda: False, servers)
        if undo.ask(_DONE, [undo.job_id]) != [(len(groups),)]:
            raise RuntimeError("Not every merge could be undone.")
        if undo.ask(_RECORDS, what) != [before]:
            raise RuntimeError("After the undo the records are not as they were.")
    finally:
        servers.stop()
    tell(
        groups=len(groups), kills=kills, done=done, seconds=seconds, all_seconds=time.monotonic() - started,
        servers=len(watch.seen), at_once=watch.at_once, undo_at_once=undo.at_once,
    )  # fmt: skip
