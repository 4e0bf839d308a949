"""The components of the web client, each by itself, in a browser."""

from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js


@tagged('post_install', '-at_install')
class TestMergeComponents(HttpCase):

    @no_retry
    def test_components(self):
        # only the tests of this addon: the suites of Odoo's own take minutes
        suite = test_js.HOOTCommon._generate_hash(self, '@crm_lead_conversion')
        self.browser_js(
            f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}', '', '', login='admin',
            timeout=120, success_signal='[HOOT] Test suite succeeded', error_checker=test_js.unit_test_error_checker)
