"""What the tours share: a payer on the gateway's own page, and a real keyboard."""

import json
from urllib.parse import urlsplit

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

# What the payer does on the gateway's own pages: a tour can't follow him to another address. He
# presses one button for each payment, in this order.
PAYER_SCRIPT = """
    if (location.port === %(port)s) {
        addEventListener('DOMContentLoaded', () => {
            const count = Number(sessionStorage.getItem('payments') || 0);
            const button = document.getElementById(%(buttons)s[count]);
            if (button) {
                sessionStorage.setItem('payments', count + 1);
                button.click();
            }
        });
    }
"""

# The function by which a tour presses a real key, and what the browser wants to know of each key.
PRESS_KEY = 'accountPaymentPortalPressKey'
KEYS = {
    'Tab': {'windowsVirtualKeyCode': 9},
    'Enter': {'windowsVirtualKeyCode': 13, 'text': '\r'},
    'Space': {'windowsVirtualKeyCode': 32, 'key': ' ', 'text': ' '},
}


class TourCommon(PaymentPortalHttpCommon):
    """Tours that go to the gateway's form and back in one browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.sudo().state = 'disabled'

    def setUp(self):
        super().setUp()
        self.payer_buttons = ['approve']

    def allow_requests(self, browser=None, all_requests=False):
        """Override of `HttpCase` to equip each new browser."""
        if browser:
            self.add_payer(browser)
            self.add_keyboard(browser)
        return super().allow_requests(browser=browser, all_requests=all_requests)

    def add_payer(self, browser):
        """Let the payer press his buttons on the gateway's form.

        :param ChromeBrowser browser: The browser.
        """
        browser._websocket_request(
            'Page.addScriptToEvaluateOnNewDocument',
            params={
                'source': PAYER_SCRIPT
                % {
                    'port': json.dumps(str(urlsplit(self.webpay.url).port)),
                    'buttons': json.dumps(self.payer_buttons),
                },
            },
        )

    def add_keyboard(self, browser):
        """Let tours press keys of the browser itself, which then moves the focus as for a person.

        :param ChromeBrowser browser: The browser.
        """

        def press_key(payload, **_params):
            if payload not in KEYS:
                text = self.get_typed_text(payload)
                browser._websocket_send('Input.insertText', params={'text': text})
                return
            params = {'key': payload, 'code': payload, **KEYS[payload]}
            for event in ('keyDown', 'keyUp'):
                browser._websocket_send('Input.dispatchKeyEvent', params={'type': event, **params})

        browser._handlers['Runtime.bindingCalled'] = press_key
        browser._websocket_request('Runtime.addBinding', params={'name': PRESS_KEY})

    def get_typed_text(self, text):
        """Return what is typed when a tour asks for a text; a hook for what only the test knows.

        :param str text: What the tour asks for.
        :rtype: str
        """
        return text

    def get_paid_remittance(self):
        """Return the only remittance that is settled.

        :rtype: payment.remittance
        """
        remittance = self.env['payment.remittance'].search([('state', '=', 'settled')])
        self.assertEqual(len(remittance), 1)
        return remittance
