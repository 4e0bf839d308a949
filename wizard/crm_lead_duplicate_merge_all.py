"""Merging all groups from a strength on: first what that would do, then doing it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_lead_duplicate import MANAGER
from ..models.crm_lead_outside import one_record

_SAMPLES = 10


class CrmLeadDuplicateMergeAll(models.TransientModel):
    _name = 'crm.lead.duplicate.merge.all'
    _description = 'Merge All Groups of Duplicates'

    score = fields.Integer(
        'From Strength', required=True, default=lambda self: self.env['crm.lead']._get_merge_threshold())
    same_user = fields.Boolean(
        'Only of One Salesperson', help="Leave out groups whose records are of different salespeople.")
    team_ids = fields.Many2many('crm.team', string='Only of These Sales Teams', help="Empty: of all.")
    group_count = fields.Integer('Groups', compute='_compute_outcome')
    lead_count = fields.Integer('Records', compute='_compute_outcome')
    message_count = fields.Integer('Messages That Move', compute='_compute_outcome')
    sample_ids = fields.Many2many(
        'crm.lead.duplicate', string='Ten of Them at Random', compute='_compute_outcome')

    @api.model
    def _check_manager(self):
        """:raise AccessError: if the user is no sales manager"""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only sales managers may merge all groups of duplicates."))

    def _get_domain(self):
        """:return: Domain of the groups that would be merged"""
        domain = Domain([('state', '=', 'new'), ('score', '>=', self.score)])
        if self.team_ids:
            domain &= Domain('lead_ids.team_id', 'in', self.team_ids.ids)
        if self.same_user:
            domain &= self.env['crm.lead.duplicate']._get_one_user_domain()
        return domain

    @api.depends('score', 'same_user', 'team_ids')
    def _compute_outcome(self):
        """The dry run: nothing is written, and nothing but numbers is read of
        all of them."""
        Group = self.env['crm.lead.duplicate']
        for dialog in self:
            query = Group._search(dialog._get_domain())
            if query.is_empty():
                dialog.update({'group_count': 0, 'lead_count': 0, 'message_count': 0, 'sample_ids': Group})
                continue
            [[groups, leads, messages]] = self.env.execute_query(SQL(
                "WITH found AS (%s), members AS ("
                "   SELECT rel.duplicate_id, lead.id, lead.create_date FROM found"
                "     JOIN crm_lead_duplicate_rel AS rel ON rel.duplicate_id = found.id"
                "     JOIN crm_lead AS lead ON lead.id = rel.lead_id AND lead.merged_into_id IS NULL)"
                " SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM members),"
                "        (SELECT count(*) FROM mail_message WHERE model = 'crm.lead' AND res_id IN ("
                "             SELECT id FROM (SELECT id, row_number() OVER ("
                "                 PARTITION BY duplicate_id ORDER BY create_date, id) AS place FROM members) AS one"
                "              WHERE place > 1))",
                query.select(SQL.identifier('crm_lead_duplicate', 'id'))))
            samples = self.env.execute_query(SQL(
                "SELECT id FROM (%s) AS found ORDER BY random() LIMIT %s",
                query.select(SQL.identifier('crm_lead_duplicate', 'id')), _SAMPLES))
            dialog.update({
                'group_count': groups, 'lead_count': leads, 'message_count': messages,
                'sample_ids': Group.browse(row[0] for row in samples).sorted(lambda group: -group.score)})

    @one_record
    def action_merge_all(self):
        """Merge them all.

        :return: action that says what became of them
        :raise AccessError: if the user is no sales manager
        :raise UserError: if there is none
        """
        self._check_manager()
        groups = self.env['crm.lead.duplicate'].search(self._get_domain())
        if not groups:
            raise UserError(self.env._("There is no group of this strength. Choose a lower one."))
        return groups._merge_as_job()
