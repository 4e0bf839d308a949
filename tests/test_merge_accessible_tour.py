"""axe-core finds no serious fault in what this addon shows: with a screen
reader, with weak eyes and by the keyboard alone it can be used."""

import os
from base64 import b64encode
from pathlib import Path
from unittest import SkipTest

from odoo.tests import tagged

from .test_merge_dialog_tour import DialogTourCase

AXE = 'CRM_LEAD_CONVERSION_AXE'


@tagged('post_install', '-at_install')
class TestMergeAccessible(DialogTourCase):
    browser_size = '1400x900'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not os.environ.get(AXE):
            raise SkipTest(f"axe-core is not part of the addon: dev/test fetches it, or name its script in {AXE}.")
        cls.env['ir.attachment'].create({
            'name': 'axe.js', 'url': '/crm_lead_conversion/tests/axe.js', 'type': 'binary', 'public': True,
            'mimetype': 'application/javascript', 'datas': b64encode(Path(os.environ[AXE]).read_bytes())})

        cls.env['res.partner'].create([
            {'name': name, 'email': 'tess@two.example.com'} for name in ('Tess Tour', 'Theo Tour')])
        cls.make_lead(name='Of two customers', email_from='tess@two.example.com')
        (cls.first + cls.second + cls.third).partner_name = 'Koffiehuis Tour'

    def test_no_fault(self):
        self.start_tour(f'/odoo/action-{self.action.id}', 'crm_lead_conversion_accessible', login='conv_seller')
        self.assertEqual(self.first.merge_record_ids.mapped('state'), ['undone'])

    def test_no_fault_among_similar_records(self):
        self.start_tour(
            f'/odoo/action-{self.action.id}', 'crm_lead_conversion_accessible_similar', login='conv_seller')


@tagged('post_install', '-at_install')
class TestMergeAccessibleOnAPhone(TestMergeAccessible):
    browser_size = '390x844'
    touch_enabled = True
