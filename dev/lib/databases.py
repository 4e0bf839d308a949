"""Whole databases: made, copied, dropped, and the note that says what is in one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from .console import Refusal
from .postgres import Server
from .python_env import clean_environment

_SCRIPT = Path(__file__).with_name("database_admin.py")


class Databases:
    """The databases of one server, each with the folder in which Odoo keeps its attachments."""

    def __init__(self, python: Path, server: Server, filestores: Path):
        self._python = python
        self._filestores = filestores
        self._environment = clean_environment(**server.environment())
        if not self._call("may-create"):
            raise Refusal(f"The role {server.user} may not create databases on {server.host}: give it CREATEDB.")

    def _call(self, *arguments: str):
        done = subprocess.run(
            [self._python, _SCRIPT, *arguments],
            capture_output=True,
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        if done.returncode:
            reason = (done.stderr.strip() or "no answer").splitlines()
            raise Refusal("The database server says: " + reason[-1 if "Traceback" in done.stderr else 0])
        return json.loads(done.stdout)

    def exists(self, name: str) -> bool:
        return self._call("note-of", name) is not None

    def drop(self, name: str) -> None:
        self._call("drop", name)
        shutil.rmtree(self._filestores / name, ignore_errors=True)

    def create(self, name: str, template: str = "template0") -> None:
        """A new database in place of any there was."""
        self.drop(name)
        self._call("create", name, template)
        attachments = self._filestores / template
        if attachments.is_dir():
            # Odoo never changes a stored file, it only adds and removes: a link is as good as a copy.
            shutil.copytree(attachments, self._filestores / name, copy_function=os.link)

    def names(self, prefix: str) -> list[str]:
        return self._call("names", prefix)

    def note(self, name: str) -> dict | None:
        """What a database says about itself: None if it does not exist or says nothing of ours."""
        try:
            return json.loads(self._call("note-of", name) or "null")
        except ValueError:
            return None

    def set_note(self, name: str, note: dict) -> None:
        """Kept as the database's own comment: it goes with it, whichever server it is on."""
        self._call("write-note", name, json.dumps(note))

    def explain(self, name: str) -> bool:
        """From the next connection on the server tells how it runs each statement; false if it cannot."""
        return self._call("explain", name)

    def traces(self, name: str) -> set[str]:
        """Everything in a database that an addon can leave behind."""
        return set(self._call("traces", name))

    def set_parameters(self, name: str, values: dict[str, str]) -> None:
        """Settings of the addon, before a server reads them."""
        self._call("set-parameters", name, json.dumps(values))

    def date_contacts(self, name: str, moment: str) -> None:
        """Let the contacts of a database look the same whenever it was made."""
        self._call("date-contacts", name, moment)

    def logins(self, name: str) -> set[str]:
        return set(self._call("logins", name))
