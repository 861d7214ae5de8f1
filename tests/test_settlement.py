from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlement(PaymentPortalCommon):
    """What the books look like after a payment that goes as its payer chose."""

    def _assert_settled(self, tx):
        """Assert that all that was paid closed something, and that nothing is left to look at."""
        self.assertEqual(tx.remittance_id.state, 'settled')
        self.assertEqual(tx.remittance_id.payment_id, tx.payment_id)
        self.assertFalse(tx.remittance_id.discrepancy_ids)
        receivables = self._get_items(tx.payment_id.move_id)
        self.assertTrue(all(line.reconciled for line in receivables))
        for line in tx.remittance_id.line_ids:
            self.assertEqual(line.amount_applied, line.amount)

    # === EXACT AMOUNTS === #

    def test_each_document_gets_exactly_what_was_chosen_for_it(self):
        first, second, third = (self._create_document(amount) for amount in (1000, 2000, 3000))

        tx = self._freeze_and_pay({first: None, second: '1999', third: None})

        self.assertRecordValues(
            first + second + third,
            [
                {'amount_residual': 0, 'payment_state': 'paid'},
                {'amount_residual': 1, 'payment_state': 'partial'},
                {'amount_residual': 0, 'payment_state': 'paid'},
            ],
        )
        self._assert_settled(tx)

    def test_one_payment_has_one_receivable_line_for_each_document(self):
        documents = [self._create_document(amount) for amount in (1000, 2000, 3000)]

        tx = self._freeze_and_pay({documents[0]: None, documents[1]: '500', documents[2]: None})

        self.assertRecordValues(
            self._get_items(tx.payment_id.move_id),
            [
                {'credit': 1000, 'name': documents[0].name, 'partner_id': self.customer.id},
                {'credit': 500, 'name': documents[1].name, 'partner_id': self.customer.id},
                {'credit': 3000, 'name': documents[2].name, 'partner_id': self.customer.id},
            ],
        )
        self.assertEqual(
            tx.payment_id.reconciled_invoice_ids, self.env['account.move'].union(*documents)
        )

    def test_payment_is_booked_by_journal_and_method_of_the_provider(self):
        journal = self.company_data['default_journal_bank'].copy()
        self.transbank.journal_id = journal
        method_line = journal.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.transbank
        )
        method_line.payment_account_id = self.copy_account(self.account)

        tx = self._freeze_and_pay({self._create_document(1000): None})

        self.assertRecordValues(
            tx.payment_id,
            [
                {
                    'amount': 1000,
                    'payment_type': 'inbound',
                    'partner_type': 'customer',
                    'partner_id': self.customer.id,
                    'journal_id': journal.id,
                    'payment_method_line_id': method_line.id,
                    'payment_transaction_id': tx.id,
                    'remittance_id': tx.remittance_id.id,
                    'memo': tx.reference,
                    'date': self.env.cr.now().date(),
                }
            ],
        )
        self.assertRecordValues(
            tx.payment_id.move_id.line_ids.filtered(
                lambda line: line.account_id == method_line.payment_account_id
            ),
            [{'debit': 1000, 'credit': 0}],
        )
        self.assertEqual(tx.payment_id.move_id.state, 'posted')

    def test_payment_is_paid_once_its_documents_are(self):
        tx = self._freeze_and_pay({self._create_document(1000): None})

        self.assertEqual(tx.payment_id.state, 'paid')
        self.assertTrue(tx.payment_id.is_reconciled)

    def test_rest_can_be_paid_by_a_second_remittance(self):
        invoice = self._create_document(1000)

        transactions = [self._freeze_and_pay({invoice: amount}) for amount in ('300', '700')]

        self.assertRecordValues(invoice, [{'amount_residual': 0, 'payment_state': 'paid'}])
        for tx in transactions:
            self._assert_settled(tx)

    def test_document_with_an_own_receivable_account_is_closed(self):
        account = self.copy_account(self.company_data['default_account_receivable'])
        usual = self._create_document(1000)
        self.customer.property_account_receivable_id = account
        other = self._create_document(2000)

        tx = self._freeze_and_pay({usual: None, other: None})

        self.assertEqual((usual + other).mapped('payment_state'), ['paid', 'paid'])
        self.assertEqual(
            self._get_items(tx.payment_id.move_id).account_id,
            account + self._get_items(usual).account_id,
        )
        self._assert_settled(tx)

    def test_receipt_and_opening_entry_are_paid_like_invoices(self):
        receipt = self._create_document(200, move_type='out_receipt')
        entry = self.env['account.move'].create(
            {
                'move_type': 'entry',
                'line_ids': [
                    (
                        0,
                        0,
                        {
                            'account_id': account.id,
                            'partner_id': self.customer.id,
                            'debit': debit,
                            'credit': 300 - debit,
                        },
                    )
                    for account, debit in (
                        (self.company_data['default_account_receivable'], 300),
                        (self.company_data['default_account_revenue'], 0),
                    )
                ],
            }
        )
        entry.action_post()

        tx = self._freeze_and_pay({receipt: None, entry: '100'})

        self.assertEqual(receipt.payment_state, 'paid')
        self.assertEqual(self._get_items(entry).amount_residual, 200)
        self._assert_settled(tx)

    def test_over_payment_stays_on_account(self):
        self.portal.allow_overpayment = True
        invoice = self._create_document(1000)

        tx = self._freeze_and_pay({invoice: '1300'})

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(
            sum(self._get_items(tx.payment_id.move_id).mapped('amount_residual')), -300
        )
        self.assertFalse(tx.remittance_id.discrepancy_ids)

    # === INSTALMENTS === #

    def test_instalments_are_closed_oldest_first(self):
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(20, 30, 50)
        )

        tx = self._freeze_and_pay({invoice: '450'})

        self.assertEqual(self._get_items(invoice).mapped('amount_residual'), [0, 50, 500])
        self.assertEqual(invoice.payment_state, 'partial')
        self._assert_settled(tx)

    # === EARLY-PAYMENT DISCOUNT === #

    def _pay_with_discount(self, computation, **values):
        """Pay an invoice over 119,000, 19 % tax included, less 2 %, on its last day with discount.

        :rtype: tuple[account.move, payment.transaction]
        """
        tax = self.percent_tax(19)
        with freeze_time('2026-03-01'):
            invoice = self._create_document(
                100000,
                tax_ids=tax,
                invoice_date='2026-03-01',
                invoice_payment_term_id=self._create_discount_term(2, computation=computation),
                **values,
            )
        with freeze_time('2026-03-08'):
            return invoice, self._freeze_and_pay({invoice: None})

    def _get_discount_balances(self, tx):
        return sorted(
            tx.payment_id.move_id.line_ids.filtered(
                lambda line: (
                    line.account_type not in ('asset_receivable', 'asset_current', 'asset_cash')
                )
            ).mapped('balance')
        )

    def test_discount_with_its_tax_closes_the_document(self):
        invoice, tx = self._pay_with_discount('included')

        self.assertEqual(tx.amount, 116620)
        self.assertRecordValues(invoice, [{'amount_residual': 0, 'payment_state': 'paid'}])
        self.assertEqual(self._get_discount_balances(tx), [380, 2000])
        self.assertTrue(tx.payment_id.move_id.line_ids.tax_line_id)
        self._assert_settled(tx)

    def test_discount_before_tax_closes_the_document(self):
        invoice, tx = self._pay_with_discount('excluded')

        self.assertEqual(tx.amount, 117000)
        self.assertRecordValues(invoice, [{'amount_residual': 0, 'payment_state': 'paid'}])
        self.assertEqual(self._get_discount_balances(tx), [2000])
        self._assert_settled(tx)

    def test_discount_is_booked_for_its_document_only(self):
        tax = self.percent_tax(19)
        other = self._create_document(5000, tax_ids=tax, invoice_date='2026-03-01')
        with freeze_time('2026-03-08'):
            discounted = self._create_document(
                100000,
                tax_ids=tax,
                invoice_date='2026-03-08',
                invoice_payment_term_id=self._create_discount_term(2),
            )
            tx = self._freeze_and_pay({discounted: None, other: '5000'})

        self.assertEqual(discounted.payment_state, 'paid')
        self.assertEqual(other.amount_residual, 950)
        self.assertEqual(self._get_discount_balances(tx), [380, 2000])
        self._assert_settled(tx)

    def test_discount_is_granted_to_who_chose_it_in_time(self):
        with freeze_time('2026-03-08 23:30'):
            invoice = self._create_document(
                1000,
                invoice_date='2026-03-01',
                invoice_payment_term_id=self._create_discount_term(2),
            )
            remittance = self._freeze({invoice: None})
        with freeze_time('2026-03-09 00:30'):
            tx = self._pay(remittance)

        self.assertEqual((tx.amount, invoice.payment_state), (980, 'paid'))
        self._assert_settled(tx)

    # === CREDITS === #

    def test_credits_are_used_with_the_money(self):
        invoice = self._create_document(1000)
        credit_note = self._create_credit_note(400)

        tx = self._freeze_and_pay({invoice: None, credit_note: '150'})

        self.assertEqual(tx.amount, 850)
        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(credit_note.amount_residual, 250)
        self._assert_settled(tx)

    def test_credits_that_cover_all_settle_without_money(self):
        invoice = self._create_document(1000)
        credit_note = self._create_credit_note(1500)
        remittance = self._freeze({invoice: None, credit_note: '1000'})

        remittance._settle_by_credit()

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(credit_note.amount_residual, 500)
        self.assertRecordValues(remittance, [{'state': 'settled', 'payment_id': False}])
        self.assertRecordValues(
            remittance.move_id,
            [
                {
                    'move_type': 'entry',
                    'state': 'posted',
                    'ref': remittance.name,
                    'partner_id': self.customer.id,
                }
            ],
        )

    def test_credits_that_cover_a_part_do_not_settle_without_money(self):
        remittance = self._freeze(
            {self._create_document(1000): None, self._create_credit_note(400): None}
        )

        with self.assertRaisesRegex(Exception, "don't cover"):
            remittance._settle_by_credit()

        self.assertEqual(remittance.state, 'open')

    def test_credits_cannot_settle_twice(self):
        remittance = self._freeze(
            {self._create_document(1000): None, self._create_credit_note(1000): None}
        )
        remittance._settle_by_credit()

        with self.assertRaisesRegex(Exception, "already been paid"):
            remittance._settle_by_credit()
