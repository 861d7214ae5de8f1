"""Read and check the fields of the gateway's JSON requests.

Source: Transbank Developers, "Referencia API Webpay", request parameters of each operation.
"""

import json
import re
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlsplit

from ..web import Request
from .errors import ApiError, invalid, required
from .settings import Account

BUY_ORDER_PATTERN = re.compile(r'[A-Za-z0-9|_=&%.,~:/?\[+!@()>-]{1,26}')
AMOUNT_PATTERN = re.compile(r'[0-9]+(\.[0-9]+)?', re.ASCII)
SESSION_ID_LENGTH = 61
RETURN_URL_LENGTH = 256
AMOUNT_LENGTH = 17


class Order(NamedTuple):
    """What a shop asks to be paid for."""

    buy_order: str
    session_id: str
    amount: Decimal
    return_url: str


class Capture(NamedTuple):
    """What a shop asks to collect of an authorised amount."""

    buy_order: str
    authorization_code: str
    amount: Decimal


def read_fields(request: Request, names: tuple[str, ...]) -> dict:
    """Return the JSON object of a request; numbers with a dot come as `Decimal`.

    :raise ApiError: If the body is no JSON object or has a field beyond `names`.
    """
    if not request.body:
        return {}
    if not request.is_json():
        raise ApiError(415, "The content type must be application/json")
    try:
        fields = json.loads(request.body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "The body is not valid JSON") from error
    if not isinstance(fields, dict):
        raise ApiError(400, "The body is not a JSON object")
    unknown = sorted(fields.keys() - set(names))
    if unknown:
        raise ApiError(400, f"Unrecognized field: {unknown[0]}")
    return fields


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def read_order(request: Request, account: Account) -> Order:
    """Return the order of a create request.

    :raise ApiError: If a field is missing, unknown or wrong.
    """
    fields = read_fields(request, Order._fields)
    order = Order(
        buy_order=read_text(fields, 'buy_order'),
        session_id=read_text(fields, 'session_id'),
        amount=read_amount(fields, 'amount', account),
        return_url=read_text(fields, 'return_url'),
    )
    if not BUY_ORDER_PATTERN.fullmatch(order.buy_order):
        raise invalid('buy_order')
    if len(order.session_id) > SESSION_ID_LENGTH:
        raise invalid('session_id')
    if not _is_web_address(order.return_url):
        raise invalid('return_url')
    return order


def read_refund(request: Request, account: Account) -> Decimal:
    """Return the amount of a refund request.

    :raise ApiError: If the amount is missing or wrong, or another field is there.
    """
    return read_amount(read_fields(request, ('amount',)), 'amount', account)


def read_capture(request: Request, account: Account) -> Capture:
    """Return the content of a capture request.

    :raise ApiError: If a field is missing, unknown or wrong.
    """
    fields = read_fields(request, ('buy_order', 'authorization_code', 'capture_amount'))
    return Capture(
        buy_order=read_text(fields, 'buy_order'),
        authorization_code=read_text(fields, 'authorization_code'),
        amount=read_amount(fields, 'capture_amount', account),
    )


def read_text(fields: dict, name: str) -> str:
    """Return a field that must be a text with something in it.

    :raise ApiError: If it is missing or no text.
    """
    value = fields.get(name)
    if value is None or value == '':
        raise required(name)
    if not isinstance(value, str):
        raise invalid(name)
    return value


def read_amount(fields: dict, name: str, account: Account) -> Decimal:
    """Return an amount, sent as a number or, by the Python SDK, as a text.

    :raise ApiError: If it is missing, not positive, too long or finer than the currency.
    """
    value = fields.get(name)
    if value is None or value == '':
        raise required(name)
    text = value if isinstance(value, str) else _number_text(value)
    if len(text) > AMOUNT_LENGTH or not AMOUNT_PATTERN.fullmatch(text):
        raise invalid(name)
    amount = Decimal(text)
    decimals = len(text.partition('.')[2])
    if not amount or decimals > -account.unit.as_tuple().exponent:
        raise invalid(name)
    return amount


def _number_text(value):
    """Return the digits of a JSON number, or a text that is no amount."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return 'not a number'
    # Beyond this no amount fits, and writing out 1e999999999 would take all memory.
    if isinstance(value, Decimal) and abs(value.adjusted()) > AMOUNT_LENGTH:
        return 'too long'
    return format(Decimal(value), 'f')


def _is_web_address(text):
    if len(text) > RETURN_URL_LENGTH or not text.isprintable():
        return False
    try:
        url = urlsplit(text)
        return url.scheme in ('http', 'https') and bool(url.hostname)
    except ValueError:
        return False
