from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlementCurrency(PaymentPortalCommon):
    """Documents in dollars of a company that keeps its books in pesos.

    A dollar is worth 1,000 pesos in January and 900 from February on.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency_usd.rate_ids.unlink()
        cls.env['res.currency.rate'].create(
            [
                {
                    'currency_id': cls.currency_usd.id,
                    'company_id': cls.company.id,
                    'name': date,
                    'rate': 1 / pesos,
                }
                for date, pesos in (('2026-01-01', 1000), ('2026-02-01', 900))
            ]
        )

    def _create_dollar_document(self, amount, date='2026-01-15', **values):
        with freeze_time(date):
            return self._create_document(
                amount, currency_id=self.currency_usd, invoice_date=date, **values
            )

    def _get_exchange_balances(self, *moves):
        """Return what the exchange entries book as gain or loss; losses are positive."""
        lines = self.env['account.move.line'].union(*(move.line_ids for move in moves))
        entries = (lines.matched_debit_ids + lines.matched_credit_ids).exchange_move_id
        accounts = (
            self.company.expense_currency_exchange_account_id
            + self.company.income_currency_exchange_account_id
        )
        return entries.line_ids.filtered(lambda line: line.account_id in accounts).mapped('balance')

    def test_changed_rate_leaves_no_residual_but_an_exchange_difference(self):
        invoice = self._create_dollar_document(100)

        with freeze_time('2026-02-10'):
            tx = self._freeze_and_pay({invoice: None})

        self.assertRecordValues(invoice, [{'amount_residual': 0, 'payment_state': 'paid'}])
        self.assertRecordValues(
            self._get_items(invoice),
            [
                {'amount_residual': 0, 'amount_residual_currency': 0, 'balance': 100000},
            ],
        )
        self.assertRecordValues(
            self._get_items(tx.payment_id.move_id),
            [
                {'amount_currency': -100, 'balance': -90000, 'amount_residual': 0},
            ],
        )
        self.assertEqual(self._get_exchange_balances(invoice), [10000])

    def test_each_document_gets_its_own_dollars_at_a_changed_rate(self):
        first = self._create_dollar_document(100)
        second = self._create_dollar_document(50.55)
        later = self._create_dollar_document(10, date='2026-02-05')

        with freeze_time('2026-02-10'):
            tx = self._freeze_and_pay({first: '33.33', second: None, later: None})

        self.assertEqual((first + second + later).mapped('amount_residual'), [66.67, 0, 0])
        self.assertEqual(tx.amount, 93.88)
        self.assertRecordValues(
            tx.payment_id,
            [
                {'amount': 93.88, 'currency_id': self.currency_usd.id, 'is_reconciled': True},
            ],
        )

    def test_discount_closes_the_document_at_a_changed_rate(self):
        invoice = self._create_dollar_document(
            100,
            date='2026-01-30',
            tax_ids=self.percent_tax(19),
            invoice_payment_term_id=self._create_discount_term(2),
        )

        with freeze_time('2026-02-03'):
            tx = self._freeze_and_pay({invoice: None})

        self.assertEqual(tx.amount, 116.62)
        self.assertRecordValues(invoice, [{'amount_residual': 0, 'payment_state': 'paid'}])
        self.assertEqual(self._get_items(invoice).amount_residual, 0)
        self.assertEqual(sum(tx.payment_id.move_id.line_ids.mapped('balance')), 0)
        liquidity = tx.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == tx.payment_id.outstanding_account_id
        )
        self.assertRecordValues(liquidity, [{'amount_currency': 116.62, 'balance': 104958}])

    def test_credit_of_another_rate_is_used_exactly(self):
        invoice = self._create_dollar_document(100)
        credit_note = self._create_dollar_document(40, '2026-02-05', move_type='out_refund')

        with freeze_time('2026-02-10'):
            tx = self._freeze_and_pay({invoice: None, credit_note: None})

        self.assertEqual(tx.amount, 60)
        self.assertEqual((invoice + credit_note).mapped('payment_state'), ['paid', 'paid'])
        self.assertEqual(self._get_items(credit_note).amount_residual, 0)

    def test_credits_alone_settle_dollars_of_changed_rates(self):
        invoice = self._create_dollar_document(33.33)
        credit_note = self._create_dollar_document(40, '2026-02-05', move_type='out_refund')

        with freeze_time('2026-02-10'):
            self._freeze({invoice: None, credit_note: '33.33'})._settle_by_credit()

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(self._get_items(invoice).amount_residual, 0)
        self.assertEqual(credit_note.amount_residual, 6.67)
        self.assertEqual(self._get_exchange_balances(invoice), [3333])

    def test_over_payment_in_dollars_stays_on_account_in_dollars(self):
        self.portal.allow_overpayment = True
        invoice = self._create_dollar_document(100)

        with freeze_time('2026-02-10'):
            tx = self._freeze_and_pay({invoice: '100.01'})

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(
            sum(self._get_items(tx.payment_id.move_id).mapped('amount_residual_currency')), -0.01
        )
