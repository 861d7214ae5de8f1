"""How money that came in spreads over the open items that the payer chose."""

from typing import NamedTuple

from odoo.models import BaseModel


class Receipt(NamedTuple):
    """Proof that money moved: what is booked, once, for a remittance.

    Shape: `payment_values` are create values of `account.payment` (journal, method, memo, …);
        empty when no money moved because credits cover all
    Units: `amount` in the currency of the remittance
    """

    remittance: BaseModel
    amount: float
    payment_values: dict
    transaction: BaseModel


class Application(NamedTuple):
    """What a settlement closes of one open item; negative for a credit that is used."""

    line: BaseModel
    amount: float
    discount: float

    @property
    def amount_closed(self):
        """Return the money and the discount that close the item.

        :rtype: float
        """
        return self.line.currency_id.round(self.amount + self.discount)


class Allocation:
    """The applications of one receipt, checked against what is still open now."""

    def __init__(self, receipt, residuals, is_first):
        """Apply the receipt as the payer chose, as far as the items are still open.

        :param Receipt receipt: The money.
        :param dict residuals: What is open of each item, `{account.move.line: float}`; reduced by
            what is applied, so that a batch does not apply to one item twice.
        :param bool is_first: Whether this is the first money for the remittance. Any further money
            is paid twice and stays on account.
        """
        self.receipt = receipt
        self.is_first = is_first
        self.currency = receipt.remittance.currency_id
        self.applications = []
        self.closed_lines = []  # What the payer chose and can't be applied any more.
        if is_first:
            self._apply(residuals)
        self.amount_unapplied = self.currency.round(
            receipt.amount - sum(application.amount for application in self.applications)
        )

    def _apply(self, residuals):
        """Apply first to the debts, then use as much of the credits as these need."""
        lines = self.receipt.remittance.line_ids.filtered(lambda line: not line.is_on_account)
        debts = self._get_fitting(lines.filtered(lambda line: line.amount > 0), residuals)
        credits_ = self._get_fitting(lines.filtered(lambda line: line.amount < 0), residuals)
        needed = sum(debt.amount for debt in debts) - self.receipt.amount
        self.applications += self._limit(credits_, max(needed, 0))
        used = -sum(credit.amount for credit in self.applications)
        self.applications += self._limit(debts, self.receipt.amount + used)
        for application in self.applications:
            residuals[application.line.move_line_id] -= application.amount_closed

    def _get_fitting(self, lines, residuals):
        """Return what each line can still apply to its item.

        :rtype: list[Application]
        """
        fitting = []
        for line in lines:
            residual = residuals.get(line.move_line_id, 0)
            if line._fits(residual):
                fitting.append(Application(line, line.amount, line.discount))
                continue
            self.closed_lines.append(line)
            # A part is still open: the discount is lost with the part that was paid otherwise.
            if line.amount * residual > 0:
                part = min(abs(line.amount), abs(residual))
                fitting.append(Application(line, part if line.amount > 0 else -part, 0))
        return fitting

    def _limit(self, applications, available):
        """Return the applications that an available positive amount covers, in their order.

        :rtype: list[Application]
        """
        covered = []
        for application in applications:
            amount = min(abs(application.amount), self.currency.round(available))
            if self.currency.compare_amounts(amount, 0) <= 0:
                break
            available -= amount
            is_whole = not self.currency.compare_amounts(amount, abs(application.amount))
            covered.append(
                application._replace(
                    amount=amount if application.amount > 0 else -amount,
                    discount=application.discount if is_whole else 0,
                )
            )
        return covered

    @property
    def amount_on_account(self):
        """Return what the payer himself meant to leave on account.

        :rtype: float
        """
        lines = self.receipt.remittance.line_ids.filtered('is_on_account')
        return sum(lines.mapped('amount')) if self.is_first else 0

    @property
    def amount_discrepant(self):
        """Return the unapplied cash that the payer did not mean to leave on account.

        :rtype: float
        """
        return self.currency.round(max(self.amount_unapplied - self.amount_on_account, 0))

    @property
    def amount_short(self):
        """Return what the payer meant to pay and stays open, for a credit was used meanwhile.

        :rtype: float
        """
        if not self.is_first:
            return 0
        planned = sum(
            line.amount
            for line in self.receipt.remittance.line_ids
            if line.amount > 0 and line not in self.closed_lines and not line.is_on_account
        )
        applied = sum(
            a.amount for a in self.applications if a.amount > 0 and a.line not in self.closed_lines
        )
        return self.currency.round(planned - applied)

    # === JOURNAL ENTRY === #

    def prepare_entry_lines(self, date, liquidity_values, receivable_account):
        """Return the lines of the journal entry: one receivable line for each application.

        Shape: a list of create values of `account.move.line`; the receivable lines come first and
            in the order of the applications.

        :param date date: The day of the entry, for the rates.
        :param dict liquidity_values: The account and label of the money; None when there is none.
        :param account.account receivable_account: Where unapplied cash stays.
        :rtype: list[dict]
        """
        values_list = [
            self._prepare_line(
                date,
                application.line.move_line_id.account_id,
                -application.amount_closed,
                application.line.name,
                application.line.date_maturity,
            )
            for application in self.applications
        ]
        if not self.currency.is_zero(self.amount_unapplied):
            values_list.append(
                self._prepare_line(
                    date,
                    receivable_account,
                    -self.amount_unapplied,
                    self.receipt.remittance.name,
                    date,
                )
            )
        for application in self.applications:
            values_list += self._prepare_discount_lines(date, application)
        balance = -sum(values['balance'] for values in values_list)
        if liquidity_values:
            values_list.append(
                {
                    **self._prepare_line(
                        date,
                        liquidity_values['account'],
                        self.receipt.amount,
                        liquidity_values['name'],
                        date,
                    ),
                    'balance': balance,
                }
            )
        else:  # Credits against debts of the same currency: only the rates' rounding is left.
            values_list[0]['balance'] += balance
        return values_list

    def _prepare_line(self, date, account, amount_currency, name, date_maturity):
        """Return the values of one line.

        :rtype: dict
        """
        company = self.receipt.remittance.company_id
        return {
            'name': name,
            'account_id': account.id,
            'partner_id': self.receipt.remittance.partner_id.id,
            'currency_id': self.currency.id,
            'amount_currency': amount_currency,
            'balance': self.currency._convert(amount_currency, company.currency_id, company, date),
            'date_maturity': date_maturity,
            # Given, so that nothing is worked out line by line or written a second time.
            'date': date,
            'parent_state': 'draft',
            'analytic_distribution': False,
            'display_type': 'product',
            'product_uom_id': False,
            'quantity': 1,
            'tax_ids': [],
            'price_subtotal': amount_currency,
            'price_total': amount_currency,
        }

    def _prepare_discount_lines(self, date, application):
        """Return the lines that book an early-payment discount, with its taxes.

        :rtype: list[dict]
        """
        if not application.discount:
            return []
        item = application.line.move_line_id
        company = self.receipt.remittance.company_id
        by_kind = item.move_id._get_invoice_counterpart_amls_for_early_payment_discount(
            [
                {
                    'aml': item,
                    'amount_currency': -item.amount_residual_currency,
                    'balance': -item.balance,
                }
            ],
            self.currency._convert(application.discount, company.currency_id, company, date),
        )
        return [
            {
                **values,
                'partner_id': item.partner_id.id,
                # What core works out, except for lines with taxes, where it does so all the same.
                'price_subtotal': values['amount_currency'],
                'price_total': values['amount_currency'],
            }
            for values_list in by_kind.values()
            for values in values_list
        ]
