from odoo import _
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_documents import (
    PAGES_AHEAD,
    SEARCH_LENGTH,
)
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments
from odoo.addons.account_payment_portal.models.sale_order_portal import (
    ORDER_ORDERS,
    QUOTE_ORDERS,
    OrderQuery,
)
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.sale.controllers.portal import CustomerPortal


class PortalOrders(PortalDocuments, CustomerPortal):
    """Search, views, sorting and paging of core's lists of quotes and orders.

    Users whose companies have no payment portal keep core's lists.
    """

    def _prepare_sale_portal_rendering_values(self, page=1, quotation_page=False, **kwargs):
        """Override of `sale` to show the part of the list that is asked for."""
        if not self._get_portal_companies():
            return super()._prepare_sale_portal_rendering_values(
                page=page, quotation_page=quotation_page, **kwargs
            )
        prepare = self._prepare_quotes if quotation_page else self._prepare_orders
        return {**self._prepare_portal_layout_values(), **prepare(page, kwargs)}

    # === TEMPLATE VALUES === #

    def _prepare_quotes(self, page, params):
        """Return what the list of quotes needs.

        :param int page: The number of the page, from 1; from outside.
        :param dict params: The parameters of the address.
        :rtype: dict
        """
        query = self._read_order_query(params, self._get_quote_views(), QUOTE_ORDERS)
        domain = Domain(self._prepare_quotations_domain(request.env.user.partner_id))
        orders, values = self._prepare_order_page('/my/quotes', domain, query, page)
        sorts = {'date': _("Date"), 'validity': _("Valid until"), 'name': _("Number")}
        return {
            **values,
            'page_name': 'quote',
            'quotations': orders.sudo(),  # As core: the template reads more than the order.
            'orders': orders.browse(),
            'views': self._get_quote_views(),
            'sorts': sorts,
        }

    def _prepare_orders(self, page, params):
        """Return what the list of orders needs.

        :param int page: The number of the page, from 1; from outside.
        :param dict params: The parameters of the address.
        :rtype: dict
        """
        query = self._read_order_query(params, self._get_order_views(), ORDER_ORDERS)
        domain = Domain(self._prepare_orders_domain(request.env.user.partner_id))
        orders, values = self._prepare_order_page('/my/orders', domain, query, page)
        return {
            **values,
            'page_name': 'order',
            'quotations': orders.browse(),
            'orders': orders.sudo(),  # As core: the template reads more than the order.
            'views': self._get_order_views(),
            'sorts': {'date': _("Date"), 'name': _("Number")},
        }

    def _prepare_order_page(self, url, domain, query, page):
        """Return one page of quotes or orders, and what the templates need around it.

        :param str url: The address of the list.
        :param odoo.fields.Domain domain: All that is on the list.
        :param OrderQuery query: Which part.
        :param int page: The number of the page, from 1; from outside.
        :return: The orders, and the values.
        :rtype: tuple[sale.order, dict]
        """
        step = self._items_per_page
        page = self._read_page(page)
        offset = (page - 1) * step
        orders = request.env['sale.order']
        domain &= orders._get_portal_view_domain(query.view)
        domain &= orders._get_portal_search_domain(query.search)
        sort = {**ORDER_ORDERS, **QUOTE_ORDERS}[query.sort]
        # Counting all of them would take longer the more there are.
        ahead = orders.search(domain, order=sort, limit=PAGES_AHEAD * step + 1, offset=offset)
        url_args = {'filterby': query.view, 'sortby': query.sort, 'search': query.search}
        return ahead[:step], {
            'pager': portal_pager(
                url=url, url_args=url_args, total=offset + len(ahead), page=page, step=step
            ),
            'default_url': url,
            'list_url': url,
            'query': query,
            'is_order_list': True,
            'has_bills': False,
        }

    # === REQUEST === #

    def _read_order_query(self, params, views, sorts):
        """Return which part of a list a request asks for; what makes no sense is left out.

        :param dict params: The parameters of the address.
        :param dict views: The views of the list.
        :param dict sorts: Its sortings.
        :rtype: OrderQuery
        """
        # The one character that a text in the database can't hold is in no number, either.
        search = (params.get('search') or '').replace('\0', ' ').strip()[:SEARCH_LENGTH]
        view, sort = params.get('filterby'), params.get('sortby')
        return OrderQuery(
            view=view if view in views else 'all',
            sort=sort if sort in sorts else 'date',
            search=search,
        )

    # === GETTERS === #

    def _get_quote_views(self):
        """Return the names of the views of quotes.

        :rtype: dict
        """
        return {'all': _("All"), 'waiting': _("Waiting for you"), 'expired': _("Expired")}

    def _get_order_views(self):
        """Return the names of the views of orders.

        :rtype: dict
        """
        return {'all': _("All"), 'open': _("Not fully invoiced"), 'invoiced': _("Invoiced")}
