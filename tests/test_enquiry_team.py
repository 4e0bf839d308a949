"""What a sales manager sets on the team."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ConvertCase


@tagged('post_install', '-at_install')
class TestEnquiryTeam(ConvertCase):

    def test_form(self):
        with Form(self.team.with_user(self.manager)) as form:
            self.assertEqual((form.similar_enquiry, form.similar_enquiry_strength), ('create', 95))
            with self.assertRaisesRegex(AssertionError, 'invisible'):
                form.similar_enquiry_strength = 80
            form.similar_enquiry = 'attach'
            form.similar_enquiry_strength = 80
        self.assertEqual((self.team.similar_enquiry, self.team.similar_enquiry_strength), ('attach', 80))

    @mute_logger('odoo.sql_db')
    def test_strength_that_is_none(self):
        for strength in (0, 101, -5):
            with self.subTest(strength=strength), self.cr.savepoint(), self.assertRaises(IntegrityError) as caught:
                self.team.with_user(self.manager).similar_enquiry_strength = strength
                self.team.flush_recordset()
            constraint = self.env['crm.team']._table_objects[caught.exception.diag.constraint_name]
            self.assertEqual(
                constraint.get_error_message(self.team, caught.exception.diag),
                "The strength from which on enquiries are added to a similar lead has to be from 1 to 100.")

    def test_for_managers(self):
        with self.assertRaises(AccessError):
            self.team.with_user(self.seller).similar_enquiry = 'attach'
