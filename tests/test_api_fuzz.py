"""Every public method of every model and wizard of this addon, called from
outside with what makes no sense: each answer is a result or a refusal, never a
fault of the server."""

import inspect
import json
import re
import unittest
from datetime import datetime
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_path, mute_logger
from odoo.tools.json import json_default

from .outside_common import SECRET, OutsideCase, get_public_methods

try:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    given = None

_OURS = 'odoo.addons.crm_lead_conversion.'
# calls of each method, and those of them that go through a real server
_CALLS, _REAL_CALLS = 8, 1
_GONE = 2**31 - 1
# what Odoo itself reads at every call is Odoo's to check
_ODOOS_KEYS = {'lang', 'tz', 'allowed_company_ids'}
_quiet = mute_logger(
    'odoo.addons.base.models.ir_model', 'odoo.addons.base.models.ir_rule', 'odoo.addons.mail.models.mail_thread',
    'odoo.sql_db', 'odoo.models', 'odoo.http', 'odoo.addons.base.models.ir_fields')

if given:
    plain = st.one_of(
        st.none(), st.booleans(),
        st.sampled_from([0, -1, 1, 2**31 - 1, 2**31, 2**63, -2**70, 0.5, 1e308, float('nan'), float('inf')]),
        st.sampled_from([
            '', ' ', '0', '1', 'x', 'id', 'name', 'a\0b', '\ud800', '\u202e\ufdfa\U0001f469\u200d\U0001f467',
            '%s %(x)s {0} {x}', "'; --", 'x' * 100_000, '2024-02-30', 'None', '[]', '<script>', 'a@b@c', '+' * 50]),
        st.integers(-5, 2**33), st.text(max_size=5))
    odd = st.recursive(plain, lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=2),
        st.dictionaries(st.sampled_from(['id', 'name', 'email_from', 'lead_id', '1']), inner, max_size=2)),
        max_leaves=4)
    # XML-RPC knows these too
    anything = odd | st.sampled_from([datetime(2024, 2, 29, 12, 0), b'\xff\0'])
    odd_ids = st.lists(st.sampled_from([_GONE, 0, 1, 2, 3, 5, 8]), max_size=3)


def get_context_keys():
    """:return: sorted list of the keys of the context that this addon reads"""
    root = Path(file_path('crm_lead_conversion/__init__.py')).parent
    text = ''.join(path.read_text(encoding='utf-8') for folder in ('models', 'wizard')
                   for path in sorted((root / folder).glob('*.py')))
    return sorted({
        *re.findall(r"context(?:\.get\(|\[)'(\w+)'", text), *re.findall(r"'(default_\w+)'", text)} - _ODOOS_KEYS)


def get_odoos(model, name):
    """:return: the function of Odoo's that a method of ours extends, or None"""
    return next((
        vars(base)[name] for base in type(model).mro()
        if name in vars(base) and not base.__module__.startswith(_OURS)
        and inspect.isfunction(vars(base)[name])), None)


