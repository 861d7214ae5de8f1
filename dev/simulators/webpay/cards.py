"""The cards and the instalment plans of Webpay's integration environment.

Source: Transbank Developers, "Cómo empezar", section "Ambientes", test cards.
"""

from typing import NamedTuple


class Card(NamedTuple):
    """A card of the integration environment."""

    key: str
    name: str
    number: str
    kind: str  # 'credit', 'debit' or 'prepaid'
    approved: bool

    @property
    def last_digits(self) -> str:
        """Return the four digits that the gateway tells the shop."""
        return self.number[-4:]


class Plan(NamedTuple):
    """How the payer spreads the amount; `code` is the gateway's `payment_type_code`."""

    key: str
    code: str
    instalments: int
    label: str


CARDS = {
    card.key: card
    for card in (
        Card('visa', "VISA", '4051885600446623', 'credit', True),
        Card('amex', "American Express", '370000000002032', 'credit', True),
        Card('mastercard', "MasterCard", '5186059559590568', 'credit', False),
        Card('redcompra', "Redcompra", '4051884239937763', 'debit', True),
        Card('redcompra2', "Redcompra", '4511346660037060', 'debit', True),
        Card('redcompra_rejected', "Redcompra", '5186008541233829', 'debit', False),
        Card('prepaid_visa', "Prepago VISA", '4051886000056590', 'prepaid', True),
        Card('prepaid_mastercard', "Prepago MasterCard", '5186174110629480', 'prepaid', False),
    )
}

PLANS = {
    plan.key: plan
    for plan in (
        Plan('VN', 'VN', 0, "Sin cuotas"),
        Plan('S2', 'S2', 2, "2 cuotas sin interés"),
        Plan('SI', 'SI', 3, "3 cuotas sin interés"),
        Plan('NC6', 'NC', 6, "6 cuotas sin interés"),
        Plan('NC12', 'NC', 12, "12 cuotas sin interés"),
        Plan('VC3', 'VC', 3, "3 cuotas normales"),
        Plan('VC6', 'VC', 6, "6 cuotas normales"),
        Plan('VC12', 'VC', 12, "12 cuotas normales"),
        Plan('VC24', 'VC', 24, "24 cuotas normales"),
    )
}

# Debit and prepaid cards know no instalments: the plan follows from the card.
KIND_PLANS = {
    'debit': Plan('VD', 'VD', 0, "Débito"),
    'prepaid': Plan('VP', 'VP', 0, "Prepago"),
}

KIND_NAMES = {'credit': "crédito", 'debit': "débito", 'prepaid': "prepago"}


def find_card(key: str) -> Card:
    """Return the card of `key`, which is its name or its number.

    :raise ValueError: If there is no such card.
    """
    digits = str(key).replace(' ', '')
    for card in CARDS.values():
        if digits in (card.key, card.number):
            return card
    raise ValueError(f"Unknown card {key!r}; there are: {', '.join(CARDS)}")


def find_plan(card: Card, key: str) -> Plan:
    """Return what `card` makes of the chosen plan.

    :raise ValueError: If there is no such plan.
    """
    if card.kind in KIND_PLANS:
        return KIND_PLANS[card.kind]
    if key not in PLANS:
        raise ValueError(f"Unknown instalment plan {key!r}; there are: {', '.join(PLANS)}")
    return PLANS[key]
