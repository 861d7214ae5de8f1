"""The gateway's books: every payment, and who may do what to it when."""

import re
import secrets
import threading
from copy import copy
from decimal import Decimal

from . import errors, money_back
from .cards import find_card, find_plan
from .clock import Clock
from .fields import Capture, Order
from .returns import (
    APPROVE,
    CANCEL,
    FORM_ERROR,
    OUTCOMES,
    REJECT,
    TIME_OUT,
    PayerReturn,
    build_return,
)
from .settings import SECOND_COMMIT_REPEAT, Account, Settings
from .transaction import (
    AUTHORIZED,
    BROKEN,
    CANCELLED,
    EXPIRED,
    FAILED,
    OPENED,
    PAID,
    REJECTED,
    WAITING,
    Transaction,
)

TOKEN_PATTERN = re.compile('[0-9a-f]{64}')

DEFAULT_CARD = 'visa'
DEFAULT_PLAN = 'VN'
DEFAULT_RESPONSE_CODE = -1

STEP_AFTER = {
    APPROVE: PAID,
    REJECT: REJECTED,
    CANCEL: CANCELLED,
    TIME_OUT: EXPIRED,
    FORM_ERROR: BROKEN,
}


class Ledger:
    """Hold the payments. Every method is safe to call from any thread.

    :param settings: The rules; changes to them count at once.
    :param clock: The time.
    """

    def __init__(self, settings: Settings, clock: Clock):
        self._settings = settings
        self._clock = clock
        self._transactions: dict[str, Transaction] = {}
        # Never held while waiting for anything: each method only reads and writes memory.
        self._lock = threading.Lock()

    # What the shop asks.

    def create(self, account: Account, order: Order) -> Transaction:
        """Record an order and return its new payment.

        :raise ApiError: If the shop used the order number before.
        """
        tx = Transaction(secrets.token_hex(32), account, *order, created_at=self._clock.now())
        with self._lock:
            if self._settings.unique_buy_order and self._is_known_order(tx):
                raise errors.refusal(errors.ALREADY_EXISTS)
            self._transactions[tx.token] = tx
            return copy(tx)

    def commit(self, account: Account, token: str) -> dict:
        """Confirm what the payer did, once, and return the result.

        :raise ApiError: If there is nothing to confirm, not yet or no more.
        """
        with self._lock:
            tx = self._get_own(account, token)
            if tx.committed_at:
                return self._commit_again(tx)
            if tx.step in (WAITING, OPENED):
                raise errors.refusal(errors.NOT_PAID)
            if not tx.is_decided:
                raise errors.refusal(errors.ABORTED)
            tx.committed_at = self._clock.now()
            tx.status = AUTHORIZED if tx.step == PAID else FAILED
            if tx.step == PAID:
                tx.authorization_code = f'{secrets.randbelow(999999) + 1:06d}'
            return tx.result(self._settings)

    def status(self, account: Account, token: str) -> dict:
        """Return the state of a payment.

        :raise ApiError: If it is unknown or too old.
        """
        with self._lock:
            tx = self._get_own(account, token)
            age = self._clock.now() - tx.created_at
            if age.total_seconds() > self._settings.status_for:
                raise errors.refusal(errors.TOO_OLD)
            return tx.result(self._settings)

    def refund(self, account: Account, token: str, amount: Decimal) -> dict:
        """Give money back; see `money_back.refund`.

        :raise ApiError: If it is unknown or the rules do not allow it.
        """
        with self._lock:
            tx = self._get_own(account, token, missing=errors.refusal(errors.NOT_FOUND))
            return money_back.refund(tx, amount, self._settings, self._clock.now())

    def capture(self, account: Account, token: str, wanted: Capture) -> dict:
        """Collect an authorised amount; see `money_back.capture`.

        :raise ApiError: If it is unknown or the rules do not allow it.
        """
        with self._lock:
            tx = self._get_own(account, token)
            return money_back.capture(tx, wanted, self._settings, self._clock.now())

    # What the payer does.

    def open_form(self, token: str) -> Transaction:
        """Show the form of a payment to the payer, and return the payment.

        :raise KeyError: If there is no such payment.
        """
        with self._lock:
            return copy(self._open(token))

    def finish(
        self,
        token: str,
        outcome: str,
        card: str = DEFAULT_CARD,
        plan: str = DEFAULT_PLAN,
        response_code: int = DEFAULT_RESPONSE_CODE,
    ) -> PayerReturn:
        """Do what the payer chose on the form, and return how his browser goes back.

        Approving with a card that its bank rejects is a rejection. On a form that is over the
        payer can do nothing more: the answer is the time-out's or the form error's.

        :param outcome: One of `OUTCOMES`.
        :param card: The key or the number of a card.
        :param plan: The key of an instalment plan.
        :param response_code: The gateway's code for a rejection.
        :raise KeyError: If there is no such payment.
        :raise ValueError: If one of the other arguments is not among the choices.
        """
        if outcome not in OUTCOMES:
            raise ValueError(f"Unknown outcome {outcome!r}; there are: {', '.join(OUTCOMES)}")
        chosen_card = find_card(card)
        chosen_plan = find_plan(chosen_card, plan)
        if not isinstance(response_code, int) or not -99 <= response_code < 0:
            raise ValueError("The response code of a rejection is a number below zero")
        if outcome == APPROVE and not chosen_card.approved:
            outcome = REJECT
        with self._lock:
            tx = self._open(token)
            if tx.step != OPENED:
                outcome = TIME_OUT if tx.step == EXPIRED else FORM_ERROR
            else:
                tx.step = STEP_AFTER[outcome]
                tx.finished_at = self._clock.now()
            if outcome in (APPROVE, REJECT):
                tx.card, tx.plan = chosen_card, chosen_plan
                tx.response_code = response_code if outcome == REJECT else 0
            return build_return(tx, outcome, self._settings.integration)

    # What tests and people look at.

    def get(self, token: str) -> Transaction:
        """Return a copy of a payment.

        :raise KeyError: If there is no such payment.
        """
        with self._lock:
            return copy(self._get(token))

    def all(self) -> list[Transaction]:
        """Return copies of all payments, oldest first."""
        with self._lock:
            return [copy(self._get(token)) for token in self._transactions]

    def clear(self) -> None:
        """Forget all payments."""
        with self._lock:
            self._transactions.clear()

    # Steps; the caller holds the lock.

    def _get(self, token):
        tx = self._transactions[token]
        tx.expire(self._settings, self._clock.now())
        return tx

    def _get_own(self, account, token, missing=None):
        """Return the payment of one shop; another shop's is as unknown as none."""
        if not TOKEN_PATTERN.fullmatch(token):
            raise errors.invalid('token')
        tx = self._transactions.get(token)
        if not tx or tx.account.code != account.code:
            raise missing or errors.invalid('transaction not found')
        return self._get(token)

    def _open(self, token):
        tx = self._get(token)
        if tx.step == WAITING:
            tx.step = OPENED
            tx.opened_at = self._clock.now()
        return tx

    def _commit_again(self, tx):
        if self._settings.second_commit == SECOND_COMMIT_REPEAT:
            return tx.result(self._settings)
        raise errors.refusal(errors.LOCKED)

    def _is_known_order(self, tx):
        return any(
            other.account.code == tx.account.code and other.buy_order == tx.buy_order
            for other in self._transactions.values()
        )
