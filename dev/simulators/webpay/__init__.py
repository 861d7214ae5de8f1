"""A simulator of Transbank's Webpay Plus, faithful enough for the official SDKs.

In a test::

    with WebpaySimulator() as webpay:
        ...                                   # the shop creates a payment at `webpay.url`
        token = webpay.transactions[-1].token
        webpay.inject('commit', 'drop', when='after')
        back = webpay.pay(token, card='visa', plan='S2')
        ...                                   # the browser goes to `back.location`
        webpay.clock.advance(hours=4)

From the command line, with pages for a person and `/simulator/` for scripts::

    python -m dev.simulators.webpay --port 8070
"""

from .cards import CARDS, PLANS
from .faults import Fault
from .returns import PayerReturn
from .settings import (
    INTEGRATION_CODE,
    INTEGRATION_DEFERRED_CODE,
    INTEGRATION_SECRET,
    USD_CODE,
    USD_SECRET,
    Account,
)
from .simulator import WebpaySimulator

__all__ = [
    'CARDS',
    'INTEGRATION_CODE',
    'INTEGRATION_DEFERRED_CODE',
    'INTEGRATION_SECRET',
    'PLANS',
    'USD_CODE',
    'USD_SECRET',
    'Account',
    'Fault',
    'PayerReturn',
    'WebpaySimulator',
]
