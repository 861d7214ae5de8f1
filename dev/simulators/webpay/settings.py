"""Who may call the simulator and by which rules it plays."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

# Public: Transbank prints both in its documentation, for its integration environment.
INTEGRATION_CODE = '597055555532'
INTEGRATION_DEFERRED_CODE = '597055555540'
INTEGRATION_SECRET = '579B532A7440BB0C9079DED94D31EA1615BACEB56610332264630D42D0A36B1C'  # noqa: S105
# Our own invention: Transbank publishes no commerce code for dollars.
USD_CODE = '597055550840'
USD_SECRET = 'B9D1C0FFEE55AA0F5E77C3D2A1908F6E4B3C2D1A0E9F8B7C6D5E4F3A2B1C0D98'  # noqa: S105

CURRENCY_DECIMALS = {'CLP': 0, 'USD': 2}

SECOND_COMMIT_REFUSE = 'refuse'
SECOND_COMMIT_REPEAT = 'repeat'


class Account(NamedTuple):
    """A commerce code: one shop, in one currency."""

    code: str
    secret: str
    currency: str = 'CLP'
    deferred: bool = False

    def __repr__(self):
        return f"Account({self.code}, {self.currency})"

    @property
    def unit(self) -> Decimal:
        """Return the smallest amount of the account's currency."""
        return Decimal(1).scaleb(-CURRENCY_DECIMALS[self.currency])


INTEGRATION_ACCOUNTS = (
    Account(INTEGRATION_CODE, INTEGRATION_SECRET),
    Account(INTEGRATION_DEFERRED_CODE, INTEGRATION_SECRET, deferred=True),
    Account(USD_CODE, USD_SECRET, 'USD'),
)


@dataclass
class Settings:
    """The rules of the game; a test may change each of them.

    Units: the times are seconds
    """

    integration: bool = True  # a cancelling payer returns by POST; in production by GET
    second_commit: str = SECOND_COMMIT_REFUSE
    unique_buy_order: bool = True
    open_within: float = 5 * 60
    pay_within: float = 10 * 60  # the documentation says 5 minutes in one place, 10 in another
    commit_within: float = 10 * 60  # not documented; too late is "aborted"
    status_for: float = 7 * 86400
    reverse_within: float = 3 * 3600
    refund_within: float = 90 * 86400
    capture_within: float = 7 * 86400

    def change(self, **values) -> None:
        """Set several rules at once.

        :raise ValueError: If a name or a value is none of ours.
        """
        for name, value in values.items():
            if name not in self.__dataclass_fields__:
                raise ValueError(f"Unknown setting {name!r}")
            if not self._fits(name, value):
                raise ValueError(f"Setting {name!r} cannot be {value!r}")
        for name, value in values.items():
            setattr(self, name, value)

    def _fits(self, name, value):
        if name == 'second_commit':
            return value in (SECOND_COMMIT_REFUSE, SECOND_COMMIT_REPEAT)
        if isinstance(getattr(self, name), bool):
            return isinstance(value, bool)
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def read_accounts(path: str) -> tuple[Account, ...]:
    """Return the accounts of a JSON file, in place of the built-in ones.

    Shape: [{"code": str, "secret": str, "currency": "CLP"|"USD", "deferred": bool}]

    :raise ValueError: If the file is not such a list.
    """
    try:
        accounts = tuple(Account(**entry) for entry in json.loads(Path(path).read_text()))
    except (TypeError, ValueError) as error:
        # The text of the error could quote the file, which holds secrets.
        raise ValueError("The accounts file is not a list of accounts") from error
    for account in accounts:
        if account.currency not in CURRENCY_DECIMALS:
            raise ValueError(f"Account {account.code}: unknown currency {account.currency!r}")
    return accounts
