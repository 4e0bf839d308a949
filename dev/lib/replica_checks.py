"""Inside Odoo: what people and programs do at two servers of one database with a replica, and what came of it."""

from __future__ import annotations

import statistics
import threading
import time

import psycopg2

from . import bench_load_account, bench_load_clients
from .replica_servers import PATIENCE, Lag, Two
from .replica_web import Listener, Person

_ASKED, _NEW, _BULK = 25, 40, 300
_MANAGER = "replica-manager"
_JOB, _SCAN = "crm_lead_conversion.job", "crm_lead_conversion.scan"
# What programs and the web client may be answered by the replica.
READONLY = (
    "crm.lead/lead_find_similar", "crm.lead/lead_find_typed", "crm.lead/lead_merge_preview", "crm.lead/lead_resolve",
    "crm.lead/lead_conversion_options", "crm.lead/web_search_read", "crm.merge.opportunity/get_merge_preview",
)  # fmt: skip


def _people(two: Two) -> Person:
    env = two.env
    groups = [env.ref(name).id for name in ("base.group_user", "sales_team.group_sale_manager")]
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Manager", "login": _MANAGER, "password": _MANAGER, "group_ids": [(6, 0, groups)]})
    env.cr.commit()
    two.caught_up()
    return Person(env.cr.dbname, _MANAGER, two.servers[0]["port"])


def _reads(two: Two, person: Person) -> None:
    """Each question at both servers: the same answer, from the replica."""
    ids = two.wish["ids"]
    before, same = two.searches(), 0
    for number in range(_ASKED):
        lead = ids[number * 3]
        said = {"email_from": f"person{number}@load.example.com", "contact_name": f"Person {number}"}
        questions = (
            ("lead_find_similar", {"lead_ids": [lead]}), ("lead_find_similar", {"values": said}),
            ("lead_find_typed", {"values": said}), ("lead_merge_preview", {"lead_ids": [lead, lead + 1]}),
            ("lead_conversion_options", {"lead_id": ids[number * 4 + 1]}), ("lead_resolve", {"lead_ids": ids}))
        for method, arguments in questions:
            one, other = (two.program(server)._send(method, arguments) for server in (0, 1))
            same += one == other and one[0] == 200
    two.check("programs are answered the same at both servers", same == 6 * _ASKED, f"{same} of {6 * _ASKED}")
    shown = ["name", "duplicate_lead_count", "duplicate_reason", "qualification_state", "merge_count"]
    for server in two.servers:
        found = person.call("crm.lead", "web_search_read", [["id", "in", ids[:80]]], {
            name: {} for name in shown}, limit=80, port=server["port"])
        two.check("a list with its similar leads", all(
            record["duplicate_lead_count"] for record in found["records"]), f"{len(found['records'])} leads")
        person.call("crm.merge.opportunity", "get_merge_preview", ids[:3], port=server["port"])
    primary, replica = (after - earlier for earlier, after in zip(before, two.searches(), strict=True))
    two.check("similar leads were looked up on the replica only", replica >= 6 * _ASKED and not primary,
              f"{replica} times there, {primary} on the primary")


def _new_leads(two: Two, person: Person) -> None:
    """What was just created is known to whoever asks next, wherever he asks, also while the replica is behind."""
    before = two.searches()
    found = 0
    for number in range(_NEW):
        lead_id = person.call("crm.lead", "create", [{"name": f"New {number}", "type": "lead"}])[0]
        status, said = two.program(1)._send("lead_resolve", {"lead_ids": [lead_id]})
        found += status == 200 and said["results"][0]["current_id"] == lead_id
        status, said = two.program(1)._send("lead_find_similar", {"lead_ids": [lead_id]})
        found += status == 200
    primary, replica = (after - earlier for earlier, after in zip(before, two.searches(), strict=True))
    two.check("a lead is known to the next question at the other server", found == 2 * _NEW,
              f"{found} of {2 * _NEW}; the replica answered {replica}, the primary {primary}")
    with two.behind():
        said = {"type": "lead", "contact_name": "Late Comer", "email_from": "late@load.example.com"}
        one, other = person.call("crm.lead", "create", [{"name": name, **said} for name in ("Late", "Later")])
        program = two.program(1)
        answers = {
            "lead_find_similar": program._send("lead_find_similar", {"lead_ids": [one]}),
            "lead_find_typed": program._send(
                "lead_find_typed", {"values": {"contact_name": "Late Comer"}, "lead_id": one}),
            "lead_merge_preview": program._send("lead_merge_preview", {"lead_ids": [one, other]}),
            "lead_conversion_options": program._send("lead_conversion_options", {"lead_id": one}),
        }
        for method, (status, answer) in answers.items():
            two.check(f"{method} of a lead that the replica does not know", status == 200, f"{status} {answer}"[:200])
        [now] = program._send("lead_resolve", {"lead_ids": [one]})[1]["results"]
        two.check("lead_resolve of it", now["current_id"] == one, now)
        preview = person.call("crm.merge.opportunity", "get_merge_preview", [one, other])
        two.check("the preview of the dialog", preview["gone"] == 0 and preview["master_id"] == one, preview["gone"])
        merged = program._send("lead_merge", {"lead_ids": [one, other]})[1]
        two.merge_ids.add(merged["merge_id"])
        outlook = person.call("crm.lead.merge", "get_undo_outlook", [merged["merge_id"]])
        two.check("what an undo of a merge that the replica does not know would do", outlook["will"], outlook)
        undone = program._send("lead_undo_merge", {"merge_id": merged["merge_id"]})[0]
        two.check("and the undo", undone == 200, undone)
        read = person.call("crm.lead", "web_search_read", [["id", "=", one]], {"name": {}})["length"]
        two.check("Odoo's own list does not know it yet, as said in doc/scale.md", read == 0, f"{read} found")


