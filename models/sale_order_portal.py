from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import escape_psql

# How each list can be sorted. A unique key comes last: pages must not overlap.
QUOTE_ORDERS = {
    'date': 'date_order DESC, id DESC',
    'validity': 'validity_date, id',
    'name': 'name, id',
}
ORDER_ORDERS = {'date': 'date_order DESC, id DESC', 'name': 'name, id'}


class OrderQuery(NamedTuple):
    """Which part of a customer's quotes or orders is asked for.

    Shape: `view` is 'all', 'waiting' or 'expired' for quotes, 'all', 'open' or 'invoiced' for
        orders; `sort` is a key of `QUOTE_ORDERS` or `ORDER_ORDERS`
    """

    view: str = 'all'
    sort: str = 'date'
    search: str = ''


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS - QUOTES AND ORDERS OF A PAYER === #

    @api.model
    def _get_portal_view_domain(self, view):
        """Return what narrows quotes or orders down to a view.

        :param str view: See :class:`OrderQuery`.
        :rtype: odoo.fields.Domain
        """
        today = fields.Date.context_today(self)
        domains = {
            'waiting': Domain('state', '=', 'sent')
            & Domain('company_id', 'in', self._get_accepting_companies().ids)
            & (Domain('validity_date', '=', False) | Domain('validity_date', '>=', today)),
            'expired': Domain('validity_date', '<', today),
            'open': Domain('invoice_status', '!=', 'invoiced'),
            'invoiced': Domain('invoice_status', '=', 'invoiced'),
        }
        return domains.get(view, Domain.TRUE)

    @api.model
    def _get_accepting_companies(self):
        """Return the companies whose customers can accept quotes in the payment portal.

        :rtype: res.company
        """
        # In sudo mode because customers may not read companies and portals.
        portals_sudo = self.env['payment.portal'].sudo()
        return portals_sudo._get_active_companies().filtered(
            lambda company: portals_sudo._get_for_company(company).allow_quote_acceptance
        )

    @api.model
    def _get_portal_search_domain(self, search):
        """Return what narrows quotes or orders down to those that a text is found in.

        :param str search: A part of the number, of the customer's reference or of what was ordered.
        :rtype: odoo.fields.Domain
        """
        if not search:
            return Domain.TRUE
        pattern = escape_psql(search)
        return Domain.OR(
            Domain(name, 'ilike', pattern)
            for name in ('name', 'client_order_ref', 'order_line.name')
        )
