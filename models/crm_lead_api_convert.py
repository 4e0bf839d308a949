"""For programs: converting, as the dialog does it."""

from odoo import api, models

from ..tools.lead_api_error import LeadApiError
from .crm_lead_api import for_programs
from .crm_lead_convert_log import ConversionLog


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    @for_programs
    def lead_conversion_options(self, lead_id: int) -> dict:
        """What the convert dialog would offer for a lead. Nothing is changed.

        :param lead_id: id of a lead
        :returns: dict with ``lead_id``, ``name``, ``proposed`` (``convert`` or
            ``merge``), ``customer`` (what the dialog proposes: ``create``,
            ``exist`` or ``nothing``), ``partner_id`` (the customer that is
            proposed, or false), ``candidates`` (list of dicts with
            ``partner_id``, ``name`` and ``reason``: existing customers that
            fit), ``title``, ``expected_revenue``, ``currency`` (as in EUR),
            ``probability``, ``user_id`` and ``team_id`` (ids or false), ``similar``
            (list of dicts with ``lead_id``, ``name``, ``strength``, ``reasons``
            and ``proposed``), ``checks_left`` (names of the points of the
            checklist that are not ticked) and ``fingerprint``, for
            ``lead_convert``
        :raises LeadApiError: as ``lead_convert`` would be refused:
            ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``, ``already_converted``, ``refused``
        """
        lead = self._api_convertible(lead_id)
        dialog = lead._api_convert_dialog().new({'lead_id': lead.id})
        matches = dialog.similar_matches or {}
        return {
            'lead_id': lead.id,
            'name': lead.display_name,
            'proposed': dialog.name,
            'customer': dialog.action,
            'partner_id': dialog.partner_id._origin.id or dialog.partner_id.id or False,
            'candidates': [
                {'partner_id': choice['id'], 'name': choice['name'], 'reason': choice['reason']}
                for choice in dialog.candidate_choices or ()],
            'title': lead.name or '',
            'expected_revenue': lead.expected_revenue,
            'currency': lead.company_currency.name or '',
            'probability': lead.probability,
            'user_id': dialog.user_id._origin.id or False,
            'team_id': dialog.team_id._origin.id or False,
            'similar': [{
                'lead_id': other.id, 'name': other.display_name,
                'strength': matches.get(str(other.id), {}).get('strength', 0),
                'reasons': matches.get(str(other.id), {}).get('reasons', []),
                'proposed': matches.get(str(other.id), {}).get('proposed', False),
            } for other in dialog.similar_lead_ids._origin],
            'checks_left': lead._get_checks_left().mapped('name'),
            'fingerprint': lead._get_conversion_fingerprint(),
        }

    @api.model
    @for_programs
    def lead_convert(
        self, lead_id: int, customer: str = None, partner_id: int = None, merge_ids: list = None,
        title: str = None, expected_revenue: float = None, probability: float = None, user_id: int = None,
        team_id: int = None, ignore_checklist: bool = False, fingerprint: str = None, request_key: str = None,
    ) -> dict:
        """Convert a lead into an opportunity, all or nothing, as the dialog
        does. What is not given is what the dialog would propose.

        :param lead_id: id of a lead
        :param customer: ``create``, ``exist`` (the one in ``partner_id``) or
            ``nothing``: none is linked
        :param partner_id: id of an existing customer
        :param merge_ids: ids of leads and opportunities that the lead is merged
            with; if not given, with none
        :param title: of the opportunity
        :param expected_revenue: in the currency of the company of the lead
        :param probability: success rate, at least 0 and less than 100
        :param user_id: id of the salesperson
        :param team_id: id of the sales team
        :param ignore_checklist: convert though not all is ticked, for sales
            managers
        :param fingerprint: of ``lead_conversion_options``; if the lead is another
            one since, it is not converted
        :param request_key: a text of up to 200 characters that the program makes
            for what it wants done once; see ``lead_merge``
        :returns: dict with ``lead_id`` (the opportunity: another one than the
            lead where it was merged), ``conversion_id`` and ``merge_id`` (ids of
            what is kept to undo it, or false), ``partner_id`` (the customer, or
            false), ``partner_created`` and ``readable``: false if it was given to
            somebody else, and this user does not see it any more
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``, ``already_converted``, ``choice_needed`` (several
            customers fit: ``partner_ids``), ``changed``, ``busy``,
            ``key_reused``, ``refused``
        """
        wanted = {
            'lead_id': self._api_value('lead_id', lead_id, 'id', required=True),
            'customer': self._api_choice('customer', customer, ('create', 'exist', 'nothing')),
            'partner_id': self._api_value('partner_id', partner_id, 'id'),
            'merge_ids': self._api_value('merge_ids', merge_ids, 'ids'),
            'title': self._api_value('title', title, 'text'),
            'expected_revenue': self._api_value('expected_revenue', expected_revenue, 'number'),
            'probability': self._api_value('probability', probability, 'number'),
            'user_id': self._api_value('user_id', user_id, 'id'),
            'team_id': self._api_value('team_id', team_id, 'id'),
            'ignore_checklist': self._api_value('ignore_checklist', ignore_checklist, 'flag'),
            'fingerprint': self._api_value('fingerprint', fingerprint, 'text'),
        }
        return self._api_once(request_key, 'lead_convert', wanted, lambda: self._api_convert(wanted))

    @api.model
    @for_programs
    def lead_undo_conversion(self, lead_id: int) -> dict:
        """Undo the last conversion of a record, into an opportunity or a
        customer. What somebody changed since stays.

        :param lead_id: id of the record that was converted
        :returns: dict with ``lead_id``, ``conversion_id`` and ``message``: what
            was not put back, empty if all was
        :raises LeadApiError: ``invalid_argument``, ``not_found``, ``no_access``,
            ``already_merged``, ``busy``, ``refused`` (there is none to undo, or
            it was won since)
        """
        lead = self._api_browse([self._api_value('lead_id', lead_id, 'id', required=True)], 'write')
        lead._api_lock()
        action = lead.action_undo_conversion()
        return {
            'lead_id': lead.id,
            'conversion_id': lead._api_last_conversion('undone').id or False,
            'message': action['params']['message'],
        }

    # ------------------------------------------------------------
    # What they are made of
    # ------------------------------------------------------------

    @api.model
    def _api_convertible(self, lead_id):
        """:return: the lead
        :raise LeadApiError: if it cannot be converted"""
        lead = self._api_browse([self._api_value('lead_id', lead_id, 'id', required=True)])
        self._api_check_records(lead, 'write')
        if lead.type == 'opportunity':
            raise LeadApiError('already_converted', self.env._(
                "“%s” is already an opportunity.", lead.display_name), lead_ids=lead.ids)
        lead._check_convertible()
        return lead

    def _api_convert_dialog(self):
        """:return: the model of the dialog, as it is opened for this lead: who
            may not open it may not convert"""
        dialogs = self.env['crm.lead2opportunity.partner'].with_context(
            active_model='crm.lead', active_id=self.id, active_ids=self.ids)
        dialogs.check_access('create')
        return dialogs

    @api.model
    def _api_convert(self, wanted):
        """:param dict wanted: arguments of :meth:`lead_convert`
        :return: its answer"""
        lead = self._api_convertible(wanted['lead_id'])
        others = self._api_browse(wanted['merge_ids'] or (), 'write') - lead
        (lead | others)._api_lock()
        lead.invalidate_recordset()
        if wanted['fingerprint'] and wanted['fingerprint'] != lead._get_conversion_fingerprint():
            raise LeadApiError('changed', self.env._(
                "“%s” changed since its options were asked for. Ask for them again, then convert it.",
                lead.display_name), lead_ids=lead.ids)
        values = self._api_convert_values(wanted, others)
        dialog = lead._api_convert_dialog().create({'lead_id': lead.id, **values})
        if dialog.name == 'convert' and dialog.action == 'exist' and not dialog.partner_id:
            raise LeadApiError('choice_needed', self.env._(
                "Several customers fit “%s”. Say which one it is, or choose to create one or to link none.",
                lead.display_name), partner_ids=dialog.candidate_ids.ids)
        log = ConversionLog('dialog', customer_action=dialog.action if dialog.name == 'convert' else False)
        log.by_program = True
        dialog.with_context(crm_lead_conversion_log=log).action_apply()
        return lead._api_converted(bool(others))

    @api.model
    def _api_convert_values(self, wanted, others):
        """:return: values of the dialog: what was not given it proposes"""
        partner = self._api_related('partner_id', wanted['partner_id'], 'res.partner')
        customer = wanted['customer'] or ('exist' if partner else None)
        if (customer == 'exist') != bool(partner):
            raise LeadApiError('invalid_argument', self.env._(
                "Give partner_id together with the customer “exist”, and only then."), argument='partner_id')
        values = {
            'name': 'merge' if others else 'convert',
            'action': customer,
            'partner_id': partner.id,
            'opportunity_name': wanted['title'],
            'expected_revenue': wanted['expected_revenue'],
            'probability': wanted['probability'],
            'user_id': self._api_related('user_id', wanted['user_id'], 'res.users').id,
            'team_id': self._api_related('team_id', wanted['team_id'], 'crm.team').id,
            'checklist_overridden': wanted['ignore_checklist'],
        }
        if others:
            values['duplicated_lead_ids'] = [(6, 0, [*others.ids, wanted['lead_id']])]
        return {name: value for name, value in values.items() if value is not None and value is not False}

    def _api_converted(self, merged):
        """:return: answer of :meth:`lead_convert` for this lead"""
        # sudo: it may have been given to somebody else, and kept cards are out of sight
        current = self.sudo()._resolve_merged()
        conversion = current._api_last_conversion('done')
        readable = current.sudo(False).has_access('read')
        merge = current.env['crm.lead.merge'].search(
            [('master_id', '=', current.id), ('state', '=', 'done')], order='id desc', limit=1) if merged else None
        return {
            'lead_id': current.id,
            'conversion_id': conversion.id or False,
            'merge_id': merge.id if merge else False,
            'partner_id': current.partner_id.id if readable else False,
            'partner_created': bool(conversion.partner_created_id),
            'readable': readable,
        }

    def _api_last_conversion(self, state):
        # sudo: which record it is; whoever converts may know
        return self.env['crm.lead.conversion'].sudo().search(
            [('lead_id', 'in', self.ids), ('state', '=', state)], order='id desc', limit=1)
