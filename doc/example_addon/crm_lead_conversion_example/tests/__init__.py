from . import test_example_convert
from . import test_example_qualify
from . import test_example_merge
from . import test_example_match
from . import test_example_enquiry
from . import test_example_job