@tagged('post_install', '-at_install')
@unittest.skipUnless(given, 'hypothesis is not installed')
class TestApiFuzz(OutsideCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = get_context_keys()
        cls.theirs = cls.make_lead(name=f'{SECRET} theirs', user_id=cls.colleague.id)
        cls.deleted = cls.make_lead(name='Deleted').sudo()
        cls.deleted.unlink()
        cls.users = [
            cls.seller, new_test_user(cls.env, 'conv_portal', groups='base.group_portal'),
            new_test_user(cls.env, 'conv_internal', groups='base.group_user')]
        cls.env.flush_all()

    # ------------------------------------------------------------
    # Making calls up
    # ------------------------------------------------------------

    def draw_call(self, draw, model, method):
        """:return: dict of the body of a request: sense, with some nonsense in it"""
        sense = self.get_arguments(model, method)
        names = [
            name for name, parameter in list(inspect.signature(method).parameters.items())[1:]
            if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)]
        body = dict(sense)
        if names:
            ids = st.sampled_from([self.theirs.id, self.deleted.id, [self.theirs.id], [self.deleted.id] * 2])
            for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
                body[name] = draw(anything | ids)
        if draw(st.integers(0, 7)) == 0:
            body[draw(st.sampled_from(['nonsense', 'ids_', 'cr']))] = draw(odd)
        if draw(st.integers(0, 7)) == 0 and body:
            body.pop(draw(st.sampled_from(sorted(body))))
        context = {**self.context, 'lang': 'en_US'}
        for key in draw(st.lists(st.sampled_from(self.keys), max_size=0 if names and draw(st.booleans()) else 3)):
            context[key] = draw(odd | st.just([self.theirs.id]) | st.just(self.deleted.id))
        body['context'] = context
        if not getattr(method, '_api_model', False):
            body['ids'] = draw(st.one_of(
                st.just(self.get_ids(model)), st.just(self.get_ids(model)[:1]), odd_ids, odd))
        return body

    def ask(self, user, model, method, body):
        """Do what Odoo does with a request to /json/2.

        :return: text of the answer or of the refusal
        :raise Exception: what would be a fault of the server"""
        body = dict(body)
        records = self.env[model].with_user(user).with_context(**body.pop('context')).browse(body.pop('ids', ()))
        try:
            inspect.signature(method).bind(records, **body)
        except TypeError as error:  # Odoo answers 422
            return str(error)
        with self.cr.savepoint() as savepoint:
            try:
                result = method(records, **body)
                result = result.ids if isinstance(result, BaseModel) else result
                self.env.flush_all()
                return json.dumps(result, default=json_default)
            except (UserError, IntegrityError) as error:  # Odoo makes a refusal of the second
                return str(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all()

    def get_fault(self, user, model, name, body):
        """:return: text, empty if the answer is what it has to be"""
        method = get_public_method(self.env[model], name)
        try:
            said = self.ask(user, model, method, body)
        except Exception as error:  # noqa: BLE001  told as a fault of the server
            odoos = get_odoos(self.env[model], name)
            if odoos and self.is_odoos(odoos, user, model, body):
                return ''
            trace = inspect.getinnerframes(error.__traceback__)
            where = next((f'{Path(frame.filename).name}:{frame.lineno}' for frame in reversed(trace)
                          if '/crm_lead_conversion/' in frame.filename and '/tests/' not in frame.filename), '')
            return f'{type(error).__name__} at {where}: {str(error)[:200]}'
        return f'told: {said}' if user != self.seller and SECRET.lower() in said.lower() else ''

    def is_odoos(self, odoos, user, model, body):
        """:return: whether Odoo's own method takes the same as badly"""
        try:
            self.ask(user, model, odoos, body)
        except Exception:  # noqa: BLE001
            return True
        return False

    def given_calls(self, model, name, number, check):
        """:param check: function of a user and the body of a request"""
        method = get_public_method(self.env[model], name)

        @settings(
            max_examples=number, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck))
        @given(st.data())
        def call(data):
            user = data.draw(st.sampled_from(self.users))
            check(user, self.draw_call(data.draw, model, method))

        call()

    # ------------------------------------------------------------

    @_quiet
    def test_nonsense(self):
        faults = {}

        def check(user, body):
            if fault := self.get_fault(user, model, name, body):
                faults.setdefault((model, name, fault.partition(': ')[0]), (user.login, fault, repr(body)[:600]))

        for model, name in get_public_methods(self.env):
            self.given_calls(model, name, _CALLS, check)
        self.assertFalse(faults, '\n'.join(f'{key}: {value}' for key, value in faults.items()))

    @_quiet
    def test_real_server(self):
        """No answer of a real server says that it failed."""
        keys = {
            user: self.env['res.users.apikeys'].with_user(user).sudo()._generate(None, 'program', None)  # sudo: as the
            for user in self.users}  # dialog of the user does once the password was given again
        faults = {}

        def check(user, body):
            with self.cr.savepoint(flush=False) as savepoint:
                answer = self.url_open(
                    f'/json/2/{model}/{name}', data=json.dumps(body, default=str), timeout=60, headers={
                        'Authorization': f'Bearer {keys[user]}', 'X-Odoo-Database': self.env.cr.dbname,
                        'Content-Type': 'application/json'})
                savepoint.rollback()
            self.env.invalidate_all()
            odoos = get_odoos(self.env[model], name)
            if answer.status_code >= 500 and not (odoos and self.is_odoos(odoos, user, model, body)):
                faults[model, name] = user.login, answer.text[-600:], repr(body)[:600]
            asked.append(answer.status_code)

        asked = []
        self.env.flush_all()
        for model, name in get_public_methods(self.env):
            self.given_calls(model, name, _REAL_CALLS, check)
        self.assertFalse(faults, '\n'.join(f'{key}: {value}' for key, value in faults.items()))
        # both kinds of answers were there, or it says nothing
        self.assertIn(200, asked)
        self.assertTrue({403, 404, 422} & set(asked))
