import logging

from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_pages import SESSION_KEY, GuestPages
from odoo.addons.account_payment_portal.controllers.link_log import MaskLinks
from odoo.addons.account_payment_portal.models.payment_portal_link_visit import LinkVisitor

LINKS = f'{const.GUEST_ROUTE}/l'
LINK = f'{LINKS}/<string:token>'

# How programs say that they ask for a page only in case a person wants it.
PREFETCH_HEADERS = ('Sec-Purpose', 'Purpose', 'X-Purpose', 'X-Moz')

# Where the server writes down the addresses that are asked for.
for _name in ('werkzeug', 'odoo.http', 'odoo.addons.http_routing.models.ir_http'):
    logging.getLogger(_name).addFilter(MaskLinks(LINKS))


class GuestLink(GuestPages, http.Controller):
    """The pages of payment links.

    Mail scanners open every address in a mail. So opening a link changes nothing but its log; a
    person presses a button, which is a form that no scanner can send without having read the page
    with the same cookies. Afterwards the token is in no address any more.

    For links that don't work there is one answer, whatever the reason.
    """

    # === ROUTES - PAGES === #

    # Everybody may look: who has the link may see what the page tells, which is not much.
    @http.route(LINK, type='http', auth='public', methods=['GET'], website=True, sitemap=False)
    def guest_link(self, token):
        """Show what the link is about, and ask whether to go on.

        :param str token: The token of the link.
        :rtype: odoo.http.Response
        """
        return self._show(self._get_link(token), token, 'guest_link')

    # Everybody may look; as above.
    @http.route(
        f'{LINK}/refuse', type='http', auth='public', methods=['GET'], website=True, sitemap=False
    )
    def guest_link_question(self, token):
        """Ask whether the link is really not for the visitor.

        :param str token: The token of the link.
        :rtype: odoo.http.Response
        """
        return self._show(self._get_link(token), token, 'guest_link_refuse')

    # Tells nothing.
    @http.route(LINKS, type='http', auth='public', methods=['GET'], website=True, sitemap=False)
    def guest_link_cut_off(self, **params):
        """Say what to do with an address that lost its token.

        :rtype: odoo.http.Response
        """
        return self._render_dead()

    # Tells nothing.
    @http.route(
        f'{LINKS}/refused', type='http', auth='public', methods=['GET'], website=True, sitemap=False
    )
    def guest_link_refused(self, **params):
        """Thank who said that a link is not for him.

        :rtype: odoo.http.Response
        """
        return self._render_guest('guest_link_refused', self._get_only_portal(), {})

    # === ROUTES - FORMS === #

    # Whoever has the link may use it; how often is decided in the models.
    @http.route(LINK, type='http', auth='public', methods=['POST'], website=True, sitemap=False)
    def guest_link_open(self, token, **params):
        """Open the documents to whoever has the link.

        :param str token: The token of the link.
        :rtype: werkzeug.wrappers.Response
        """
        link_sudo = self._get_link(token)
        portal_sudo = link_sudo.portal_id
        if link_sudo and self._get_guest_session(portal_sudo).link_id == link_sudo:
            return self._redirect_guest(portal_sudo, 'documents')  # He is in: not one more use.
        session_token = link_sudo and link_sudo._open(self._get_visitor())
        if not session_token:
            return self._render_late(link_sudo)
        self._renew_session()
        request.session[SESSION_KEY] = session_token
        return self._redirect_guest(portal_sudo, 'documents')

    # Whoever has the link may end it.
    @http.route(
        f'{LINK}/refuse', type='http', auth='public', methods=['POST'], website=True, sitemap=False
    )
    def guest_link_refuse(self, token, **params):
        """End the link, which went to somebody else than it was meant for.

        :param str token: The token of the link.
        :rtype: werkzeug.wrappers.Response
        """
        link_sudo = self._get_link(token)
        if link_sudo and (link_sudo.refused_at or link_sudo._refuse(self._get_visitor())):
            return self._secure(request.redirect(f'{LINKS}/refused', code=303))
        return self._render_late(link_sudo)

    # === ACCESS === #

    def _get_link(self, token):
        """Return the link of a token.

        :param str token: What stands in the address.
        :return: The link, in sudo mode; empty if there is none.
        :rtype: payment.portal.link
        """
        return request.env['payment.portal.link']._get_by_token(token)

    def _get_only_portal(self):
        """Return the portal whose look pages have that must not tell whose link it was.

        :return: The portal if there is only one, in sudo mode; else empty.
        :rtype: payment.portal
        """
        # In sudo mode because guests may read nothing.
        portals_sudo = request.env['payment.portal'].sudo()
        portal_ids = list(portals_sudo._get_active_ids().values())
        return portals_sudo.browse(portal_ids if len(portal_ids) == 1 else [])

    def _get_visitor(self):
        """Return who asks, for the log of the link.

        :rtype: LinkVisitor
        """
        http_request = request.httprequest
        agent = http_request.user_agent
        return LinkVisitor(
            # Behind a proxy the address of the client, if the server runs in proxy mode.
            address=http_request.remote_addr,
            user_agent=agent.string,
            browser=', '.join(filter(None, (agent.browser, agent.platform))),
            is_prefetch=any(http_request.headers.get(name) for name in PREFETCH_HEADERS),
            has_language=bool(http_request.headers.get('Accept-Language')),
            is_robot=http_request.method == 'HEAD' or request.env['ir.http'].is_a_bot(),
        )

    # === ANSWERS === #

    def _show(self, link_sudo, token, template):
        """Show a page of a link, and note the visit.

        :param payment.portal.link link_sudo: The link.
        :param str token: Its token.
        :param str template: The name of the page's template.
        :rtype: odoo.http.Response
        """
        if not link_sudo._is_working():
            return self._render_late(link_sudo)
        visitor = self._get_visitor()
        kind = 'looked' if visitor.is_person else 'robot'
        request.env['payment.portal.link.visit']._log(link_sudo, kind, visitor)
        values = {
            'path': f'{LINKS}/{token}',
            'company_name': link_sudo.company_id.name,
            'scope': link_sudo.scope,
            'document_count': len(link_sudo._get_visible_moves()),
            'expires_at': link_sudo.expires_at,
        }
        return self._render_guest(template, link_sudo.portal_id, values)

    def _render_late(self, link_sudo):
        """Note that somebody came too late, if there ever was such a link; and tell him.

        :param payment.portal.link link_sudo: The link; empty if there is none.
        :rtype: odoo.http.Response
        """
        if link_sudo:
            visitor = self._get_visitor()
            kind = 'late' if visitor.is_person else 'robot'
            request.env['payment.portal.link.visit']._log(link_sudo, kind, visitor)
        return self._render_dead()

    def _render_dead(self):
        """Tell that a link doesn't work, but not why, nor whose it was.

        :rtype: odoo.http.Response
        """
        return self._render_guest('guest_link_dead', self._get_only_portal(), {}, status=404)
