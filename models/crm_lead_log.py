"""What the records of conversions and merges share: who may read them, and
how taking one back begins."""

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from ..tools.wording import quote_all


class CrmLeadLog(models.AbstractModel):
    """Only the engine creates and changes such records. Who may read the lead
    they are about, or the record that lead is in now, may read them."""

    _name = 'crm.lead.log'
    _description = 'Record of What Was Done to a Lead'
    _order = 'id desc'

    # name of the many2one to the lead
    _log_lead_field = ''

    user_id = fields.Many2one('res.users', 'Done by', readonly=True, ondelete='set null')
    date = fields.Datetime('Done on', required=True, readonly=True)
    undo_user_id = fields.Many2one('res.users', 'Undone by', readonly=True, ondelete='set null')
    undo_date = fields.Datetime('Undone on', readonly=True)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain.custom(
                to_sql=lambda model, alias, query: self.env['crm.lead']._get_readable_through(
                    alias, self._log_lead_field))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        # sudo: only which lead a record is about
        current = self.sudo()[self._log_lead_field]._get_current_ids()
        leads = self.env['crm.lead'].browse(set(current.values()))
        readable = leads._filtered_access('read')
        forbidden = self.filtered(
            lambda record: current[record.sudo()[self._log_lead_field].id] not in readable.ids)
        if forbidden:
            refused = leads - readable
            return forbidden, lambda: refused._check_access('read')[1]()
        return None

    def _prepare_undo(self, leads):
        """Check as the user, then lock, before anything is taken back.

        :param leads: all records that the undo changes
        :return: this record as superuser: it belongs to the engine; the right
            to undo is the right to change all of the records
        :raise AccessError: if the user may not change one of them
        :raise UserError: if somebody else is changing one right now
        """
        self.check_access('read')
        leads = leads.sudo(False)
        leads.check_access('write')
        try:
            leads.sorted('id').lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "Somebody is changing %s right now. Try again in a moment.",
                quote_all(self.env, leads.mapped('display_name')))) from None
        self.invalidate_recordset()
        return self.sudo()

    def _finish_undo(self):
        self.write({
            'state': 'undone', 'undo_user_id': self.env.uid, 'undo_date': fields.Datetime.now()})
