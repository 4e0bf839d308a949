from . import crm_lead_snapshot
from . import crm_lead_convert
from . import crm_lead_convert_customer
from . import crm_lead_conversion
from . import crm_team
from . import res_config_settings
from . import res_partner
