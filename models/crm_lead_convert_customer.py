"""The customer created from a lead, and leads that are to have none."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# whoever gets a lead is told of the lead, not of each contact and company too
QUIET = {'mail_auto_subscribe_no_notify': True}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    customer_declined = fields.Boolean(
        'No Customer Wanted', copy=False,
        help="The lead was converted with “Do not link to a customer”. No customer is linked"
             " to it automatically until a person does so.")

    # ------------------------------------------------------------
    # Creating
    # ------------------------------------------------------------

    def _create_customer(self, with_parent=None):
        """Create the customer under the company that exists already, if there
        is exactly one of that name, and note what was created."""
        customer_before = self.partner_id
        company = with_parent or self._find_parent_company()
        partner = super(CrmLead, self.with_context(**QUIET))._create_customer(
            with_parent=company or None).with_env(self.env)
        self._note_created((partner | partner.parent_id) - company - customer_before, partner)
        return partner

    def _note_created(self, partners, customer):
        """:param partners: what was created for the lead
        :param customer: the one it got"""
        if known := self._get_known_candidates():
            known.forget(partners)
        if log := self._get_conversion_log():
            log.add_created(self, partners, customer)

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """A customer gets the tags of the lead and its further numbers too."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id)
        Partner = self.env['res.partner']
        for name in self._phone_get_number_fields():
            if name in Partner._fields and name not in values:
                values[name] = self[name]
        if self.tag_ids and self._get_conversion_log():
            values['category_id'] = [(6, 0, self._get_customer_categories().ids)]
        return values

    def _get_customer_categories(self):
        """Contact tags of the same names as the lead's tags."""
        self.ensure_one()
        Category = self.env['res.partner.category']
        names = {self._name_key(name): name for name in self.tag_ids.mapped('name')}
        rows = self.env.execute_query(SQL(
            "SELECT min(id), lower(trim(label)) FROM ("
            "  SELECT id, jsonb_path_query(name, '$.*') #>> '{}' AS label FROM res_partner_category"
            "   WHERE active) AS category"
            " WHERE lower(trim(label)) = ANY(%s) GROUP BY lower(trim(label))",
            sorted(names), to_flush=Category._fields['name']))
        known = {label: category_id for category_id, label in rows}
        missing = [name for key, name in names.items() if key not in known]
        created = Category.create([{'name': name} for name in missing])
        return Category.browse(sorted(set(known.values()))) | created

    def _check_customer_company(self, partners):
        """:param partners: customers the lead is to have
        :raise UserError: if a customer, or the company it is a contact of,
            belongs to another company (multi-company)"""
        self.ensure_one()
        company = self._get_customer_company()
        for partner in partners | partners.commercial_partner_id:
            if partner.company_id and partner.company_id != company:
                raise UserError(self.env._(
                    "The customer “%(customer)s” belongs to the company %(customer_company)s,"
                    " “%(lead)s” to %(lead_company)s. Choose a customer of that company or one"
                    " shared by all.",
                    customer=partner.display_name, customer_company=partner.company_id.name,
                    lead=self.display_name, lead_company=company.name))

    # ------------------------------------------------------------
    # Respecting that none is wanted
    # ------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_vals):
        """Odoo links the recipient of a message as customer of all leads with
        that e-mail; those that were to have none are left out in write()."""
        if not self.env.context.get('customer_linked_by_mail'):
            self = self.with_context(customer_linked_by_mail=True)
        return super()._message_post_after_hook(message, msg_vals)

    def _handle_partner_assignment(self, force_partner_id=False, create_missing=True, with_parent=None):
        """Nor does another screen create one on the way, such as writing to a
        website visitor: only one of the lead itself, where a person asks."""
        asked = self._get_conversion_log() or self.env.context.get('active_model') == 'crm.lead'
        if not force_partner_id and not asked:
            self = self.filtered(lambda lead: not lead.customer_declined)
        if force_partner_id and len(self) == 1 and self.partner_id.id == force_partner_id:
            # to write what is there takes as long as to write another one
            return None
        return super()._handle_partner_assignment(
            force_partner_id=force_partner_id, create_missing=create_missing, with_parent=with_parent)

    def write(self, vals):
        """A customer that a person sets ends the wish to have none."""
        if not vals.get('partner_id'):
            return super().write(vals)
        if self.env.context.get('customer_linked_by_mail'):
            self = self.filtered(lambda lead: not lead.customer_declined)
            return super().write(vals) if self else True
        return super().write({'customer_declined': False, **vals})
