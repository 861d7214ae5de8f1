import unicodedata

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestFreezeAmounts(PaymentPortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(10000)
        cls.dollar_invoice = cls._create_document(100, currency_id=cls.currency_usd)

    def _assert_refused(self, document, *texts):
        for text in texts:
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self._freeze({document: text})
        self.assertFalse(
            self.env['payment.remittance'].search([('partner_id', '=', self.customer.id)])
        )

    def _assert_refused_with(self, words, choices):
        with self.assertRaises(ValidationError) as refusal:
            self._freeze(choices)
        self.assertIn(words, refusal.exception.args[0])

    # === TEXTS === #

    def test_what_is_no_positive_number_is_refused(self):
        self._assert_refused(
            self.invoice,
            '',
            ' ',
            '-1',
            '-0',
            '+1',
            'abc',
            'NaN',
            'nan',
            'inf',
            '-inf',
            'Infinity',
            '1e3',
            '1E9',
            '0x10',
            '1_000',
            '1,000',
            '1.000,50',
            '1 000',
            '.5',
            '5.',
            '1.2.3',
            '$100',
            'None',
            '1000; DROP TABLE res_users',
            '<b>1</b>',
            '1\x00',
            '1\n2',
        )

    def test_digits_of_other_scripts_are_refused(self):
        self._assert_refused(
            self.invoice,
            *(
                ''.join(
                    unicodedata.lookup(f'{script} DIGIT {digit}')
                    for digit in ('ONE', 'ZERO', 'ZERO')
                )
                for script in ('FULLWIDTH', 'ARABIC-INDIC', 'DEVANAGARI')
            ),
        )

    def test_zero_is_refused(self):
        self._assert_refused(self.invoice, '0', '0.0', '000')

    def test_more_decimals_than_the_currency_has_are_refused(self):
        self._assert_refused(self.invoice, '999.5', '999.01')
        self._assert_refused(self.dollar_invoice, '9.999', '0.001', '9.0000000001')

    def test_more_than_is_open_is_refused(self):
        self._assert_refused(self.invoice, '10001', '1000000000', '9' * 15, '9' * 400)
        self._assert_refused(self.dollar_invoice, '100.01')

    def test_refusal_names_document_and_open_amount(self):
        self._assert_refused_with(self.invoice.name, {self.invoice: '10001'})
        self._assert_refused_with('10,000', {self.invoice: '10001'})

    def test_one_wrong_amount_refuses_the_whole_choice(self):
        other = self._create_document(500)

        with self.assertRaises(ValidationError):
            self._freeze({other: '500', self.invoice: '-1'})

        self.assertFalse(
            self.env['payment.remittance'].search([('partner_id', '=', self.customer.id)])
        )

    def test_nothing_ticked_is_refused(self):
        self._assert_refused_with("at least one", {})

    def test_amount_in_minor_units_is_kept_exactly(self):
        remittance = self._freeze({self.dollar_invoice: '33.33'})

        self.assertEqual(remittance.amount_total, 33.33)
        self.assertEqual(remittance.currency_id, self.currency_usd)

    def test_zeros_that_change_nothing_are_accepted(self):
        remittance = self._freeze({self.invoice: ' 0999.00 '})

        self.assertEqual(remittance.amount_total, 999)

    def test_without_an_amount_all_that_is_due_is_frozen(self):
        remittance = self._freeze({self.invoice: None})

        self.assertRecordValues(
            remittance,
            [
                {
                    'state': 'open',
                    'channel': 'gateway',
                    'company_id': self.company.id,
                    'currency_id': self.currency_clp.id,
                    'partner_id': self.customer.id,
                    'payer_id': self.payer.id,
                    'amount_total': 10000,
                }
            ],
        )
        self.assertRecordValues(
            remittance.line_ids,
            [
                {
                    'move_line_id': self._get_items(self.invoice).id,
                    'name': self.invoice.name,
                    'amount': 10000,
                    'discount': 0,
                }
            ],
        )

    # === RULES OF THE PORTAL === #

    def test_partial_amount_is_refused_where_partial_payments_are_not_allowed(self):
        self.portal.allow_partial = False

        self._assert_refused_with("partial", {self.invoice: '9999'})

    def test_whole_amount_is_accepted_where_partial_payments_are_not_allowed(self):
        self.portal.allow_partial = False

        remittance = self._freeze({self.invoice: '10000'})

        self.assertEqual(remittance.amount_total, 10000)

    def test_whole_instalments_are_accepted_where_partial_payments_are_not_allowed(self):
        self.portal.allow_partial = False
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(30, 70)
        )

        remittance = self._freeze({invoice: '300'})

        self.assertRecordValues(
            remittance.line_ids,
            [
                {'move_line_id': self._get_items(invoice)[0].id, 'amount': 300},
            ],
        )

    def test_part_of_an_instalment_is_refused_where_partial_payments_are_not_allowed(self):
        self.portal.allow_partial = False
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(30, 70)
        )

        self._assert_refused_with("partial", {invoice: '301'})

    def test_part_of_a_credit_is_accepted_where_partial_payments_are_not_allowed(self):
        self.portal.allow_partial = False
        credit_note = self._create_credit_note(400)

        remittance = self._freeze({self.invoice: None, credit_note: '100'})

        self.assertEqual(remittance.amount_total, 9900)

    def test_less_than_the_smallest_amount_is_refused(self):
        self.portal.amount_minimum = 5000

        self._assert_refused_with('5,000', {self.invoice: '4999'})

    def test_the_smallest_amount_counts_for_the_sum(self):
        self.portal.amount_minimum = 5000
        other = self._create_document(3000)

        remittance = self._freeze({self.invoice: '2500', other: '2500'})

        self.assertEqual(remittance.amount_total, 5000)

    def test_the_smallest_amount_does_not_bar_a_small_document(self):
        self.portal.amount_minimum = 5000
        small = self._create_document(10)

        remittance = self._freeze({small: None})

        self.assertEqual(remittance.amount_total, 10)

    def test_the_smallest_amount_does_not_bar_documents_that_credits_cover(self):
        self.portal.amount_minimum = 5000
        credit_note = self._create_credit_note(4000)

        remittance = self._freeze({self.invoice: '4000', credit_note: None})

        self.assertEqual(remittance.amount_total, 0)

    def test_the_smallest_amount_counts_in_the_currency_of_the_payment(self):
        self.env['res.currency.rate'].create(
            {
                'currency_id': self.currency_usd.id,
                'company_id': self.company.id,
                'name': '2019-01-01',
                'rate': 0.001,  # 1 USD is 1,000 CLP.
            }
        )
        self.portal.amount_minimum = 50000

        self._assert_refused_with('50.00', {self.dollar_invoice: '49.99'})

    def test_over_payment_goes_on_account_where_the_portal_allows_it(self):
        self.portal.allow_overpayment = True

        remittance = self._freeze({self.invoice: '10500'})

        self.assertEqual(remittance.amount_total, 10500)
        self.assertRecordValues(
            remittance.line_ids,
            [
                {
                    'move_line_id': self._get_items(self.invoice).id,
                    'amount': 10000,
                    'is_on_account': False,
                },
                {'move_line_id': False, 'amount': 500, 'is_on_account': True},
            ],
        )

    def test_more_of_a_credit_than_is_left_is_refused_even_where_over_payments_are_allowed(self):
        self.portal.allow_overpayment = True
        credit_note = self._create_credit_note(400)

        self._assert_refused_with("above", {self.invoice: None, credit_note: '401'})
