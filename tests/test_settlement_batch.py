from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlementBatch(PaymentPortalCommon):
    """Many transactions at once, each exactly once."""

    def _create_paid_txs(self, *remittances, **values):
        """Create a confirmed transaction for each remittance, not yet booked.

        :rtype: payment.transaction
        """
        txs = self.env(su=True)['payment.transaction'].union(
            *(self._create_remittance_tx(remittance, **values) for remittance in remittances)
        )
        txs._set_done()
        return txs

    def _count_payments(self, txs):
        return self.env['account.payment'].search_count([('payment_transaction_id', 'in', txs.ids)])

    # === MANY === #

    def test_many_transactions_are_booked_at_once(self):
        documents = [self._create_document(100 * number) for number in range(1, 11)]
        txs = self._create_paid_txs(*(self._freeze({each: None}) for each in documents))

        txs._post_process()

        self.assertEqual({each.payment_state for each in documents}, {'paid'})
        self.assertEqual(txs.remittance_id.mapped('state'), ['settled'] * 10)
        for tx, document in zip(txs, documents, strict=True):
            self.assertEqual(tx.payment_id.amount, tx.amount)
            self.assertEqual(tx.payment_id.reconciled_invoice_ids, document)
        self.assertEqual(set(txs.mapped('is_post_processed')), {True})

    def test_customers_do_not_mix_in_a_batch(self):
        other = self._create_document(2000, partner=self.stranger)
        txs = self._create_paid_txs(
            self._freeze({self._create_document(1000): None}),
            self._freeze({other: None}, payer_user=self.stranger_user),
        )

        txs._post_process()

        self.assertEqual(txs.payment_id.mapped('partner_id'), self.customer + self.stranger)
        self.assertEqual(other.payment_state, 'paid')

    def test_two_remittances_of_one_document_in_one_batch_close_it_once(self):
        invoice = self._create_document(1000)
        remittances = [self._freeze({invoice: '700'}), self._freeze({invoice: None})]
        txs = self._create_paid_txs(*remittances)

        txs._post_process()

        self.assertEqual(invoice.amount_residual, 0)
        self.assertRecordValues(
            remittances[1].discrepancy_ids,
            [
                {'kind': 'not_open', 'amount': 700},
            ],
        )
        self.assertFalse(remittances[0].discrepancy_ids)

    def test_one_remittance_paid_twice_in_one_batch_is_settled_once(self):
        remittance = self._freeze({self._create_document(1000): None})
        txs = self._create_paid_txs(remittance, remittance)

        txs._post_process()

        self.assertEqual(remittance.payment_id, txs[0].payment_id)
        self.assertRecordValues(
            remittance.discrepancy_ids,
            [
                {'kind': 'duplicate', 'amount': 1000, 'transaction_id': txs[1].id},
            ],
        )

    def test_credits_and_money_are_settled_in_one_batch_of_receipts(self):
        invoices = [self._create_document(1000) for _i in range(3)]
        credit_note = self._create_credit_note(1000)
        by_credit = self._freeze({invoices[1]: None, credit_note: None})
        with_money = [self._freeze({invoice: None}) for invoice in (invoices[0], invoices[2])]
        txs = self._create_paid_txs(*with_money)
        receipts = [tx._prepare_receipt() for tx in txs]
        credit_receipt = receipts[0]._replace(
            remittance=by_credit, amount=0, payment_values={}, transaction=txs.browse()
        )

        moves = by_credit._settle([receipts[0], credit_receipt, receipts[1]])

        self.assertEqual([bool(move.origin_payment_id) for move in moves], [True, False, True])
        self.assertEqual([invoice.payment_state for invoice in invoices], ['paid'] * 3)

    # === ONCE === #

    def test_post_processing_again_does_nothing_more(self):
        txs = self._create_paid_txs(
            self._freeze({self._create_document(1000): None}),
            self._freeze({self._create_document(2000): '500'}),
        )
        txs._post_process()
        payments = txs.payment_id

        self.env.invalidate_all()
        again = self.env['payment.transaction'].sudo().browse(txs.ids)
        again._post_process()
        again._post_process()

        self.assertEqual(again.payment_id, payments)
        self.assertEqual(self._count_payments(txs), 2)
        self.assertFalse(txs.remittance_id.discrepancy_ids)

    def test_cron_finds_nothing_to_do_after_the_payer_came_back(self):
        txs = self._create_paid_txs(self._freeze({self._create_document(1000): None}))
        txs._post_process()

        txs._post_process_if_done()

        self.assertEqual(self._count_payments(txs), 1)

    def test_payment_whose_payer_closed_his_browser_is_booked_by_the_cron(self):
        tx = self._create_paid_txs(self._freeze({self._create_document(1000): None}))

        with self._test_cursors():
            self.env.ref('payment.cron_post_process_payment_tx').sudo().method_direct_trigger()

        self.assertEqual(tx.payment_id.amount, 1000)
        self.assertEqual(tx.remittance_id.state, 'settled')

    def test_transaction_without_a_remittance_is_booked_as_by_core(self):
        invoice = self._create_document(1000)
        tx = self._create_transaction(
            'redirect',
            amount=1000,
            currency_id=self.currency_clp.id,
            partner_id=self.payer.id,
            invoice_ids=[Command.set(invoice.ids)],
        )

        self._confirm(tx)

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertRecordValues(tx.payment_id, [{'amount': 1000, 'remittance_id': False}])

    def test_database_refuses_a_second_payment_of_a_transaction(self):
        tx = self._freeze_and_pay({self._create_document(1000): None})

        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.env['account.payment'].create(
                {
                    'amount': 1000,
                    'payment_type': 'inbound',
                    'partner_id': self.customer.id,
                    'payment_transaction_id': tx.id,
                    'remittance_id': tx.remittance_id.id,
                }
            )
            self.env.flush_all()

    def test_database_refuses_one_entry_for_two_remittances(self):
        tx = self._freeze_and_pay({self._create_document(1000): None})
        other = self._freeze({self._create_document(1000): None})

        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            other._move_to_state('settled', move_id=tx.payment_id.move_id.id)
            self.env.flush_all()

    def test_database_refuses_a_settled_remittance_without_an_entry(self):
        remittance = self._freeze({self._create_document(1000): None})

        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            remittance.state = 'settled'
            self.env.flush_all()

    def test_settled_remittance_cannot_go_back(self):
        tx = self._freeze_and_pay({self._create_document(1000): None})

        for state in ('open', 'cancelled', 'settled'):
            with (
                self.subTest(state=state),
                self.assertRaisesRegex(ValidationError, "can't go back"),
            ):
                tx.remittance_id._move_to_state(state)

    # === WHAT CANNOT BE BOOKED === #

    def _take_journal_away(self):
        self.transbank.state = 'disabled'
        self.company_data['default_journal_bank'].inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.transbank
        ).unlink()

    def test_money_that_cannot_be_booked_is_put_before_the_accountant(self):
        invoice = self._create_document(1000)
        tx = self._create_paid_txs(self._freeze({invoice: None}))
        self._take_journal_away()

        tx._post_process()

        self.assertRecordValues(
            tx,
            [
                {'state': 'done', 'is_post_processed': False, 'payment_id': False},
            ],
        )
        self.assertEqual(tx.remittance_id.state, 'open')
        self.assertEqual(tx.remittance_id.result, 'pending')
        self.assertRecordValues(
            tx.remittance_id.discrepancy_ids,
            [
                {
                    'kind': 'not_booked',
                    'amount': 1000,
                    'proposed_action': 'fix_books',
                    'state': 'open',
                    'transaction_id': tx.id,
                }
            ],
        )

    def test_money_is_booked_and_the_discrepancy_closed_once_the_hindrance_is_gone(self):
        invoice = self._create_document(1000)
        tx = self._create_paid_txs(self._freeze({invoice: None}))
        self._take_journal_away()
        tx._post_process()
        self.transbank.state = 'test'

        tx._post_process()

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertTrue(tx.is_post_processed)
        self.assertEqual(tx.remittance_id.discrepancy_ids.mapped('state'), ['done'])

    def test_money_is_booked_however_late_the_hindrance_is_gone(self):
        invoice = self._create_document(1000)
        tx = self._create_paid_txs(self._freeze({invoice: None}))
        self._take_journal_away()
        self._run_post_processing()
        self.assertFalse(tx.is_post_processed)
        tx.last_state_change = fields.Datetime.now() - timedelta(days=30)
        self.transbank.state = 'test'

        self._run_post_processing()

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertTrue(tx.is_post_processed)

    def _run_post_processing(self):
        with self._test_cursors():
            self.env.ref('payment.cron_post_process_payment_tx').sudo().method_direct_trigger()

    def test_money_that_cannot_be_booked_again_is_reported_once(self):
        tx = self._create_paid_txs(self._freeze({self._create_document(1000): None}))
        self._take_journal_away()

        tx._post_process()
        tx._post_process()

        self.assertEqual(len(tx.remittance_id.discrepancy_ids), 1)

    def test_one_that_cannot_be_booked_does_not_keep_the_others_back(self):
        txs = self._create_paid_txs(
            *(self._freeze({self._create_document(1000): None}) for _i in range(3))
        )
        broken = txs[1]
        broken.provider_id = self.transbank.copy({'name': "Without a journal"})

        txs._post_process()

        self.assertEqual(txs.mapped('is_post_processed'), [True, False, True])
        self.assertEqual(broken.remittance_id.discrepancy_ids.kind, 'not_booked')

    def test_money_that_arrives_in_a_locked_period_is_booked(self):
        invoice = self._create_document(1000)
        tx = self._create_paid_txs(self._freeze({invoice: None}))
        self.company.sudo().fiscalyear_lock_date = fields.Date.today() + timedelta(days=1)

        tx._post_process()

        self.assertEqual(tx.payment_id.amount, 1000)
