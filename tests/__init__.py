from . import test_http_webpay_flow
from . import test_payment_portal
from . import test_freeze_amounts
from . import test_freeze_items
from . import test_freeze_documents
