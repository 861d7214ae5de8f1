from . import checkout
from . import guest
from . import guest_documents
from . import invoice_payment
from . import portal
from . import webpay
