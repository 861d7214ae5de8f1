"""What the HTTP tests share: a browser in front of the portal, and the way to the gateway."""

import re
from contextlib import contextmanager
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon
from odoo.addons.account_payment_portal.tests.http_page import Page

# Who warns of a return that fits no transaction, and of a gateway that does not answer.
RETURN_LOGGER = 'odoo.addons.account_payment_portal.controllers.webpay'
PROVIDER_LOGGER = 'odoo.addons.payment.models.payment_provider'
WEBPAY_LOGGER = 'odoo.addons.account_payment_portal.models.payment_transaction_webpay'


class PaymentPortalHttpCommon(PaymentPortalCommon, HttpCase):
    """A browser in front of the portal. `payer_user` is logged in."""

    def setUp(self):
        super().setUp()
        self.log_in(self.payer_user)

    # === BROWSER === #

    def log_in(self, user):
        """Go on as a user.

        :param res.users user: The user; his password equals his login.
        """
        self.authenticate(user.login, user.login)
        self._csrf_token = None

    def forget_session(self):
        """Go on as a browser that sends no session cookie."""
        self.opener.cookies.clear()

    def open_page(self, path, **params):
        """Open an address and return the page that the browser ends on.

        :rtype: Page
        """
        return Page(self.url_open(path, params=params))

    def open_posted(self, path, data):
        """Send a form and return the page that the browser ends on.

        :rtype: Page
        """
        return Page(self.url_open(path, data=data))

    def get_status(self, path, **options):
        """Return the HTTP status of an address, redirects not followed.

        :rtype: int
        """
        return self.url_open(path, allow_redirects=False, **options).status_code

    def read_csrf_token(self):
        """Return the CSRF token that the pages of the session carry.

        :rtype: str
        """
        if not self._csrf_token:
            page = self.url_open('/my').text
            self._csrf_token = re.search(r'csrf_token: "([^"]+)"', page)[1]
        return self._csrf_token

    def call_route(self, route, **params):
        """Call a JSON-RPC route as the scripts of the pages do.

        Shape: `{'result': ...}` or `{'error': {'code': int, 'data': {'message': str, ...}}}`

        :rtype: dict
        """
        response = self.url_open(route, json=self.build_rpc_payload(params))
        self.assertEqual(response.status_code, 200)
        return response.json()

    def call_route_error(self, route, **params):
        """Call a JSON-RPC route that must refuse, and return what it says.

        :rtype: str
        """
        answer = self.call_route(route, **params)
        self.assertNotIn('result', answer)
        return answer['error']['data']['message']

    @contextmanager
    def undone(self):
        """Undo in the end all that is done inside, also by requests."""
        with self.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    # === CHOICE === #

    def send_choice(self, choices, **fields_):
        """Send what a customer ticked, or what somebody pretends that he ticked.

        :param dict choices: `{document or text of an id: typed amount, or None for none}`; pairs
            where a document comes twice.
        :param dict fields_: More fields, such as another `csrf_token`.
        :rtype: Page
        """
        pairs = list(choices.items() if isinstance(choices, dict) else choices)
        data = [('csrf_token', fields_.pop('csrf_token', None) or self.read_csrf_token())]
        for document, text in pairs:
            document_id = document if isinstance(document, str) else document.id
            data.append(('document', document_id))
            if text is not None:
                data.append((f'amount-{document_id}', text))
        return Page(self.url_open('/my/invoices/pay', data=[*data, *fields_.items()]))

    def choose(self, choices):
        """Choose what to pay on the list, and return the remittance.

        :param dict choices: See :meth:`send_choice`.
        :rtype: payment.remittance
        """
        page = self.send_choice(choices)
        self.assertEqual(page.status, 200, page.alerts)
        return self.get_remittance(page.path)

    def get_remittance(self, path):
        """Return the remittance of an address.

        :rtype: payment.remittance
        """
        name = path.rpartition('/')[2]
        return self.env['payment.remittance'].search([('name', '=', name)])

    def count_remittances(self):
        """Return how many remittances there are.

        :rtype: int
        """
        return self.env['payment.remittance'].search_count([])

    def expire(self, remittance):
        """Let the time go by in which the remittance can be paid."""
        remittance.sudo().expires_at = fields.Datetime.now() - timedelta(seconds=1)

    # === CHECKOUT === #

    def open_remittance(self, remittance, **params):
        """Open the page of a remittance.

        :rtype: Page
        """
        return self.open_page(f'/my/remittances/{remittance.name}', **params)

    def read_options(self, page):
        """Return the ways to pay on a checkout page, as core's script reads them.

        :rtype: list[dict]
        """
        return [
            {
                'type': radio.get('data-payment-option-type'),
                'id': int(radio.get('data-payment-option-id')),
                'provider_id': int(radio.get('data-provider-id')),
            }
            for radio in page.find("//input[@name='o_payment_radio']")
        ]

    def prepare_transaction_params(self, page, option):
        """Return what core's script sends for an option when "Pay" is pressed.

        :rtype: dict
        """
        form = page.get_form('o_payment_form')
        is_token = option['type'] == 'token'
        return {
            'provider_id': option['provider_id'],
            'payment_method_id': None if is_token else option['id'],
            'token_id': option['id'] if is_token else None,
            'amount': float(form.get('data-amount')),
            'flow': 'token' if is_token else 'redirect',
            'tokenization_requested': False,
            'landing_route': form.get('data-landing-route'),
            'is_validation': False,
            'access_token': form.get('data-access-token'),
            'csrf_token': self.read_csrf_token(),
        }

    def press_pay(self, page, provider=None, **changes):
        """Choose a provider on a checkout page, and press "Pay".

        :param Page page: The page.
        :param payment.provider provider: The provider; by default `transbank`.
        :param dict changes: What a manipulated page sends instead.
        :return: The answer; see :meth:`call_route`.
        :rtype: dict
        """
        provider_id = (provider or self.transbank).id
        option = next(o for o in self.read_options(page) if o['provider_id'] == provider_id)
        params = self.prepare_transaction_params(page, option) | changes
        route = page.get_form('o_payment_form').get('data-transaction-route')
        return self.call_route(route, **params)

    # === WEBPAY === #

    def mute_webpay(self):
        """Leave out of the log that the gateway is in trouble, where the test wants it to be."""
        return mute_logger(WEBPAY_LOGGER, PROVIDER_LOGGER)

    def go_to_webpay(self, choices):
        """Choose documents, press "Pay" and open the gateway's form.

        :param dict choices: See :meth:`send_choice`; or a remittance.
        :return: The transaction.
        :rtype: payment.transaction
        """
        remittance = self.choose(choices) if isinstance(choices, dict) else choices
        values = self.press_pay(self.open_remittance(remittance))['result']
        form = html.fromstring(values['redirect_form_html'])
        response = self.url_open(form.action, data=dict(form.form_values()), method=form.method)
        self.assertEqual(response.status_code, 200)
        return self.env['payment.transaction'].search([('reference', '=', values['reference'])])

    def come_back(self, back, method=None):
        """Come back from the gateway, and return the page that the browser ends on.

        :param PayerReturn back: What the simulator returned for the payer's doing.
        :param str method: Another HTTP method than the gateway's.
        :rtype: Page
        """
        if (method or back.method) == 'GET':
            return Page(self.url_open(back.url, params=back.params))
        return Page(self.url_open(back.url, data=back.params))
