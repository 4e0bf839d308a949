from . import survivorship_types
from . import survivorship_properties
from . import survivorship
