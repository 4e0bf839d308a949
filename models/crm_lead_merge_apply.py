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
        self._apply_merge_plans([plan], origin)
        return self.browse(plan['master_id'])

    def _apply_merge_plans(self, plans, origin):
        """Do what several plans say, a statement for all of them: all or nothing.

        :param list plans: of merges that have no record in common; where
            another kind of reference than plain ids moves, a single one
        :return: the records of the merges, in the order of the plans
        :raise UserError: if anything of the merged records would be left behind
        """
        # sudo: references the user may not see move too; the right to change
        # all of the records was checked. Moves are no changes to be tracked
        records = self.sudo().with_context(tracking_disable=True, mail_notrack=True).browse(
            lead_id for plan in plans for lead_id in plan['lead_ids'])
        by_master = {plan['master_id']: plan for plan in plans}
        masters = records.browse(by_master)
        way = {lead_id: plan['master_id'] for plan in plans for lead_id in plan['lead_ids']
               if lead_id not in by_master}
        absorbed = records.browse(way)
        moved = absorbed._move_references(
            way, list(dict.fromkeys(reference for plan in plans for reference in plan['moves'])))
        records._run_merge_dependences(plans)
        if len(plans) > 1:
            # activities compute the name of their record one by one
            masters.fetch(['name'])
        self.env.flush_all()
        combined = absorbed._combine_followers(way)
        copies = {
            master.id: records._get_absorbed(by_master[master.id])._copy_field_files(
                master, by_master[master.id]['choices']) for master in masters}
        masters._snapshot_put({master_id: plan['values'] for master_id, plan in by_master.items()})
        absorbed._archive_as_merged(way)
        masters._recompute_derived({
            master_id: [*plan['values'], 'active'] for master_id, plan in by_master.items()})
        receipts = absorbed._get_merge_receipts(way, by_master, moved, combined)
        followers = {master.id: master._follow_assignment(by_master[master.id]) for master in masters}
        values, customers = masters._snapshot_values(), records._get_customer_values()
        merges = self.env['crm.lead.merge'].sudo().create([{
            'origin': origin,
            **self._get_merge_said().record,
            **receipts[master.id],
            **records._get_merge_record_values(by_master[master.id], values[master.id], moved[master.id], {
                'combined': combined[master.id], 'copies': copies[master.id], 'followers': followers[master.id],
            }, customers),
        } for master in masters])
        for merge, plan in zip(merges, plans, strict=True):
            merge._keep_replaced_files(plan['choices'], copies[plan['master_id']])
        masters._message_log_batch({
            plan['master_id']: merge._get_note(records._get_absorbed(plan))
            for merge, plan in zip(merges, plans, strict=True)})
        return merges

    def _get_merge_record_values(self, plan, now, moved, added, customers):
        """:param dict now: values of the master record after the merge
        :param dict moved: of :meth:`_move_references`, of this master record
        :param dict added: what else an undo takes back
        :param dict customers: of :meth:`_get_customer_values`
        :return: values of ``crm.lead.merge`` but for the receipt and the origin"""
        absorbed = self._get_absorbed(plan).ids
        leads = self.browse(plan['lead_ids']).with_prefetch(self._prefetch_ids)
        return {
            'master_id': plan['master_id'],
            'merged_ids': [(6, 0, absorbed)],
            'merged_count': len(absorbed),
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'plan': self._get_plan_data(plan),
            'message_data': self._take_moved_messages(moved),
            'undo_data': {
                **self._get_values_to_keep(plan['before'], now),
                'active': {str(lead_id): plan['active'][lead_id] for lead_id in absorbed},
                'moved': moved,
                **added,
                'customers': {key: customers[key] for key in map(str, leads.partner_id.ids) if key in customers},
            },
        }

    def _get_absorbed(self, plan):
        """:return: the records that are merged into another one, in creation
            order; what is read of one is read of all of these"""
        return self.browse(
            lead_id for lead_id in plan['lead_ids'] if lead_id != plan['master_id']).with_prefetch(self._prefetch_ids)

    def _run_merge_dependences(self, plans):
        """What other addons do in Odoo's hook; what Odoo itself does there is
        replaced by the engine."""
        names = ('_merge_dependences', '_merge_dependences_history', '_merge_dependences_attachments',
                 '_merge_dependences_calendar_events')
        if all(self._is_only_ours(name) for name in names):
            return
        engine = self.with_context(crm_lead_merge_engine=ENGINE)
        for plan in plans:
            master = engine.browse(plan['master_id'])
            master._merge_dependences(engine.browse(plan['lead_ids']) - master)

    @api.model
    def _get_values_to_keep(self, before, after):
        """:return: what an undo has to know of the values of the master
            record: those that changed, and those that go together with one"""
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

    def _combine_followers(self, way):
        """Who follows both keeps the subscriptions of both on the master
        record. The row of the merged record stays with it.

        :param dict way: {id of each of these leads: id of its master record}
        :return: {master id: list of [follower id, subtype id] that were added}
        """
        rows = self.env.execute_query(SQL(
            "WITH added AS (INSERT INTO mail_followers_mail_message_subtype_rel"
            "       (mail_followers_id, mail_message_subtype_id)"
            " SELECT DISTINCT own.id, subtype.mail_message_subtype_id FROM mail_followers AS other"
            "   JOIN %s ON way.id = other.res_id"
            "   JOIN mail_followers AS own ON own.partner_id = other.partner_id"
            "        AND own.res_model = 'crm.lead' AND own.res_id = way.master_id"
            "   JOIN mail_followers_mail_message_subtype_rel AS subtype"
            "        ON subtype.mail_followers_id = other.id"
            "  WHERE other.res_model = 'crm.lead' AND other.res_id = ANY(%s)"
            " ON CONFLICT DO NOTHING RETURNING mail_followers_id, mail_message_subtype_id)"
            " SELECT own.res_id, added.* FROM added JOIN mail_followers AS own ON own.id = added.mail_followers_id",
            self._get_way(way), self.ids))
        result = {master_id: [] for master_id in way.values()}
        for master_id, *row in rows:
            result[master_id].append(row)
        return result

    # ------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------

    def _get_merge_receipts(self, way, plans, moved, combined):
        """:param dict way: {id of each of these leads: id of its master record}
        :param dict plans: {master id: plan}; so are ``moved`` and ``combined``
        :return: {master id: values that account for every row that pointed here}
        :raise UserError: if one is left behind that could have moved"""
        references = next(iter(plans.values()))['references']
        # a number in the text of a filter need not be a lead
        remaining = self._count_references_each(way, [
            reference for reference in references if reference.kind != 'filter'])
        unique = self._get_unique_columns()
        left = {
            reference for counts in remaining.values() for reference in counts
            if reference.kind != 'link' and not any(
                reference.column in columns
                for columns in unique.get(reference.table, ()))
        }
        if left:
            raise UserError(self.env._(
                "Nothing was merged, as some of what belongs to the records could not be moved"
                " (%s). Please tell your administrator.",
                sorted(reference.name for reference in left)))
        return {
            master_id: {
                'moved_count': sum(map(len, moved[master_id].values())),
                'combined_count': len(combined[master_id]),
                'aside_count': sum(remaining[master_id].values()) + sum(
                    len(choice.losing) for choice in plan['choices'].values()),
                'left_count': 0,
            } for master_id, plan in plans.items()}
