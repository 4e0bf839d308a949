"""Buttons and programs call public methods on records: what is no record, or not
the one that is needed, is refused in plain words before anything is done."""

import functools

from odoo.api import NewId
from odoo.exceptions import MissingError, UserError

from ..tools.wording import either

_LARGEST_ID = 2**31 - 1


def is_id(value):
    """:return: whether a value that came from outside may be the id of a record"""
    return type(value) is int and 0 < value <= _LARGEST_ID


def some_records(method):
    """Decorator of a public method on records, which may be called from outside
    with anything in place of their ids."""
    @functools.wraps(method)
    def call(self, /, *args, **kwargs):
        if not all(isinstance(value, NewId) or is_id(value) for value in self._ids):
            # what came may be no text that could be sent back
            numbers = either(self.env, (value for value in self._ids if type(value) is int))
            raise MissingError(self.env._("There is no record with number %s.", numbers or "?"))
        return method(self, *args, **kwargs)

    return call


def one_record(method):
    """The same, of a public method on one record."""
    @some_records
    @functools.wraps(method)
    def call(self, /, *args, **kwargs):
        if len(self._ids) != 1:
            raise UserError(self.env._("This is done with one record at a time. Choose one."))
        return method(self, *args, **kwargs)

    return call
