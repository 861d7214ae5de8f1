from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestSettlementReductions(PaymentPortalCommon):
    """Payments of less than the documents come to: by early-payment discounts and credits."""

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

        with self.assertRaisesRegex(UserError, "don't cover"):
            remittance._settle_by_credit()

        self.assertEqual(remittance.state, 'open')

    def test_credits_cannot_settle_twice(self):
        remittance = self._freeze(
            {self._create_document(1000): None, self._create_credit_note(1000): None}
        )
        remittance._settle_by_credit()

        with self.assertRaisesRegex(ValidationError, "already been paid"):
            remittance._settle_by_credit()
