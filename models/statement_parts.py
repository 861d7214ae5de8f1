"""What a statement of account consists of."""

import datetime
from typing import NamedTuple

from odoo.models import BaseModel


class Account(NamedTuple):
    """Whose account a statement tells about, and until when."""

    customer: BaseModel
    companies: BaseModel
    date_from: datetime.date
    date_to: datetime.date


class Movement(NamedTuple):
    """What one journal entry changed. Positive amounts are owed; negative ones were paid.

    Shape: `is_outside` when nothing was booked on the account, but something of it was settled from
        outside: in another currency, or by somebody else
    """

    date: datetime.date
    move_id: int
    date_maturity: datetime.date | None
    amount: float
    balance: float
    is_outside: bool


class Ageing(NamedTuple):
    """What is open at the end of a statement by the days since it was due; credits are negative."""

    not_due: float = 0.0
    days_1_30: float = 0.0
    days_31_60: float = 0.0
    days_61_90: float = 0.0
    over_90: float = 0.0
    credits: float = 0.0


class Section(NamedTuple):
    """The part of a statement that is in one currency and with one company.

    Shape: `movements` is None when there are too many
    """

    company: BaseModel
    currency: BaseModel
    opening: float
    movements: list | None
    closing: float
    ageing: Ageing
