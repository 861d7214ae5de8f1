"""Webpay Plus of Transbank, REST version 1.2: texts in, dataclasses out, and back.

Source: https://www.transbankdevelopers.cl/referencia/webpay and
https://www.transbankdevelopers.cl/documentacion/webpay-plus
"""

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

# Where the API lies below the host; see "Ambientes y credenciales".
API_PATH = '/rswebpaytransaction/api/webpay/v1.2/transactions'
PRODUCTION_URL = 'https://webpay3g.transbank.cl'
INTEGRATION_URL = 'https://webpay3gint.transbank.cl'

BUY_ORDER_LENGTH = 26
SESSION_ID_LENGTH = 61
RETURN_URL_LENGTH = 255  # The reference says 256, the official kits refuse more than 255.

# Numbers of Transbank have 17 digits at most. What is longer is garbled, and no database takes it.
AMOUNT_LIMIT = Decimal(10) ** 17
INTEGER_LIMIT = 10**9

# A token as Transbank hands them out; longer or stranger texts are nothing to ask about.
TOKEN_PATTERN = re.compile(r'[0-9A-Za-z]{1,64}', re.ASCII)

# The statuses of a transaction for which the payer's money moved; see "Estado de transacciones".
PAID_STATUSES = ('AUTHORIZED', 'CAPTURED')

# The statuses of a transaction that was paid and given back.
RETURNED_STATUSES = ('REVERSED', 'NULLIFIED', 'PARTIALLY_NULLIFIED')

# What a refused question says once Transbank has forgotten the transaction.
ERROR_FORGOTTEN = re.compile(r'max time|not found', re.IGNORECASE)


@dataclass(frozen=True)
class WebpayReturn:
    """How the browser came back from Transbank's form.

    Shape: `flow` is 'commit' (confirm now), 'timeout', 'cancelled', 'form_error' or 'unknown'
    """

    flow: str
    token: str = ''
    buy_order: str = ''
    session_id: str = ''


@dataclass(frozen=True)
class WebpayResult:
    """What Transbank says of a transaction, from a commit or a status answer.

    Units: `amount` and `installments_amount` in major units of the commerce code's currency,
        `transaction_date` in UTC without a zone, as Odoo keeps moments.
    """

    status: str
    response_code: int | None
    amount: Decimal | None
    buy_order: str
    session_id: str
    card_last_digits: str
    authorization_code: str
    payment_type: str
    installments_number: int
    installments_amount: Decimal | None
    transaction_date: datetime | None

    def is_approved(self) -> bool:
        """Return whether the card was charged; amount and order are still to be compared.

        >>> parse_result({'status': 'AUTHORIZED', 'response_code': 0}).is_approved()
        True
        >>> parse_result({'status': 'AUTHORIZED', 'response_code': -1}).is_approved()
        False
        >>> parse_result({'status': 'AUTHORIZED'}).is_approved()
        False
        """
        return self.status in PAID_STATUSES and self.response_code == 0

    def is_unfinished(self) -> bool:
        """Return whether nobody has confirmed the transaction yet.

        >>> parse_result({'status': 'INITIALIZED'}).is_unfinished()
        True
        """
        return self.status == 'INITIALIZED'

    def is_returned(self) -> bool:
        """Return whether the card was charged once and the money went back.

        >>> parse_result({'status': 'REVERSED', 'response_code': 0}).is_returned()
        True
        """
        return self.status in RETURNED_STATUSES


def parse_return(params: dict) -> WebpayReturn:
    """Tell from the parameters of the return address what happened on the form.

    The order of the tests matters: after a form error the address holds `token_ws` too, and such a
    payment must not be confirmed.

    Source: https://www.transbankdevelopers.cl/documentacion/webpay-plus, the four return flows. One
    place of it spells `TBK_ID_SESSION`.

    >>> parse_return({'token_ws': 'ab1'})
    WebpayReturn(flow='commit', token='ab1', buy_order='', session_id='')
    >>> parse_return({'TBK_ORDEN_COMPRA': 'PR1', 'TBK_ID_SESION': 's'}).flow
    'timeout'
    >>> parse_return({'TBK_TOKEN': 'ab1', 'TBK_ORDEN_COMPRA': 'PR1', 'TBK_ID_SESION': 's'}).flow
    'cancelled'
    >>> parse_return({'TBK_TOKEN': 'ab1', 'token_ws': 'ab1'}).flow
    'form_error'
    >>> parse_return({'token_ws': '../status'}).flow
    'unknown'
    >>> parse_return({'TBK_ORDEN_COMPRA': 'PR1\\0', 'TBK_ID_SESION': 's'}).flow
    'unknown'
    >>> parse_return({}).flow
    'unknown'
    """
    token_ws = _read_token(params.get('token_ws'))
    tbk_token = _read_token(params.get('TBK_TOKEN'))
    facts = {
        'buy_order': _read_text(params.get('TBK_ORDEN_COMPRA'), BUY_ORDER_LENGTH),
        'session_id': _read_text(
            params.get('TBK_ID_SESION') or params.get('TBK_ID_SESSION'), SESSION_ID_LENGTH
        ),
    }
    if tbk_token:
        return WebpayReturn('form_error' if token_ws else 'cancelled', tbk_token, **facts)
    if token_ws:
        return WebpayReturn('commit', token_ws, **facts)
    if facts['buy_order']:
        return WebpayReturn('timeout', **facts)
    return WebpayReturn('unknown')


