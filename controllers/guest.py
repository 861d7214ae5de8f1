import time
from math import ceil

from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_pages import (
    CODE_KEY,
    SESSION_KEY,
    TAX_ID_KEY,
    WAIT_KEY,
    GuestPages,
)
from odoo.addons.account_payment_portal.models.payment_portal_sign_in import Attempt
from odoo.addons.account_payment_portal.protocols.tax_id import LONGEST

# By what a browser is known that has signed in.
BROWSER_COOKIE = 'payment_portal_browser'

CAPTCHA = 'payment_portal_sign_in'

SIGN_IN = f'{const.GUEST_ROUTE}/<string:slug>'
CODE = f'{SIGN_IN}/code'


class GuestSignIn(GuestPages, http.Controller):
    """The pages on which customers without an account sign in and out.

    A form is always answered by a redirection: it costs little, tells nothing by its length, and is
    not sent again with the page. These answers are no pages of a website, which spares them the
    search for the visitor's language. What they have to tell, the next page tells.
    """

    # === ROUTES - PAGES === #

    # Everybody may look; the page tells nothing.
    @http.route(
        SIGN_IN,
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_sign_in(self, slug, **params):
        """Ask for tax id and key.

        :param str slug: The address of the portal.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        if slug != portal_sudo.slug:
            return self._redirect_guest(portal_sudo, code=301)
        if self._get_guest_session(portal_sudo):
            return self._redirect_guest(portal_sudo, 'documents')
        kind = portal_sudo._get_key()
        field = None if kind._is_sent else kind._get_field()
        return self._render_form('guest_sign_in', portal_sudo, {'field': field})

    # Everybody may look; the page tells only what the same browser has done before.
    @http.route(CODE, type='http', auth='public', methods=['GET'], website=True, sitemap=False)
    def guest_code(self, slug, **params):
        """Ask for the key that was sent.

        :param str slug: The address of the portal.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        token = request.session.get(CODE_KEY)
        kind = portal_sudo._get_key()
        address = kind._is_sent and token and kind._announce(portal_sudo, token)
        if not address:
            return self._redirect_to_sign_in(portal_sudo, notice=token and 'code_over')
        minutes = const.CODE_LIFETIME.seconds // 60
        values = {'field': kind._get_field(), 'address': address, 'minutes': minutes}
        return self._render_form('guest_code', portal_sudo, values)

    # === ROUTES - FORMS === #

    # Everybody may try; how often is decided in the models.
    @http.route(
        SIGN_IN, type='http', auth='public', methods=['POST'], sitemap=False, captcha=CAPTCHA
    )
    def guest_sign_in_submit(self, slug, **params):
        """Let a customer in who has tax id and key, or send him a key.

        :param str slug: The address of the portal.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        form = request.httprequest.form
        tax_id, text = form.get('tax_id', '').strip(), form.get('key', '').strip()
        request.session[TAX_ID_KEY] = ''.join(filter(str.isprintable, tax_id[:LONGEST]))
        if not tax_id or not (text or portal_sudo._get_key()._is_sent):
            return self._redirect_to_sign_in(portal_sudo, notice='incomplete')
        outcome = portal_sudo._sign_in(self._make_attempt(tax_id=tax_id, text=text))
        if outcome.result == 'asked':
            request.session[CODE_KEY] = outcome.token
            return self._redirect_guest(portal_sudo, 'code')
        return self._answer(portal_sudo, outcome)

    # Everybody may try; how often is decided in the models.
    @http.route(CODE, type='http', auth='public', methods=['POST'], sitemap=False, captcha=CAPTCHA)
    def guest_code_submit(self, slug, **params):
        """Let a customer in who enters the key that was sent to him.

        :param str slug: The address of the portal.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        token = request.session.get(CODE_KEY)
        text = request.httprequest.form.get('key', '').strip()
        if token and not text:
            return self._redirect_guest(portal_sudo, 'code', notice='incomplete')
        outcome = portal_sudo._enter_sent_key(self._make_attempt(text=text, browser=token or ''))
        return self._answer(portal_sudo, outcome, 'code')

    # Ends the session of whoever calls, no other.
    @http.route(f'{SIGN_IN}/logout', type='http', auth='public', methods=['POST'], sitemap=False)
    def guest_logout(self, slug, **params):
        """Sign the guest out.

        :param str slug: The address of the portal.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        self._get_guest_session(portal_sudo)._end()
        self._renew_session()
        return self._redirect_to_sign_in(portal_sudo, notice='signed_out')

    # === STEPS === #

    def _make_attempt(self, **values):
        """Return what the browser sends to sign in.

        :rtype: Attempt
        """
        return Attempt(
            # Behind a proxy the address of the client, if the server runs in proxy mode.
            address=request.httprequest.remote_addr,
            cookie=request.cookies.get(BROWSER_COOKIE, ''),
            **values,
        )

    def _answer(self, portal_sudo, outcome, *step):
        """Let the customer in, or lead him back to the form, which tells what is wrong.

        :param payment.portal portal_sudo: The portal.
        :param Outcome outcome: What has become of the attempt.
        :param str step: Where the form is.
        :rtype: werkzeug.wrappers.Response
        """
        if outcome.result == 'accepted':
            return self._let_in(portal_sudo, outcome)
        if outcome.result == 'over':
            return self._redirect_to_sign_in(portal_sudo, notice='code_over')
        if outcome.result == 'delayed':
            request.session[WAIT_KEY] = time.time() + outcome.seconds
            return self._redirect_guest(portal_sudo, *step)
        return self._redirect_guest(portal_sudo, *step, notice='refused')

    def _let_in(self, portal_sudo, outcome):
        """Open the documents to a customer.

        :param payment.portal portal_sudo: The portal.
        :param Outcome outcome: The session of the guest, and what his browser keeps.
        :rtype: werkzeug.wrappers.Response
        """
        self._renew_session()
        request.session[SESSION_KEY] = outcome.token
        response = self._redirect_guest(portal_sudo, 'documents')
        response.set_cookie(
            BROWSER_COOKIE,
            outcome.cookie,
            max_age=int(const.BROWSER_KNOWN.total_seconds()),
            path=const.GUEST_ROUTE,
            httponly=True,
            samesite='Lax',
            secure=request.httprequest.is_secure,
        )
        return response

    def _render_form(self, template, portal_sudo, values):
        """Show a form, or tell how long the visitor has to wait before he may send it.

        Nobody waits in a request: he is told when to come back.

        :param str template: The name of the template.
        :param payment.portal portal_sudo: The portal.
        :param dict values: What the template needs besides.
        :rtype: odoo.http.Response
        """
        seconds = max(ceil(request.session.get(WAIT_KEY, 0) - time.time()), 0)
        values = {
            'captcha': CAPTCHA,
            'seconds': seconds,
            'tax_id': request.session.get(TAX_ID_KEY, ''),
            **values,
        }
        status = 429 if seconds else 200
        response = self._render_guest(template, portal_sudo, values, status=status)
        if seconds:
            response.headers['Retry-After'] = str(seconds)
        return response
