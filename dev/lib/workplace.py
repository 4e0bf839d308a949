"""Everything a command needs before it can start: Odoo, its Python, a database server."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from . import cache, odoo_source, postgres, processes, python_env
from .console import say
from .databases import Databases
from .odoo_server import Odoo


@dataclass(frozen=True)
class Workplace:
    odoo: Odoo
    databases: Databases


def _set_up():
    """Fetch Odoo and its Python packages side by side: both mostly wait for the network."""
    with cache.locked(), ThreadPoolExecutor() as pool:
        packages = pool.submit(python_env.for_odoo)
        source = pool.submit(odoo_source.find)
        try:
            return source.result(), packages.result()
        except BaseException:
            processes.stop_all()  # a refusal or Ctrl-C should not wait for the other to be fetched in vain
            raise


@contextlib.contextmanager
def ready():
    """A working Odoo with a database server that stops with the command."""
    say(f"Set-up in {cache.folder()}")
    source, python = _set_up()
    with postgres.server() as server:
        odoo = Odoo(python, source, server)
        yield Workplace(odoo, Databases(python, server, odoo.home / "data" / "filestore"))
