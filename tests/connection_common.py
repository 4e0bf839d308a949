"""What the tests on real connections share: they commit, in threads and
processes of their own, as people and workers at the same moment do."""
# pylint: disable=invalid-commit

import os
import threading
import warnings

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class ConnectionCase(BaseCase):
    """Commits, so each test removes what it made: other cases share one
    transaction."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    def in_transaction(self, work):
        """:param work: callable with an environment
        :return: its result, committed"""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def at_once(self, works, seconds):
        """Let work begin at the same moment, each on a connection of its own.

        :param works: list of callables with an environment
        :param int seconds: how long each may take
        """
        start = threading.Barrier(len(works))

        def begin(work, env):
            start.wait(10)
            work(env)

        # the thread that runs the tests holds the lock of the registry: the
        # environments are made here, before the others start
        cursors = [self.registry.cursor() for _work in works]
        try:
            threads = [
                threading.Thread(target=begin, args=[work, api.Environment(cr, SUPERUSER_ID, {})], daemon=True)
                for work, cr in zip(works, cursors, strict=True)]
            with mute_logger('odoo.sql_db'):
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(seconds)
        finally:
            for cr in cursors:
                cr.close()

    def in_own_process(self, work, code):
        """Do work that may end its own process.

        :param work: callable with an environment, on a connection of its own
        :param int code: what a process ends with that does not kill itself
        :return: what the process ended with
        """
        with warnings.catch_warnings():
            # the threads of the server do not come along; none of them is needed
            warnings.simplefilter('ignore', DeprecationWarning)
            pid = os.fork()
        if not pid:
            try:
                # the connections of the parent process are not ours to use
                name, info = sql_db.connection_info_for(get_db_name())
                cr = sql_db.Connection(sql_db.ConnectionPool(2), name, info).cursor()
                work(api.Environment(cr, SUPERUSER_ID, {}))
            finally:
                os._exit(code)
        return os.waitpid(pid, 0)[1]
