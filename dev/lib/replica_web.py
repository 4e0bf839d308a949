"""A person at one of the servers: logs in, calls what the web client calls, and hears the bus."""

from __future__ import annotations

import http.client
import itertools
import json
import time

import websocket

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from .odoo_server import LOOPBACK

_PATIENCE = 120


class Person:
    """A session at a server; `port` may be that of another one that shares the sessions."""

    def __init__(self, database: str, login: str, port: int):
        self._numbers = itertools.count(1)
        self.cookie = ""
        self.port = port
        params = {"db": database, "login": login, "password": login}
        self._post("/web/session/authenticate", params)

    def _post(self, path: str, params: dict, port: int | None = None):
        connection = http.client.HTTPConnection(LOOPBACK, port or self.port, timeout=_PATIENCE)
        try:
            body = {"jsonrpc": "2.0", "method": "call", "id": next(self._numbers), "params": params}
            headers = {"Content-Type": "application/json", "Cookie": self.cookie}
            connection.request("POST", path, body=json.dumps(body), headers=headers)
            answer = connection.getresponse()
            said = json.loads(answer.read())
            if cookie := answer.getheader("Set-Cookie"):
                self.cookie = cookie.split(";")[0]
        finally:
            connection.close()
        if "error" in said:
            raise RuntimeError(f"{path}: {said['error']['data'].get('message')}")
        return said["result"]

    def call(self, model: str, method: str, *args, port: int | None = None, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params, port)


class Listener:
    """The bus, heard at the port that Odoo keeps for it."""

    def __init__(self, person: Person, port: int):
        version = WebsocketConnectionHandler._VERSION
        self._socket = websocket.create_connection(
            f"ws://{LOOPBACK}:{port}/websocket?version={version}",
            cookie=person.cookie,
            origin=f"http://{LOOPBACK}:{port}",
            timeout=_PATIENCE,
        )
        self._socket.send(json.dumps({"event_name": "subscribe", "data": {"channels": [], "last": 0}}))

    def until(self, kind: str, is_it) -> list[dict]:
        """:return: what came of a kind, up to the first that it is"""
        found, end = [], time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            for each in json.loads(self._socket.recv()):
                if each["message"]["type"] == kind:
                    found.append(each["message"]["payload"])
                    if is_it(found[-1]):
                        return found
        raise RuntimeError(f"No {kind} came that was waited for; last: {found[-1:]}")

    def close(self) -> None:
        self._socket.close()
