import socket

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.protocols import webpay
from odoo.addons.account_payment_portal.tests.common import TROUBLE_LOGGERS, PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestWebpayStart(PaymentPortalCommon):
    """From the offer to the payer's way to Transbank's form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(12500)

    # === OFFER === #

    def _is_offered(self, currency, amount=1000):
        invoice = self._create_document(amount, currency_id=currency)
        providers = self._freeze({invoice: None})._get_compatible_providers()
        return self.transbank in providers

    def test_webpay_is_offered_for_pesos(self):
        self.assertTrue(self._is_offered(self.currency_clp))

    def test_webpay_is_offered_for_dollars_with_their_own_commerce_code(self):
        self.assertTrue(self._is_offered(self.currency_usd))

    def test_webpay_is_not_offered_for_dollars_without_a_commerce_code(self):
        self.transbank.transbank_commerce_code_usd = False

        self.assertFalse(self._is_offered(self.currency_usd))
        self.assertTrue(self._is_offered(self.currency_clp))

    def test_webpay_is_not_offered_for_euros(self):
        self.assertFalse(self._is_offered(self.currency_euro))

    def test_webpay_is_not_offered_while_disabled(self):
        self.transbank.state = 'disabled'

        self.assertFalse(self._is_offered(self.currency_clp))

    def test_portal_offers_only_its_providers(self):
        self.portal.provider_ids = self.provider

        self.assertFalse(self._is_offered(self.currency_clp))

    def test_portal_without_a_choice_offers_all_that_fit(self):
        providers = self._freeze({self.invoice: None})._get_compatible_providers()

        self.assertLessEqual(self.transbank + self.provider, providers)

    # === REFERENCE === #

    def _compute_reference(self, code='transbank', **kwargs):
        return self.env['payment.transaction'].sudo()._compute_reference(code, **kwargs)

    def test_buy_order_is_the_name_of_the_remittance(self):
        tx = self._start({self.invoice: None})

        self.assertEqual(tx.reference, tx.remittance_id.name)

    def test_further_attempts_get_a_suffix(self):
        remittance = self._freeze({self.invoice: None})

        references = [self._create_remittance_tx(remittance).reference for _i in range(3)]

        self.assertEqual(
            references, [remittance.name, f'{remittance.name}-1', f'{remittance.name}-2']
        )

    def test_buy_orders_without_a_remittance_are_short_and_random(self):
        references = {
            self._compute_reference(prefix=prefix)
            for prefix in (None, '', 'INV/2026/00042', 'S00042', 'PR', 'PR1', 'X' * 200)
        }

        self.assertEqual(len(references), 7)
        for reference in references:
            self.assertRegex(reference, r'^PR[0-9A-HJKMNP-TV-Z]{12}$')

    def test_references_of_other_providers_stay_as_they_are(self):
        self.assertEqual(self._compute_reference('none', prefix='INV/2026/00042'), 'INV/2026/00042')

    # === CREATE === #

    def test_order_is_announced_to_transbank(self):
        tx = self._go_to_webpay(self._freeze({self.invoice: None}))

        order = self.webpay.transaction(tx.provider_reference)
        self.assertEqual(
            (order.buy_order, order.amount, order.account.currency), (tx.reference, 12500, 'CLP')
        )
        self.assertTrue(order.return_url.endswith('/payment/transbank/return'))
        self.assertEqual(tx.state, 'draft')

    def test_dollars_are_announced_with_their_cents_to_their_commerce_code(self):
        invoice = self._create_document(100.05, currency_id=self.currency_usd)

        tx = self._go_to_webpay(self._freeze({invoice: None}))

        order = self.webpay.transaction(tx.provider_reference)
        self.assertEqual((float(order.amount), order.account.currency), (100.05, 'USD'))

    def test_session_id_is_of_use_for_its_own_transaction_only(self):
        txs = [self._go_to_webpay(self._freeze({self.invoice: None})) for _i in range(2)]

        session_ids = [self.webpay.transaction(tx.provider_reference).session_id for tx in txs]

        self.assertNotEqual(*session_ids)
        for session_id in session_ids:
            self.assertRegex(session_id, r'^[0-9a-f]{32,61}$')

    def test_payer_is_sent_to_the_form_with_the_token(self):
        tx = self._start({self.invoice: None})

        values = tx._get_processing_values()

        self.assertIn(tx.provider_reference, values['redirect_form_html'])
        self.assertIn(f'{self.webpay.url}/webpayserver/', values['redirect_form_html'])
        self.assertNotIn(self.transbank.transbank_api_key, str(values))

    def _assert_not_started(self, tx):
        tx._get_processing_values()

        self.assertEqual(tx.state, 'error')
        self.assertFalse(tx.provider_reference)
        self.assertIn("Nothing has been charged", tx.state_message)
        # Who chose may try again at once.
        tx.remittance_id._check_payable()

    @mute_logger(*TROUBLE_LOGGERS)
    def test_refused_credentials_are_told_in_plain_words(self):
        self.transbank.transbank_api_key = 'wrong'

        self._assert_not_started(self._start({self.invoice: None}))

    @mute_logger(*TROUBLE_LOGGERS)
    def test_unreachable_transbank_is_told_in_plain_words(self):
        with socket.socket() as closed:  # Nobody listens on its port.
            closed.bind(('127.0.0.1', 0))
            self.transbank.transbank_base_url = f'http://127.0.0.1:{closed.getsockname()[1]}'

            self._assert_not_started(self._start({self.invoice: None}))

    @mute_logger(*TROUBLE_LOGGERS)
    def test_trouble_at_transbank_is_told_in_plain_words(self):
        for fault in (
            {'kind': 'error'},
            {'kind': 'drop'},
            {'kind': 'html'},
            {'kind': 'html', 'status': 200},
        ):
            with self.subTest(**fault):
                self.webpay.inject('create', **fault)

                self._assert_not_started(self._start({self.invoice: None}))

    @mute_logger(*TROUBLE_LOGGERS)
    def test_answer_without_sense_is_told_in_plain_words(self):
        for changes in (
            {'token': None},
            {'token': ''},
            {'token': '../../status'},
            {'token': 5},
            {'url': None},
            {'url': 'javascript:alert(1)'},
            {'url': 7},
        ):
            with self.subTest(changes=changes):
                self.webpay.inject('create', 'change', changes=changes)

                self._assert_not_started(self._start({self.invoice: None}))

    # === CREDENTIALS === #

    def test_enabled_provider_reaches_production_whatever_the_test_address(self):
        self.transbank.state = 'enabled'

        self.assertEqual(self.transbank._transbank_get_api_url(), webpay.PRODUCTION_URL)

    def test_test_state_without_an_address_reaches_the_integration_environment(self):
        self.transbank.transbank_base_url = False

        self.assertEqual(self.transbank._transbank_get_api_url(), webpay.INTEGRATION_URL)

    def test_disabled_provider_reaches_nobody(self):
        self.transbank.state = 'disabled'

        with self.assertRaises(ValidationError):
            self.transbank._transbank_get_api_url()

    def test_credentials_are_needed_to_enable_the_provider(self):
        with self.assertRaises(ValidationError):
            self.transbank.transbank_api_key = False

    def test_secrets_are_for_administrators_only(self):
        for user in (self.accountant_user, self.simple_accountman, self.payer_user):
            for secret in ('transbank_api_key', 'transbank_api_key_usd', 'transbank_base_url'):
                with self.subTest(user=user.login, secret=secret):
                    provider = self.transbank.with_user(user)
                    self.assertNotIn(secret, provider.fields_get())
                    with self.assertRaises(AccessError):
                        provider.read([secret])

    def test_copy_of_a_provider_has_no_credentials(self):
        self.assertRecordValues(
            self.transbank.copy(),
            [
                {
                    'transbank_commerce_code': False,
                    'transbank_api_key': False,
                    'transbank_commerce_code_usd': False,
                    'transbank_api_key_usd': False,
                    'transbank_base_url': False,
                }
            ],
        )
