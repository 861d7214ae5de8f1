from odoo import http
from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.account_payment_portal.controllers.payer import Payer
from odoo.addons.account_payment_portal.controllers.payer_documents import PayerDocuments


class PortalDocuments(PayerDocuments, PortalAccount):
    """The list of what a customer owes, in place of core's list of invoices.

    Users whose companies have no payment portal keep core's pages.
    """

    def _is_document_list_readonly(self, _rule, _args):
        """Return whether a request for the list only reads: core's lists write tokens.

        :param werkzeug.routing.Rule _rule: The rule of the route.
        :param dict _args: The arguments in the address.
        :rtype: bool
        """
        # Asked before the session is checked: its user may be nobody, or gone.
        user = request.env.user
        if not user or request.httprequest.args.get('filterby') == 'bills':
            return False
        # The usual answer is in memory.
        if request.env['payment.portal']._get_active_companies() & self._get_user_companies():
            return True
        return bool(user.exists() and self._get_portal_companies())

    # === ROUTES === #

    @http.route(readonly=_is_document_list_readonly)
    def portal_my_invoices(self, page=1, sortby=None, filterby=None, **kwargs):
        """Override of `account` to show what the customer owes, ready to be ticked and paid."""
        payer = self._get_payer()
        if filterby == 'bills' or not payer.companies:
            return super().portal_my_invoices(page=page, sortby=sortby, filterby=filterby, **kwargs)
        if remittance := self._get_own_remittance(payer, kwargs.get('remittance')):
            return self._render_selection(payer, self._get_remittance_selection(remittance))
        response = self._render_documents(
            payer, self._read_query(sortby=sortby, filterby=filterby, **kwargs), page
        )
        # For core's links from a document to the next.
        shown_ids = [row['id'] for row in response.qcontext['rows'] if row['url']]
        request.session['my_invoices_history'] = shown_ids[:100]
        return response

    @http.route(
        '/my/invoices/totals',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_invoices_totals(self):
        """Show what the customer owes in each currency, for lists too long to be summed at once."""
        payer = self._get_payer()
        return self._render_balances(payer) if payer.companies else request.not_found()

    @http.route()
    def portal_my_overdue_invoices(self, *args, **kwargs):
        """Override of `account_payment` to pay overdue documents on the list of all documents."""
        if self._get_portal_companies():
            return request.redirect('/my/invoices?filterby=overdue')
        return super().portal_my_overdue_invoices(*args, **kwargs)

    # === ACCESS === #

    def _get_payer(self):
        """Return the logged-in customer; without companies where everything stays as in core.

        :rtype: Payer
        """
        return Payer(
            partner=request.env.user.partner_id,
            companies=self._get_portal_companies(),
            documents_url='/my/invoices',
            remittances_url='/my/remittances',
            layout='portal.portal_layout',
        )

    def _get_portal_companies(self):
        """Return the companies whose documents the list shows.

        :return: Those with a payment portal and those of the user; empty where everything stays as
            in core.
        :rtype: res.company
        """
        user = request.env.user
        if user._is_public():
            return request.env['res.company']
        active = request.env['payment.portal']._get_active_companies()
        own = self._get_user_companies()
        if not active & own and not self._has_documents_in(active):
            return active.browse()
        return active | own

    def _get_user_companies(self):
        """Return the companies that the user may work in.

        :rtype: res.company
        """
        # In sudo mode because customers may not read them.
        return request.env['res.company'].sudo().browse(request.env.user._get_company_ids())

    def _has_documents_in(self, companies):
        """Return whether the customer has documents of any of the companies.

        :param res.company companies: The companies.
        :rtype: bool
        """
        if not companies:
            return False
        moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
        domain = moves_sudo._get_payer_document_domain(request.env.user.partner_id, companies)
        return bool(moves_sudo.search_count(domain, limit=1))

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Override of `portal` to open what the list shows: record rules hide the documents of
        companies that the user is not in, and receipts.
        """
        if model_name == 'account.move' and not access_token:
            companies = self._get_portal_companies()
            moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
            domain = moves_sudo._get_payer_document_domain(request.env.user.partner_id, companies)
            if companies and (move := moves_sudo.search([('id', '=', document_id), *domain])):
                return move
        return super()._document_check_access(model_name, document_id, access_token=access_token)
