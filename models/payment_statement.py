from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_payment_portal.models.statement_parts import Ageing, Section

# The longest period and the most movements of a statement. Nobody reads more; a spreadsheet holds
# more, for programs.
PERIOD_YEARS_MAX = 10
MOVEMENTS_MAX = 5_000
MOVEMENTS_MAX_SHEET = 100_000


class PaymentStatement(models.AbstractModel):
    """Statements of account: what a customer owed, what happened, what he owes.

    Figures are those of the ledger: the receivable items of the customer, each in its own currency.
    What was open on a past day is what is open now, with everything undone that was applied later:
    so the past costs no more than the present.
    """

    _name = 'payment.statement'
    _description = "Statement of Account"

    # === BUSINESS METHODS === #

    @api.model
    def _check_period(self, date_from, date_to):
        """Make sure that a statement can tell about a period.

        :param date|None date_from: The first day; None for what is no date.
        :param date|None date_to: The last day.
        :raise ValidationError: If it can't; the message is for the customer.
        """
        if not date_from or not date_to:
            raise ValidationError(_("Please enter both dates, such as 2026-01-31."))
        if date_from > date_to:
            raise ValidationError(_("The first day is after the last one. Please swap them."))
        today = fields.Date.context_today(self)
        if date_to > fields.Date.add(today, years=1):
            raise ValidationError(_("The last day can be at most one year from now."))
        if (date_to - date_from).days > 366 * PERIOD_YEARS_MAX:
            raise ValidationError(
                _("Please choose a period of at most %(count)s years.", count=PERIOD_YEARS_MAX)
            )

    @api.model
    def _get_sections(self, account, movements_max=MOVEMENTS_MAX):
        """Return a statement: a section for each company and currency with anything in it.

        :param Account account: Whose account, and the period.
        :param int movements_max: Give up beyond this number of movements.
        :rtype: list[Section]
        """
        self._flush_ledger()
        is_item = self._get_item_sql(account)
        totals = self._get_totals(account, is_item)
        ageings = self._get_ageings(account, is_item)
        outside = self._get_outside_movements(account, is_item, totals, ageings)
        booked = self._get_booked_movements(account, is_item, movements_max)
        keys = sorted({*totals, *ageings, *outside})
        sections = [
            self._make_section(
                key,
                account,
                totals.get(key, (0.0, 0.0)),
                None if booked is None else booked.get(key, []),
                outside.get(key, []),
                ageings.get(key, Ageing()),
            )
            for key in keys
        ]
        return [section for section in sections if self._is_worth_showing(section)]

    @api.model
    def _make_section(self, key, account, totals, booked, outside, ageing):
        """Return a section of a statement.

        :param tuple key: The ids of the company and the currency.
        :param Account account: The period.
        :param tuple totals: What the ledger says before the period and at its end.
        :param list[Movement]|None booked: The entries of the period; None if there are too many.
        :param list[Movement] outside: What was settled from outside, until the end of the period.
        :param Ageing ageing: What is open at the end.
        :rtype: Section
        """
        company = self.env['res.company'].browse(key[0])
        currency = self.env['res.currency'].browse(key[1])
        before = [movement for movement in outside if movement.date < account.date_from]
        opening = currency.round(totals[0] + sum(movement.amount for movement in before))
        closing = currency.round(totals[1] + sum(movement.amount for movement in outside))
        if booked is not None:
            booked = self._add_balances(currency, opening, [*booked, *outside[len(before) :]])
        return Section(company, currency, opening, booked, closing, ageing)

    @api.model
    def _add_balances(self, currency, opening, movements):
        """Return movements in the order of their dates, each with the balance after it.

        :param res.currency currency: Their currency.
        :param float opening: The balance before them.
        :param list[Movement] movements: The movements.
        :rtype: list[Movement]
        """
        balance, balanced = opening, []
        for movement in sorted(movements, key=lambda m: (m.date, m.is_outside, m.move_id)):
            balance = currency.round(balance + movement.amount)
            balanced.append(movement._replace(balance=balance))
        return balanced

    @api.model
    def _is_worth_showing(self, section):
        """Return whether a section tells anything: others are of currencies long forgotten.

        :param Section section: The section.
        :rtype: bool
        """
        return bool(
            section.movements is None
            or section.movements
            or any(section.ageing)
            or not section.currency.is_zero(section.opening)
            or not section.currency.is_zero(section.closing)
        )
