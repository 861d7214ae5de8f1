from werkzeug.exceptions import abort

from odoo import _, http
from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_preview import GuestPreview
from odoo.addons.account_payment_portal.controllers.payer import Payer
from odoo.addons.account_payment_portal.controllers.payer_checkout import PayerCheckout
from odoo.addons.account_payment_portal.controllers.payer_download import PayerDownload

DOCUMENTS_ROUTE = f'{const.GUEST_ROUTE}/<string:slug>/documents'
REMITTANCES_ROUTE = f'{const.GUEST_ROUTE}/<string:slug>/remittances'


class GuestDocuments(GuestPreview, PayerCheckout, PayerDownload):
    """The list and the checkout of customers without an account, who have signed in.

    Nobody is logged in on these routes: each asks for the guest's session first, and shows and
    takes only what is its customer's, in the company of the portal.
    """

    # === ROUTES - DOCUMENTS === #

    @http.route(
        [DOCUMENTS_ROUTE, f'{DOCUMENTS_ROUTE}/page/<int:page>'],
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_documents(self, slug, page=1, **params):
        """Show what the customer owes, ready to be ticked and paid."""
        payer = self._get_guest_payer(slug)
        if remittance := self._get_own_remittance(payer, params.get('remittance')):
            return self._secure(
                self._render_selection(payer, self._get_remittance_selection(remittance))
            )
        return self._secure(self._render_documents(payer, self._read_query(**params), page))

    @http.route(
        f'{DOCUMENTS_ROUTE}/totals',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_totals(self, slug):
        """Show what the customer owes in each currency, for lists too long to be summed at once."""
        return self._secure(self._render_balances(self._get_guest_payer(slug)))

    @http.route(
        f'{DOCUMENTS_ROUTE}/<int:move_id>',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
    )
    def guest_document(self, slug, move_id):
        """Show the official PDF of a document."""
        return self._secure(self._show_pdf(self._get_guest_payer(slug), move_id))

    # === ROUTES - PAYMENT === #

    @http.route(
        f'{DOCUMENTS_ROUTE}/pay',
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
    )
    def guest_pay_documents(self, slug, **params):
        """Freeze what the customer ticked and send him on to pay it."""
        payer = self._get_guest_payer(slug)
        if request.httprequest.method == 'GET':  # He had to sign in again on his way here.
            return self._secure(request.redirect(payer.documents_url))
        return self._secure(self._choose(payer))

    @http.route(
        REMITTANCES_ROUTE,
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_remittances(self, slug, names='', **params):
        """Show what has to be paid in several payments, with a button for each."""
        return self._secure(self._render_remittances(self._get_guest_payer(slug), names))

    @http.route(
        f'{REMITTANCES_ROUTE}/<string:name>',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
    )
    def guest_remittance(self, slug, name, again=None, **params):
        """Show how to pay a remittance or, afterwards, what became of it."""
        payer = self._get_guest_payer(slug)
        remittance_sudo = self._get_own_remittance_or_404(payer, name)
        return self._secure(self._render_remittance(payer, remittance_sudo, again=bool(again)))

    @http.route(
        f'{REMITTANCES_ROUTE}/<string:name>/settle',
        type='http',
        auth='public',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def guest_settle_remittance(self, slug, name, **params):
        """Settle a remittance that credits cover wholly."""
        return self._secure(self._settle_by_credit(self._get_guest_payer(slug), name))

    @http.route(
        f'{REMITTANCES_ROUTE}/<string:name>/transaction',
        type='jsonrpc',
        auth='public',
        website=True,
    )
    def guest_remittance_transaction(self, slug, name, **kwargs):
        """Create the transaction that pays a remittance; see :meth:`_pay`."""
        return self._pay(self._get_calling_payer(slug), name, kwargs)

    @http.route(
        f'{REMITTANCES_ROUTE}/<string:name>/status', type='jsonrpc', auth='public', website=True
    )
    def guest_remittance_status(self, slug, name):
        """Book a payment that has arrived and tell what became of it; see :meth:`_get_result`."""
        return self._get_result(self._get_calling_payer(slug), name)

    # === ACCESS === #

    def _get_guest_payer(self, slug):
        """Return the customer who has signed in; lead everybody else to the sign-in page.

        :param str slug: The address of the portal.
        :rtype: Payer
        :raise NotFound: If there is no such portal.
        """
        if previewed := self._get_preview_payer(slug):
            return previewed
        portal_sudo = self._get_guest_portal(slug)
        session_sudo = self._get_guest_session(portal_sudo)
        if not session_sudo:
            abort(self._redirect_to_sign_in(portal_sudo, notice='session_over'))
        return self._make_payer(portal_sudo, session_sudo)

    def _get_calling_payer(self, slug):
        """Return the customer who has signed in, for scripts.

        :param str slug: The address of the portal.
        :rtype: Payer
        :raise NotFound: If there is no such portal.
        :raise ValidationError: If nobody has signed in; the message is for the payer.
        """
        portal_sudo = self._get_guest_portal(slug)
        session_sudo = self._get_guest_session(portal_sudo)
        if not session_sudo:
            raise ValidationError(_("Your visit has ended. Please sign in again."))
        return self._make_payer(portal_sudo, session_sudo)

    def _make_payer(self, portal_sudo, session_sudo):
        """Return what a guest may see, and where his pages are.

        :param payment.portal portal_sudo: The portal.
        :param payment.portal.session session_sudo: His session, which goes on.
        :rtype: Payer
        """
        return Payer(
            partner=session_sudo.partner_id,
            companies=portal_sudo.company_id,
            documents_url=portal_sudo._get_guest_path('documents'),
            remittances_url=portal_sudo._get_guest_path('remittances'),
            layout='account_payment_portal.guest_documents_layout',
            move_ids=session_sudo.link_id._get_only_move_ids(),
            portal=portal_sudo,
        )
