"""What moves with a merge, in words and numbers a salesperson knows."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

# Settings that name a record by its id follow it, but are nobody's work.
SILENT_KINDS = {'filter', 'default'}
_ORDER = ('mail.message', 'mail.activity', 'calendar.event', 'sale.order', 'ir.attachment', 'mail.followers')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_preview_moves(self, master, plan):
        """What moves from these records to the master record.

        :param dict plan: of :meth:`_get_merge_plan`
        :return: list of dicts with ``model``, ``count`` and ``text``
        """
        # sudo: numbers only, of everything that moves; that the user may read
        # and change the records was checked
        counts, done = self.sudo()._count_moved_rows(master, plan)
        counts = self._without_unreadable(counts)
        words = {model: self._get_move_text(model, count, done) for model, count in counts.items() if count}
        return [
            {'model': model, 'count': counts[model], 'text': words[model]}
            for model in sorted(words, key=lambda model: self._get_move_order(model, words[model]))]

    @api.model
    def _get_move_order(self, model, among_others):
        """:param among_others: by what models that have no place are sorted
        :return: key to sort by: what a salesperson looks for comes first"""
        return _ORDER.index(model) if model in _ORDER else len(_ORDER), among_others

    @api.model
    def _without_unreadable(self, counts):
        """:param dict counts: {model: number}
        :return: dict: what the user has no right to read at all is named by no
            name, and counted together under an empty one"""
        known = {}
        for model, count in counts.items():
            name = model if model in self.env and self.env[model].has_access('read') else ''
            known[name] = known.get(name, 0) + count
        return known

    def _count_moved_rows(self, master, plan):
        """A row that points at a lead twice is one row. One statement.

        :return: pair: {model: number}, number of activities that are done
        """
        tables = {}
        for reference in plan['moves']:
            if reference.kind not in SILENT_KINDS:
                tables.setdefault((reference.model, reference.table), []).append(
                    self._get_reference_condition(reference, self | master))
        parts = []
        for (model, table), conditions in tables.items():
            condition = SQL("(%s)", SQL(") OR (").join(conditions))
            if model == 'mail.followers':
                # who follows both is one follower
                condition = SQL(
                    "%s AND NOT EXISTS (SELECT 1 FROM mail_followers AS own WHERE own.res_model = 'crm.lead'"
                    " AND own.res_id = %s AND own.partner_id = t.partner_id)", condition, master.id)
            number = SQL("count(DISTINCT t.partner_id)") if model == 'mail.followers' else SQL("count(*)")
            done = SQL("count(*) FILTER (WHERE NOT t.active)") if model == 'mail.activity' else SQL("0")
            parts.append(SQL("SELECT %s, %s, %s FROM %s AS t WHERE %s",
                             model, number, done, SQL.identifier(table), condition))
        counts, finished = {}, 0
        for model, count, done in self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else ():
            counts[model] = counts.get(model, 0) + count
            finished += done
        return counts, finished

    @api.model
    def _get_move_text(self, model, count, done):
        """:param str model: whose records move
        :param int done: number of activities that are done
        :return: short text"""
        number = formatLang(self.env, count, digits=0)
        one = count == 1
        if model == 'mail.activity' and done:
            if one:
                return self.env._("1 activity (done)")
            return self.env._("%(count)s activities (%(done)s done)", count=number, done=done)
        text = {
            'mail.message': lambda: self.env._("1 message") if one else self.env._("%s messages", number),
            'mail.activity': lambda: self.env._("1 activity") if one else self.env._("%s activities", number),
            'calendar.event': lambda: self.env._("1 meeting") if one else self.env._("%s meetings", number),
            'ir.attachment': lambda: self.env._("1 file") if one else self.env._("%s files", number),
            'mail.followers': lambda: self.env._("1 follower") if one else self.env._("%s followers", number),
            '': lambda: self.env._("1 other record") if one else self.env._("%s other records", number),
            'sale.order': lambda: self.env._("1 quotation") if one else self.env._("%s quotations", number),
        }.get(model)
        return text() if text else self.env._(
            "%(model)s: %(count)s", model=self.env['crm.lead.merge']._get_model_label(model), count=number)
