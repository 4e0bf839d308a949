from . import base_partner_merge
from . import crm_lead_merge_dialog
from . import crm_lead_to_opportunity
from . import crm_lead_to_opportunity_apply
from . import crm_lead_to_opportunity_mass
from . import crm_lead_convert_outcome
from . import crm_lead_move_team
from . import crm_merge_opportunities
