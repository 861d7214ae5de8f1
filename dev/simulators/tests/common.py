"""What the tests of the simulators share."""

import http.client
import json
import unittest
from typing import NamedTuple
from urllib.parse import urlencode

from ..webpay import INTEGRATION_CODE, INTEGRATION_SECRET, WebpaySimulator
from ..webpay.api import API_PATH

HEADERS = {
    'Tbk-Api-Key-Id': INTEGRATION_CODE,
    'Tbk-Api-Key-Secret': INTEGRATION_SECRET,
    'Content-Type': 'application/json',
}
ORDER = {
    'buy_order': 'INV/2026/00042-1',
    'session_id': 'tx-981',
    'amount': 12500,
    'return_url': 'https://odoo.example.cl/payment/webpay/return',
}


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self) -> dict:
        """Return the body, which must be JSON."""
        if self.headers.get_content_type() != 'application/json':
            raise AssertionError(f"This is no JSON: {self.headers}")
        return json.loads(self.text)


def ask(port: int, method: str, path: str, body: str | None = None, headers: dict | None = None):
    """Make a request to this machine and return the answer."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
    try:
        data = body.encode() if body is not None else None
        connection.request(method, path, data, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


class WebpayCase(unittest.TestCase):
    """A test with a Webpay simulator of its own."""

    settings: dict = {}

    def setUp(self):
        super().setUp()
        self.webpay = WebpaySimulator(**self.settings)
        self.webpay.start()
        self.addCleanup(self.webpay.stop)
        self.port = int(self.webpay.url.rpartition(':')[2])

    # What the shop does.

    def call(self, method, path='', content=None, headers=HEADERS):
        """Call the API as a shop and return the answer."""
        body = json.dumps(content) if content is not None else None
        return ask(self.port, method, API_PATH + path, body, headers)

    def create(self, headers=HEADERS, **changes):
        """Create a payment and return its token."""
        order = ORDER | {'buy_order': f'S{len(self.webpay.transactions)}'} | changes
        answer = self.call('POST', '', order, headers)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json['token']

    def commit(self, token, headers=HEADERS):
        """Confirm a payment and return the answer."""
        return self.call('PUT', f'/{token}', headers=headers)

    def status(self, token, headers=HEADERS):
        """Ask for the state of a payment and return the answer."""
        return self.call('GET', f'/{token}', headers=headers)

    def refund(self, token, amount, headers=HEADERS):
        """Give money back and return the answer."""
        return self.call('POST', f'/{token}/refunds', {'amount': amount}, headers)

    def create_paid(self, headers=HEADERS, **choices):
        """Create, pay and confirm a payment, and return its token."""
        token = self.create(headers)
        self.webpay.pay(token, **choices)
        self.assertEqual(self.commit(token, headers).status, 200)
        return token

    # What the payer does.

    def browse(self, method, path, **fields):
        """Make a request as a browser and return the answer."""
        if method == 'GET':
            return ask(self.port, 'GET', f'{path}?{urlencode(fields)}' if fields else path)
        headers = {'Content-Type': 'application/x-www-form-urlencoded'}
        return ask(self.port, method, path, urlencode(fields), headers)

    # What the tests expect.

    def assertRefused(self, answer, message, status=422):
        """Check that the gateway refused with this message."""
        self.assertEqual((answer.status, answer.json), (status, {'error_message': message}))
