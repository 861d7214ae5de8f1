from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.controllers.guest_pages import (
    CODE_KEY,
    SESSION_KEY,
    TAX_ID_KEY,
    GuestPages,
)
from odoo.addons.account_payment_portal.models.payment_portal_sign_in import Attempt
from odoo.addons.account_payment_portal.protocols.tax_id import LONGEST

# By what a browser is known that has signed in.
BROWSER_COOKIE = 'payment_portal_browser'

CAPTCHA = 'payment_portal_sign_in'


class GuestSignIn(GuestPages, http.Controller):
    """The pages on which customers without an account sign in and out.

    An answer to a form is always a redirection, except when somebody has to wait: it costs little,
    and tells nothing by its length.
    """

    def _is_sign_in_readonly(self, _rule, _args):
        """Return whether a request only reads: a guest is noted as seen but once a minute.

        :param werkzeug.routing.Rule _rule: The rule of the route.
        :param dict _args: The arguments in the address.
        :rtype: bool
        """
        return request.httprequest.method != 'POST'

    # Everybody may try; how often, and what he sees, is decided in the models.
    @http.route(
        f'{const.GUEST_ROUTE}/<string:slug>',
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
        captcha=CAPTCHA,
        readonly=_is_sign_in_readonly,
    )
    def guest_sign_in(self, slug, **params):
        """Ask for tax id and key, and let the customer in who has them.

        :param str slug: The address of the portal.
        :param dict params: What comes along, ignored: only the form's own fields are read.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        if slug != portal_sudo.slug:
            is_get = request.httprequest.method != 'POST'
            return self._redirect_guest(portal_sudo, code=301 if is_get else 303)
        if request.httprequest.method == 'POST':
            return self._handle_sign_in(portal_sudo)
        if self._get_guest_session(portal_sudo):
            return self._redirect_guest(portal_sudo, 'documents')
        return self._render_sign_in(portal_sudo)

    # Everybody may try; see above.
    @http.route(
        f'{const.GUEST_ROUTE}/<string:slug>/code',
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        website=True,
        sitemap=False,
        captcha=CAPTCHA,
    )
    def guest_code(self, slug, **params):
        """Ask for the code that was sent, and let the customer in who has it.

        :param str slug: The address of the portal.
        :param dict params: What comes along, ignored: only the form's own fields are read.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        token = request.session.get(CODE_KEY)
        kind = portal_sudo._get_key()
        sent = kind._get_sent(portal_sudo, token) if token and kind._is_sent else None
        if not sent:
            return self._redirect_to_sign_in(portal_sudo, notice=token and 'code_over')
        if request.httprequest.method == 'POST':
            return self._handle_code(portal_sudo, token)
        return self._render_code(portal_sudo, sent)

    # Ends the session of whoever calls, no other.
    @http.route(
        f'{const.GUEST_ROUTE}/<string:slug>/logout',
        type='http',
        auth='public',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def guest_logout(self, slug, **params):
        """Sign the guest out.

        :param str slug: The address of the portal.
        :param dict params: What comes along, ignored.
        :rtype: werkzeug.wrappers.Response
        """
        portal_sudo = self._get_guest_portal(slug)
        self._get_guest_session(portal_sudo)._end()
        for key in (SESSION_KEY, CODE_KEY, TAX_ID_KEY):
            request.session.pop(key, None)
        request.session.should_rotate = True
        return self._redirect_to_sign_in(portal_sudo, notice='signed_out')

    # === FIRST STEP === #

    def _handle_sign_in(self, portal_sudo):
        """Answer the form with tax id and key."""
        form = request.httprequest.form
        tax_id, text = form.get('tax_id', '').strip(), form.get('key', '').strip()
        if not tax_id or not (text or portal_sudo._get_key()._is_sent):
            self._remember_tax_id(tax_id)
            return self._redirect_to_sign_in(portal_sudo, notice='incomplete')
        outcome = portal_sudo._sign_in(self._make_attempt(tax_id=tax_id, text=text))
        self._remember_tax_id(tax_id)
        if outcome.result == 'delayed':
            return self._render_delayed(outcome, self._render_sign_in, portal_sudo)
        if outcome.result == 'asked':
            request.session[CODE_KEY] = outcome.token
            return self._redirect_guest(portal_sudo, 'code')
        return self._answer(portal_sudo, outcome)

    def _render_sign_in(self, portal_sudo, **values):
        kind = portal_sudo._get_key()
        return self._render_guest(
            'guest_sign_in',
            portal_sudo,
            {
                'tax_id': request.session.get(TAX_ID_KEY, ''),
                'field': None if kind._is_sent else kind._get_field(),
                'captcha': CAPTCHA,
                **values,
            },
            status=429 if values else 200,
        )

    # === SECOND STEP === #

    def _handle_code(self, portal_sudo, token):
        """Answer the form with the code."""
        text = request.httprequest.form.get('key', '').strip()
        if not text:
            return self._redirect_guest(portal_sudo, 'code', notice='incomplete')
        outcome = portal_sudo._enter_sent_key(self._make_attempt(text=text, browser=token))
        if outcome.result == 'delayed':
            sent = portal_sudo._get_key()._get_sent(portal_sudo, token)
            return self._render_delayed(outcome, self._render_code, portal_sudo, sent)
        return self._answer(portal_sudo, outcome, 'code')

    def _render_code(self, portal_sudo, sent, **values):
        return self._render_guest(
            'guest_code',
            portal_sudo,
            {
                'address': sent.address,
                'tax_id': request.session.get(TAX_ID_KEY, ''),
                'minutes': const.CODE_LIFETIME.seconds // 60,
                'field': portal_sudo._get_key()._get_field(),
                'captcha': CAPTCHA,
                **values,
            },
            status=429 if values else 200,
        )

    # === BOTH STEPS === #

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
        """Let the customer in, or lead him back to the form."""
        if outcome.result == 'refused':
            return self._redirect_guest(portal_sudo, *step, notice='refused')
        request.session.should_rotate = True
        for key in (CODE_KEY, TAX_ID_KEY):
            request.session.pop(key, None)
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

    def _render_delayed(self, outcome, render, *args):
        """Ask the visitor to come back later, without making him wait in the request."""
        response = render(*args, seconds=outcome.seconds)
        response.headers['Retry-After'] = str(outcome.seconds)
        return response

    def _remember_tax_id(self, tax_id):
        request.session[TAX_ID_KEY] = ''.join(filter(str.isprintable, tax_id[:LONGEST]))
