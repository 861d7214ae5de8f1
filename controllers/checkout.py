from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_checkout import PayerCheckout
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments


class PortalCheckout(PortalDocuments, PayerCheckout):
    """The checkout of customers who are logged in to the portal."""

    @http.route(
        '/my/invoices/pay',
        type='http',
        auth='user',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
    )
    def portal_pay_documents(self, **kwargs):
        """Freeze what the customer ticked and send him on to pay it."""
        if request.httprequest.method == 'GET':  # He had to log in again on his way here.
            return request.redirect('/my/invoices')
        payer = self._get_payer()
        if not payer.companies:
            raise NotFound()
        return self._choose(payer)

    @http.route(
        '/my/remittances',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_remittances(self, names='', **kwargs):
        """Show what has to be paid in several payments, with a button for each."""
        return self._render_remittances(self._get_payer(), names)

    @http.route(
        '/my/remittances/<string:name>',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
    )
    def portal_my_remittance(self, name, again=None, **kwargs):
        """Show how to pay a remittance or, afterwards, what became of it."""
        payer = self._get_payer()
        remittance_sudo = self._get_own_remittance_or_404(payer, name)
        return self._render_remittance(payer, remittance_sudo, again=bool(again))

    @http.route(
        '/my/remittances/<string:name>/settle',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_settle_remittance(self, name, **kwargs):
        """Settle a remittance that credits cover wholly."""
        return self._settle_by_credit(self._get_payer(), name)

    @http.route('/my/remittances/<string:name>/transaction', type='jsonrpc', auth='user')
    def portal_remittance_transaction(self, name, **kwargs):
        """Create the transaction that pays a remittance; see :meth:`_pay`."""
        return self._pay(self._get_payer(), name, kwargs)

    @http.route('/my/remittances/<string:name>/status', type='jsonrpc', auth='user')
    def portal_remittance_status(self, name):
        """Book a payment that has arrived and tell what became of it; see :meth:`_get_result`."""
        return self._get_result(self._get_payer(), name)
