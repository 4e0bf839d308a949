"""The convert dialog: merging the lead with the records that are ticked."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_lead_merge import MergeOrigin
from ..models.crm_lead_outside import one_record
from ..tools.replica import refused_by_primary, where_known


class CrmLead2opportunityPartner(models.TransientModel):
    _name = 'crm.lead2opportunity.partner'
    _inherit = ['crm.lead2opportunity.partner', 'crm.lead.merge.dialog']

    merge_hint = fields.Char(compute='_compute_merge_hint')

    # ------------------------------------------------------------
    # Before
    # ------------------------------------------------------------

    @api.depends('lead_id', 'duplicated_lead_ids', 'action', 'partner_id')
    def _compute_merge_hint(self):
        """What is done beyond merging: leads become an opportunity. It does not
        depend on the choice, so that choosing asks nothing of the server."""
        for convert in self:
            records = (convert.duplicated_lead_ids | convert.lead_id)._origin
            if len(records) < 2 or any(lead.type != 'lead' for lead in records):
                convert.merge_hint = False
            else:
                convert.merge_hint = convert._get_merge_hint(records)

    def _get_merge_hint(self, leads):
        if leads.partner_id or self.action == 'nothing':
            return self.env._("What these leads become together is converted into an opportunity.")
        if self.action == 'exist' and self.partner_id:
            return self.env._(
                "What these leads become together is converted into an opportunity, of the customer “%s”.",
                self.partner_id.display_name)
        if self.action == 'exist':
            return self.env._(
                "What these leads become together is converted into an opportunity, without a customer, as"
                " several fit.")
        return self.env._(
            "What these leads become together is converted into an opportunity, and a customer is created from it.")

    @api.model
    @api.readonly
    @refused_by_primary
    def get_merge_preview(self, lead_ids, master_id=False, chosen=None, user_id=False, team_id=False,
                          *, lead_id=False, force_assignment=True):
        """The preview of the merge dialog, with salesperson and team as this
        dialog assigns them. The other parameters, the answer and what it is
        refused by are those of ``crm.lead.merge.dialog``.

        :param int lead_id: the lead that the dialog was opened for
        :param bool force_assignment: whether a salesperson that the records
            have is replaced
        :raise AccessError: if the user may not read that lead
        """
        with where_known(self.env['crm.lead'].browse(lead_id if type(lead_id) is int else ())) as lead:
            lead = lead.exists()
            lead.check_access('read')
            values = self._get_assignment(lead, user_id, team_id)
        if values and not force_assignment:
            preview = super().get_merge_preview(lead_ids, master_id, chosen)
            if any(field['name'] == 'user_id' and field['result']['cell'] for field in preview['fields']):
                return preview
        return super().get_merge_preview(lead_ids, master_id, chosen, **values)

    @api.model
    def _get_assignment(self, lead, user_id, team_id):
        """A salesperson left empty leaves that of the records as merging
        decides it, and so does a team that nobody chose.

        :return: {field name: id} of what the result gets anyway
        """
        if not user_id and team_id == lead.team_id.id:
            return {}
        return {name: value for name, value in (('user_id', user_id), ('team_id', team_id)) if value}

    # ------------------------------------------------------------
    # After
    # ------------------------------------------------------------

    @one_record
    def action_apply(self):
        """See there; of a merge, the client says what was merged.

        :return: action that opens the opportunity, or the result of several
        :raise UserError: in plain words, with nothing changed
        """
        # before: merged, they are out of sight
        leads = self.env['crm.lead']
        if self.name == 'merge':
            leads = leads._get_chosen(self, 'duplicated_lead_ids') | self.lead_id
        action = super().action_apply()
        return self._add_merge_notice(action, leads) if leads and action.get('res_model') == 'crm.lead' else action

    def _is_previewed_merge(self):
        """:return: whether a person saw what is merged"""
        return self.name == 'merge' and bool(self.shown_records)

    def _check_merge(self):
        """:raise UserError: if there is nothing to merge, or one of the
            records cannot be merged any more"""
        chosen = self.env['crm.lead']._get_chosen(self, 'duplicated_lead_ids') | self.lead_id
        chosen.check_access('read')
        if shown := self._get_shown_records():
            chosen = self._keep_shown('duplicated_lead_ids', chosen, shown) | self.lead_id
        (chosen - self.lead_id)._check_not_merged()
        others = self.duplicated_lead_ids - self.lead_id
        if not others:
            raise UserError(self.env._(
                "There is no other record to merge “%s” with. Choose to convert it instead.",
                self.lead_id.display_name))
        others.check_access('write')
        won = others.filtered(lambda lead: lead.won_status == 'won')
        if won:
            raise UserError(self.env._(
                "“%s” was won in the meantime. Take it out of the list: a new enquiry is not to"
                " disappear in a deal that is done.", won[0].display_name))

    def _check_unchanged(self):
        # what was shown of it is compared when it is merged
        return None if self._is_previewed_merge() else super()._check_unchanged()

    def _action_merge(self):
        """Odoo would blank the salesperson and the team of the records where
        the dialog says none, and with another team their properties go."""
        to_merge = self.duplicated_lead_ids | self.lead_id
        values = self._get_assignment(self.lead_id, self.user_id.id, self.team_id.id)
        if values and not self.force_assignment and self._get_merged_assignment(to_merge, {})['user_id']:
            values = {}
        # part of the merge, so that its undo takes it back too
        self._get_conversion_log().merge_values.update(values)
        self.write(self._get_merged_assignment(to_merge, values))
        said = MergeOrigin('convert', self.master_id.id, self.chosen_sources, self._get_shown_records())
        return super(
            CrmLead2opportunityPartner, self.with_context(crm_lead_merge_origin=said))._action_merge()

    def _get_merged_assignment(self, to_merge, values):
        """:param dict values: what the result gets anyway
        :return: dict: salesperson and team that the result will have"""
        names = ('user_id', 'team_id')
        master, chosen = to_merge._check_merge_master(self.master_id.id), self.chosen_sources or {}
        if not to_merge._is_keeping_merged():
            in_order = to_merge._with_master_first(master)._sort_by_confidence_level(reverse=True)
            return {**in_order._merge_data(list(names)), **values}
        to_merge._check_merge_chosen(chosen)
        plan = to_merge._get_merge_plan(master or to_merge._get_master_record(), values, chosen)
        return {name: plan['result'][name] for name in names}

    def _convert_handle_partner(self, lead, action, partner_id):
        """What a preview showed is what the opportunity gets."""
        if self._is_previewed_merge() and (lead.partner_id or 'partner_id' in (self.chosen_sources or {})):
            return
        super()._convert_handle_partner(lead, action, partner_id)
