from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlement(PaymentPortalCommon):
    """What the books look like after a payment that goes as its payer chose."""

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
