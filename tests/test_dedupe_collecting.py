"""Python does not look for cycles while it compares, and always does afterwards."""

import gc

from odoo.tests import BaseCase, tagged

from ..tools.collecting import without_gc


@tagged('post_install', '-at_install')
class TestDedupeCollecting(BaseCase):

    def setUp(self):
        super().setUp()
        self.addCleanup(gc.enable if gc.isenabled() else gc.disable)
        gc.enable()

    def test_within_and_afterwards(self):
        with without_gc():
            self.assertFalse(gc.isenabled())
            with without_gc():
                self.assertFalse(gc.isenabled())
            self.assertFalse(gc.isenabled(), "the inner one leaves it to the outer one")
        self.assertTrue(gc.isenabled())

    def test_after_an_error(self):
        with self.assertRaises(ZeroDivisionError), without_gc():
            _never = 1 / 0
        self.assertTrue(gc.isenabled())

    def test_of_a_method(self):
        self.assertFalse(without_gc()(gc.isenabled)())
        self.assertTrue(gc.isenabled())
