"""What this addon writes to the log says nothing of a person, whatever is done
and whatever fails: numbers only."""

import logging
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .job_common import JobCase
from .mail_common import MailCase

EMAIL = 'zebrawood@zyxwv.example.com'
PHONE = '+32 2 555 98 76'
NAME = 'Zebedee Zyxwv'
WORDS = ('zebrawood', 'zyxwv', 'zebedee', '555 98 76', '25559876', 'conv_seller', 'sanne')


class _Keeping(logging.Handler):
    """Keeps all that is logged, as it would be written, tracebacks and all."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter('%(name)s %(levelname)s %(message)s'))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged('post_install', '-at_install')
class TestApiLog(MailCase, JobCase):

    def setUp(self):
        super().setUp()
        self.handler = _Keeping()
        logger = logging.getLogger('odoo.addons.crm_lead_conversion')
        self.addCleanup(logger.setLevel, logger.level)
        self.addCleanup(logger.removeHandler, self.handler)
        logger.setLevel(logging.INFO)
        logger.addHandler(self.handler)
        self.Lead = self.env['crm.lead'].with_user(self.seller)
        self.said = {'contact_name': NAME, 'email_from': EMAIL, 'phone': PHONE, 'partner_name': 'Zyxwv BV'}

    def lead(self, name='Grinders'):
        return self.make_lead(name=f'{name} for {NAME}', **self.said)

    def check(self, *expected):
        """:param expected: texts, each in one of the lines"""
        said = '\n'.join(self.handler.lines)
        for text in expected:
            self.assertIn(text, said)
        self.assertEqual([word for word in WORDS if word in said.lower()], [], said)

    @mute_logger('odoo.addons.mail.models.mail_thread')
    def test_verbs(self):
        first, second, third = self.lead(), self.lead('Cups'), self.lead('Beans')
        self.Lead.lead_find_similar(values={'email_from': EMAIL, 'contact_name': NAME})
        first.with_context(similar_to_lead_id=third.id).action_not_same()
        merged = self.Lead.lead_merge([first.id, second.id])
        self.Lead.lead_undo_merge(merged['merge_id'])
        self.Lead.lead_convert(first.id, customer='create', request_key=EMAIL)
        self.Lead.lead_undo_conversion(first.id)
        self.Lead.lead_convert(second.id, title=f'For {NAME}')
        self.Lead.lead_enquire({'name': f'Of {NAME}', 'team_id': self.team.id, **self.said}, message=f'Yours, {NAME}')
        self.deliver(From=f'{NAME} <{EMAIL}>', Subject=f'Of {NAME}')
        self.Lead.load(['name', 'contact_name', 'email_from'], [[f'Of {NAME}', NAME, EMAIL]])
        self.env['crm.lead.duplicate'].with_user(self.manager).scan()
        self.start('merge', self.items_to_merge(first + third))
        self.env['crm.lead.erase'].with_user(new_test_user(
            self.env, 'conv_admin', groups='base.group_system')).create({'email': EMAIL, 'name': NAME}).action_erase()
        # something is logged at all
        self.check('erased what was kept of a person')

    def test_what_fails(self):
        """Bulk work that fails in a way nobody thought of, and refusals."""
        first, second = self.lead(), self.lead('Cups')
        # caught, it is no fault of the run; what it was told is looked at here
        with patch.object(type(self.env['crm.lead']), '_get_merge_plan', side_effect=ZeroDivisionError), \
                self.assertLogs('odoo.addons.crm_lead_conversion.models.crm_lead_job_item', 'INFO') as logged:
            job = self.start('merge', self.items_to_merge(first + second))
        self.assertEqual(job.item_ids.state, 'failed')
        self.handler.lines += logged.output
        self.check('ZeroDivisionError', f'Bulk work {job.ids}')
