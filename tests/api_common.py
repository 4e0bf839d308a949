"""What the tests of the methods for programs share."""

from ..tools.lead_api_error import LeadApiError
from .merge_common import MergeCase


class ApiCase(MergeCase):

    def setUp(self):
        super().setUp()
        self.Lead = self.env['crm.lead'].with_user(self.seller)

    def assertRefused(self, code, method, *args, user=None, **kwargs):
        """:return: the error"""
        with self.assertRaises(LeadApiError) as caught:
            getattr(self.Lead.with_user(user or self.seller), method)(*args, **kwargs)
        self.assertEqual(caught.exception.context['code'], code, caught.exception)
        return caught.exception
