from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

NOT_AVAILABLE = "This way to pay is not available. Please choose another one."


@tagged('post_install', '-at_install')
class TestHttpCheckout(PaymentPortalHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._create_other_company("Andes Dos")
        cls.document = cls._create_document(10000)
        cls.foreign_provider = cls.dummy_provider.copy({'company_id': cls.other_company.id})
        cls.foreign_provider.write({'state': 'test', 'is_published': True})
        cls.foreign_token = (
            cls.env['payment.token']
            .sudo()
            .create(
                {
                    'provider_id': cls.provider.id,
                    'payment_method_id': cls.payment_method_id,
                    'payment_details': "4242",
                    'partner_id': cls.stranger.id,
                    'provider_ref': "the stranger's card",
                }
            )
        )

    def choose_document(self):
        """Freeze a part of the document.

        :rtype: payment.remittance
        """
        return self.choose({self.document: '4000'})

    def read_providers(self, remittance):
        """Return the providers on offer on the checkout page.

        :rtype: payment.provider
        """
        options = self.read_options(self.open_remittance(remittance))
        return self.env['payment.provider'].browse({o['provider_id'] for o in options})

    def count_transactions(self):
        """Return how many transactions there are.

        :rtype: int
        """
        return self.env['payment.transaction'].search_count([])

    # === WHAT IS OFFERED === #

    def test_page_names_what_is_paid(self):
        remittance = self.choose({self.document: '4000'})

        page = self.open_remittance(remittance)

        self.assertIn(f"To {self.company.name} · Reference {remittance.name}", page.text)
        self.assertEqual(page.texts('//tbody/tr/td')[0], self.document.name)
        self.assertEqual(page.texts('//tfoot//td')[1], '$ 4,000')
        [button] = page.texts("//button[@name='o_payment_submit_button']")
        self.assertEqual(button, 'Pay $ 4,000')
        form = page.get_form('o_payment_form')
        self.assertEqual(float(form.get('data-amount')), 4000)
        self.assertEqual(
            form.get('data-transaction-route'), f'/my/remittances/{remittance.name}/transaction'
        )
        self.assertEqual(
            page.get_link("Change what to pay"), f'/my/invoices?remittance={remittance.name}'
        )

    def test_change_leads_back_to_the_choice_as_it_was(self):
        remittance = self.choose({self.document: '4000'})

        page = self.open_page('/my/invoices', remittance=remittance.name)

        self.assertEqual(
            [(row['id'], row['is_ticked'], row['amount']) for row in page.rows],
            [(self.document.id, True, '4000')],
        )

    def test_only_providers_that_fit_are_offered(self):
        remittance = self.choose_document()
        for name, provider, values, is_offered in (
            ("enabled for tests", self.provider, {'state': 'test'}, True),
            ("disabled", self.provider, {'state': 'disabled'}, False),
            ("unpublished", self.provider, {'is_published': False}, False),
            (
                "another currency",
                self.provider,
                {'available_currency_ids': [Command.set(self.currency_usd.ids)]},
                False,
            ),
            (
                "another country",
                self.provider,
                {'available_country_ids': [Command.set(self.country_france.ids)]},
                False,
            ),
            ("too small a maximum", self.provider, {'maximum_amount': 3999}, False),
            ("of another company", self.foreign_provider, {}, False),
        ):
            with self.subTest(name), self.undone():
                provider.write(values)
                offered = self.read_providers(remittance)
                self.assertIn(self.transbank, offered)
                self.assertEqual(provider in offered, is_offered)

    def test_portal_narrows_down_what_is_offered(self):
        remittance = self.choose_document()
        self.assertEqual(self.read_providers(remittance), self.transbank + self.provider)

        self.portal.provider_ids = self.provider
        self.assertEqual(self.read_providers(remittance), self.provider)

        self.portal.provider_ids = self.transbank
        self.assertEqual(self.read_providers(remittance), self.transbank)

    def test_webpay_is_offered_for_the_currencies_of_its_commerce_codes(self):
        document = self._create_document(12.5, currency_id=self.currency_usd)
        remittance = self.choose({document: None})
        self.assertIn(self.transbank, self.read_providers(remittance))

        self.transbank.transbank_commerce_code_usd = False
        self.assertNotIn(self.transbank, self.read_providers(remittance))

        euros = self._create_document(12.5, currency_id=self.currency_euro)
        self.assertNotIn(self.transbank, self.read_providers(self.choose({euros: None})))

    def test_payer_is_told_when_nothing_fits(self):
        self.portal.provider_ids = self.transbank
        self.transbank.maximum_amount = 100

        page = self.open_remittance(self.choose_document())

        self.assertEqual((page.status, self.read_options(page)), (200, []))
        self.assertIn("There is no way to pay this online.", page.text)
        self.assertIn("Nothing has been charged.", page.text)

    # === WHAT THE BROWSER SENDS === #

    def test_amount_and_landing_come_from_the_remittance(self):
        remittance = self.choose_document()

        answer = self.press_pay(
            self.open_remittance(remittance),
            amount=1,
            landing_route='https://evil.example.com',
            is_validation=True,
            access_token='forged',
            payment_reference='forged',
        )

        tx = self.env['payment.transaction'].search(
            [('reference', '=', answer['result']['reference'])]
        )
        self.assertRecordValues(
            tx,
            [
                {
                    'amount': 4000,
                    'currency_id': self.currency_clp.id,
                    'partner_id': self.payer.id,
                    'company_id': self.company.id,
                    'remittance_id': remittance.id,
                    'invoice_ids': self.document.ids,
                    'landing_route': f'/my/remittances/{remittance.name}',
                    'operation': 'online_redirect',
                    'provider_id': self.transbank.id,
                    'reference': remittance.name,
                }
            ],
        )
        [announced] = self.webpay.transactions
        self.assertEqual((announced.amount, announced.buy_order), (4000, remittance.name))

    def test_unexpected_parameters_are_refused(self):
        page = self.open_remittance(self.choose_document())
        for name, value in (
            ('currency_id', self.currency_usd.id),
            ('partner_id', self.stranger.id),
            ('reference_prefix', 'forged'),
            ('custom_create_values', {'state': 'done'}),
            ('state', 'done'),
            ('remittance_id', 1),
        ):
            with self.subTest(name):
                answer = self.press_pay(page, **{name: value})
                self.assertNotIn('result', answer)
                self.assertIn(name, answer['error']['data']['message'])
        self.assertEqual(self.count_transactions(), 0)

    def test_what_is_not_on_offer_is_refused(self):
        page = self.open_remittance(self.choose_document())
        webpay_method = self.transbank.payment_method_ids
        draft_provider = self.dummy_provider.copy({'state': 'disabled'})
        for changes in (
            {'provider_id': self.foreign_provider.id},
            {'provider_id': self.foreign_provider.id, 'payment_method_id': self.payment_method_id},
            {'provider_id': draft_provider.id, 'payment_method_id': self.payment_method_id},
            {'provider_id': self.provider.id},  # With Webpay's method.
            {'payment_method_id': self.payment_method_id},  # With Webpay's provider.
            {'provider_id': None},
            {'provider_id': str(self.transbank.id)},
            {'provider_id': [1]},
            {'provider_id': {'id': 1}},
            {'provider_id': True},
            {'provider_id': 2**70},
            {'payment_method_id': None},
            {'payment_method_id': [webpay_method.id]},
            {'payment_method_id': str(webpay_method.id)},
            {'payment_method_id': -1},
            {'flow': 'token'},
            {'flow': 'validation'},
            {'flow': 'offline'},
            {'flow': None},
            {'flow': ['redirect']},
            {'flow': ''},
            {'flow': 'token', 'token_id': self.foreign_token.id, 'provider_id': self.provider.id},
            {'flow': 'token', 'token_id': self.foreign_token.id},
            {'flow': 'token', 'token_id': [self.foreign_token.id]},
        ):
            with self.subTest(changes=changes):
                answer = self.press_pay(page, **changes)
                self.assertNotIn('result', answer)
                self.assertEqual(answer['error']['data']['message'], NOT_AVAILABLE)
        self.assertEqual((self.count_transactions(), self.webpay.transactions), (0, []))

    def test_foreign_token_beside_a_method_is_not_used(self):
        page = self.open_remittance(self.choose_document())

        self.press_pay(page, token_id=self.foreign_token.id, provider=self.provider)

        self.assertFalse(self.env['payment.transaction'].search([]).token_id)

    def test_own_token_can_be_used(self):
        token = self.foreign_token.copy({'partner_id': self.payer.id})
        remittance = self.choose_document()
        page = self.open_remittance(remittance)
        option = next(o for o in self.read_options(page) if o['type'] == 'token')
        self.assertEqual(option['id'], token.id)

        self.call_route(
            f'/my/remittances/{remittance.name}/transaction',
            **self.prepare_transaction_params(page, option),
        )

        tx = self.env['payment.transaction'].search([])
        self.assertEqual((tx.token_id, tx.operation, tx.amount), (token, 'online_token', 4000))

    def test_gateway_that_cannot_be_reached_is_told_and_nothing_is_lost(self):
        remittance = self.choose_document()
        for fault in (
            {'kind': 'error'},
            {'kind': 'html', 'status': 200},
            {'kind': 'drop'},
            {'kind': 'change', 'changes': {'token': '../x'}},
            {'kind': 'change', 'changes': {'url': 'javascript:alert(1)'}},
        ):
            with self.subTest(fault=fault), self.mute_webpay():
                self.webpay.inject('create', **fault)
                values = self.press_pay(self.open_remittance(remittance, again=1))['result']
                self.assertEqual(values['state'], 'error')
                self.assertIn("Transbank can't be reached just now.", values['state_message'])
        page = self.open_remittance(remittance)
        self.assertEqual(page.result, 'failed')
        self.assertIn("Transbank can't be reached just now.", page.text)
        values = self.press_pay(self.open_remittance(remittance, again=1))['result']
        self.assertEqual(values['state'], 'draft')
        token = self.webpay.transactions[-1].token
        self.assertIn(token, values['redirect_form_html'])
