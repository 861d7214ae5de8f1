from odoo import http

from odoo.addons.account_payment_portal.controllers.payer_statement import PayerStatement
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments


class PortalPayments(PortalDocuments, PayerStatement):
    """Payments, receipts and statements of customers who are logged in to the portal."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to lead customers of a payment portal to payments and statement."""
        values = super()._prepare_home_portal_values(counters)
        names = [name for name in ('paid_count', 'statement_count') if name in counters]
        if names:
            payer = self._get_payer()
            has_paid = bool(payer.companies and self._get_entry_ids(payer, 1, 0))
            counts = {'paid_count': int(has_paid), 'statement_count': int(bool(payer.companies))}
            values.update({name: counts[name] for name in names})
        return values

    @http.route(
        ['/my/payments', '/my/payments/page/<int:page>'],
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_payments(self, page=1, **params):
        """Show what the customer has paid."""
        return self._render_payments(self._get_payer(), page)

    @http.route(
        '/my/payments/<int:move_id>/receipt',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_payment_receipt(self, move_id):
        """Give the receipt of a payment."""
        return self._make_receipt(self._get_payer(), move_id)

    @http.route(
        ['/my/statement', '/my/statement/page/<int:page>'],
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_statement(self, **params):
        """Show the customer's statement of account."""
        return self._render_statement(self._get_payer(), params)

    @http.route(
        '/my/statement/pdf',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_statement_pdf(self, **params):
        """Give the customer's statement of account as PDF."""
        return self._make_statement_pdf(self._get_payer(), params)

    @http.route(
        '/my/statement/xlsx',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_statement_sheet(self, **params):
        """Give the customer's statement of account as spreadsheet."""
        return self._make_statement_sheet(self._get_payer(), params)
