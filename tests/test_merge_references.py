"""Whatever points at a merged record points at its master record afterwards,
and back after an undo: fields of other addons and custom ones included."""

from odoo.tests import tagged

from .merge_common import MergeCase


@tagged('post_install', '-at_install')
class TestMergeReferences(MergeCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_pointers()
        cls.add_field(
            'crm.lead', 'x_owner_id', 'many2one', relation='crm.lead', on_delete='cascade')
        cls.add_field(
            'crm.lead', 'x_needed_id', 'many2one', relation='crm.lead', on_delete='restrict')
        cls.add_field('x_visit', 'x_label', 'char', compute="for r in self: r['x_label'] = r.x_lead_id.name",
                       depends='x_lead_id.name', store=True, readonly=False)
        cls.add_field('x_visit', 'x_user_id', 'many2one', relation='res.users',
                       related='x_lead_id.user_id', store=True, readonly=True)
        cls.first, cls.second = cls.make_lead(name='First'), cls.make_lead(name='Second')
        cls.other = cls.make_lead(name='Other')

    def merge(self):
        return (self.first + self.second).merge_opportunity()

    def check_moves(self, record, field, moved):
        """Merge, look, undo, look; the whole database is compared too."""
        before, original = self.database(), record.sudo()[field]
        self.assertNotEqual(original, moved)
        master = self.merge()
        self.assertEqual(record.sudo()[field], moved)
        self.assertEqual(master.sudo().merge_record_ids.left_count, 0)
        self.undo(master)
        self.assertEqual(record.sudo()[field], original)
        self.assertSameDatabase(before)

    def test_lead_of_another_lead(self):
        self.other.sudo().x_parent_id = self.second
        self.check_moves(self.other, 'x_parent_id', self.first.sudo())

    def test_nobody_becomes_the_parent_of_himself(self):
        self.second.sudo().x_parent_id = self.first
        before = self.database()
        master = self.merge()
        self.assertFalse(master.sudo().x_parent_id)
        self.assertEqual(self.second.sudo().x_parent_id, self.first)
        self.undo(master)
        self.assertSameDatabase(before)

    def test_the_master_keeps_naming_a_merged_record(self):
        self.first.sudo().x_parent_id = self.second
        before = self.database()
        master = self.merge()
        self.assertEqual(master.sudo().x_parent_id, self.second)
        self.assertEqual(master.sudo().x_parent_id._resolve_merged(), self.first)
        self.undo(master)
        self.assertSameDatabase(before)

    def test_the_master_outlives_the_records_kept_in_it(self):
        self.first.sudo().x_owner_id = self.second
        master = self.merge()
        self.env.cr.execute("UPDATE crm_lead SET x_needed_id = %s WHERE id = %s", [
            self.second.id, self.other.id])
        self.env.invalidate_all()
        merge = master.sudo().merge_record_ids
        merge.date = '2020-01-01 10:00:00'
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '30')
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertFalse(self.second.exists())
        self.assertTrue(master.exists())
        self.assertFalse(master.sudo().x_owner_id)
        self.assertEqual(self.other.sudo().x_needed_id, self.first)

    def test_what_cannot_be_deleted_keeps_no_other(self):
        third, fourth = self.make_lead(name='Third'), self.make_lead(name='Fourth')
        (third + fourth).merge_opportunity()
        self.merge()
        # made for the kept record by its id
        self.env['x_offer'].create({'x_name': 'Offer', 'x_lead_id': self.second.id})
        merges = self.env['crm.lead.merge'].search([('master_id', 'in', (self.first + third).ids)])
        merges.write({'date': '2020-01-01 10:00:00'})
        self.env['ir.config_parameter'].set_param('crm_lead_conversion.undo_days', '30')
        self.env['crm.lead.merge']._gc_undo_data()
        self.assertTrue(self.second.exists())
        self.assertFalse(fourth.exists())

    def test_several_leads_of_another_lead(self):
        self.other.sudo().x_related_ids = self.first + self.second
        before = self.database()
        master = self.merge()
        self.assertEqual(self.other.sudo().x_related_ids, self.first)
        self.undo(master)
        self.assertEqual(self.other.sudo().x_related_ids, self.first + self.second)
        self.assertSameDatabase(before)

    def test_own_related_leads_are_united(self):
        self.second.sudo().x_related_ids = self.other + self.first
        master = self.merge()
        self.assertEqual(master.sudo().x_related_ids, self.other)
        self.undo(master)
        self.assertFalse(master.sudo().x_related_ids)
        self.assertEqual(self.second.sudo().x_related_ids, self.other + self.first)

    def test_many2many_of_another_model(self):
        partner = self.env['res.partner'].create(
            {'name': 'Customer', 'x_lead_ids': [(6, 0, self.second.ids)]})
        self.check_moves(partner, 'x_lead_ids', self.first.sudo())

    def test_value_of_a_company(self):
        partner = self.env['res.partner'].create({'name': 'Customer', 'x_lead_id': self.second.id})
        self.check_moves(partner, 'x_lead_id', self.first.sudo())

    def test_default_of_a_company_dependent_field(self):
        """Odoo refuses to merge such a lead."""
        self.env['ir.default'].set('res.partner', 'x_lead_id', self.second.id)
        partner = self.env['res.partner'].create({'name': 'Customer'})
        self.assertEqual(partner.x_lead_id, self.second)
        before = self.database()
        master = self.merge()
        partner.invalidate_recordset()
        self.assertEqual(partner.x_lead_id, self.first)
        self.undo(master)
        partner.invalidate_recordset()
        self.assertEqual(partner.x_lead_id, self.second)
        self.assertSameDatabase(before)

    def test_required_child_of_a_custom_model(self):
        """Odoo ends with an error of the database."""
        offer = self.env['x_offer'].create({'x_name': 'Offer', 'x_lead_id': self.second.id})
        self.check_moves(offer, 'x_lead_id', self.first.sudo())

    def test_children_that_odoo_deletes_or_orphans(self):
        visit = self.env['x_visit'].create({'x_name': 'Visit', 'x_lead_id': self.second.id})
        call = self.env['x_call'].create({
            'x_name': 'Call', 'x_lead_id': self.second.id, 'x_what': f'crm.lead,{self.second.id}'})
        before = self.database()
        master = self.merge()
        self.assertEqual(visit.x_lead_id, self.first)
        self.assertEqual((call.x_lead_id, call.x_what), (self.first, self.first))
        self.undo(master)
        self.assertSameDatabase(before)

    def test_property_that_names_a_lead(self):
        self.team.lead_properties_definition = [
            {'name': 'origin', 'string': 'Origin', 'type': 'many2one', 'comodel': 'crm.lead'},
            {'name': 'also', 'string': 'Also', 'type': 'many2many', 'comodel': 'crm.lead'},
            {'name': 'size', 'string': 'Size', 'type': 'integer'}]
        self.other.sudo().lead_properties = {
            'origin': self.second.id, 'also': [self.second.id, self.first.id],
            'size': self.second.id}
        before = self.database()
        master = self.merge()
        self.other.invalidate_recordset()
        properties = self.other.sudo().lead_properties
        self.assertEqual(properties['origin'], self.first)
        self.assertEqual(properties['also'], self.first)
        self.assertEqual(properties['size'], self.second.id)
        self.undo(master)
        self.assertSameDatabase(before)

    def test_property_of_other_records_with_the_same_name(self):
        self.other_team.lead_properties_definition = [
            {'name': 'origin', 'string': 'Number', 'type': 'integer'}]
        self.team.lead_properties_definition = [
            {'name': 'origin', 'string': 'Origin', 'type': 'many2one', 'comodel': 'crm.lead'}]
        stranger = self.make_lead(name='Stranger', team_id=self.other_team.id, user_id=self.colleague.id)
        stranger.sudo().lead_properties = {'origin': self.second.id}
        self.merge()
        stranger.invalidate_recordset()
        self.assertEqual(stranger.sudo().lead_properties['origin'], self.second.id)

    def test_value_of_another_company_changed_since_stays(self):
        other = self.env['res.company'].create({'name': 'Second House'})
        partner = self.env['res.partner'].create({'name': 'Customer', 'x_lead_id': self.second.id})
        theirs = partner.with_company(other)
        theirs.x_lead_id = self.second
        master = self.merge()
        theirs.invalidate_recordset()
        self.assertEqual(theirs.x_lead_id, self.first)
        theirs.x_lead_id = self.other
        self.undo(master)
        self.env.invalidate_all()
        self.assertEqual((partner.x_lead_id, theirs.x_lead_id), (self.second, self.other))

    def test_several_in_a_property_changed_since(self):
        self.team.lead_properties_definition = [
            {'name': 'also', 'string': 'Also', 'type': 'many2many', 'comodel': 'crm.lead'}]
        later = self.make_lead(name='Later')
        self.other.sudo().lead_properties = {'also': [self.second.id]}
        master = self.merge()
        self.env.invalidate_all()
        self.other.sudo().lead_properties = {'also': [later.id, self.first.id]}
        self.undo(master)
        self.env.invalidate_all()
        self.assertEqual(self.other.sudo().lead_properties['also'].ids, [later.id, self.second.id])

    def test_what_people_wrote_over_a_computation_stays(self):
        own, theirs = self.env['x_visit'].create([
            {'x_name': 'Own', 'x_lead_id': self.first.id}, {'x_name': 'Theirs', 'x_lead_id': self.second.id}])
        own.x_label = theirs.x_label = 'typed'
        before = self.database()
        master = self.merge()
        self.assertEqual((own.x_label, theirs.x_label), ('typed', 'typed'))
        self.undo(master)
        self.assertSameDatabase(before)

    def test_stored_salesperson_of_a_child_deleted_since(self):
        self.env.cr.execute("UPDATE crm_lead SET user_id = %s WHERE id = %s", [
            self.colleague.id, self.second.id])
        self.env.invalidate_all()
        visit = self.env['x_visit'].create({'x_name': 'Visit', 'x_lead_id': self.second.id})
        self.assertEqual(visit.x_user_id, self.colleague)
        leads = (self.first + self.second).with_user(self.manager)
        master = leads.merge_opportunity()
        self.assertEqual(visit.x_user_id, self.seller)
        self.env.cr.execute("DELETE FROM crm_team_member WHERE user_id = %s", [self.colleague.id])
        self.env.cr.execute("UPDATE crm_lead SET user_id = NULL WHERE user_id = %s", [self.colleague.id])
        self.env.invalidate_all()
        self.colleague.unlink()
        self.undo(master, self.manager)
        self.assertEqual(visit.x_lead_id, self.second)
        self.assertFalse(visit.x_user_id)

    def test_saved_filter(self):
        ids = (self.second.id, self.other.id)
        saved, stays, code = self.env['ir.filters'].create([
            {'name': 'Mine', 'model_id': 'crm.lead',
             'domain': f"['|', ('id', 'in', {list(ids)}), ('id', '=', {ids[0]})]"},
            {'name': 'Stage', 'model_id': 'crm.lead', 'domain': f"[('stage_id', '=', {ids[0]})]"},
            {'name': 'Code', 'model_id': 'crm.lead', 'domain': f"[('id', '=', {ids[0]}), ('user_id', '=', uid)]"}])
        meetings = self.env['ir.filters'].create({
            'name': 'Meetings', 'model_id': 'calendar.event', 'domain': f"[('opportunity_id', '=', {ids[0]})]"})
        before = self.database()
        master = self.merge()
        self.assertEqual(
            saved.domain, f"['|', ('id', 'in', [{self.first.id}, {self.other.id}]), ('id', '=', {self.first.id})]")
        self.assertEqual(stays.domain, f"[('stage_id', '=', {ids[0]})]")
        self.assertIn('uid', code.domain)
        self.assertEqual(meetings.domain, f"[('opportunity_id', '=', {self.first.id})]")
        self.undo(master)
        self.assertSameDatabase(before)

    def test_saved_filter_changed_since(self):
        saved = self.env['ir.filters'].create({
            'name': 'Mine', 'model_id': 'crm.lead', 'domain': f"[('id', '=', {self.second.id})]"})
        master = self.merge()
        saved.domain = "[('id', '=', 1)]"
        self.undo(master)
        self.assertEqual(saved.domain, "[('id', '=', 1)]")

    def test_stored_name_of_an_activity_goes_back_as_it_was(self):
        activity = self.second.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.seller.id)
        self.env.flush_all()
        self.second.name = 'Renamed since'
        self.env.flush_all()
        self.assertEqual(activity.res_name, 'Second')
        before = self.database()
        master = self.merge()
        self.assertEqual(activity.res_name, 'First')
        self.undo(master)
        self.assertEqual(activity.res_name, 'Second')
        self.assertSameDatabase(before)

    def test_what_moved_on_since_stays(self):
        visit = self.env['x_visit'].create({'x_name': 'Visit', 'x_lead_id': self.second.id})
        master = self.merge()
        visit.x_lead_id = self.other
        self.undo(master)
        self.assertEqual(visit.x_lead_id, self.other)
