from . import checkout
from . import portal
from . import webpay
