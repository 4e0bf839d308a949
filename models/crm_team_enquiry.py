"""What a team does with an enquiry of somebody it is already in touch with."""

from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    similar_enquiry = fields.Selection([
        ('create', 'Create a lead'),
        ('attach', 'Add it to the similar lead'),
    ], 'Enquiry of a Known Customer', default='create', required=True,
        help="What becomes of an e-mail to this team, a form on the website and what a program hands in, where the"
             " customer already has an open lead or opportunity. Added, it is a message there, with its files, and"
             " what the lead lacked is filled in. This can be undone. Records of another company are never used.")
    similar_enquiry_strength = fields.Integer(
        'From a Strength of', default=95, required=True,
        help="From 1 to 100: how sure it has to be that it is the same customer. Below it, a lead is created.")

    _similar_enquiry_strength_range = models.Constraint(
        'CHECK (similar_enquiry_strength BETWEEN 1 AND 100)',
        "The strength from which on enquiries are added to a similar lead has to be from 1 to 100.")
