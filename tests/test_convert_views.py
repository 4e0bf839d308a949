"""Other addons extend the views of the two dialogs: at the places where addons
of the Odoo Community Association and customers do it."""

from lxml import etree

from odoo.tests import Form, tagged

from .test_convert_similar import SimilarCase

CONVERT = 'crm.view_crm_lead2opportunity_partner'
MERGE = 'crm.merge_opportunity_form'


@tagged('post_install', '-at_install')
class TestConvertViews(SimilarCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.add_field('crm.lead', 'x_region', 'char')
        for model in ('crm.lead2opportunity.partner', 'crm.merge.opportunity'):
            cls.add_field(model, 'x_remark', 'char')

    def extend(self, xmlid, arch, **values):
        """A view of another addon."""
        base = self.env.ref(xmlid)
        return self.env['ir.ui.view'].create({
            'name': 'of another addon', 'model': base.model, 'inherit_id': base.id, 'arch': arch, **values})

    def arch(self, xmlid, view=None):
        view = view or self.env.ref(xmlid)
        return etree.fromstring(self.env[view.model].with_user(self.seller).get_view(view.id, 'form')['arch'])

    def test_convert_dialog_is_extended_where_others_do(self):
        self.extend(CONVERT, """<data>
            <xpath expr="//group[@name='name']" position="after">
                <group name="after_choice"><field name="x_remark"/></group>
            </xpath>
            <xpath expr="//field[@name='duplicated_lead_ids']/ancestor::group[1]" position="attributes">
                <attribute name="string">Duplicates</attribute>
            </xpath>
            <xpath expr="//field[@name='duplicated_lead_ids']/list/field[@name='email_from']" position="after">
                <field name="x_region" string="Region"/>
            </xpath>
            <xpath expr="//group/field[@name='user_id']" position="attributes">
                <attribute name="required">name == 'convert'</attribute>
            </xpath>
            <field name="team_id" position="after"><field name="force_assignment"/></field>
            <div name="action" position="attributes">
                <attribute name="class" add="of_another" separator=" "/>
            </div>
            <xpath expr="//field[@name='action']" position="after"><span name="after_action"/></xpath>
            <xpath expr="//field[@name='commercial_partner_id']" position="after"><span name="after_company"/></xpath>
            <xpath expr="//footer/button[@name='action_apply']" position="attributes">
                <attribute name="string">Go</attribute>
            </xpath>
        </data>""")
        arch = self.arch(CONVERT)
        order = [node.get('name') for node in arch.iterfind('group')]
        self.assertLess(order.index('name'), order.index('after_choice'))
        for path in (
            ".//group[@name='after_choice']/field[@name='x_remark']",
            ".//group[@string='Duplicates']/field[@name='duplicated_lead_ids']/list/field[@name='x_region']",
            ".//field[@name='force_assignment']", ".//span[@name='after_action']", ".//span[@name='after_company']",
            ".//footer/button[@string='Go']",
        ):
            self.assertIsNotNone(arch.find(path), path)
        self.assertIn('of_another', arch.find(".//div[@name='action']").get('class'))
        # what is new in the list is on the cards
        cards = arch.find(".//field[@name='similar_lead_ids']/list")
        self.assertEqual(
            [field.get('name') for field in cards],
            [field.get('name') for field in arch.find(".//field[@name='duplicated_lead_ids']/list")])
        self.assertEqual(cards.find("field[@name='x_region']").get('string'), 'Region')
        form = self.dialog(self.lead)
        form.x_remark, form.force_assignment = 'Typed', False
        self.strong.sudo().x_region = 'East'
        self.assertEqual(form.similar_lead_ids[0].x_region, 'East')
        wizard = form.save()
        self.assertEqual((wizard.x_remark, wizard.force_assignment), ('Typed', False))
        wizard.action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)

    def test_convert_dialog_in_a_mode_of_its_own(self):
        """A primary view, as an addon makes it that creates a customer only."""
        view = self.extend(CONVERT, """<data>
            <form position="attributes"><attribute name="string">Create Customer</attribute></form>
            <xpath expr="//group[@name='name']" position="attributes">
                <attribute name="invisible">1</attribute>
            </xpath>
            <xpath expr="//div[@name='action']" position="attributes">
                <attribute name="invisible">0</attribute>
            </xpath>
        </data>""", mode='primary', priority=100)
        arch = self.arch(CONVERT, view)
        self.assertEqual(arch.get('string'), 'Create Customer')
        self.assertIsNotNone(arch.find(".//field[@name='similar_lead_ids']/list"))
        form = Form(self.env['crm.lead2opportunity.partner'].with_user(self.seller).with_context(
            active_model='crm.lead', active_id=self.lead.id, active_ids=self.lead.ids), view=view)
        form.action = 'nothing'
        form.save().action_apply()
        self.assertEqual(self.lead.merged_into_id, self.strong)

    def test_a_view_without_the_list_has_cards_all_the_same(self):
        self.extend(CONVERT, """<field name="duplicated_lead_ids" position="replace">
            <field name="duplicated_lead_ids" widget="many2many_tags"/></field>""")
        self.assertEqual(len(self.arch(CONVERT).find(".//field[@name='similar_lead_ids']")), 0)
        self.assertEqual(self.dialog(self.lead).name, 'merge')

    def test_merge_dialog_is_extended_where_others_do(self):
        self.extend(MERGE, """<data>
            <xpath expr="//field[@name='opportunity_ids']" position="before"><field name="x_remark"/></xpath>
            <xpath expr="//field[@name='opportunity_ids']/list/field[@name='stage_id']" position="after">
                <field name="x_region"/>
            </xpath>
            <xpath expr="//field[@name='opportunity_ids']/list" position="attributes">
                <attribute name="decoration-muted">type == 'lead'</attribute>
            </xpath>
            <xpath expr="//group/field[@name='team_id']" position="attributes">
                <attribute name="invisible">not user_id</attribute>
            </xpath>
            <field name="user_id" position="after"><span name="after_user"/></field>
            <button name="action_merge" position="attributes"><attribute name="string">Go</attribute></button>
        </data>""")
        arch = self.arch(MERGE)
        for path in (
            "field[@name='x_remark']", ".//field[@name='opportunity_ids']/list/field[@name='x_region']",
            ".//span[@name='after_user']", ".//footer/button[@string='Go']",
        ):
            self.assertIsNotNone(arch.find(path), path)
        form = Form(self.env['crm.merge.opportunity'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=(self.lead + self.strong).ids))
        form.x_remark = 'Typed'
        wizard = form.save()
        self.assertEqual(wizard.x_remark, 'Typed')
        wizard.action_merge()
        self.assertEqual(self.lead.merged_into_id, self.strong)
