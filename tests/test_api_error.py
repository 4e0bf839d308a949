"""What a program is told besides the sentence. Plain Python."""

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools.lead_api_error import LeadApiError

STATUS = {
    'invalid_argument': 422, 'not_found': 404, 'no_access': 403, 'already_merged': 409, 'already_converted': 409,
    'already_undone': 409, 'choice_needed': 422, 'changed': 409, 'busy': 409, 'key_reused': 409, 'refused': 422}


@tagged('post_install', '-at_install')
class TestApiError(BaseCase):

    def test_status_by_code(self):
        for code, status in STATUS.items():
            error = LeadApiError(code, "Not so.", ids=[4])
            self.assertIsInstance(error, UserError)
            self.assertEqual(
                (error.http_status, error.context, error.args, str(error)),
                (status, {'code': code, 'ids': [4]}, ("Not so.",), f"{code}: Not so."))

    def test_an_unknown_code_is_a_fault_of_the_program(self):
        with self.assertRaises(KeyError):
            LeadApiError('nonsense', "Not so.")
