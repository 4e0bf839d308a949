"""What the tests of merging unasked share."""

from .job_common import JobCase
from .test_dedupe_scan import DedupeCase


class AutomaticCase(DedupeCase, JobCase):
    """Eva's two leads are one group, of which the tests say how sure it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call.sudo().write({
            'email_from': 'eva.peeters@koffiehuis.example.com', 'partner_name': 'Koffiehuis Gent BV'})

    def set_parameter(self, name, value):
        self.env['ir.config_parameter'].set_param(f'crm_lead_conversion.{name}', value)

    def switch_on(self, **values):
        """Switch automatic merging on, with further system parameters."""
        for name, value in {'auto_merge': 'True', **values}.items():
            self.set_parameter(name, value)

    def scan_and_merge(self, since=None):
        """A scan, and what the workers do then.

        :return: the jobs that merge unasked"""
        self.scan(since)
        self.work()
        return self.env['crm.lead.job'].search([('name', '=', 'Automatic merging')])

    def merges(self):
        return self.env['crm.lead.merge'].search([('origin', '=', 'automatic')])

    def assertNothingMerged(self):
        self.assertFalse(self.scan_and_merge())
        self.assertFalse(self.merges())
