from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.account_payment_portal.tests.common import TROUBLE_LOGGERS, PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestWebpayQuestions(PaymentPortalCommon):
    """Payers who do not come back: what became of them is asked until it is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref('account_payment_portal.ir_cron_webpay_ask_status').sudo()
        cls.invoice = cls._create_document(12500)

    def _go_to_webpay_before(self, document=None, **age):
        """Let somebody go to Transbank's form some time ago (see `timedelta`) and not come back.

        :rtype: payment.transaction
        """
        tx = self._go_to_webpay(self._freeze({document or self.invoice: None}))
        self._make_older(tx, **age)
        return tx

    def _make_older(self, tx, **age):
        tx.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE payment_transaction SET create_date = %s WHERE id = %s",
                self.env.cr.now() - timedelta(**age),
                tx.id,
            )
        )
        tx.invalidate_recordset(['create_date'])

    def _ask(self):
        with self._test_cursors():
            self.cron.method_direct_trigger()

    def _get_asked_tokens(self):
        return [call.token for call in self.webpay.calls if call.operation == 'status']

    # === OUTCOMES === #

    def test_payment_whose_confirmation_was_lost_is_found_and_booked(self):
        tx = self._go_to_webpay_before(minutes=6)
        self.webpay.inject('commit', 'drop', when='after')
        self._come_back(self.webpay.pay(tx.provider_reference))
        self.assertEqual(tx.state, 'pending')

        self._ask()

        self.assertEqual((tx.state, tx.payment_id.amount), ('done', 12500))
        self.assertEqual(self.invoice.payment_state, 'paid')
        self.assertEqual(tx.webpay_card_last_digits, '6623')

    def test_payment_that_was_rejected_is_found(self):
        tx = self._go_to_webpay_before(minutes=6)
        self.webpay.inject('commit', 'drop', when='after')
        self._come_back(self.webpay.reject(tx.provider_reference))

        self._ask()

        self.assertEqual(tx.state, 'error')
        self.assertFalse(tx.payment_id)

    def test_payment_that_was_given_back_is_cancelled(self):
        tx = self._go_to_webpay_before(minutes=6)
        self.webpay.inject('status', 'change', changes={'status': 'REVERSED'})

        self._ask()

        self.assertEqual(tx.state, 'cancel')
        self.assertIn("given the money back", tx.state_message)

    def test_payer_who_may_still_be_typing_is_left_in_peace(self):
        tx = self._go_to_webpay_before(minutes=19)

        self._ask()

        self.assertEqual(self._get_asked_tokens(), [tx.provider_reference])
        self.assertEqual(tx.state, 'draft')

    def test_payment_that_nobody_finished_is_cancelled_after_the_form_is_over(self):
        tx = self._go_to_webpay_before(minutes=21)

        self._ask()

        self.assertEqual(tx.state, 'cancel')
        self.assertIn("Nothing has been charged", tx.state_message)
        tx.remittance_id._check_payable()

    def test_payment_of_another_amount_is_put_before_the_accountant(self):
        tx = self._go_to_webpay_before(minutes=6)
        self.webpay.inject('status', 'change', changes={'status': 'AUTHORIZED', 'amount': 1})

        self._ask()

        self.assertEqual(tx.state, 'error')
        self.assertEqual(tx.remittance_id.discrepancy_ids.kind, 'wrong_amount')

    def test_answer_is_kept(self):
        tx = self._go_to_webpay_before(minutes=6)

        self._ask()

        message = self.env['payment.message'].sudo().search([('key', '=', tx.provider_reference)])
        self.assertRecordValues(message, [{'kind': 'status', 'is_unique': False}])
        self.assertIn('INITIALIZED', message.answer)

    # === WHO IS ASKED ABOUT === #

    def test_payer_who_just_left_is_not_asked_about(self):
        self._go_to_webpay_before(minutes=4)

        self._ask()

        self.assertFalse(self._get_asked_tokens())

    def test_decided_payments_are_not_asked_about(self):
        tx = self._go_to_webpay_before(minutes=30)
        self._come_back(self.webpay.pay(tx.provider_reference))
        cancelled = self._go_to_webpay_before(self._create_document(100), minutes=30)
        self._come_back(self.webpay.cancel(cancelled.provider_reference))

        self._ask()

        self.assertFalse(self._get_asked_tokens())

    def test_payments_of_a_disabled_provider_are_not_asked_about(self):
        self._go_to_webpay_before(minutes=30)
        self.transbank.state = 'disabled'

        self._ask()

        self.assertFalse(self._get_asked_tokens())

    def test_payment_that_was_never_announced_is_not_asked_about(self):
        self._make_older(self._start({self.invoice: None}), minutes=30)

        self._ask()

        self.assertFalse(self._get_asked_tokens())

    # === TROUBLE === #

    @mute_logger(*TROUBLE_LOGGERS)
    def test_trouble_at_transbank_leaves_it_pending(self):
        tx = self._go_to_webpay_before(days=6)
        for fault in ({'kind': 'error'}, {'kind': 'drop'}, {'kind': 'html', 'status': 200}):
            with self.subTest(**fault):
                self.webpay.inject('status', **fault)

                self._ask()

                self.assertEqual(tx.state, 'draft')

    @mute_logger(*TROUBLE_LOGGERS)
    def test_refused_credentials_leave_it_pending(self):
        tx = self._go_to_webpay_before(minutes=30)
        self.transbank.transbank_api_key = 'wrong'

        self._ask()

        self.assertEqual(tx.state, 'draft')

    def test_trouble_with_one_does_not_keep_the_others_from_being_asked_about(self):
        troubled = self._go_to_webpay_before(minutes=30)
        other = self._go_to_webpay_before(self._create_document(100), minutes=30)
        ask_status = type(troubled)._webpay_ask_status

        def fail_with_one(tx):
            if tx == troubled:
                raise RuntimeError("no memory")
            return ask_status(tx)

        with (
            patch.object(type(troubled), '_webpay_ask_status', fail_with_one),
            mute_logger(*TROUBLE_LOGGERS),
        ):
            self._ask()

        self.assertEqual((troubled.state, other.state), ('draft', 'cancel'))

    # === THE END === #

    def _assert_unknown(self, tx):
        self.assertEqual(tx.state, 'error')
        self.assertRecordValues(
            tx.remittance_id.discrepancy_ids,
            [
                {
                    'kind': 'unknown_outcome',
                    'amount': 12500,
                    'proposed_action': 'check_gateway',
                    'state': 'open',
                    'transaction_id': tx.id,
                }
            ],
        )

    @mute_logger(*TROUBLE_LOGGERS)
    def test_payment_that_transbank_forgot_is_put_before_the_accountant(self):
        tx = self._go_to_webpay_before(days=6)
        self.webpay.clock.advance(days=8)

        self._ask()

        self._assert_unknown(tx)

    @mute_logger(*TROUBLE_LOGGERS)
    def test_payment_that_nobody_tells_of_for_a_week_is_put_before_the_accountant(self):
        tx = self._go_to_webpay_before(days=7, minutes=1)
        self.webpay.inject('status', 'error')

        self._ask()

        self._assert_unknown(tx)

    def test_payment_of_which_transbank_tells_after_a_week_is_booked(self):
        tx = self._go_to_webpay_before(days=8)
        self.webpay.inject('commit', 'drop', when='after')
        self._come_back(self.webpay.pay(tx.provider_reference))

        self._ask()

        self.assertEqual(tx.state, 'done')
        self.assertFalse(tx.remittance_id.discrepancy_ids)

    @mute_logger(*TROUBLE_LOGGERS)
    def test_payment_given_up_is_reported_once(self):
        tx = self._go_to_webpay_before(days=8)
        self.webpay.clock.advance(days=8)

        self._ask()
        self._ask()

        self._assert_unknown(tx)
        self.assertEqual(len(self._get_asked_tokens()), 1)

    @mute_logger(*TROUBLE_LOGGERS)
    def test_question_comes_soon_after_a_confirmation_without_an_answer(self):
        tx = self._go_to_webpay_before(minutes=6)
        self.webpay.inject('commit', 'error')
        triggers = self.env['ir.cron.trigger'].sudo()
        before = triggers.search([('cron_id', '=', self.cron.id)])

        self._come_back(self.webpay.pay(tx.provider_reference))

        trigger = triggers.search([('cron_id', '=', self.cron.id)]) - before
        self.assertLessEqual(trigger.call_at, self.env.cr.now() + timedelta(minutes=10))
