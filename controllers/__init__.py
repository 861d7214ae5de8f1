from . import checkout
from . import guest
from . import guest_documents
from . import guest_link
from . import invoice_payment
from . import portal
from . import webpay
