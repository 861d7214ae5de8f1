from odoo import http

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_documents import GuestDocuments
from odoo.addons.account_payment_portal.controllers.payer_history import PayerHistory
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments

HISTORY_ROUTE = '/my/history'
GUEST_HISTORY_ROUTE = f'{const.GUEST_ROUTE}/<string:slug>/history'


class PortalHistory(PortalDocuments, PayerHistory):
    """The history of customers who are logged in to the portal."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to lead customers of a payment portal to their history."""
        values = super()._prepare_home_portal_values(counters)
        if 'history_count' in counters:
            values['history_count'] = int(bool(self._get_portal_companies()))
        return values

    @http.route(
        [HISTORY_ROUTE, f'{HISTORY_ROUTE}/page/<int:page>'],
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_history(self, year=None, page=1, **params):
        """Show what the customer bought and paid in a year."""
        return self._render_history(self._get_payer(), year, page)

    @http.route(
        f'{HISTORY_ROUTE}/figures',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_history_figures(self, year=None, page=1, **params):
        """Show the figures of a year too long to be summed up at once."""
        return self._render_history_figures(self._get_payer(), year, page)


class GuestHistory(GuestDocuments, PayerHistory):
    """The history of customers without an account, who have signed in for their whole account."""

    @http.route(
        [GUEST_HISTORY_ROUTE, f'{GUEST_HISTORY_ROUTE}/page/<int:page>'],
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_history(self, slug, year=None, page=1, **params):
        """Show what the customer bought and paid in a year."""
        return self._secure(self._render_history(self._get_guest_payer(slug), year, page))

    @http.route(
        f'{GUEST_HISTORY_ROUTE}/figures',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_history_figures(self, slug, year=None, page=1, **params):
        """Show the figures of a year too long to be summed up at once."""
        return self._secure(self._render_history_figures(self._get_guest_payer(slug), year, page))
