"""Reading from a replica of the database, which may be a moment behind."""

import functools
from contextlib import closing, contextmanager

from odoo.exceptions import UserError
from odoo.tools import config


def is_on_replica(env):
    """:return: whether this reads from another server than the one that is
        written to; in Odoo's own tests there is a read-only cursor without one"""
    return bool(env.cr.readonly and config['db_replica_host'])


@contextmanager
def on_primary(records):
    """Records as they are where they are written.

    :param records: recordset, or a model
    :return: context manager that gives the same records; what it reads is known
        only within
    """
    with closing(records.env.registry.cursor()) as cr:
        yield records.with_env(records.env(cr=cr))


@contextmanager
def where_known(records):
    """What was created a moment ago the replica may not know yet: then the
    primary is asked, so that nobody hears that there is no such record.

    :param records: recordset of ids that came from outside
    :return: context manager that gives the same records
    """
    if is_on_replica(records.env) and records.exists() != records:
        with on_primary(records) as known:
            yield known
    else:
        yield records


def refused_by_primary(method):
    """Decorator of a method that only reads: what the replica refuses (there is
    no such record, or it is no longer what it was) the primary is asked again,
    so that no refusal is older than what the user just did."""
    @functools.wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except UserError:
            if not is_on_replica(self.env):
                raise
        with on_primary(self) as here:
            return method(here, *args, **kwargs)

    return call
