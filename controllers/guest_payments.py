from odoo import http

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_documents import GuestDocuments
from odoo.addons.account_payment_portal.controllers.payer_statement import PayerStatement

PAYMENTS_ROUTE = f'{const.GUEST_ROUTE}/<string:slug>/payments'
STATEMENT_ROUTE = f'{const.GUEST_ROUTE}/<string:slug>/statement'


class GuestPayments(GuestDocuments, PayerStatement):
    """Payments, receipts and statements of customers without an account, who have signed in.

    Who came by a link to a few documents sees the payments of these, and no statement.
    """

    @http.route(
        [PAYMENTS_ROUTE, f'{PAYMENTS_ROUTE}/page/<int:page>'],
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_payments(self, slug, page=1, **params):
        """Show what the customer has paid."""
        return self._secure(self._render_payments(self._get_guest_payer(slug), page))

    @http.route(
        f'{PAYMENTS_ROUTE}/<int:move_id>/receipt',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_payment_receipt(self, slug, move_id):
        """Give the receipt of a payment."""
        return self._secure(self._make_receipt(self._get_guest_payer(slug), move_id))

    @http.route(
        [STATEMENT_ROUTE, f'{STATEMENT_ROUTE}/page/<int:page>'],
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_statement(self, slug, **params):
        """Show the customer's statement of account."""
        return self._secure(self._render_statement(self._get_guest_payer(slug), params))

    @http.route(
        f'{STATEMENT_ROUTE}/pdf',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_statement_pdf(self, slug, **params):
        """Give the customer's statement of account as PDF."""
        return self._secure(self._make_statement_pdf(self._get_guest_payer(slug), params))

    @http.route(
        f'{STATEMENT_ROUTE}/xlsx',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_statement_sheet(self, slug, **params):
        """Give the customer's statement of account as spreadsheet."""
        return self._secure(self._make_statement_sheet(self._get_guest_payer(slug), params))
