from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.guest_documents import (
    DOCUMENTS_ROUTE,
    GuestDocuments,
)
from odoo.addons.account_payment_portal.controllers.payer_download import PayerDownload
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments


class PortalDownload(PortalDocuments, PayerDownload):
    """Documents as PDF for customers who are logged in to the portal."""

    @http.route(
        '/my/invoices/<int:move_id>/pdf',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
    )
    def portal_my_invoice_pdf(self, move_id):
        """Show the official PDF of a document in the browser."""
        return self._show_pdf(self._get_payer(), move_id)

    @http.route(
        '/my/invoices/download',
        type='http',
        auth='user',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
    )
    def portal_download_documents(self, **params):
        """Send the PDFs of what the customer ticked."""
        payer = self._get_payer()
        if request.httprequest.method == 'GET':  # He had to log in again on his way here.
            return request.redirect(payer.documents_url)
        return self._download(payer)


class GuestDownload(GuestDocuments):
    """Documents as PDF for customers without an account, who have signed in."""

    @http.route(
        f'{DOCUMENTS_ROUTE}/download',
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
    )
    def guest_download_documents(self, slug, **params):
        """Send the PDFs of what the customer ticked."""
        payer = self._get_guest_payer(slug)
        if request.httprequest.method == 'GET':  # He had to sign in again on his way here.
            return self._secure(request.redirect(payer.documents_url))
        return self._secure(self._download(payer))
