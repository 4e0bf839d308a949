"""The log of what a conversion does: it goes along with the records."""

from odoo import models

from ..tools.steps import get_last


class ConversionLog:
    """What happens during one conversion. It travels in the context of the
    records; a program outside cannot send such an object.

    - ``created``: {lead id: values that name the created contacts}
    - ``merged_ids``: ids of the records others were merged into meanwhile
    - ``merge_values``: salesperson and team the master record is to get
    - ``refusals``, ``remarks``: {record: sentence} for the person who converts
    - ``busy``, ``failed``: those of ``refusals`` that somebody else was changing,
      and those that were tried
    - ``into``: {id: id of what it was merged into}, itself if it survived
    - ``turn``: how many leads of the same work come before these
    - ``ahead``: ids of the leads that were converted together, before Odoo goes
      through them one by one
    - ``tracked``: ids of the leads whose values were read for what is tracked, while
      they are written as opportunities
    - ``given``: {lead id: (ids of the partners to tell that it is theirs, Odoo's template)}
    - ``in_job``: whether it is bulk work, which tells them itself
    - ``names``: {id: what a merged record was called}
    - ``asked``, ``last_ids``: the leads a person selected, and the last merge and
      conversion before; only where the outcome of each is kept if need be
    - ``checklist_overridden``: whether a manager wants them converted although
      not everything is ticked
    - ``by_program``: whether a program filled in the dialog
    - ``before``: {lead id: values}, what the one lead of a dialog said when that was checked
    """

    def __init__(self, origin, customer_action=False):
        self.origin = origin
        self.customer_action = customer_action
        self.created = {}
        self.recording = False
        self.merged_ids = set()
        self.merge_values = {}
        self.refusals = {}
        self.remarks = {}
        self.busy = set()
        self.failed = set()
        self.into = {}
        self.turn = 0
        self.ahead = set()
        self.tracked = set()
        self.given = {}
        self.in_job = False
        self.names = {}
        self.asked = None
        self.last_ids = None
        self.checklist_overridden = False
        self.by_program = False
        self.before = None

    def get_last(self, lead_id):
        """:return: id of what a record is in by now"""
        return get_last(self.into, lead_id)

    def add_created(self, lead, partners, customer):
        """Note what was created for a lead: its customer and/or its company."""
        contact = partners & customer
        self.created[lead.id] = {
            'partner_created_id': contact.id,
            'company_created_id': (partners - contact).id,
        }


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _get_conversion_log(self):
        log = self.env.context.get('crm_lead_conversion_log')
        return log if isinstance(log, ConversionLog) else None

    def _with_conversion_log(self, **values):
        """:return: these records with a new log that goes along with them"""
        return self.with_context(crm_lead_conversion_log=ConversionLog(**values))
