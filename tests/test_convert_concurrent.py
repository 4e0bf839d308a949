"""Two people at the same lead, on two real connections."""
# pylint: disable=invalid-commit

import threading

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install', 'database_breaking')
class TestConvertConcurrent(BaseCase):
    """Commits, and removes what it made: other cases share one transaction."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.lead_id = env['crm.lead'].create(
                {'name': 'Wanted by two', 'type': 'lead', 'user_id': False}).id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env['crm.lead'].browse(self.lead_id).exists().unlink()

    def dialog(self, env):
        return env['crm.lead2opportunity.partner'].with_context(
            active_id=self.lead_id, active_ids=[self.lead_id]).create(
            {'lead_id': self.lead_id, 'name': 'convert', 'action': 'nothing'})

    def test_locked_by_somebody_else(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            api.Environment(first, SUPERUSER_ID, {})['crm.lead'].browse(
                self.lead_id).lock_for_update(allow_referencing=True)
            wizard = self.dialog(api.Environment(second, SUPERUSER_ID, {}))
            with self.assertRaisesRegex(UserError, 'Somebody else is changing or converting'):
                wizard.action_apply()
            first.rollback()
            second.rollback()

    def test_both_press_the_button(self):
        """One converts; the other gets a sentence and changes nothing."""
        outcomes = []
        start = threading.Barrier(2)

        def press(wizard):
            start.wait(10)
            try:
                wizard.action_apply()
                wizard.env.cr.commit()
                outcomes.append('converted')
            except UserError as error:
                wizard.env.cr.rollback()
                outcomes.append(str(error))
            except Exception as error:  # noqa: BLE001  the server repeats these
                wizard.env.cr.rollback()
                outcomes.append(type(error).__name__)

        # the thread that runs the tests holds the lock of the registry: the
        # environments are made here, before the others start
        with self.registry.cursor() as one, self.registry.cursor() as two, mute_logger('odoo.sql_db'):
            threads = []
            for cr in (one, two):
                wizard = self.dialog(api.Environment(cr, SUPERUSER_ID, {}))
                cr.commit()
                threads.append(threading.Thread(target=press, args=[wizard], daemon=True))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        with self.registry.cursor() as cr:
            lead = api.Environment(cr, SUPERUSER_ID, {})['crm.lead'].browse(self.lead_id)
            self.assertEqual(lead.type, 'opportunity')
            self.assertEqual(len(lead.conversion_ids), 1)
