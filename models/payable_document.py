import re
from typing import NamedTuple

from odoo.exceptions import ValidationError
from odoo.models import BaseModel
from odoo.tools.misc import formatLang

# Digits, and a dot before the decimals: what number fields of browsers send, in every language. Of
# longer numbers a float does not hold the last digit.
AMOUNT_PATTERN = re.compile(r'[0-9]{1,14}(\.[0-9]{1,10})?', re.ASCII)


class PayableDocument(NamedTuple):
    """What a payer can pay today of one document: an invoice, a credit or an entry.

    Shape: `payables` is `{account.move.line: Payable}`, oldest due first, all of one sign
    Units: the currency of the document; amounts typed by a payer are positive, credits too.
    """

    move: BaseModel
    payables: dict
    portal: BaseModel

    @property
    def currency(self):
        """Return the currency of the open items.

        :rtype: res.currency
        """
        return next(iter(self.payables)).currency_id

    @property
    def sign(self):
        """Return -1 for a credit and 1 for a debt.

        :rtype: int
        """
        return -1 if next(iter(self.payables.values())).amount < 0 else 1

    @property
    def amount_due(self):
        """Return what closes the document today, as a positive amount.

        :rtype: float
        """
        return self.currency.round(sum(abs(payable.amount) for payable in self.payables.values()))

    @property
    def name(self):
        """Return what the payer calls the document.

        :rtype: str
        """
        return self.move.name or self.move.ref or ''

    def parse_amount(self, text):
        """Return the amount that a payer typed, checked against document and rules.

        :param str|None text: The typed amount; None for all that is due today.
        :return: The positive amount.
        :rtype: float
        :raise ValidationError: If the amount can't be paid; the message tells the payer why.
        """
        if text is None:
            return self.amount_due
        text = text.strip()
        if not AMOUNT_PATTERN.fullmatch(text):
            raise ValidationError(
                self.move.env._(
                    "%(document)s: type the amount as a positive number, such as %(example)s.",
                    document=self.name,
                    example=formatLang(
                        self.move.env,
                        self.amount_due,
                        digits=self.currency.decimal_places,
                        grouping=False,
                    ),
                )
            )
        amount = float(text)
        if self.currency.compare_amounts(amount, self.currency.round(amount)) or (
            len(text.partition('.')[2].rstrip('0')) > self.currency.decimal_places
        ):
            raise ValidationError(
                self.move.env._(
                    "%(document)s: %(currency)s amounts have %(count)s decimals at most.",
                    document=self.name,
                    currency=self.currency.name,
                    count=self.currency.decimal_places,
                )
            )
        self._check_amount(amount)
        return self.currency.round(amount)

    def _check_amount(self, amount):
        """Make sure that the amount is within what is due and what the portal allows.

        :param float amount: The positive amount.
        :raise ValidationError: If it is not.
        """
        env, currency = self.move.env, self.currency
        if currency.is_zero(amount):
            raise ValidationError(
                env._(
                    "%(document)s: the amount can't be zero. Untick the document to leave it out.",
                    document=self.name,
                )
            )
        difference = currency.compare_amounts(amount, self.amount_due)
        if difference > 0 and not (self.portal.allow_overpayment and self.sign > 0):
            raise ValidationError(
                env._(
                    "%(document)s: the amount can't be above %(amount)s, which is what is"
                    " open today.",
                    document=self.name,
                    amount=currency.format(self.amount_due),
                )
            )
        if difference < 0 and not self._is_partial_allowed(amount):
            raise ValidationError(
                env._(
                    "%(document)s: partial payments are not possible. Please pay %(amount)s.",
                    document=self.name,
                    amount=currency.format(self.amount_due),
                )
            )

    def _is_partial_allowed(self, amount):
        """Return whether a part of the document can be paid: whole instalments always can.

        :param float amount: The positive amount.
        :rtype: bool
        """
        if self.portal.allow_partial or self.sign < 0:
            return True
        paid = 0
        for payable in self.payables.values():
            paid += payable.amount
            if not self.currency.compare_amounts(amount, paid):
                return True
        return False

    def split(self, amount):
        """Return the values of remittance lines that spread an amount, oldest due first.

        :param float amount: The positive amount; what is above the debt goes on account.
        :return: The values, without remittance and sequence.
        :rtype: list[dict]
        """
        lines = []
        for item, payable in self.payables.items():
            part = min(amount, abs(payable.amount))
            if self.currency.is_zero(part):
                break
            is_whole = not self.currency.compare_amounts(part, abs(payable.amount))
            lines.append(
                {
                    'move_line_id': item.id,
                    'name': self.name,
                    'date_maturity': item.date_maturity,
                    'amount': self.sign * part,
                    'discount': payable.discount if is_whole else 0,
                }
            )
            amount = self.currency.round(amount - part)
        if not self.currency.is_zero(amount):
            lines.append({'name': self.name, 'amount': amount, 'is_on_account': True})
        return lines
