"""Leads of any kind, made by chance, with fields of every type and rows of all
kinds: what the tests share that hold whatever is merged."""

from .merge_common import MergeCase
from .merge_rows import ROWS, add_rows

try:
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    st = example = None

# A field of every type, made at run time: name, type, further values, and what
# a lead may have in it.
CUSTOM = (
    ('x_char', 'char', {}, ['Same', 'Other']),
    ('x_translated', 'char', {'translate': 'standard'}, ['Same', 'Other']),
    ('x_text', 'text', {}, ['One line', 'Another\nline']),
    ('x_html', 'html', {}, ['<p>Same</p>', '<p>Other</p>']),
    ('x_integer', 'integer', {}, [0, 7, -3]),
    ('x_float', 'float', {}, [0.0, 1.25]),
    ('x_date', 'date', {}, ['2024-02-29', '2025-12-31']),
    ('x_datetime', 'datetime', {}, ['2024-02-29 12:00:00']),
    ('x_boolean', 'boolean', {}, [True, False]),
    ('x_selection', 'selection', {'selection': "[('a', 'A'), ('b', 'B')]"}, ['a', 'b']),
    ('x_currency_id', 'many2one', {'relation': 'res.currency'}, [1, 2]),
    ('x_money', 'monetary', {'currency_field': 'x_currency_id'}, [0.0, 12.5]),
    ('x_binary', 'binary', {}, ['cGhvdG8=', 'b3RoZXI=']),
    ('x_reference', 'reference', {'selection': "[('res.partner', 'Contact')]"}, ['res.partner,1']),
    ('x_company_char', 'char', {'company_dependent': True}, ['Ours', 'Theirs']),
    ('x_company_partner_id', 'many2one', {'relation': 'res.partner', 'company_dependent': True}, [1]),
)

if st:
    lead = st.fixed_dictionaries({
        'type': st.sampled_from(['lead', 'opportunity']),
        'active': st.booleans(),
        'description': st.sampled_from([False, '<p>Same</p>', '<p>Other</p>']),
        'phone': st.sampled_from([False, '+32 2 555 01 01', '02/555.77.88']),
        'email_from': st.sampled_from([False, 'eva@alone.example.com']),
        'street': st.sampled_from([False, 'Kaai 5']),
        'city': st.sampled_from([False, 'Gent']),
        'expected_revenue': st.sampled_from([0, 1234.56]),
        'probability': st.sampled_from([0, 12.34, 50]),
        'priority': st.sampled_from(['0', '1', '3']),
    }, optional={
        name: st.sampled_from(values) for name, _ttype, _further, values in CUSTOM})
    example = st.fixed_dictionaries({
        'lead': lead,
        'tags': st.sets(st.integers(0, 2)),
        'customer': st.booleans(),
        'property': st.booleans(),
        'other_team': st.booleans(),
        'rows': st.sets(st.sampled_from(sorted(ROWS)), max_size=9),
    })


class Rollback(Exception):
    """Ends one example without a trace."""


class AnyLeadsCase(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.tags = cls.env['crm.tag'].create([{'name': f'Tag {i}'} for i in range(3)])
        cls.partners = cls.env['res.partner'].create([
            {'name': f'Partner {i}', 'email': f'partner{i}@cafe.example.com'} for i in range(3)])
        cls.team.lead_properties_definition = [
            {'name': 'beans', 'string': 'Beans', 'type': 'char'},
            {'name': 'from', 'string': 'From', 'type': 'many2one', 'comodel': 'crm.lead'}]
        cls.other_team.lead_properties_definition = [
            {'name': 'sort', 'string': 'Beans', 'type': 'char'}]
        for name, ttype, further, _values in CUSTOM:
            cls.add_field('crm.lead', name, ttype, **further)
        cls.add_pointers()
        cls.other = cls.make_lead(name='Names the others')

    def new_lead(self, number, values):
        record = self.env['crm.lead'].create({
            'name': f'Lead {number}',
            'user_id': self.seller.id,
            'team_id': (self.other_team if values['other_team'] else self.team).id,
            'tag_ids': [(6, 0, [self.tags[i].id for i in values['tags']])],
            'partner_id': self.partners[number % 3].id if values['customer'] else False,
            **values['lead']}).with_user(self.seller)
        if values['property']:
            record.sudo().lead_properties = (
                {'sort': f'Sort {number}'} if values['other_team']
                else {'beans': f'Sort {number}', 'from': self.other.id})
        add_rows(self, record, values['rows'])
        return record
