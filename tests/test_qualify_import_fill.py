"""What a row of a file gives to a lead that is there, without a database."""

from odoo.tests import BaseCase, tagged

from ..tools.fill import fill
from ..tools.survivorship import FieldSpec, Record

CHARS = ('name', 'phone', 'street', 'city', 'zip')
SPECS = [
    *(FieldSpec(name, 'char') for name in CHARS), FieldSpec('country_id', 'many2one'), FieldSpec('description', 'text'),
    FieldSpec('tag_ids', 'many2many'), FieldSpec('priority', 'selection'), FieldSpec('stage_id', 'many2one'),
    FieldSpec('probability', 'float'), FieldSpec('team_id', 'many2one'), FieldSpec('company_id', 'many2one'),
    FieldSpec('type', 'selection'), FieldSpec('expected_revenue', 'monetary'),
    FieldSpec('recurring_revenue', 'monetary'), FieldSpec('recurring_plan', 'many2one')]

# values of the lead, of the row -> what the lead gets, what it does not
CASES = [
    ({'phone': None}, {'phone': '1'}, {'phone': '1'}, {}),
    ({'phone': '2'}, {'phone': '1'}, {}, {'phone': '1'}),
    ({'phone': '1'}, {'phone': '1'}, {}, {}),
    ({'phone': '2'}, {'phone': ''}, {}, {}),
    ({'phone': '2', 'name': 'A'}, {'phone': None, 'name': 'B'}, {}, {'name': 'B'}),
    # an address is whole
    ({}, {'street': 'S', 'city': 'C'}, {'street': 'S', 'city': 'C'}, {}),
    ({'country_id': 2}, {'street': 'S', 'country_id': 2}, {'street': 'S'}, {}),
    ({'country_id': 2}, {'street': 'S', 'country_id': 3}, {}, {'street': 'S', 'country_id': 3}),
    ({'country_id': 2}, {'street': 'S'}, {'street': 'S'}, {}),
    ({'street': 'T', 'city': 'C'}, {'street': 'S', 'city': 'C', 'zip': '9'}, {}, {'street': 'S', 'zip': '9'}),
    ({'recurring_plan': 1}, {'recurring_revenue': 5, 'recurring_plan': 2}, {}, {
        'recurring_revenue': 5, 'recurring_plan': 2}),
    ({'recurring_plan': 1}, {'recurring_revenue': 5, 'recurring_plan': 1}, {'recurring_revenue': 5}, {}),
    # texts are added, tags united, the higher priority counts
    ({'description': 'a'}, {'description': 'b'}, {'description': 'a\n\nRow:\nb'}, {}),
    ({'description': 'a\nb'}, {'description': 'b'}, {}, {}),
    ({'tag_ids': [1]}, {'tag_ids': [1, 2]}, {'tag_ids': [1, 2]}, {}),
    ({'tag_ids': [1, 2]}, {'tag_ids': []}, {}, {}),
    ({'priority': '1'}, {'priority': '2'}, {'priority': '2'}, {}),
    ({'expected_revenue': 0.0}, {'expected_revenue': 7.0}, {'expected_revenue': 7.0}, {}),
    ({'expected_revenue': 7.0}, {'expected_revenue': 0.0}, {}, {}),
    # what says where a lead is stays, even where it is empty
    ({'stage_id': 1, 'probability': 10.0}, {'stage_id': 2, 'probability': 0.0}, {}, {
        'stage_id': 2, 'probability': 0.0}),
    ({'team_id': None, 'company_id': None}, {'team_id': 4, 'company_id': 5}, {}, {'team_id': 4, 'company_id': 5}),
    ({'type': 'lead'}, {'type': 'opportunity'}, {}, {'type': 'opportunity'}),
]


def record(record_id, name, values):
    return Record(
        id=record_id, name=name, values=values, is_opportunity=False, is_active=True, is_won=False, currency=1,
        property_definitions=[])


@tagged('post_install', '-at_install')
class TestQualifyImportFill(BaseCase):

    def test_cases(self):
        for own, row, gets, rest in CASES:
            given = dict(own), dict(row)
            said = [spec for spec in SPECS if spec.name in row]
            self.assertEqual(fill(said, record(7, 'Own', own), record(-1, 'Row', row)), (gets, rest), (own, row))
            self.assertEqual((own, row), given)
