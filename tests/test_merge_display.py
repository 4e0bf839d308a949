"""How the merge dialog shows each kind of value, in words of the reader."""

from odoo.tests import tagged

from ..tools.survivorship import FieldSpec
from .common import ConvertCase

PROPERTIES = [
    # definition of a property, value, what is shown
    ({'type': 'char'}, 'Arabica', 'Arabica'), ({'type': 'html'}, '<p>Hot <b>milk</b></p><p>Oat</p>', 'Hot milk\nOat'),
    ({'type': 'boolean'}, True, 'Yes'), ({'type': 'date'}, '2026-01-31', '01/31/2026'),
    ({'type': 'integer'}, 1200, '1,200'), ({'type': 'float'}, 2.5, '2.50'), ({'type': 'monetary'}, 1200, '1,200.00'),
    ({'type': 'selection', 'selection': [['s', 'Small'], ['b', 'Big']]}, 'b', 'Big'),
    ({'type': 'selection', 'selection': [['s', 'Small']]}, 'gone', 'gone'),
    ({'type': 'tags', 'tags': [['n', 'Nutty', 1], ['f', 'Fruity', 2]]}, ['f', 'n'], 'Fruity and Nutty'),
    # other records: as far as the reader may see them
    ({'type': 'many2one', 'comodel': 'no.such.model'}, 1, 'Not visible to you'),
    ({'type': 'many2one', 'comodel': 'ir.cron'}, 1, 'Not visible to you'),
    ({'type': 'many2one', 'comodel': 'crm.tag'}, 999999999, 'Not visible to you'),
]
PLAIN = [
    # type and name of a field, value, what is shown
    ('boolean', 'active', True, 'Yes'), ('boolean', 'active', False, 'No'),
    ('date', 'date_deadline', '2026-01-31', '01/31/2026'), ('integer', 'color', 1200, '1,200'),
    ('float', 'probability', 12.5, '12.50 %'), ('float', 'day_open', 2.5, '2.50'), ('char', 'name', ' First ', 'First'),
    ('html', 'description', '<p>Wants a <b>grinder</b></p>', 'Wants a grinder'),
    ('text', 'name', 'x' * 400, 'x' * 400), ('text', 'name', 'x' * 399 + ' y', 'x' * 399 + ' …'),
    ('binary', 'name', 'cGhvdG8=', 'File'), ('selection', 'name', 'other', 'other'),
]


@tagged('post_install', '-at_install')
class TestMergeDisplay(ConvertCase):

    def setUp(self):
        super().setUp()
        self.leads = self.env['crm.lead'].with_user(self.seller).with_context(lang='en_US', tz='UTC')

    def test_properties(self):
        for definition, value, expected in PROPERTIES:
            self.assertEqual(self.leads._get_display_property(definition, value), expected, definition)
        tags = self.env['crm.tag'].create([{'name': 'Nutty'}, {'name': 'Oaty'}])
        for kind, value, expected in (('many2one', tags[0].id, 'Nutty'), ('many2many', tags.ids, 'Nutty and Oaty')):
            self.assertEqual(
                self.leads._get_display_property({'type': kind, 'comodel': 'crm.tag'}, value), expected, kind)
        moment = self.leads._get_display_property({'type': 'datetime'}, '2026-01-31 10:05:00')
        self.assertIn('10:05', moment)
        self.assertIn('1/31/26', moment)

    def test_plain(self):
        for kind, name, value, expected in PLAIN:
            self.assertEqual(
                self.leads._get_display_plain(FieldSpec(name, kind), self.leads._fields[name], value), expected,
                (kind, name))

    def test_of_a_language_or_company(self):
        self.env['res.lang']._activate_lang('fr_FR')
        texts, company = {'en_US': 'Beans', 'fr_FR': 'Grains'}, str(self.env.company.id)
        translated = FieldSpec('x', 'char', translated=True)
        by_company = FieldSpec('x', 'char', company_dependent=True)
        for lang, value, expected in (
                ('fr_FR', texts, 'Grains'), ('en_US', texts, 'Beans'), (False, texts, 'Beans'),
                ('fr_FR', {'en_US': 'Beans'}, 'Beans'), ('fr_FR', None, None)):
            self.assertEqual(
                self.leads.with_context(lang=lang)._get_display_part(translated, value), expected, (lang, value))
        for value, expected in (({company: 'ours', '0': 'theirs'}, 'ours'), ({'0': 'theirs'}, None), (None, None)):
            self.assertEqual(self.leads._get_display_part(by_company, value), expected, value)
        self.assertEqual(self.leads._get_display_part(FieldSpec('x', 'json'), {'a': 1}), {'a': 1})
