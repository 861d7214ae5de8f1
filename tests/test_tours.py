import json
from urllib.parse import urlsplit

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.portal.controllers.portal import CustomerPortal

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


@tagged('post_install', '-at_install')
class TestTours(PaymentPortalHttpCommon):
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
            key = payload if payload in KEYS else None
            if not key:
                browser._websocket_send('Input.insertText', params={'text': payload})
                return
            params = {'key': key, 'code': key, **KEYS[key]}
            for event in ('keyDown', 'keyUp'):
                browser._websocket_send('Input.dispatchKeyEvent', params={'type': event, **params})

        browser._handlers['Runtime.bindingCalled'] = press_key
        browser._websocket_request('Runtime.addBinding', params={'name': PRESS_KEY})

    def get_paid_remittance(self):
        """Return the only remittance that is settled.

        :rtype: payment.remittance
        """
        remittance = self.env['payment.remittance'].search([('state', '=', 'settled')])
        self.assertEqual(len(remittance), 1)
        return remittance

    # === STORIES === #
    def create_documents(self, *amounts):
        """Create documents, oldest first.

        :rtype: account.move
        """
        return self.env['account.move'].union(
            *(self._create_document(amount, ref=f"Order {amount}") for amount in amounts)
        )

    def play_main_story(self):
        """Play the customer who ticks three documents and pays them at once."""
        documents = self.create_documents(20000, 40000, 30000)

        self.start_tour('/web/login?redirect=/my/invoices', 'account_payment_portal_pay_documents')

        remittance = self.get_paid_remittance()
        self.assertEqual((remittance.amount_total, remittance.payment_id.amount), (70000, 70000))
        self.assertEqual(documents.mapped('amount_residual'), [0, 0, 20000])

    def test_customer_logs_in_and_pays_three_documents_at_once(self):
        self.play_main_story()

    def test_the_same_in_spanish(self):
        self.env['res.lang']._activate_lang('es_CL')
        self.payer.lang = 'es_CL'
        self.play_main_story()

    def test_keyboard_is_enough(self):
        documents = self.create_documents(20000, 40000)

        self.start_tour('/my/invoices', 'account_payment_portal_pay_by_keyboard', login='ap_payer')

        self.assertEqual(self.get_paid_remittance().amount_total, 15000)
        self.assertEqual(documents.mapped('amount_residual'), [5000, 40000])

    def test_ticks_stay_from_page_to_page(self):
        self.patch(CustomerPortal, '_items_per_page', 3)
        documents = self.create_documents(1000, 2000, 3000, 4000, 5000)
        credit = self._create_credit_note(600)

        self.start_tour(
            '/my/invoices?filterby=all&sortby=name',
            'account_payment_portal_pay_from_pages',
            login='ap_payer',
        )

        self.assertEqual(self.get_paid_remittance().amount_total, 6900)
        self.assertEqual(documents.mapped('amount_residual'), [0, 500, 3000, 4000, 0])
        self.assertEqual(credit.amount_residual, 0)

    def test_payment_that_went_wrong_is_tried_again(self):
        [document] = self.create_documents(20000)
        self.payer_buttons = ['reject', 'cancel', 'approve']
        self.webpay.inject('create', 'error')

        with self.mute_webpay():
            self.start_tour('/my/invoices', 'account_payment_portal_try_again', login='ap_payer')

        txs = self.env['payment.transaction'].search([], order='id')
        self.assertEqual(txs.mapped('state'), ['error', 'error', 'cancel', 'done'])
        self.assertEqual(self.get_paid_remittance().transaction_ids, txs[-1])
        self.assertEqual(document.amount_residual, 0)

    def test_phone_is_wide_enough(self):
        self.browser_size = '390x844'
        self.touch_enabled = True
        documents = self.create_documents(20000, 1234567)
        credit = self._create_credit_note(5000)

        self.start_tour('/my/invoices', 'account_payment_portal_pay_on_phone', login='ap_payer')

        self.assertEqual(self.get_paid_remittance().amount_total, 15000)
        self.assertEqual(documents.mapped('amount_residual'), [0, 1234567])
        self.assertEqual(credit.amount_residual, 0)
