from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestFreezeItems(PaymentPortalCommon):
    """How chosen amounts spread over instalments, discounts and credits."""

    # === INSTALMENTS === #

    def test_instalments_are_paid_oldest_first(self):
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(20, 30, 50)
        )
        first, second, _third = self._get_items(invoice)

        remittance = self._freeze({invoice: '450'})

        self.assertRecordValues(
            remittance.line_ids,
            [
                {'move_line_id': first.id, 'amount': 200, 'date_maturity': first.date_maturity},
                {'move_line_id': second.id, 'amount': 250, 'date_maturity': second.date_maturity},
            ],
        )

    def test_paid_instalment_is_left_out(self):
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(20, 30, 50)
        )
        _first, second, third = self._get_items(invoice)
        self._freeze_and_pay({invoice: '200'})

        remittance = self._freeze({invoice: None})

        self.assertRecordValues(
            remittance.line_ids,
            [
                {'move_line_id': second.id, 'amount': 300},
                {'move_line_id': third.id, 'amount': 500},
            ],
        )

    # === EARLY-PAYMENT DISCOUNT === #

    def _create_discounted_invoice(self, amount=1000, **values):
        return self._create_document(
            amount,
            invoice_date='2026-03-01',
            invoice_payment_term_id=self._create_discount_term(2, days=7),
            **values,
        )

    @freeze_time('2026-03-08 15:00')
    def test_within_its_days_the_discounted_amount_is_all_that_is_due(self):
        invoice = self._create_discounted_invoice()

        remittance = self._freeze({invoice: None})

        self.assertEqual(remittance.amount_total, 980)
        self.assertRecordValues(remittance.line_ids, [{'amount': 980, 'discount': 20}])

    @freeze_time('2026-03-08 15:00')
    def test_a_part_of_the_document_gets_no_discount(self):
        invoice = self._create_discounted_invoice()

        remittance = self._freeze({invoice: '979'})

        self.assertRecordValues(remittance.line_ids, [{'amount': 979, 'discount': 0}])

    @freeze_time('2026-03-09 15:00')
    def test_after_its_days_the_whole_amount_is_due(self):
        invoice = self._create_discounted_invoice()

        remittance = self._freeze({invoice: None})

        self.assertRecordValues(remittance.line_ids, [{'amount': 1000, 'discount': 0}])

    @freeze_time('2026-03-08 15:00')
    def test_partly_paid_document_gets_no_discount(self):
        invoice = self._create_discounted_invoice()
        self._freeze_and_pay({invoice: '100'})

        remittance = self._freeze({invoice: None})

        self.assertRecordValues(remittance.line_ids, [{'amount': 900, 'discount': 0}])

    # === CREDITS === #

    def test_credits_are_negative_lines(self):
        invoice = self._create_document(1000)
        credit_note = self._create_credit_note(400)

        remittance = self._freeze({invoice: None, credit_note: '150'})

        self.assertEqual(remittance.amount_total, 850)
        self.assertEqual(
            {line.move_id: line.amount for line in remittance.line_ids},
            {invoice: 1000, credit_note: -150},
        )

    def test_credits_that_cover_all_need_no_gateway(self):
        invoice = self._create_document(1000)
        credit_note = self._create_credit_note(1500)

        remittance = self._freeze({invoice: None, credit_note: '1000'})

        self.assertEqual((remittance.amount_total, remittance.channel), (0, 'credit'))

    def test_credits_that_exceed_the_documents_are_refused(self):
        invoice = self._create_document(1000)
        credit_note = self._create_credit_note(1500)

        with self.assertRaises(ValidationError) as refusal:
            self._freeze({invoice: None, credit_note: None})

        self.assertIn('500', refusal.exception.args[0])

    def test_credits_alone_are_refused(self):
        credit_note = self._create_credit_note(1500)

        with self.assertRaises(ValidationError):
            self._freeze({credit_note: None})

    def test_cash_on_account_is_a_credit(self):
        self.portal.allow_overpayment = True
        tx = self._freeze_and_pay({self._create_document(1000): '1300'})
        invoice = self._create_document(500)

        remittance = self._freeze({invoice: None, tx.payment_id.move_id: None})

        self.assertEqual(remittance.amount_total, 200)

    # === THE REMITTANCE === #

    def test_name_is_short_and_random(self):
        invoice = self._create_document(1000)

        names = [self._freeze({invoice: None}).name for _i in range(50)]

        self.assertEqual(len(set(names)), 50)
        for name in names:
            # With room for the suffix of ten thousand further attempts.
            self.assertLessEqual(len(name), 26 - len('-9999'))
            self.assertRegex(name, r'^PR[0-9A-HJKMNP-TV-Z]{12}$')
        # No two of them share a beginning, as sequence numbers would.
        self.assertGreater(len({name[:6] for name in names}), 40)

    def test_remittance_can_be_paid_for_two_hours(self):
        remittance = self._freeze({self._create_document(1000): None})

        with freeze_time(fields.Datetime.now() + timedelta(hours=1, minutes=59)):
            remittance._check_payable()
        with (
            freeze_time(fields.Datetime.now() + timedelta(hours=2, minutes=1)),
            self.assertRaises(ValidationError),
        ):
            remittance._check_payable()

    def test_remittance_whose_document_was_paid_meanwhile_is_not_payable(self):
        invoice = self._create_document(1000)
        remittance = self._freeze({invoice: None})
        self._register_payment(invoice)

        with self.assertRaises(ValidationError) as refusal:
            remittance._check_payable()

        self.assertIn(invoice.name, refusal.exception.args[0])

    def test_remittance_whose_document_is_still_open_enough_is_payable(self):
        invoice = self._create_document(1000)
        remittance = self._freeze({invoice: '400'})
        self._freeze_and_pay({invoice: '600'})

        remittance._check_payable()

        self.assertEqual(invoice.amount_residual, 400)

    def test_withdrawn_remittance_is_not_payable(self):
        remittance = self._freeze({self._create_document(1000): None})
        remittance.with_user(self.accountant_user).action_cancel()

        with self.assertRaises(ValidationError):
            remittance._check_payable()

    def test_remittance_that_somebody_tried_to_pay_cannot_be_deleted(self):
        remittance = self._freeze({self._create_document(1000): None})
        self._create_remittance_tx(remittance)

        with self.assertRaises(ValidationError):
            remittance.unlink()
