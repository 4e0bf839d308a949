"""Carrying out exactly what the plan of a merge says, and accounting for it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_lead_merge import ENGINE


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _apply_merge_plan(self, plan, origin):
        """Do what the plan says, all or nothing, and keep a record of it.

        :return: the master record
        :raise UserError: if anything of the merged records would be left behind
        """
        # sudo: references the user may not see move too; the right to change
        # all of the records was checked. Moves are no changes to be tracked
        records = self.sudo().with_context(tracking_disable=True, mail_notrack=True).browse(plan['lead_ids'])
        master = records.filtered(lambda lead: lead.id == plan['master_id'])
        absorbed = records - master
        engine = {'crm_lead_merge_engine': ENGINE}
        moved = absorbed._move_references(master, plan['moves'])
        master.with_context(**engine)._merge_dependences(absorbed.with_context(**engine))
        self.env.flush_all()
        combined = absorbed._combine_followers(master)
        copies = absorbed._copy_field_files(master, plan['choices'])
        master._snapshot_restore(plan['values'], checked=True)
        absorbed._archive_as_merged(master)
        master._recompute_derived([*plan['values'], 'active'])
        receipt = absorbed._get_merge_receipt(master, plan, moved, combined)
        followers = master._follow_assignment(plan)
        record = self.env['crm.lead.merge'].sudo().create({
            'master_id': master.id,
            'merged_ids': [(6, 0, absorbed.ids)],
            'merged_count': len(absorbed),
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'origin': origin,
            **self._get_merge_said().record,
            **receipt,
            'plan': self._get_plan_data(plan),
            'message_data': self._take_moved_messages(moved),
            'undo_data': {
                **self._get_values_to_keep(master, plan),
                'active': {str(lead.id): plan['active'][lead.id] for lead in absorbed},
                'moved': moved, 'combined': combined, 'copies': copies, 'followers': followers,
                'customers': records._get_customer_values(),
            },
        })
        record._keep_replaced_files(plan['choices'], copies)
        master._message_log(body=record._get_note(absorbed))
        return self.browse(master.id)

    def _get_values_to_keep(self, master, plan):
        """:return: what an undo has to know of the values of the master
            record: those that changed, and those that go together with one"""
        before, after = plan['before'], master._snapshot_values()[master.id]
        changed = {name for name, value in after.items() if before.get(name) != value}
        for block in self.env['crm.lead.merge']._get_undo_blocks():
            if changed & block:
                changed |= block & set(after)
        return {
            'before': {name: before.get(name) for name in sorted(changed)},
            'after': {name: after[name] for name in sorted(changed)},
        }

    @api.model
    def _get_customer_fields(self):
        """:return: {field of the customer: stored fields of leads that are
            computed from it}"""
        result = {}
        Partner = self.env['res.partner']
        for field in self._fields.values():
            for path in self.env.registry.field_depends.get(field, ()) if field.store else ():
                first, _dot, name = path.partition('.')
                if first == 'partner_id' and name in Partner._fields and Partner._fields[name].column_type:
                    result.setdefault(name, []).append(field)
        return result

    def _get_customer_values(self):
        """:return: {customer id as text: {field: value}} of what leads follow
            their customer in"""
        partners = self.partner_id
        names = sorted(name for name in self._get_customer_fields() if partners._fields[name].store)
        if not partners or not names:
            return {}
        partners.flush_recordset(names)
        return {str(partner_id): values for partner_id, values in self.env.execute_query(SQL(
            "SELECT id, jsonb_build_object(%s) FROM res_partner WHERE id = ANY(%s)",
            SQL(", ").join(SQL("%s, %s", name, SQL.identifier(name)) for name in names), partners.ids))}

    def _follow_customers(self, before):
        """What leads follow their customer in is computed anew, where the
        customer changed while the records were out of sight.

        :param dict before: of :meth:`_get_customer_values` at that time
        """
        by_name = self._get_customer_fields()
        by_partner = self.grouped('partner_id')
        for partner_id, now in self._get_customer_values().items():
            then = before.get(partner_id, now)
            leads = by_partner[self.env['res.partner'].browse(int(partner_id))]
            for name in now:
                if now[name] != then.get(name, now[name]):
                    for field in by_name[name]:
                        self.env.add_to_compute(field, leads)
        self.env.flush_all()

    def _follow_assignment(self, plan):
        """A salesperson chosen by a person follows the record and is told, as
        whenever one is assigned.

        :return: ids of the rows of followers that were made
        """
        chosen = {
            name: value for name, value in plan['assigned'].items()
            if name in ('user_id', 'team_id') and plan['before'].get(name) != value}
        if not chosen:
            return []
        before = self.message_follower_ids
        self.with_context(tracking_disable=False, mail_notrack=False)._message_auto_subscribe(chosen)
        self.env.flush_all()
        self.invalidate_recordset(['message_follower_ids'])
        return (self.message_follower_ids - before).ids

    def _get_plan_data(self, plan):
        """:return: the plan as JSON, without the fields no record has a value in"""
        return {
            'lead_ids': plan['lead_ids'],
            'choices': {
                name: {'value': choice.value, 'sources': list(choice.sources),
                       'rule': choice.rule, 'losing': choice.losing}
                for name, choice in plan['choices'].items() if choice.sources or choice.losing
            },
            'moves': self._get_moves_by_model(plan['moves']),
        }

    def _get_moves_by_model(self, moves):
        """:param dict moves: {:class:`Reference`: number of rows}
        :return: {model or table: number of rows}"""
        counts = {}
        for reference, count in moves.items():
            if reference.kind == 'filter':
                continue
            counts[reference.model] = counts.get(reference.model, 0) + count
        return counts

    def _combine_followers(self, master):
        """Who follows both keeps the subscriptions of both on the master
        record. The row of the merged record stays with it.

        :return: list of [follower id, subtype id] that were added
        """
        rows = self.env.execute_query(SQL(
            "INSERT INTO mail_followers_mail_message_subtype_rel"
            "       (mail_followers_id, mail_message_subtype_id)"
            " SELECT DISTINCT own.id, subtype.mail_message_subtype_id FROM mail_followers AS other"
            "   JOIN mail_followers AS own ON own.partner_id = other.partner_id"
            "        AND own.res_model = 'crm.lead' AND own.res_id = %s"
            "   JOIN mail_followers_mail_message_subtype_rel AS subtype"
            "        ON subtype.mail_followers_id = other.id"
            "  WHERE other.res_model = 'crm.lead' AND other.res_id IN %s"
            " ON CONFLICT DO NOTHING RETURNING mail_followers_id, mail_message_subtype_id",
            master.id, tuple(self.ids)))
        return [list(row) for row in rows]

    # ------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------

    def _get_merge_receipt(self, master, plan, moved, combined):
        """:return: values that account for every row that pointed here
        :raise UserError: if one is left behind that could have moved"""
        # a number in the text of a filter need not be a lead
        remaining = self._count_references(master, [
            reference for reference in plan['references'] if reference.kind != 'filter'])
        unique = self._get_unique_columns()
        left = [
            reference for reference in remaining
            if reference.kind != 'link' and not any(
                reference.column in columns
                for columns in unique.get(reference.table, ()))
        ]
        if left:
            raise UserError(self.env._(
                "Nothing was merged, as some of what belongs to the records could not be moved"
                " (%s). Please tell your administrator.",
                ", ".join(sorted(reference.name for reference in left))))
        values_aside = sum(len(choice.losing) for choice in plan['choices'].values())
        return {
            'moved_count': sum(map(len, moved.values())),
            'combined_count': len(combined),
            'aside_count': sum(remaining.values()) + values_aside,
            'left_count': 0,
        }
