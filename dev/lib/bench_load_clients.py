"""Programs that convert and merge the same leads at the same time, by /json/2."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

from .odoo_server import LOOPBACK

# What somebody else's work may make of a request, as doc/api.md says; the rest is a fault.
CONFLICTS = {"busy", "already_merged", "already_converted", "already_undone", "changed", "refused"}
# Requests of each kind among twenty.
_MIX = ("merge",) * 8 + ("convert",) * 5 + ("undo_merge",) * 3 + ("undo_conversion",) * 2 + ("find", "resolve")


@dataclass
class Told:
    """What the programs were told, together."""

    merge_ids: set = field(default_factory=set)
    conversion_ids: set = field(default_factory=set)
    undone_ids: set = field(default_factory=set)
    converted: list = field(default_factory=list)
    answers: list = field(default_factory=list)  # (method, code or "done", seconds)
    faults: list = field(default_factory=list)
    repeated: int = 0


class Client:
    def __init__(self, port: int, database: str, key: str, ids: list[int], seed: int, told: Told):
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=120)
        self._headers = {
            "Authorization": f"Bearer {key}",
            "X-Odoo-Database": database,
            "Content-Type": "application/json",
        }
        self._ids, self._random, self._told = ids, random.Random(seed), told

    def _send(self, method: str, arguments: dict):
        self._connection.request(
            "POST", f"/json/2/crm.lead/{method}", body=json.dumps(arguments), headers=self._headers
        )
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def _ask(self, method: str, **arguments) -> dict | None:
        """The answer; none where somebody else's work came first."""
        started = time.monotonic()
        status, said = self._send(method, arguments)
        code = "done" if status == 200 else (said.get("context") or {}).get("code") or said.get("name")
        self._told.answers.append((method, code, time.monotonic() - started))
        if status == 200:
            return said
        if code not in CONFLICTS:
            self._told.faults.append(f"{method}: {status} {code}: {str(said.get('message'))[:300]}")
        return None

    def _ask_once(self, method: str, **arguments) -> dict | None:
        """With a key; some do not trust the answer and send the same again."""
        arguments["request_key"] = str(uuid.uuid4())
        said = self._ask(method, **arguments)
        if said and self._random.random() < 0.2:
            self._told.repeated += 1
            again = self._ask(method, **arguments)
            if again != said:
                self._told.faults.append(f"{method}: sent again, it was answered {again}, and not {said}")
        return said

    def merge(self) -> None:
        if said := self._ask_once("lead_merge", lead_ids=self._random.sample(self._ids, self._random.choice((2, 3)))):
            self._told.merge_ids.add(said["merge_id"])

    def convert(self) -> None:
        customer = self._random.choice(("create", "nothing"))
        if said := self._ask_once("lead_convert", lead_id=self._random.choice(self._ids), customer=customer):
            self._told.conversion_ids.add(said["conversion_id"])
            self._told.converted.append(said["lead_id"])

    def undo_merge(self) -> None:
        if known := list(self._told.merge_ids):
            if said := self._ask("lead_undo_merge", merge_id=self._random.choice(known[-40:])):
                self._told.undone_ids.add(said["merge_id"])

    def undo_conversion(self) -> None:
        if known := self._told.converted[-40:]:
            self._ask("lead_undo_conversion", lead_id=self._random.choice(known))

    def find(self) -> None:
        self._ask("lead_find_similar", lead_ids=[self._random.choice(self._ids)])

    def resolve(self) -> None:
        said = self._ask("lead_resolve", lead_ids=self._ids)
        if said and not all(result["current_id"] for result in said["results"]):
            self._told.faults.append("lead_resolve: a lead is nowhere")

    def work(self, until: float) -> None:
        try:
            while time.monotonic() < until:
                getattr(self, self._random.choice(_MIX))()
        except Exception as error:  # noqa: BLE001  whatever ends a program is a fault of the run
            self._told.faults.append(f"a program ended: {error!r}")


def run(ports: list[int], database: str, keys: list[str], ids: list[int], seconds: float, seed: int) -> Told:
    told, until = Told(), time.monotonic() + seconds
    threads = [
        threading.Thread(
            target=Client(ports[number % len(ports)], database, key, ids, seed * 100 + number, told).work, args=[until])
        for number, key in enumerate(keys)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
