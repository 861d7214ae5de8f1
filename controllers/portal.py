from odoo import _, http
from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.account_payment_portal.controllers.amounts import AmountWriter
from odoo.addons.account_payment_portal.controllers.document_rows import DocumentRows
from odoo.addons.account_payment_portal.models.account_move import (
    OPEN_ITEM_COUNT_SUMMED,
    OPEN_ITEM_ORDERS,
    DocumentQuery,
)
from odoo.addons.portal.controllers.portal import pager as portal_pager

# How many pages ahead the pager knows. Counting all of them would take longer the more there are.
PAGES_AHEAD = 5

# The names under which core's pages link to views of ours.
STOCK_VIEWS = {'invoices': 'outstanding', 'overdue_invoices': 'overdue'}

# Pages beyond are empty, and their offsets could be too large for the database.
PAGE_MAX = 1_000_000

# Longer texts are in no number and no reference.
SEARCH_LENGTH = 64


class PortalDocuments(PortalAccount):
    """The list of what a customer owes, in place of core's list of invoices.

    Users whose companies have no payment portal keep core's pages.
    """

    def _is_document_list_readonly(self, rule, args):
        """Return whether a request for the list only reads: core's lists write tokens.

        :param werkzeug.routing.Rule rule: The rule of the route.
        :param dict args: The arguments in the address.
        :rtype: bool
        """
        # Asked before the session is checked: its user may be nobody, or gone.
        if not request.env.user.exists() or request.httprequest.args.get('filterby') == 'bills':
            return False
        return bool(self._get_portal_companies())

    # === ROUTES === #

    @http.route(readonly=_is_document_list_readonly)
    def portal_my_invoices(self, page=1, sortby=None, filterby=None, **kwargs):
        """Override of `account` to show what the customer owes, ready to be ticked and paid."""
        companies = self._get_portal_companies()
        if filterby == 'bills' or not companies:
            return super().portal_my_invoices(page=page, sortby=sortby, filterby=filterby, **kwargs)
        view = STOCK_VIEWS.get(filterby, filterby)
        if remittance := self._get_own_remittance(kwargs.get('remittance')):
            return self._render_selection(self._get_remittance_selection(remittance))
        query = DocumentQuery(
            view=view if view in self._get_document_views() else 'outstanding',
            sort=sortby if sortby in OPEN_ITEM_ORDERS else self._get_default_sort(view),
            # The one character that a text in the database can't hold is in no number, either.
            search=(kwargs.get('search') or '').replace('\0', ' ').strip()[:SEARCH_LENGTH],
        )
        return self._render_documents(companies, query, min(max(page, 1), PAGE_MAX))

    @http.route(
        '/my/invoices/totals', type='http', auth='user', methods=['GET'], website=True,
        sitemap=False, readonly=True,
    )
    def portal_my_invoices_totals(self):
        """Show what the customer owes in each currency, for lists too long to be summed at once."""
        companies = self._get_portal_companies()
        if not companies:
            return request.not_found()
        return request.render('account_payment_portal.portal_balances_page', {
            **self._prepare_portal_layout_values(),
            'page_name': 'documents',
            'balances': self._prepare_balances(companies, limit=None),
        })

    @http.route()
    def portal_my_overdue_invoices(self, *args, **kwargs):
        """Override of `account_payment` to pay overdue documents on the list of all documents."""
        if self._get_portal_companies():
            return request.redirect('/my/invoices?filterby=overdue')
        return super().portal_my_overdue_invoices(*args, **kwargs)

    # === ACCESS === #

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
        if not active & user.sudo().company_ids and not self._has_documents_in(active):
            return active.browse()
        return active | user.sudo().company_ids

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

    def _get_own_remittance(self, name):
        """Return a remittance of the user's commercial entity.

        :param str|None name: Its name, from outside.
        :return: The remittance; empty if it is unknown or somebody else's.
        :rtype: payment.remittance
        """
        # In sudo mode because payers have no access to remittances; narrowed down to their own.
        remittances_sudo = request.env['payment.remittance'].sudo()
        if not name or not name.isalnum():  # The database can't even be asked for some texts.
            return remittances_sudo
        return remittances_sudo._get_payer_remittance(name, request.env.user.partner_id)

    # === RENDERING === #

    def _render_documents(self, companies, query, page):
        """Render one page of the list.

        :param res.company companies: The companies whose documents are shown.
        :param DocumentQuery query: Which documents.
        :param int page: The number of the page, from 1.
        :rtype: Response
        """
        step = self._items_per_page
        offset = (page - 1) * step
        moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
        ids_ahead = moves_sudo._get_payer_document_ids(
            request.env.user.partner_id,
            companies,
            query._replace(offset=offset, limit=PAGES_AHEAD * step + 1),
        )
        pager = portal_pager(
            url='/my/invoices',
            url_args={'filterby': query.view, 'sortby': query.sort, 'search': query.search},
            total=offset + len(ids_ahead),
            page=page,
            step=step,
        )
        values = self._prepare_list_values(companies, ids_ahead[:step], {})
        shown_ids = [row['id'] for row in values['rows'] if row['url']]
        request.session['my_invoices_history'] = shown_ids[:100]
        return request.render('account_payment_portal.portal_my_documents', {
            **values,
            'pager': pager,
            'query': query,
            'is_more': len(ids_ahead) > PAGES_AHEAD * step,
            'offset': offset,
            'count': offset + len(ids_ahead),
        })

    def _render_selection(self, selection, error=None, status=200):
        """Render only what the customer has picked, as he picked it.

        Shape: `selection` is `{account.move id: typed text or None for all}`

        :param dict selection: What he picked; what is not his is left out.
        :param str error: Why it can't be paid.
        :param int status: The HTTP status.
        :rtype: Response
        """
        companies = self._get_portal_companies()
        # In sudo mode because payers have no access to open items; narrowed down to their own.
        items_sudo = request.env['account.move.line'].sudo()._get_open_items(
            request.env.user.partner_id, list(selection)
        )
        return request.render('account_payment_portal.portal_my_documents', {
            **self._prepare_list_values(companies, items_sudo.move_id.ids, selection),
            'query': DocumentQuery(view='selection'),
            'pager': None,
            'error': error,
        }, status=status)

    def _prepare_list_values(self, companies, move_ids, selection):
        """Return what the list's page needs besides the pager.

        :param res.company companies: The companies whose documents are shown.
        :param list[int] move_ids: The documents, already narrowed down to the payer's own.
        :param dict selection: What the customer has already ticked.
        :rtype: dict
        """
        payer = request.env.user.partner_id
        amounts = AmountWriter(request.env)
        rows = DocumentRows(request.env(su=True), payer, amounts).prepare(move_ids, selection)
        balances = self._prepare_balances(companies, OPEN_ITEM_COUNT_SUMMED)
        return {
            **self._prepare_portal_layout_values(),
            'page_name': 'documents',
            'rows': rows,
            'is_multi_company': len({row['company'] for row in rows}) > 1,
            'balances': balances,
            # A cheap answer: looking for bills among very many documents is not.
            'has_bills': payer.commercial_partner_id.supplier_rank > 0,
            'views': self._get_document_views(),
            'sorts': self._get_document_sorts(),
            'script_values': self._prepare_script_values(amounts, rows, balances),
        }

    def _prepare_script_values(self, amounts, rows, balances):
        """Return what the page's script needs to read and write amounts.

        :param AmountWriter amounts: The writer of the amounts.
        :param list[dict] rows: The rows.
        :param list[dict]|None balances: What the customer owes; he may have ticked more elsewhere.
        :rtype: dict
        """
        currency_ids = {row['payable']['currency_id'] for row in rows if row['payable']}
        currency_ids |= {balance['currency_id'] for balance in balances or ()}
        return {
            'decimalPoint': amounts.decimal_point,
            'thousandsSep': amounts.thousands_sep,
            'payerId': request.env.user.partner_id.id,
            'currencies': {
                currency.id: {
                    'symbol': currency.symbol,
                    'position': currency.position,
                    'digits': currency.decimal_places,
                    'code': amounts.get_code(currency),
                }
                for currency in request.env['res.currency'].sudo().browse(sorted(currency_ids))
            },
        }

    def _prepare_balances(self, companies, limit):
        """Return what the customer owes in each currency, ready to be shown.

        :param res.company companies: The companies whose documents are summed up.
        :param int|None limit: Give up beyond this number of open items.
        :return: The figures; None if there are more open items than the limit.
        :rtype: list[dict]|None
        """
        moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
        balances = moves_sudo._get_payer_balances(request.env.user.partner_id, companies, limit)
        amounts = AmountWriter(request.env)
        return balances and [
            {
                'currency': balance.currency.name,
                'currency_id': balance.currency.id,
                'outstanding': amounts.write(balance.outstanding, balance.currency),
                'overdue': amounts.write(balance.overdue, balance.currency),
                'is_overdue': balance.overdue > 0,
                'credit': amounts.write(balance.credit, balance.currency),
                'is_credit': balance.credit > 0,
            }
            for balance in balances
        ]

    # === GETTERS === #

    def _get_document_views(self):
        """Return the names of the list's views.

        :rtype: dict
        """
        return {
            'outstanding': _("Outstanding"),
            'overdue': _("Overdue"),
            'credits': _("Credits"),
            'paid': _("Paid"),
            'all': _("All"),
        }

    def _get_document_sorts(self):
        """Return the names of the list's sortings.

        :rtype: dict
        """
        return {'duedate': _("Due date"), 'date': _("Date"), 'name': _("Number")}

    def _get_default_sort(self, view):
        """Return how a view is sorted when nothing else is asked for.

        :param str view: The view.
        :rtype: str
        """
        return 'date' if view in ('paid', 'all') else 'duedate'

    def _get_remittance_selection(self, remittance):
        """Return what was picked for a remittance.

        :param payment.remittance remittance: The remittance.
        :return: `{account.move id: amount text}`
        :rtype: dict
        """
        amounts = AmountWriter(request.env)
        sums = {}
        for line in remittance.line_ids:
            sums[line.move_id.id] = sums.get(line.move_id.id, 0) + abs(line.amount)
        return {
            move_id: amounts.write_input(amount, remittance.currency_id)
            for move_id, amount in sums.items()
            if move_id
        }
