"""What the tests with axe-core share."""

import os
from base64 import b64encode
from pathlib import Path
from unittest import SkipTest

from odoo.tests import HttpCase

AXE = 'CRM_LEAD_CONVERSION_AXE'


class AccessibleCase(HttpCase):
    """The script is there for the tours, see static/tests/tours/accessible_tour.js."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not os.environ.get(AXE):
            raise SkipTest(f"axe-core is not part of the addon: dev/test fetches it, or name its script in {AXE}.")
        cls.env['ir.attachment'].create({
            'name': 'axe.js', 'url': '/crm_lead_conversion/tests/axe.js', 'type': 'binary', 'public': True,
            'mimetype': 'application/javascript', 'datas': b64encode(Path(os.environ[AXE]).read_bytes())})
