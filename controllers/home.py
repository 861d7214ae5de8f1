from odoo import _, http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.account_payment_portal.controllers.payer_payments import PayerPayments
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments
from odoo.addons.account_payment_portal.models.account_move import OPEN_ITEM_COUNT_SUMMED
from odoo.addons.account_payment_portal.models.amounts import AmountWriter

# How many quotes and payments the page names; their own pages show all.
QUOTES_NAMED = 3
PAYMENTS_NAMED = 3


class PortalHome(PortalDocuments, PayerPayments):
    """What a customer finds when he comes: what he owes, what waits for him, what he paid last.

    Users whose companies have no payment portal keep core's page. The home of guests is their list.
    """

    @http.route()
    def home(self, **kw):
        """Override of `portal` to show how things stand above core's cards."""
        response = super().home(**kw)
        payer = self._get_payer()
        if payer.companies:
            response.qcontext.update(self._prepare_home_values(payer))
        return response

    # === TEMPLATE VALUES === #

    def _prepare_home_values(self, payer):
        """Return how things stand between a customer and his companies.

        :param Payer payer: The customer.
        :rtype: dict
        """
        return {
            'payer': payer,
            'balances': self._prepare_balances(payer, OPEN_ITEM_COUNT_SUMMED),
            'waiting_items': self._get_waiting_items(payer),
            'last_payments': self._prepare_last_payments(payer),
        }

    def _prepare_last_payments(self, payer):
        """Return the payments that the page names, newest first.

        :param Payer payer: The customer.
        :rtype: list[dict]
        """
        # In sudo mode because payers have no access to payments; narrowed down to their own.
        moves_sudo = request.env['account.move'].sudo()
        moves_sudo = moves_sudo.browse(self._get_entry_ids(payer, PAYMENTS_NAMED, 0))
        moves_sudo.fetch(['currency_id', 'date', 'name', 'origin_payment_id'])
        payments_sudo = moves_sudo.origin_payment_id
        payments_sudo.fetch(['amount', 'currency_id'])
        amounts = AmountWriter(request.env)
        return [
            {
                'date': format_date(request.env, move_sudo.date),
                'number': move_sudo.name,
                'amount': amounts.to_text(
                    move_sudo.origin_payment_id.amount,
                    move_sudo.origin_payment_id.currency_id or move_sudo.currency_id,
                ),
                'receipt_url': payer.get_receipt_url(move_sudo),
            }
            for move_sudo in moves_sudo
        ]

    # === GETTERS === #

    def _get_waiting_items(self, payer):
        """Return what waits for the customer to do something.

        Hook: an override adds items of its own to those of `super()`.

        Shape: `{'title': str, 'detail': str, 'url': str}` each

        :param Payer payer: The customer.
        :rtype: list[dict]
        """
        quotes_sudo = self._get_waiting_quotes(payer, QUOTES_NAMED + 1)
        items = [self._prepare_waiting_quote(quote_sudo) for quote_sudo in quotes_sudo]
        if len(items) > QUOTES_NAMED:
            items[QUOTES_NAMED:] = [
                {
                    'title': _("More quotes"),
                    'detail': _("See all that wait for you"),
                    'url': '/my/quotes?filterby=waiting',
                }
            ]
        return items

    def _get_waiting_quotes(self, payer, limit):
        """Return quotes that the customer can accept, those first that expire first.

        :param Payer payer: The customer.
        :param int limit: How many.
        :rtype: sale.order
        """
        # In sudo mode because looking up all his contacts for each rule would cost more than the
        # rest; narrowed down to what the rules let him open.
        orders_sudo = request.env['sale.order'].sudo()
        customer = payer.partner.commercial_partner_id
        own = Domain('partner_id.commercial_partner_id', '=', customer.id)
        own &= Domain('company_id', 'in', self._get_user_companies().ids)
        return orders_sudo.search_fetch(
            own & orders_sudo._get_portal_view_domain('waiting'),
            ['amount_total', 'currency_id', 'name', 'validity_date'],
            order='validity_date, id',
            limit=limit,
        )

    def _prepare_waiting_quote(self, quote_sudo):
        """Return the item of a quote to accept.

        :param sale.order quote_sudo: The quote.
        :rtype: dict
        """
        amount = AmountWriter(request.env).to_text(quote_sudo.amount_total, quote_sudo.currency_id)
        validity = format_date(request.env, quote_sudo.validity_date)
        return {
            'title': _("Quote %(name)s: %(amount)s", name=quote_sudo.name, amount=amount),
            'detail': _("Valid until %(date)s", date=validity) if validity else '',
            'url': quote_sudo.access_url,
        }
