from odoo.tests import HttpCase, tagged

from .import_common import NORA, ImportCase


@tagged('post_install', '-at_install')
class TestQualifyImportTour(ImportCase, HttpCase):

    def test_import_screen(self):
        """A file with a bad line, which is named; nothing is imported. Then the
        mended file."""
        self.seller.password = 'conv_seller'
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_import', login='conv_seller')
        leads = self.env['crm.lead'].search([('name', 'like', 'Tour: import')], order='name')
        self.assertEqual(leads.mapped('name'), ['Tour: import 1', 'Tour: import 2'])
        self.assertEqual(
            (leads[0].type, leads[0].user_id, leads[0].team_id, leads[0].step_id, leads[0].tag_ids,
             leads[0].priority, leads.country_id),
            ('lead', self.seller, self.team, self.step, self.tags, '2', self.belgium))

    def test_rows_like_an_existing_lead(self):
        """The test names the row; it is attached, and the other one created."""
        known = self.make_known()
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_import_similar', login='conv_seller')
        leads = self.env['crm.lead'].search([('name', 'like', 'Tour:')])
        self.assertEqual((leads.mapped('name'), known.phone), (['Tour: tables'], '+32 9 255 01 01'))

    def test_all_rows_are_skipped(self):
        known = self.make_known()
        self.start_tour(
            '/odoo/action-crm.crm_lead_all_leads', 'crm_lead_conversion_import_skip_all', login='conv_seller')
        self.assertFalse(self.env['crm.lead'].search([('name', 'like', 'Tour:')]))
        self.assertFalse(known.phone)

    def make_known(self):
        self.seller.password = 'conv_seller'
        contact, company, address = NORA
        return self.make_lead(name='Azure chairs', contact_name=contact, partner_name=company, email_from=address)
