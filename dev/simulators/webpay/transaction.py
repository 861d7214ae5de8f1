"""One payment at the gateway: what the shop asked, what the payer did, what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .cards import Card, Plan
from .settings import Account, Settings

# How far the payer got.
WAITING = 'waiting'
OPENED = 'opened'
PAID = 'paid'
REJECTED = 'rejected'
CANCELLED = 'cancelled'
EXPIRED = 'expired'
BROKEN = 'broken'

# What the shop is told, in the gateway's words.
INITIALIZED = 'INITIALIZED'
AUTHORIZED = 'AUTHORIZED'
FAILED = 'FAILED'
REVERSED = 'REVERSED'
NULLIFIED = 'NULLIFIED'
PARTIALLY_NULLIFIED = 'PARTIALLY_NULLIFIED'
CAPTURED = 'CAPTURED'

NO_AUTHORIZATION = '000000'


@dataclass
class Transaction:
    """A payment at the gateway.

    Units: amounts in the account's currency; times in UTC
    """

    token: str
    account: Account
    buy_order: str
    session_id: str
    amount: Decimal
    return_url: str
    created_at: datetime
    step: str = WAITING
    status: str = INITIALIZED
    opened_at: datetime | None = None
    finished_at: datetime | None = None
    committed_at: datetime | None = None
    captured_at: datetime | None = None
    card: Card | None = None
    plan: Plan | None = None
    response_code: int = 0
    authorization_code: str = NO_AUTHORIZATION
    captured: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)

    @property
    def charged(self) -> Decimal:
        """Return what the payer was charged, refunds not counted."""
        return self.captured if self.captured_at else self.amount

    @property
    def balance(self) -> Decimal:
        """Return what can still be refunded."""
        return self.charged - self.refunded

    @property
    def is_decided(self) -> bool:
        """Tell whether the payer paid or was rejected, so that the shop may commit."""
        return self.step in (PAID, REJECTED)

    def expire(self, settings: Settings, now: datetime) -> None:
        """Give the payment up if payer or shop took too long."""
        if self._deadline(settings) < now:
            self.step = EXPIRED

    def _deadline(self, settings):
        """Return when the current step is over; for a final one, never."""
        if self.step == WAITING:
            return self.created_at + timedelta(seconds=settings.open_within)
        if self.step == OPENED:
            return self.opened_at + timedelta(seconds=settings.pay_within)
        if self.is_decided and not self.committed_at:
            return self.finished_at + timedelta(seconds=settings.commit_within)
        return datetime.max.replace(tzinfo=self.created_at.tzinfo)

    def capture_until(self, settings: Settings) -> datetime:
        """Return until when the shop may capture."""
        return self.committed_at + timedelta(seconds=settings.capture_within)

    def result(self, settings: Settings) -> dict:
        """Return what commit and status answer.

        Shape: as in the gateway's reference; facts that are not known yet are left out
        """
        moment = self.committed_at or self.created_at
        facts = {
            'amount': to_number(self.amount),
            'status': self.status,
            'buy_order': self.buy_order,
            'session_id': self.session_id,
            'accounting_date': moment.strftime('%m%d'),
            'transaction_date': timestamp(moment),
            # Shops have seen 0 here for a payment that nobody made: it is only half of a proof.
            'response_code': self.response_code,
            'installments_number': 0,
        }
        return facts | self._committed_facts(settings) if self.committed_at else facts

    def _committed_facts(self, settings):
        approved = self.step == PAID
        facts = {
            'vci': 'TSY' if approved else 'TSN',
            'card_detail': {'card_number': self.card.last_digits},
            'authorization_code': self.authorization_code,
            'payment_type_code': self.plan.code,
            'installments_number': self.plan.instalments,
        }
        if self.plan.instalments:
            share = (self.amount / self.plan.instalments).quantize(self.account.unit)
            facts['installments_amount'] = to_number(share)
        if self.refunded:
            facts['balance'] = to_number(self.balance)
        if approved and self.account.deferred:
            facts['capture_expiration_date'] = timestamp(self.capture_until(settings))
        return facts


def to_number(amount: Decimal) -> int | float:
    """Return an amount as the JSON number that the gateway writes."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def timestamp(moment: datetime) -> str:
    """Return a time as the gateway writes it, with milliseconds and a Z."""
    return moment.strftime('%Y-%m-%dT%H:%M:%S.') + f'{moment.microsecond // 1000:03d}Z'
