from . import test_freeze_amounts
from . import test_freeze_documents
from . import test_freeze_items
from . import test_payment_portal
from . import test_settlement
from . import test_settlement_currency
