"""Converting and undoing, whatever the lead, the choices and the later edits."""

import unittest

from odoo.tests import tagged

from .common import ConvertCase

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # a tester without it runs all the other tests
    given = None

if given:
    text = st.one_of(st.just(False), st.text(
        st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=('Cs', 'Cc')),
        min_size=1, max_size=12))
    leads = st.fixed_dictionaries({
        'contact_name': text, 'partner_name': text, 'function': text, 'street': text, 'city': text,
        'email_from': st.sampled_from([False, 'eva@alone.example.com', 'KNOWN@aurora.example.com',
                                       'not an address']),
        'phone': st.sampled_from([False, '+32 2 555 01 01', '02/555.77.88', 'call me']),
        'expected_revenue': st.sampled_from([0, 0.01, 1234567.89]),
        'probability': st.sampled_from([0, 12.34, 99.99]),
        'priority': st.sampled_from(['0', '3']),
        'x_with_user': st.booleans(),
        'x_with_team': st.booleans(),
        'x_with_customer': st.booleans(),
        'x_with_tag': st.booleans(),
        'x_with_property': st.booleans(),
    })
    choices = st.fixed_dictionaries({
        'action': st.sampled_from(['create', 'exist', 'nothing']),
        'x_user': st.sampled_from(['seller', 'colleague', 'nobody', 'as it is']),
        'opportunity_name': st.sampled_from([False, 'Other title']),
        'expected_revenue': st.sampled_from([None, 77.7]),
        'probability': st.sampled_from([None, 0, 55.5]),
    })
    edits = st.dictionaries(
        st.sampled_from(['name', 'city', 'function', 'expected_revenue', 'description']),
        st.integers(1, 9), max_size=3)


class Rollback(Exception):
    """Ends one example without a trace."""


@tagged('post_install', '-at_install')
@unittest.skipUnless(given, "needs the Python package hypothesis")
class TestConvertUndoProperty(ConvertCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env['res.partner'].create({
            'name': 'Known', 'email': 'known@aurora.example.com', 'city': 'Gent',
            'phone': '+32 2 555 66 66', 'function': 'Chef'})
        cls.tag = cls.env['crm.tag'].create({'name': 'Fair'})
        cls.team.lead_properties_definition = [
            {'name': 'beans', 'string': 'Beans', 'type': 'char'},
            {'name': 'cups', 'string': 'Cups', 'type': 'integer'}]
        cls.manager.group_ids += cls.env.ref('sales_team.group_sale_manager')

    def state(self, lead):
        """The lead, its tags, and all contacts, as the database has them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(l) - 'write_date' - 'write_uid',"
            "  (SELECT array_agg(tag_id ORDER BY tag_id) FROM crm_tag_rel WHERE lead_id = l.id),"
            "  (SELECT jsonb_agg(to_jsonb(p) - 'write_date' - 'write_uid' ORDER BY id)"
            "     FROM res_partner p)"
            " FROM crm_lead l WHERE id = %s", [lead.id])
        return self.env.cr.fetchone()

    def new_lead(self, values):
        options = {key: value for key, value in values.items() if key.startswith('x_')}
        values = {key: value for key, value in values.items() if not key.startswith('x_')}
        return self.make_lead(
            user_id=self.seller.id if options['x_with_user'] else False,
            team_id=self.team.id if options['x_with_team'] else False,
            partner_id=self.known.id if options['x_with_customer'] else False,
            tag_ids=[(6, 0, self.tag.ids)] if options['x_with_tag'] else [],
            **({'lead_properties': {'beans': 'Arabica', 'cups': 3}}
               if options['x_with_property'] and options['x_with_team'] else {}),
            **values,
        ).with_user(self.manager)

    def apply_dialog(self, lead, choice):
        wizard = self.env['crm.lead2opportunity.partner'].with_user(self.manager).with_context(
            active_id=lead.id, active_ids=lead.ids).create({'lead_id': lead.id, 'name': 'convert'})
        values = {key: value for key, value in choice.items()
                  if value is not None and not key.startswith('x_')}
        users = {'seller': self.seller.id, 'colleague': self.colleague.id, 'nobody': False}
        if choice['x_user'] in users:
            values['user_id'] = users[choice['x_user']]
        wizard.write(values)
        if choice['action'] == 'exist' and not wizard.partner_id:
            wizard.partner_id = self.known
        wizard.action_apply()

    if given:
        @settings(max_examples=40, deadline=None, derandomize=True)
        @given(values=leads, choice=choices)
        def test_convert_and_undo_leave_everything_as_it_was(self, values, choice):
            try:
                with self.env.cr.savepoint():
                    lead = self.new_lead(values)
                    before = self.state(lead)
                    self.apply_dialog(lead, choice)
                    self.assertEqual(lead.type, 'opportunity')
                    lead.action_undo_conversion()
                    self.assertEqual(self.state(lead), before)
                    raise Rollback
            except Rollback:
                self.env.invalidate_all()

        @settings(max_examples=25, deadline=None, derandomize=True)
        @given(values=leads, choice=choices, later=edits)
        def test_what_people_changed_since_stays_and_the_rest_is_back(self, values, choice, later):
            try:
                with self.env.cr.savepoint():
                    lead = self.new_lead(values)
                    before = self.state(lead)[0]
                    self.apply_dialog(lead, choice)
                    after = self.state(lead)[0]
                    newer = {name: number + 0.5 if name == 'expected_revenue' else f'Edit {number}'
                             for name, number in later.items()}
                    lead.write(newer)
                    edited = self.state(lead)[0]
                    lead.action_undo_conversion()
                    now = self.state(lead)[0]
                    derived = {
                        name for name, field in lead._fields.items()
                        if field.compute and field.readonly}
                    for name, value in now.items():
                        if name in derived:
                            continue
                        expected = before[name] if edited[name] == after[name] else edited[name]
                        self.assertEqual(value, expected, name)
                    raise Rollback
            except Rollback:
                self.env.invalidate_all()
