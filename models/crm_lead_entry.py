"""A lead that is entered though it is there already: what its team refuses."""

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.wording import join_phrases, quote_all

# what a caller says who looks for duplicates by himself, or wants one. It is a
# courtesy, not a right: whoever may create leads may say it
CHECKED = 'crm_lead_entry_checked'
_MOST_NAMED = 5


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model_create_multi
    def create(self, vals_list):
        """:raise ValidationError: if a team refuses one of them as an exact duplicate"""
        leads = super().create(vals_list)
        leads._refuse_exact_duplicates()
        return leads

    @api.model
    def load(self, fields, data):
        """Rows of a file are not refused: who imports them is told of duplicates
        by the import.

        :return: as Odoo's own
        """
        return super(CrmLead, self.with_context(**{CHECKED: True})).load(fields, data)

    def copy(self, default=None):
        """Who duplicates a record wants a second one.

        :return: the copies
        """
        copies = super(CrmLead, self.with_context(**{CHECKED: True})).copy(default)
        return copies.with_env(self.env)

    @api.model
    def name_create(self, name):
        """An e-mail address or a phone number given as the name is kept as such
        as well, so that it is found by it.

        :return: pair of id and display name
        :raise ValidationError: if the team refuses it as an exact duplicate
        """
        created = super().name_create(name)
        said = self._get_said_by_name(name)
        lead = self.browse(created and created[0] or ())
        # the company name was a guess, good enough to look for
        said.pop('partner_name', None)
        if lead and said and not lead.partner_id:
            lead.write({field: value for field, value in said.items() if value and not lead[field]})
            lead._refuse_exact_duplicates()
        return created

    def _refuse_exact_duplicates(self):
        """These were just created: where their team refuses what is there
        already, nothing of them stays. Two statements for all of them, none
        where no team refuses anything.

        Not looked at is what the superuser does (mails, websites, jobs, data of
        addons), what the context says was looked at, what is handed in as an
        enquiry, and what somebody paid for.
        Only what the user may read counts, and is named.

        :raise ValidationError: names the records that are there
        """
        policies = self.env['crm.team']._get_entry_policies()
        if not policies or self.env.su or self.env.context.get(CHECKED) or self._get_enquiry() \
                or not self._is_matching_by_evidence():
            return
        entered = self.filtered(lambda lead: (
            policies.get(lead.team_id.id) == 'refuse' and lead.active and lead.won_status == 'pending'
            and not ('lead_mining_request_id' in lead._fields and lead.lead_mining_request_id)))
        if not entered:
            return
        refused = {}
        for lead, matches in entered._find_similar(self._get_merge_threshold()).items():
            # of several entered at once the first is not refused because of the later ones
            match = next((match for match in matches if self._is_exact_duplicate(match) and not (
                match['lead_id'] in self._ids and match['lead_id'] > lead.id)), None)
            if match:
                refused[lead] = match
        if refused:
            raise ValidationError(self._get_entry_refusal(refused))

    @api.model
    def _get_entry_refusal(self, refused):
        """:param dict refused: {lead: match}
        :return: sentences: what there is already, and what to do"""
        there = self.browse(dict.fromkeys(match['lead_id'] for match in refused.values()))
        names = {lead.id: lead.display_name for lead in there}
        lines = [
            self.env._(
                "“%(lead)s” is there already: “%(other)s” (%(reasons)s).", lead=lead.display_name,
                other=names[match['lead_id']], reasons=join_phrases(self.env, self._get_match_reasons(match)))
            for lead, match in [*refused.items()][:_MOST_NAMED]]
        if len(refused) > _MOST_NAMED:
            lines.append(self.env._("And %s more.", len(refused) - _MOST_NAMED))
        # sudo: only the names of the teams that the user gave the leads to
        teams = quote_all(self.env, dict.fromkeys(lead.sudo().team_id.name for lead in refused))
        lines.append(self.env._(
            "The team %s refuses exact duplicates, so nothing was created. Open the record that is there, and add to"
            " it what is new.", teams))
        return "\n".join(lines)
