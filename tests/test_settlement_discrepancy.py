from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlementDiscrepancy(PaymentPortalCommon):
    """Money that arrives is always booked, also where it no longer fits what was chosen."""

    def _assert_discrepancies(self, tx, *expected):
        """Assert what was put on record, as `(kind, amount, proposed action)`."""
        remittance = tx.remittance_id
        self.assertEqual(
            [
                (each.kind, each.amount, each.proposed_action)
                for each in remittance.discrepancy_ids.sorted('id')
            ],
            list(expected),
        )
        for discrepancy in remittance.discrepancy_ids:
            self.assertRecordValues(
                discrepancy,
                [
                    {
                        'state': 'open',
                        'currency_id': remittance.currency_id.id,
                        'company_id': remittance.company_id.id,
                        'partner_id': remittance.partner_id.id,
                    }
                ],
            )

    def _get_unapplied(self, tx):
        """Return what of a payment stays on the customer's account."""
        return -sum(self._get_items(tx.payment_id.move_id).mapped('amount_residual_currency'))

    # === DOCUMENTS THAT CHANGED MEANWHILE === #

    def test_document_paid_meanwhile_leaves_the_money_on_account(self):
        paid, open_ = self._create_document(1000), self._create_document(2000)
        tx = self._start({paid: None, open_: None})
        self._register_payment(paid)

        self._confirm(tx)

        self.assertEqual(tx.payment_id.amount, 3000)
        self.assertEqual(open_.payment_state, 'paid')
        self.assertEqual(self._get_unapplied(tx), 1000)
        self._assert_discrepancies(tx, ('not_open', 1000, 'keep_credit'))
        self.assertIn(paid.name, tx.remittance_id.discrepancy_ids.name)
        self.assertEqual(tx.remittance_id.discrepancy_ids.payment_id, tx.payment_id)

    def test_document_partly_paid_meanwhile_takes_what_is_left(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        self._freeze_and_pay({invoice: '300'})

        self._confirm(tx)

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(self._get_unapplied(tx), 300)
        self.assertEqual(tx.remittance_id.line_ids.amount_applied, 700)
        self._assert_discrepancies(tx, ('not_open', 300, 'keep_credit'))

    def test_discount_is_lost_on_a_document_partly_paid_meanwhile(self):
        invoice = self._create_document(1000, invoice_payment_term_id=self._create_discount_term(2))
        tx = self._start({invoice: None})
        self._freeze_and_pay({invoice: '100'})

        self._confirm(tx)

        self.assertEqual((tx.amount, invoice.payment_state), (980, 'paid'))
        self.assertEqual(self._get_unapplied(tx), 80)
        self._assert_discrepancies(tx, ('not_open', 80, 'keep_credit'))

    def test_document_in_draft_meanwhile_leaves_the_money_on_account(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        invoice.button_draft()

        self._confirm(tx)

        self.assertEqual(self._get_unapplied(tx), 1000)
        self._assert_discrepancies(tx, ('not_open', 1000, 'keep_credit'))

    def test_document_in_draft_stays_with_who_works_on_it(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        invoice.button_draft()

        self._confirm(tx)

        self.assertEqual(invoice.state, 'draft')

    def test_document_that_cannot_be_posted_again_does_not_keep_the_money_from_being_booked(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        invoice.button_draft()
        invoice.partner_id = False

        self._confirm(tx)

        self.assertEqual(tx.payment_id.amount, 1000)

    def test_document_cancelled_meanwhile_leaves_the_money_on_account(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        invoice.button_draft()
        invoice.button_cancel()

        self._confirm(tx)

        self.assertEqual(invoice.state, 'cancel')
        self.assertEqual(self._get_unapplied(tx), 1000)
        self._assert_discrepancies(tx, ('not_open', 1000, 'keep_credit'))

    def test_document_deleted_meanwhile_leaves_the_money_on_account(self):
        invoice = self._create_document(1000)
        name = invoice.name
        tx = self._start({invoice: None})
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()

        self._confirm(tx)

        self.assertEqual(self._get_unapplied(tx), 1000)
        self._assert_discrepancies(tx, ('not_open', 1000, 'keep_credit'))
        self.assertIn(name, tx.remittance_id.discrepancy_ids.name)

    def test_intended_over_payment_is_no_discrepancy_beside_a_document_paid_meanwhile(self):
        self.portal.allow_overpayment = True
        invoice = self._create_document(1000)
        tx = self._start({invoice: '1200'})
        self._register_payment(invoice)

        self._confirm(tx)

        self.assertEqual(self._get_unapplied(tx), 1200)
        self._assert_discrepancies(tx, ('not_open', 1000, 'keep_credit'))

    # === CREDITS === #

    def test_credit_used_meanwhile_leaves_a_part_of_the_document_open(self):
        invoice, credit_note = self._create_document(1000), self._create_credit_note(400)
        tx = self._start({invoice: None, credit_note: None})
        self._freeze({self._create_document(400): None, credit_note: None})._settle_by_credit()

        self._confirm(tx)

        self.assertEqual((tx.amount, invoice.amount_residual), (600, 400))
        self.assertEqual(self._get_unapplied(tx), 0)
        self._assert_discrepancies(tx, ('credit_used', 400, 'ask_payer'))

    def test_credit_is_kept_when_its_document_was_paid_meanwhile(self):
        invoice, credit_note = self._create_document(1000), self._create_credit_note(400)
        tx = self._start({invoice: None, credit_note: None})
        self._register_payment(invoice)

        self._confirm(tx)

        self.assertEqual(credit_note.amount_residual, 400)
        self.assertEqual(self._get_unapplied(tx), 600)
        self._assert_discrepancies(tx, ('not_open', 600, 'keep_credit'))

    def test_no_more_of_a_credit_is_used_than_the_documents_still_need(self):
        paid, open_ = self._create_document(500), self._create_document(800)
        credit_note = self._create_credit_note(700)
        tx = self._start({paid: None, open_: None, credit_note: None})
        self._register_payment(paid)

        self._confirm(tx)

        self.assertEqual(open_.payment_state, 'paid')
        self.assertEqual(credit_note.amount_residual, 500)
        self.assertEqual(self._get_unapplied(tx), 0)

    def test_credits_alone_are_not_settled_once_the_document_was_paid(self):
        invoice, credit_note = self._create_document(1000), self._create_credit_note(1000)
        remittance = self._freeze({invoice: None, credit_note: None})
        self._register_payment(invoice)

        with self.assertRaisesRegex(ValidationError, "paid or changed meanwhile"):
            remittance._settle_by_credit()

        self.assertEqual(credit_note.amount_residual, 1000)

    # === PAID TWICE === #

    def test_second_payment_of_a_remittance_stays_on_account(self):
        first = self._start({self._create_document(1000): None})
        remittance = first.remittance_id
        second = self._create_remittance_tx(remittance)
        self._confirm(first)

        self._confirm(second)

        self.assertEqual(remittance.payment_id, first.payment_id)
        self.assertEqual(self._get_unapplied(second), 1000)
        self._assert_discrepancies(second, ('duplicate', 1000, 'keep_credit'))
        self.assertEqual(remittance.discrepancy_ids.transaction_id, second)

    def test_two_remittances_of_one_document_close_it_once(self):
        invoice = self._create_document(1000)
        first, second = self._start({invoice: None}), self._start({invoice: None})
        self._confirm(first)

        self._confirm(second)

        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(self._get_unapplied(second), 1000)
        self._assert_discrepancies(first)
        self._assert_discrepancies(second, ('not_open', 1000, 'keep_credit'))

    def test_money_for_a_withdrawn_remittance_is_booked_all_the_same(self):
        invoice = self._create_document(1000)
        tx = self._start({invoice: None})
        tx.remittance_id.with_user(self.accountant_user).action_cancel()

        self._confirm(tx)

        self.assertEqual((tx.remittance_id.state, invoice.payment_state), ('settled', 'paid'))

    # === THE LIST === #

    def test_accountant_closes_and_reopens_a_discrepancy(self):
        remittance = self._freeze({self._create_document(1000): None})
        self._pay(remittance)
        self._pay(remittance)
        discrepancy = remittance.discrepancy_ids.with_user(self.accountant_user)

        discrepancy.action_done()
        self.assertEqual(discrepancy.state, 'done')
        discrepancy.action_reopen()

        self.assertEqual(discrepancy.state, 'open')
