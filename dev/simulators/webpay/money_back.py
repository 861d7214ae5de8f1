"""The rules of refunding and capturing.

Source: Transbank Developers, "Referencia API Webpay", sections "Reversar o anular un pago" and
"Capturar una transacción".
"""

from datetime import datetime, timedelta
from decimal import Decimal

from . import errors
from .fields import Capture
from .settings import Settings
from .transaction import (
    AUTHORIZED,
    CAPTURED,
    FAILED,
    INITIALIZED,
    NULLIFIED,
    PARTIALLY_NULLIFIED,
    REVERSED,
    Transaction,
    timestamp,
    to_number,
)


def refund(tx: Transaction, amount: Decimal, settings: Settings, now: datetime) -> dict:
    """Give money back and return the gateway's answer.

    The whole amount within the first hours is reversed as if it had never been; any other refund is
    a nullification, which leaves a balance.

    :raise ApiError: If the rules do not allow the refund.
    """
    _check_refund(tx, amount, settings, now)
    whole = amount == tx.charged
    uncaptured = tx.account.deferred and not tx.captured_at
    tx.refunded += amount
    if whole and (uncaptured or now <= tx.committed_at + _seconds(settings.reverse_within)):
        tx.status = REVERSED
        return {'type': REVERSED}
    tx.status = PARTIALLY_NULLIFIED if tx.balance else NULLIFIED
    return {
        'type': NULLIFIED,
        'authorization_code': tx.authorization_code,
        'authorization_date': timestamp(now),
        'nullified_amount': to_number(amount),
        'balance': to_number(tx.balance),
        'response_code': 0,
    }


def _check_refund(tx, amount, settings, now):
    if tx.status in (INITIALIZED, FAILED):
        raise errors.refusal(errors.NOT_FOUND)
    if tx.status in (REVERSED, NULLIFIED):
        raise errors.refusal(errors.FULLY_REFUNDED)
    if now > tx.committed_at + _seconds(settings.refund_within):
        raise errors.refusal(errors.REFUND_TOO_LATE)
    if amount > tx.balance:
        raise errors.refusal(errors.REFUND_TOO_BIG)
    if amount < tx.charged:
        _check_partial_refund(tx)


def _check_partial_refund(tx):
    if tx.account.deferred and not tx.captured_at:
        raise errors.refusal(errors.NOT_ALLOWED)
    if tx.card.kind != 'credit':
        raise errors.refusal(errors.REFUND_PARTIAL_DEBIT)
    if tx.plan.instalments:
        raise errors.refusal(errors.REFUND_PARTIAL_INSTALMENTS)


def capture(tx: Transaction, wanted: Capture, settings: Settings, now: datetime) -> dict:
    """Collect an authorised amount, once, and return the gateway's answer.

    :raise ApiError: If the rules do not allow the capture.
    """
    _check_capture(tx, wanted, settings, now)
    tx.status = CAPTURED
    tx.captured = wanted.amount
    tx.captured_at = now
    return {
        'authorization_code': tx.authorization_code,
        'authorization_date': timestamp(now),
        'captured_amount': to_number(wanted.amount),
        'response_code': 0,
    }


def _check_capture(tx, wanted, settings, now):
    if not tx.account.deferred:
        raise errors.refusal(errors.NOT_DEFERRED)
    if wanted.buy_order != tx.buy_order:
        raise errors.invalid('buy order not found')
    if tx.captured_at:
        raise errors.refusal(errors.ALREADY_CAPTURED)
    if tx.status == REVERSED:
        raise errors.refusal(errors.FULLY_REFUNDED)
    if tx.status != AUTHORIZED or wanted.authorization_code != tx.authorization_code:
        raise errors.invalid('Transaction Detail not found')
    if now > tx.capture_until(settings):
        raise errors.refusal(errors.CAPTURE_TOO_LATE)
    if wanted.amount > tx.amount:
        raise errors.invalid('capture_amount')


def _seconds(number):
    return timedelta(seconds=number)
