"""From record to record: where one is in the end. Plain Python."""

from odoo.tests import BaseCase, tagged

from ..tools.steps import get_last


@tagged('post_install', '-at_install')
class TestMergeSteps(BaseCase):

    def test_last(self):
        into = {1: 2, 2: 3, 3: 3, 7: 9, 9: 7, 8: 9}
        for start, end in ((1, 3), (2, 3), (3, 3), (4, 4)):
            self.assertEqual(get_last(into, start), end)
        self.assertEqual(get_last({5: 5}, 5), 5)
        self.assertEqual(get_last({}, 5), 5)

    def test_a_circle_is_gone_around_once(self):
        into = {7: 9, 9: 7, 8: 9, 6: 6}
        self.assertEqual([get_last(into, start) for start in (7, 9, 8)], [7, 9, 9])
