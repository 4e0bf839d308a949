"""Many numbers reach the database as they are."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..tools.arrays import as_array


@tagged('post_install', '-at_install')
class TestMatchArrays(TransactionCase):

    def test_numbers_and_none(self):
        for kind, numbers in (
            ('int4', []), ('int4', [1, None, -2147483648]), ('int8', [9223372036854775807, -9223372036854775808, None]),
            ('float8', [0.1, -1e-07, 1.7976931348623157e+308, None]),
        ):
            with self.subTest(kind=kind, numbers=numbers):
                [[read]] = self.env.execute_query(SQL("SELECT %s::%s[]", as_array(numbers), SQL(kind)))
                self.assertEqual(read, numbers)

    def test_of_whatever_can_be_gone_through(self):
        self.assertEqual(
            [as_array(each) for each in ((3, 4), iter((3, None)), {5: 'five'})], ['{3,4}', '{3,NULL}', '{5}'])
