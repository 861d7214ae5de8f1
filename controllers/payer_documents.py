from odoo import _
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.document_rows import DocumentRows
from odoo.addons.account_payment_portal.models.account_move import (
    OPEN_ITEM_COUNT_SUMMED,
    OPEN_ITEM_ORDERS,
    DocumentQuery,
)
from odoo.addons.account_payment_portal.models.amounts import AmountWriter
from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

# How many pages ahead the pager knows. Counting all of them would take longer the more there are.
PAGES_AHEAD = 5

# The names under which core's pages link to views of ours.
STOCK_VIEWS = {'invoices': 'outstanding', 'overdue_invoices': 'overdue'}

# Pages beyond are empty, and their offsets could be too large for the database.
PAGE_MAX = 1_000_000

# No larger id is in the database, nor can it be asked for one.
ID_MAX = 2**31 - 1

# Longer texts are in no number and no reference.
SEARCH_LENGTH = 64


class PayerDocuments(PaymentPortal):
    """The list of what a payer owes, for whoever he is; routes say who."""

    # === REQUEST === #

    def _read_query(self, sortby=None, filterby=None, search=None, **kwargs):
        """Return which documents a request asks for; what makes no sense is left out.

        :param str sortby: The sorting.
        :param str filterby: The view.
        :param str search: A part of a number or reference.
        :param dict kwargs: Other parameters of the address.
        :rtype: DocumentQuery
        """
        view = STOCK_VIEWS.get(filterby, filterby)
        return DocumentQuery(
            view=view if view in self._get_document_views() else 'outstanding',
            sort=sortby if sortby in OPEN_ITEM_ORDERS else self._get_default_sort(view),
            # The one character that a text in the database can't hold is in no number, either.
            search=(search or '').replace('\0', ' ').strip()[:SEARCH_LENGTH],
        )

    def _read_page(self, page):
        """Return the number of the page that a request asks for.

        :param int|str page: What stands in the address; the first page for what is no number.
        :rtype: int
        """
        return min(max(self._cast_as_int(page) or 1, 1), PAGE_MAX)

    # === ACCESS === #

    def _get_own_remittance(self, payer, name):
        """Return a remittance of the payer.

        :param Payer payer: Who asks.
        :param str|None name: Its name, from outside.
        :return: The remittance; empty if it is unknown or not his.
        :rtype: payment.remittance
        """
        # In sudo mode because payers have no access to remittances; narrowed down to their own.
        remittances_sudo = request.env['payment.remittance'].sudo()
        if not name or not name.isalnum():  # The database can't even be asked for some texts.
            return remittances_sudo
        remittance_sudo = remittances_sudo._get_payer_remittance(name, payer.partner)
        moves_sudo = remittance_sudo.line_ids.move_id
        # A payer who comes back reads what became of his payment even if the portal was switched
        # off meanwhile.
        if payer.companies and payer.filter_own(moves_sudo) != moves_sudo:
            return remittances_sudo
        return remittance_sudo

    # === RENDERING === #

    def _render_documents(self, payer, query, page):
        """Render one page of the list.

        :param Payer payer: Whose documents are shown.
        :param DocumentQuery query: Which documents.
        :param int|str page: The number of the page, from 1; from outside.
        :rtype: Response
        """
        step = self._items_per_page
        page = self._read_page(page)
        offset = (page - 1) * step
        moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
        ids_ahead = moves_sudo._get_payer_document_ids(
            payer.partner,
            payer.companies,
            query._replace(offset=offset, limit=PAGES_AHEAD * step + 1, move_ids=payer.move_ids),
        )
        pager = portal_pager(
            url=payer.documents_url,
            url_args={'filterby': query.view, 'sortby': query.sort, 'search': query.search},
            total=offset + len(ids_ahead),
            page=page,
            step=step,
        )
        return request.render(
            'account_payment_portal.portal_my_documents',
            {
                **self._prepare_list_values(payer, ids_ahead[:step], {}),
                'pager': pager,
                'query': query,
                'is_more': len(ids_ahead) > PAGES_AHEAD * step,
                'offset': offset,
                'count': offset + len(ids_ahead),
            },
        )

    def _render_selection(self, payer, selection, error=None, status=200):
        """Render only what the customer has picked, as he picked it.

        Shape: `selection` is `{account.move id: typed text or None for all}`

        :param Payer payer: Who picked it.
        :param dict selection: What he picked; what is not his is left out.
        :param str error: Why it can't be paid.
        :param int status: The HTTP status.
        :rtype: Response
        """
        # In sudo mode because payers have no access to open items; narrowed down to their own.
        items_sudo = (
            request.env['account.move.line'].sudo()._get_open_items(payer.partner, list(selection))
        )
        move_ids = payer.filter_own(items_sudo.move_id).ids
        return request.render(
            'account_payment_portal.portal_my_documents',
            {
                **self._prepare_list_values(payer, move_ids, selection),
                'query': DocumentQuery(view='selection'),
                'pager': None,
                'error': error,
            },
            status=status,
        )

    def _render_balances(self, payer):
        """Render what the customer owes in each currency, however long that takes.

        :param Payer payer: Who owes it.
        :rtype: Response
        """
        return request.render(
            'account_payment_portal.portal_balances_page',
            {
                **self._prepare_payer_values(payer),
                'page_name': 'documents',
                'balances': self._prepare_balances(payer, limit=None),
            },
        )

    def _prepare_payer_values(self, payer):
        """Return what the layout of a payer's pages needs.

        :param Payer payer: Who looks at the page.
        :rtype: dict
        """
        if payer.portal is None:
            return {**self._prepare_portal_layout_values(), 'payer': payer}
        return {
            'payer': payer,
            'portal': payer.portal,
            'res_company': payer.portal.company_id,
            'no_header': True,
        }

    def _prepare_list_values(self, payer, move_ids, selection):
        """Return what the list's page needs besides the pager.

        :param Payer payer: Whose documents are shown.
        :param list[int] move_ids: The documents, already narrowed down to the payer's own.
        :param dict selection: What the customer has already ticked.
        :rtype: dict
        """
        amounts = payer.make_amount_writer(request.env)
        rows = DocumentRows(request.env(su=True), payer, amounts).prepare(move_ids, selection)
        balances = self._prepare_balances(payer, OPEN_ITEM_COUNT_SUMMED)
        return {
            **self._prepare_payer_values(payer),
            'page_name': 'documents',
            'rows': rows,
            'is_multi_company': len({row['company'] for row in rows}) > 1,
            'balances': balances,
            # A cheap answer: looking for bills among very many documents is not.
            'has_bills': payer.portal is None
            and payer.partner.commercial_partner_id.supplier_rank > 0,
            'views': self._get_document_views(),
            'sorts': self._get_document_sorts(),
            'contact_cards': self._prepare_contact_cards(payer, move_ids),
            'script_values': self._prepare_script_values(payer, amounts, rows, balances),
        }

    def _prepare_contact_cards(self, payer, move_ids):
        """Return whom the payer can ask about some documents.

        :param Payer payer: Who asks.
        :param list[int] move_ids: The documents, already narrowed down to the payer's own.
        :return: See `payment.portal._prepare_contact_cards`. Without documents, his own company's.
        :rtype: list[dict]
        """
        if payer.portal is not None:
            return payer.portal._prepare_contact_cards()
        # In sudo mode because payers have no access to companies.
        moves_sudo = request.env['account.move'].sudo().browse(move_ids)
        companies = moves_sudo.company_id or request.env.user.sudo().company_id
        portals = request.env['payment.portal']
        for company in companies:
            portals |= portals._get_for_company(company)
        return portals._prepare_contact_cards()

    def _prepare_script_values(self, payer, amounts, rows, balances):
        """Return what the page's script needs to read and write amounts.

        :param Payer payer: Whose documents are shown.
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
            'payerId': payer.partner.id,
            'currencies': {
                currency.id: {
                    'symbol': currency.symbol,
                    'code': amounts.get_code(currency),
                    'position': currency.position,
                    'digits': currency.decimal_places,
                }
                for currency in request.env['res.currency'].sudo().browse(sorted(currency_ids))
            },
        }

    def _prepare_balances(self, payer, limit):
        """Return what the customer owes in each currency, ready to be shown.

        :param Payer payer: Who owes it.
        :param int|None limit: Give up beyond this number of open items.
        :return: The figures; None if there are more open items than the limit.
        :rtype: list[dict]|None
        """
        moves_sudo = request.env['account.move'].sudo()  # Narrowed down to the payer's own.
        balances = moves_sudo._get_payer_balances(
            payer.partner, payer.companies, limit, payer.move_ids
        )
        amounts = payer.make_amount_writer(request.env)
        return balances and [
            {
                'currency': balance.currency.name,
                'currency_id': balance.currency.id,
                'outstanding': amounts.to_text(balance.outstanding, balance.currency),
                'overdue': amounts.to_text(balance.overdue, balance.currency),
                'is_overdue': balance.overdue > 0,
                'credit': amounts.to_text(balance.credit, balance.currency),
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
