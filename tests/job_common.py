"""What the tests of bulk work share."""

from contextlib import contextmanager
from unittest.mock import patch

from ..models import crm_lead_job
from ..wizard import crm_lead_to_opportunity_bulk
from .merge_common import MergeCase


@contextmanager
def bulk_work_of(bundle, at_once=False):
    """Within, the dialog of several leads makes bulk work of any number.

    :param int bundle: leads that are converted together
    :param bool at_once: whether few are done in the request"""
    with patch.object(crm_lead_to_opportunity_bulk, '_AT_ONCE', 1), \
            patch.object(crm_lead_to_opportunity_bulk, '_BUNDLE', bundle), \
            patch.object(crm_lead_job, '_AT_ONCE_LEADS', 100 if at_once else 0):
        yield


class JobCase(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.lead.job'].search([]).unlink()

    def start(self, kind, items, user=None, **kwargs):
        """:return: the job, as who started it"""
        return self.env['crm.lead.job'].with_user(user or self.seller)._start(kind, items, **kwargs)

    def outcomes(self, job):
        """:return: list of pairs: state and outcome of the items, in their order"""
        return [(item.state, item.outcome) for item in job.item_ids]

    def make_group(self, size=2, **values):
        """:return: leads that are one"""
        return self.env['crm.lead'].union(*(
            self.make_lead(name=f'Group {number}', **values) for number in range(size)))

    def items_to_merge(self, *groups):
        return [{'lead_ids': group.ids} for group in groups]

    def work(self):
        """What the scheduled actions do; the transaction of the test goes on."""
        with patch.object(self.env.cr, 'commit', self.env.flush_all), \
                patch.object(self.env.cr, 'rollback', lambda: None):
            self.env['crm.lead.job']._cron_work()
