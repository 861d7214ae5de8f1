"""What all pages of guests share: the portal of the address, the session, the headers."""

from werkzeug.exceptions import BadRequest, NotFound

from odoo.http import request

# Where the tokens are, in the server's own session of the browser.
SESSION_KEY = 'payment_portal_session'
CODE_KEY = 'payment_portal_code'

# What the next page tells, once; until when one has to wait; and what stands in the form.
NOTICE_KEY = 'payment_portal_notice'
WAIT_KEY = 'payment_portal_wait'
TAX_ID_KEY = 'payment_portal_tax_id'

HEADERS = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "frame-ancestors 'self'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'X-Robots-Tag': 'noindex, nofollow',
}


class GuestPages:
    """Mixin for controllers of pages below `/pay/<slug>`, where nobody is logged in."""

    # === ACCESS === #

    def _get_guest_portal(self, slug):
        """Return the portal of an address, be it the current one or an old one.

        :param str slug: What stands in the address.
        :return: The portal, in sudo mode: guests may read nothing.
        :rtype: payment.portal
        :raise NotFound: If there is no such portal or it is switched off.
        :raise BadRequest: If it can't be an address, and Odoo's own page for 404 would fail, too.
        """
        if '\0' in slug:
            raise BadRequest()
        portal_sudo = request.env['payment.portal']._get_by_slug(slug)
        if not portal_sudo:
            raise NotFound()
        return portal_sudo

    def _get_guest_session(self, portal_sudo):
        """Return the session of the guest.

        :param payment.portal portal_sudo: The portal of the page.
        :return: The session, in sudo mode; empty if he has to sign in.
        :rtype: payment.portal.session
        """
        token = request.session.get(SESSION_KEY)
        return request.env['payment.portal.session']._get_valid(token, portal_sudo)

    def _renew_session(self):
        """Give the browser a new session, in which nothing is left of what was before."""
        for key in (SESSION_KEY, CODE_KEY, TAX_ID_KEY, WAIT_KEY):
            request.session.pop(key, None)
        request.session.should_rotate = True

    def _redirect_to_sign_in(self, portal_sudo, notice=None):
        """Lead to the page where one signs in.

        :param payment.portal portal_sudo: The portal.
        :param str notice: What the page tells; see `guest_notice`.
        :rtype: werkzeug.wrappers.Response
        """
        return self._redirect_guest(portal_sudo, notice=notice)

    # === ANSWERS === #

    def _redirect_guest(self, portal_sudo, *parts, code=303, notice=None):
        """Lead to another page of the portal. Nothing that a browser sends decides where.

        :param payment.portal portal_sudo: The portal.
        :param str parts: What stands in the address behind the portal's own.
        :param int code: The HTTP status.
        :param str notice: What the page tells; see `guest_notice`.
        :rtype: werkzeug.wrappers.Response
        """
        if notice:
            request.session[NOTICE_KEY] = notice
        path = portal_sudo._get_guest_path(*parts)
        return self._secure(request.redirect(path, code=code))

    def _render_guest(self, template, portal_sudo, values, status=200):
        """Show a page in the look of the portal's company, without menus of a logged-in user.

        :param str template: The name of the template.
        :param payment.portal portal_sudo: The portal; empty for a page that is of none.
        :param dict values: What the template needs besides.
        :param int status: The HTTP status.
        :rtype: odoo.http.Response
        """
        response = request.render(
            f'account_payment_portal.{template}',
            {
                'portal': portal_sudo,
                'res_company': portal_sudo.company_id or request.env.company,
                'notice': request.session.pop(NOTICE_KEY, None),
                'no_header': True,
                **values,
            },
            status=status,
        )
        return self._secure(response)

    def _secure(self, response):
        """Keep the page out of caches, frames and search engines, its address out of other sites.

        :param werkzeug.wrappers.Response response: The answer.
        :rtype: werkzeug.wrappers.Response
        """
        response.headers.update(HEADERS)
        return response
