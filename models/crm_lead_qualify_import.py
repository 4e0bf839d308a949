"""Leads from a file, by the import screen."""

from odoo import api, models


class NamesFound:
    """What the rows before named: ``answers`` is {(model, field, name): answer}.
    It travels in the context; a program outside cannot send such an object."""

    def __init__(self):
        self.answers = {}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    @api.readonly
    def get_import_templates(self):
        """Offer a file that shows how leads are imported; to the pipeline, Odoo's
        own. One of them: the screen breaks where there are two.

        :return: list of one dict with ``label`` and ``template``, the path of
            the file
        """
        if self.env.context.get('default_type') == 'opportunity':
            return super().get_import_templates()
        return [{
            'label': self.env._("Import Template for Leads"),
            'template': '/crm_lead_conversion/static/csv/import_leads.csv',
        }]

    @api.model
    def load(self, fields, data):
        """Import rows as Odoo does, and look up each name once.

        :param list fields: paths of the fields, one a column
        :param list data: rows, lists of strings
        :return: dict with ``ids``, False if nothing was imported; ``messages``,
            which name the rows; ``nextrow``, 0 if nothing is left to import
        """
        leads = self.with_context(crm_lead_names_found=NamesFound())
        result = super(CrmLead, leads).load(fields, data)
        return {**result, 'messages': self._without_wrong_rows(result['messages'])}

    @api.model
    def _without_wrong_rows(self, messages):
        """What keeps all rows together from being created is said of the first
        one, and once more of the row that it is about: that is enough."""
        first, *others = messages or [{}]
        if first.get('type') == 'error' and 'field' not in first and any(
                other['message'] == first['message'] and other.get('rows') != first.get('rows')
                for other in others):
            return others
        return messages


class IrFieldsConverter(models.AbstractModel):
    _inherit = 'ir.fields.converter'

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        """Look up a name once, however many rows with leads say it: most of the
        time of an import went into that.

        :return: id of the record and list of warnings, as Odoo's own
        """
        found = self.env.context.get('crm_lead_names_found')
        if subfield is not None or not isinstance(found, NamesFound):
            return super().db_id_for(model, field, subfield, value, savepoint)
        answers, key = found.answers, (field.model_name, field.name, value)
        if key not in answers:
            record_id, warnings = super().db_id_for(model, field, subfield, value, savepoint)
            if not record_id:
                return record_id, warnings
            answers[key] = record_id, warnings
        record_id, warnings = answers[key]
        return record_id, [*warnings]
