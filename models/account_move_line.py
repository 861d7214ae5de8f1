from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

# What is read of open items: of hundreds, all their fields would take longer than the rest.
OPEN_ITEM_FIELDS = [
    'account_id',
    'amount_residual_currency',
    'company_id',
    'currency_id',
    'date_maturity',
    'discount_amount_currency',
    'discount_date',
    'display_type',
    'move_id',
]


class Payable(NamedTuple):
    """What closes an open item today, in the item's currency; negative for a credit."""

    amount: float
    discount: float = 0.0


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # The open items of a customer, oldest due first. What his list sums up stands in the index.
    _payer_open_idx = models.Index(
        "(partner_id, date_maturity, id) INCLUDE (company_id, account_id, currency_id,"
        " amount_residual_currency, date) WHERE reconciled IS NOT TRUE AND"
        " parent_state = 'posted' AND amount_residual_currency <> 0"
    )

    # === BUSINESS METHODS - OPEN ITEMS === #

    @api.model
    def _get_open_item_domain(self, payer):
        """Return what narrows journal items down to the payer's own open items.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :rtype: odoo.fields.Domain
        """
        # Journal items of receivables carry the commercial entity as their partner.
        return Domain(
            [
                ('partner_id', '=', payer.commercial_partner_id.id),
                ('account_type', '=', 'asset_receivable'),
                ('reconciled', '=', False),
                ('parent_state', '=', 'posted'),
                ('company_id', 'in', self.env['payment.portal']._get_active_companies().ids),
            ]
        )

    @api.model
    def _get_open_items(self, payer, move_ids=None):
        """Return the payer's open items in the companies with a portal, oldest due first.

        Works for the whole commercial entity (head office and its contacts), and only for it. Call
        it on a sudoed model: payers have no access to the items of their colleagues' companies.

        :param res.partner payer: The payer.
        :param list[int] move_ids: The `account.move` ids to look at; all when omitted.
        :rtype: account.move.line
        """
        domain = self._get_open_item_domain(payer)
        if move_ids is not None:
            domain &= Domain('move_id', 'in', move_ids)
        items = self.search_fetch(domain, OPEN_ITEM_FIELDS, order='date_maturity, date, id')
        return items.filtered(
            lambda item: not item.currency_id.is_zero(item.amount_residual_currency)
        )

    def _reconcile_plan_with_sync(self, plan_list, all_amls):
        """Override of `account` to reconcile in the usual context.

        The settlement switches off the sync of the documents' lines, which no reconciliation
        changes. What core and other modules make meanwhile must be complete.
        """
        usual = self.with_context(skip_invoice_sync=False)
        return super(AccountMoveLine, usual)._reconcile_plan_with_sync(
            plan_list, all_amls.with_env(usual.env)
        )

    def _get_payable_today(self):
        """Return what closes each open item today, less the early-payment discount.

        Shape: `{account.move.line: Payable(amount, discount)}`
        Units: the currency of the item; negative for a credit.

        :rtype: dict
        """
        today = fields.Date.context_today(self)
        return {item: item._get_payable_on(today) for item in self}

    def _get_payable_on(self, date):
        """Return what closes the open item on a date, less the early-payment discount.

        :param date date: The day of the payment.
        :rtype: Payable
        """
        self.ensure_one()
        residual = self.amount_residual_currency
        if self._has_early_payment_discount_on(date):
            amount = self.discount_amount_currency
            return Payable(amount, self.currency_id.round(residual - amount))
        return Payable(residual)

    def _has_early_payment_discount_on(self, date):
        """Return whether paying the whole open item on a date earns the early-payment discount.

        :param date date: The day of the payment.
        :rtype: bool
        """
        self.ensure_one()
        return bool(
            # Cheap tests first: the last one reads the document and its partial payments.
            self.discount_date
            and date <= self.discount_date
            and self.display_type == 'payment_term'
            and self.move_id._is_eligible_for_early_payment_discount(self.currency_id, date)
        )
