"""What must hold, and what to say if it does not."""

from decimal import Decimal


class Failure(Exception):
    """The portal does something else than it should; the text says what."""


def true(condition, found) -> None:
    """Make sure that a condition holds.

    :param condition: The condition.
    :param found: What was found, for the sentence of a failure.
    :raise Failure: If it does not hold.
    """
    if not condition:
        raise Failure(str(found))


def equal(what: str, found, expected) -> None:
    """Make sure that something is what it should be.

    :param what: What it is, in words.
    :param found: What was found.
    :param expected: What it should be.
    :raise Failure: If it is anything else.
    """
    if found != expected:
        raise Failure(f'{what}: found {found}, expected {expected}')


def amount(text: str, expected: Decimal) -> None:
    """Make sure that a text names an amount, whatever stands between its thousands.

    :param text: The text.
    :param expected: The amount.
    :raise Failure: If the text does not name it.

    >>> amount('Paid: $ 564,952', Decimal(564952))
    >>> amount('$ 1.487,50 USD', Decimal('1487.50'))
    """
    digits = ''.join(letter for letter in text if letter.isdigit())
    wanted = str(expected).replace('.', '')
    true(wanted in digits, f'{text!r} does not say {expected}')
