from . import checkout
from . import guest
from . import invoice_payment
from . import portal
from . import webpay
