from . import test_payment_portal
