"""How the payer's browser comes back to the shop.

Source: Transbank Developers, "Webpay Plus", section about the four return flows.
"""

from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from .transaction import Transaction

# What a payer can do on the form.
APPROVE = 'approve'
REJECT = 'reject'
CANCEL = 'cancel'
TIME_OUT = 'timeout'
FORM_ERROR = 'form_error'
OUTCOMES = (APPROVE, REJECT, CANCEL, TIME_OUT, FORM_ERROR)


class PayerReturn(NamedTuple):
    """The request that the payer's browser makes to the shop."""

    outcome: str
    method: str
    url: str
    params: dict[str, str]

    @property
    def location(self) -> str:
        """Return the address with the parameters, for a browser that returns by GET."""
        url = urlsplit(self.url)
        query = '&'.join(filter(None, [url.query, urlencode(self.params)]))
        return url._replace(query=query).geturl()


def build_return(tx: Transaction, outcome: str, integration: bool) -> PayerReturn:
    """Return how a browser comes back after `outcome`.

    :param integration: Whether a cancelling payer comes back by POST, as in the gateway's
        integration environment.
    """
    order = {'TBK_ID_SESION': tx.session_id, 'TBK_ORDEN_COMPRA': tx.buy_order}
    params = {
        APPROVE: {'token_ws': tx.token},
        REJECT: {'token_ws': tx.token},
        CANCEL: {'TBK_TOKEN': tx.token} | order,
        TIME_OUT: order,
        FORM_ERROR: {'token_ws': tx.token, 'TBK_TOKEN': tx.token} | order,
    }[outcome]
    method = 'POST' if outcome == CANCEL and integration else 'GET'
    return PayerReturn(outcome, method, tx.return_url, params)