def is_token(value: object) -> bool:
    """Return whether a value looks like a token of Transbank.

    >>> is_token('01ab69087c923abf'), is_token('../status'), is_token(None)
    (True, False, False)
    """
    return isinstance(value, str) and bool(TOKEN_PATTERN.fullmatch(value))


def build_order(
    buy_order: str, session_id: str, amount: Decimal, return_url: str, decimal_places: int
) -> dict:
    """Return the body of the call that creates a transaction.

    Units: `amount` in major units; whole pesos for CLP, two decimals at most for USD.

    :param buy_order: The merchant's own number of the payment.
    :param session_id: What comes back with a payer who took too long.
    :param amount: What is paid.
    :param return_url: Where the browser comes back to.
    :param decimal_places: How many the currency has.
    :return: The body.
    :raise ValueError: If Transbank would refuse the order.

    >>> build_order('PR1', 's', Decimal('12500'), 'https://a.cl/r', 0)['amount']
    12500
    >>> build_order('PR1', 's', Decimal('12.50'), 'https://a.cl/r', 2)['amount']
    12.5
    >>> build_order('PR1', 's', Decimal('0.5'), 'https://a.cl/r', 0)
    Traceback (most recent call last):
        ...
    ValueError: Webpay takes no amount of 0.5 with 0 decimals
    """
    if amount <= 0 or amount != round(amount, decimal_places):
        raise ValueError(f"Webpay takes no amount of {amount} with {decimal_places} decimals")
    for name, text, length in (
        ('buy_order', buy_order, BUY_ORDER_LENGTH),
        ('session_id', session_id, SESSION_ID_LENGTH),
        ('return_url', return_url, RETURN_URL_LENGTH),
    ):
        if not text or len(text) > length:
            raise ValueError(f"Webpay takes no {name} of {len(text)} characters")
    return {
        'buy_order': buy_order,
        'session_id': session_id,
        'amount': int(amount) if decimal_places == 0 else float(amount),
        'return_url': return_url,
    }


def parse_result(answer: dict) -> WebpayResult:
    """Read what Transbank says of a transaction; what it leaves out or garbles is empty.

    >>> result = parse_result({
    ...     'amount': 12500, 'status': 'AUTHORIZED', 'buy_order': 'PR1', 'session_id': 's',
    ...     'card_detail': {'card_number': '6623'}, 'authorization_code': '1213',
    ...     'payment_type_code': 'VN', 'response_code': 0, 'installments_number': 0,
    ...     'transaction_date': '2026-06-24T12:26:21.463Z',
    ... })
    >>> result.amount, result.card_last_digits, result.transaction_date
    (Decimal('12500'), '6623', datetime.datetime(2026, 6, 24, 12, 26, 21, 463000))
    >>> parse_result({'amount': 'NaN', 'card_detail': None}).amount
    """
    card = answer.get('card_detail')
    return WebpayResult(
        status=_read_text(answer.get('status'), 64),
        response_code=_read_integer(answer.get('response_code')),
        amount=_read_amount(answer.get('amount')),
        buy_order=_read_text(answer.get('buy_order'), BUY_ORDER_LENGTH),
        session_id=_read_text(answer.get('session_id'), SESSION_ID_LENGTH),
        # Some merchants get the whole number: no more of it than a receipt shows is kept.
        card_last_digits=_read_text(card.get('card_number'), 19)[-4:]
        if isinstance(card, dict)
        else '',
        authorization_code=_read_text(answer.get('authorization_code'), 6),
        payment_type=_read_text(answer.get('payment_type_code'), 2),
        installments_number=_read_integer(answer.get('installments_number')) or 0,
        installments_amount=_read_amount(answer.get('installments_amount')),
        transaction_date=_read_moment(answer.get('transaction_date')),
    )


def _read_token(value: object) -> str:
    return value if is_token(value) else ''


def _read_text(value: object, length: int) -> str:
    """Return a text, or nothing for what can't be one of Transbank's."""
    if not isinstance(value, str) or len(value) > length:
        return ''
    return value if value.isascii() and value.isprintable() else ''


def _read_integer(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < INTEGER_LIMIT else None


def _read_amount(value: object) -> Decimal | None:
    """Return an amount; Transbank sends numbers, whose shortest text is what it wrote."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        amount = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < AMOUNT_LIMIT else None


def _read_moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        # Python 3.10 does not know the Z.
        moment = datetime.fromisoformat(re.sub('Z$', '+00:00', value))
        if moment.tzinfo:
            moment = moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):  # The latter at the ends of the calendar.
        return None
    return moment.replace(tzinfo=None)
