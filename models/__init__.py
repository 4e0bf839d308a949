from . import crm_lead_step
from . import crm_lead_qualify
from . import crm_lead_snapshot
from . import crm_lead_convert_refuse
from . import crm_lead_convert_customer
from . import crm_lead_conversion
from . import crm_lead_conversion_undo
from . import crm_lead_references
from . import crm_lead_merge
from . import crm_lead_merge_kept
from . import crm_lead_merge_record
# after merging: what it notes of a merge goes around the engine
from . import crm_lead_convert
from . import crm_stage
from . import crm_team
from . import res_config_settings
from . import res_partner