def _waiting(two: Two, person: Person) -> None:
    """What a commit costs that waits for the replica, and that Odoo's own list is never behind then."""
    other = two.servers[1]["port"]
    for names in ("", "*"):
        two.ask(two.root, f"ALTER SYSTEM SET synchronous_standby_names = '{names}'", fetch=False)
        two.ask(two.root, "SELECT pg_reload_conf()")
        two.until(lambda names=names: two.ask(
            two.root, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == [(bool(names),)])
        known, times = 0, []
        for number in range(_NEW):
            started = time.monotonic()
            lead_id = person.call("crm.lead", "create", [{"name": f"Waited for {number}", "type": "lead"}])[0]
            times.append((time.monotonic() - started) * 1000)
            known += person.call("crm.lead", "web_search_read", [["id", "=", lead_id]], {}, port=other)["length"]
        detail = f"{known} of {_NEW}; to create one took {statistics.median(times):.0f} ms"
        if names:
            two.check("where commits wait for the replica Odoo's own list knows each new lead", known == _NEW, detail)
        else:
            two.check("without waiting Odoo's own list at the other server knows of new leads", True, detail)
    two.ask(two.root, "ALTER SYSTEM RESET synchronous_standby_names", fetch=False)
    two.ask(two.root, "SELECT pg_reload_conf()")


def _load(two: Two) -> None:
    """The programs of `dev/bench load`, each at one of the servers; then every record is accounted for."""
    env, ids = two.env, two.wish["ids"]
    lag = Lag(two)
    lag.start()
    ports = [server["port"] for server in two.servers]
    told = bench_load_clients.run(ports, env.cr.dbname, two.wish["keys"], ids, two.wish["seconds"], 1)
    seen = lag.stop()
    two.caught_up()
    two.check("programs at both servers at once", not told.faults, "; ".join(told.faults[:5]) or (
        f"{len(told.answers)} answers in {two.wish['seconds']} s: {len(told.merge_ids)} merges, {len(told.undone_ids)}"
        f" undone, {len(told.conversion_ids)} conversions"))
    two.check("the replica follows", seen, f"behind {statistics.median(seen):.1f} ms in the middle,"
              f" {seen[int(len(seen) * 0.95)]:.1f} ms at 95 %, {seen[-1]:.1f} ms at most")
    env.cr.rollback()
    env.invalidate_all()
    found: dict = {}
    wish = {"ids": ids, "conversion_ids": sorted(told.conversion_ids), **{
        key: sorted(getattr(told, key) | two.merge_ids) for key in ("merge_ids", "undone_ids")}}
    bench_load_account.measure(env, wish, lambda **news: found.update(news))
    two.check("every record is accounted for", not found["faults"], found["faults"] or found["accounted"])


def _bulk(two: Two, person: Person, kill: bool) -> None:
    """Bulk work that one server was asked for: both do it, and the screen at the other one hears of it."""
    ids = person.call("crm.lead", "create", [
        {"name": f"Bulk {number}", "type": "lead", "contact_name": f"Bulk Buyer {number}"} for number in range(_BULK)])
    context = {"active_model": "crm.lead", "active_id": ids[0], "active_ids": ids}
    listener = Listener(person, two.servers[1]["bus"])
    dialog = person.call(
        "crm.lead2opportunity.partner.mass", "create", [{"name": "convert", "action": "nothing"}], context=context)
    action = person.call("crm.lead2opportunity.partner.mass", "action_mass_convert", dialog, context=context)
    job_id, seen, killed = action["res_id"], set(), {}
    heard: list = []
    ear = threading.Thread(target=lambda: heard.extend(listener.until(
        _JOB, lambda said: said["id"] == job_id and said["state"] == "done")))
    ear.start()

    def is_done():
        at_work = two.at_work()
        seen.update(at_work)
        for number in at_work - set(killed) if kill else ():
            killed[number] = two.kill_workers(number)
        return two.ask(two.root, "SELECT 1 FROM crm_lead_job WHERE id = %s AND state = 'done'", [job_id])

    two.until(is_done)
    ear.join(PATIENCE)
    listener.close()
    [[done, every]] = two.ask(
        two.root, "SELECT count(*) FILTER (WHERE state = 'done'), count(*) FROM crm_lead_job_item WHERE job_id = %s",
        [job_id])
    [[converted]] = two.ask(
        two.root, "SELECT count(*) FROM crm_lead WHERE id = ANY(%s) AND type = 'opportunity'", [ids])
    what = f"bulk work, {sum(killed.values())} worker processes killed at it" if kill else "bulk work"
    two.check(what, done == every and converted == _BULK and seen and (not kill or killed),
              f"{converted} of {_BULK} converted, at work were the servers {sorted(number + 1 for number in seen)}")
    two.check(f"{what}: progress heard at the other server's bus", heard and heard[-1]["done"] == heard[-1]["total"],
              f"{len(heard)} messages, the last {heard[-1:]}")


def _kill_http(two: Two, person: Person) -> None:
    """All workers of a server are killed: the next request is answered by others."""
    killed = two.kill_workers(0)
    found = person.call("crm.lead", "search_count", [], port=two.servers[0]["port"])
    two.check("a request after all workers of its server were killed", killed > 1 and found, f"{killed} killed,"
              f" {found} leads counted")


def _scan(two: Two, person: Person) -> None:
    """A scan that one server was asked for, watched and stopped at the other one, and gone on with."""
    manager, other = two.servers[0]["port"], two.servers[1]["port"]
    listener = Listener(person, two.servers[1]["bus"])
    with psycopg2.connect(two.root.dsn) as holding, holding.cursor() as cr:
        # so that it is at work when it is stopped, however fast it is
        cr.execute("LOCK TABLE crm_lead_duplicate_pair IN ACCESS EXCLUSIVE MODE")
        scan_id = person.call("crm.lead.duplicate.scan", "action_start", port=manager)["res_id"]
        two.until(lambda: two.ask(two.root, """SELECT 1 FROM pg_locks WHERE NOT granted
            AND relation = 'crm_lead_duplicate_pair'::regclass"""))
        person.call("crm.lead.duplicate.scan", "action_stop", [scan_id], port=other)
    state = "SELECT state, COALESCE(done_count, 0), slice_count FROM crm_lead_duplicate_scan WHERE id = %s"
    two.until(lambda: not two.ask(two.root, "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%crm_lead_scan%'"
                                  " AND state <> 'idle' AND pid <> pg_backend_pid()"))
    [stopped] = two.ask(two.root, state, [scan_id])
    two.check("a scan is stopped at the other server", stopped[0] == "stopped" and stopped[1] < stopped[2], stopped)
    person.call("crm.lead.duplicate.scan", "action_continue", [scan_id], port=other)
    heard = listener.until(_SCAN, lambda said: said["id"] == scan_id and said["state"] == "done")
    listener.close()
    [ended] = two.ask(two.root, state, [scan_id])
    two.check("and goes on to its end, heard at the other server's bus", ended[0] == "done" and any(
        said["state"] == "stopped" for said in heard), f"{len(heard)} messages, {ended}, {heard[-1]['groups']} groups")
    status = person.call("crm.lead.duplicate", "get_scan_status", port=other)
    two.check("what the list says of it", status["scan"] is False, status)


def measure(env, wish: dict, tell) -> None:
    two = Two(env, wish)
    person = _people(two)
    for note, step in (
        ("reading at both servers", lambda: _reads(two, person)),
        ("what the replica does not know yet", lambda: _new_leads(two, person)),
        ("commits that wait for the replica", lambda: _waiting(two, person)),
        ("programs at both servers", lambda: _load(two)),
        ("bulk work", lambda: _bulk(two, person, kill=False)),
        ("bulk work, workers killed", lambda: _bulk(two, person, kill=True)),
        ("workers for requests killed", lambda: _kill_http(two, person)),
        ("a scan", lambda: _scan(two, person)),
    ):
        tell(note=note)
        try:
            step()
        except Exception as error:  # noqa: BLE001  the others are looked at all the same
            two.check(note, False, repr(error))
    tell(checks=two.checks, readonly=READONLY)
