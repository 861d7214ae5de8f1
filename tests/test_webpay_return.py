from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.protocols.webpay import WebpayReturn
from odoo.addons.account_payment_portal.tests.common import TROUBLE_LOGGERS, PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestWebpayReturn(PaymentPortalCommon):
    """What becomes of a payment when the payer comes back from Transbank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(12500)

    def setUp(self):
        super().setUp()
        self.tx = self._go_to_webpay(self._freeze({self.invoice: None}))
        self.token = self.tx.provider_reference

    def _get_calls(self, operation):
        return [call for call in self.webpay.calls if call.operation == operation]

    def _assert_booked(self):
        self.assertEqual(self.tx.state, 'done')
        self.assertEqual(self.tx.payment_id.amount, 12500)
        self.assertEqual(self.invoice.payment_state, 'paid')
        self.assertFalse(self.tx.remittance_id.discrepancy_ids)

    def _assert_not_charged(self, state):
        """Assert that nothing was booked, that the payer reads so, and that he may try again."""
        self.assertEqual(self.tx.state, state)
        self.assertIn("Nothing has been charged", self.tx.state_message)
        self._assert_nothing_booked()
        self.assertFalse(self.tx.remittance_id.discrepancy_ids)
        self.tx.remittance_id._check_payable()

    def _assert_nothing_booked(self):
        self.assertFalse(self.tx.payment_id)
        self.assertEqual(self.tx.remittance_id.state, 'open')
        self.assertEqual(self.invoice.amount_residual, 12500)

    # === FLOWS === #

    def test_approved_payment_is_booked(self):
        self._come_back(self.webpay.pay(self.token))

        self._assert_booked()

    def test_facts_of_the_card_are_kept_for_the_receipt(self):
        self._come_back(self.webpay.pay(self.token, card='visa', plan='SI'))

        order = self.webpay.transaction(self.token)
        self.assertRecordValues(
            self.tx,
            [
                {
                    'webpay_card_last_digits': '6623',
                    'webpay_payment_type': 'SI',
                    'webpay_installments_number': 3,
                    'webpay_installments_amount': 4167,
                    'webpay_authorization_code': order.authorization_code,
                }
            ],
        )
        self.assertLess(
            abs(
                self.tx.webpay_transaction_date - order.committed_at.replace(tzinfo=None)
            ).total_seconds(),
            1,
        )

    def test_rejected_payment_is_not_charged(self):
        self._come_back(self.webpay.reject(self.token, response_code=-3))

        self._assert_not_charged('error')
        self.assertIn('-3', self.tx.state_message)
        self.assertEqual(self.tx.remittance_id.result, 'failed')

    def test_cancelled_payment_is_not_charged(self):
        self._come_back(self.webpay.cancel(self.token))

        self._assert_not_charged('cancel')
        self.assertEqual(self.tx.remittance_id.result, 'cancelled')
        self.assertFalse(self._get_calls('commit'))

    def test_payment_that_took_too_long_is_not_charged(self):
        self._come_back(self.webpay.time_out(self.token))

        self._assert_not_charged('cancel')
        self.assertFalse(self._get_calls('commit'))

    def test_payment_with_a_form_error_is_not_charged(self):
        self._come_back(self.webpay.break_form(self.token))

        self._assert_not_charged('error')
        self.assertFalse(self._get_calls('commit'))

    # === FORGED RETURNS === #

    def _find(self, **values):
        return (
            self.env['payment.transaction']
            .sudo()
            ._webpay_find(WebpayReturn(**{'flow': 'timeout', **values}))
        )

    def test_unknown_token_finds_nothing(self):
        self.assertFalse(self._find(flow='commit', token='ab' * 32))

    def test_guessed_order_with_a_guessed_session_finds_nothing(self):
        for session_id in ('', 'x', self.tx.reference, str(self.tx.id)):
            with self.subTest(session_id=session_id):
                self.assertFalse(self._find(buy_order=self.tx.reference, session_id=session_id))

    def test_session_of_another_payment_finds_nothing(self):
        other = self._go_to_webpay(self._freeze({self.invoice: None}))
        session_id = self.webpay.transaction(other.provider_reference).session_id

        self.assertFalse(self._find(buy_order=self.tx.reference, session_id=session_id))

    def test_token_of_a_payment_at_another_gateway_finds_nothing(self):
        other = self._create_remittance_tx(
            self._freeze({self.invoice: None}), self.provider, provider_reference='abc123'
        )

        self.assertFalse(self._find(flow='commit', token=other.provider_reference))

    # === WHAT TRANSBANK CONFIRMS === #

    def _come_back_with_changed_answer(self, **changes):
        self.webpay.inject('commit', 'change', changes=changes)
        self._come_back(self.webpay.pay(self.token))

    def _assert_other_payment(self):
        self.assertEqual(self.tx.state, 'error')
        self.assertIn("don't pay again", self.tx.state_message)
        self._assert_nothing_booked()
        self.assertRecordValues(
            self.tx.remittance_id.discrepancy_ids,
            [
                {
                    'kind': 'wrong_amount',
                    'proposed_action': 'check_gateway',
                    'state': 'open',
                    'transaction_id': self.tx.id,
                }
            ],
        )

    def test_approval_of_another_amount_books_nothing(self):
        self._come_back_with_changed_answer(amount=12501)

        self._assert_other_payment()
        self.assertEqual(self.tx.remittance_id.discrepancy_ids.amount, 12501)

    def test_approval_without_an_amount_books_nothing(self):
        self._come_back_with_changed_answer(amount=None)

        self._assert_other_payment()

    def test_approval_of_another_order_books_nothing(self):
        self._come_back_with_changed_answer(buy_order='PR000000000000')

        self._assert_other_payment()

    def test_status_alone_is_no_approval(self):
        for changes in ({'response_code': -1}, {'response_code': None}, {'response_code': '0'}):
            with self.subTest(changes=changes):
                self.webpay.inject('commit', 'change', changes=changes)
                tx = self._go_to_webpay(self._freeze({self.invoice: None}))

                self._come_back(self.webpay.pay(tx.provider_reference))

                self.assertEqual(tx.state, 'error')
                self.assertFalse(tx.payment_id)

    def test_response_code_alone_is_no_approval(self):
        self._come_back_with_changed_answer(status='FAILED')

        self._assert_not_charged('error')

    def test_strange_facts_of_the_card_do_not_keep_the_money_from_being_booked(self):
        self._come_back_with_changed_answer(
            card_detail='none',
            payment_type_code='??',
            installments_number=2**40,
            installments_amount='1e400',
            authorization_code=None,
            transaction_date='0001-01-01T00:00:00+23:59',
        )

        self._assert_booked()
        self.assertRecordValues(
            self.tx,
            [
                {'webpay_card_last_digits': '', 'webpay_payment_type': False},
            ],
        )

    def test_approval_after_a_cancel_is_booked(self):
        self._come_back(self.webpay.cancel(self.token))

        self.tx._process(
            'transbank',
            {
                'status': 'AUTHORIZED',
                'response_code': 0,
                'amount': 12500,
                'buy_order': self.tx.reference,
            },
        )
        self.tx._post_process_if_done()

        self._assert_booked()

    # === CONFIRMED ONCE === #

    def test_second_return_changes_nothing(self):
        back = self.webpay.pay(self.token)
        self._come_back(back)
        payment = self.tx.payment_id

        self._come_back(back)

        self.assertEqual(self.tx.payment_id, payment)
        self.assertEqual(len(self._get_calls('commit')), 1)
        self._assert_booked()

    def test_answer_is_kept_as_transbank_gave_it(self):
        self._come_back(self.webpay.pay(self.token))

        message = self.env['payment.message'].sudo().search([('key', '=', self.token)])
        self.assertRecordValues(
            message,
            [
                {'kind': 'commit', 'is_unique': True, 'provider_id': self.transbank.id},
            ],
        )
        self.assertIn('"status": "AUTHORIZED"', message.answer)
        self.assertTrue(message.asked_at and message.answered_at)

    def test_confirmation_that_somebody_else_is_asking_for_is_not_asked_again(self):
        back = self.webpay.pay(self.token)
        with self._test_cursors():
            self.env['payment.message'].sudo()._claim(self.transbank, 'commit', self.token)

        self._come_back(back)

        self.assertFalse(self._get_calls('commit'))
        self.assertEqual(len(self._get_calls('status')), 1)
        self.assertEqual(self.tx.state, 'pending')

    def test_confirmation_that_was_stored_but_not_used_is_used(self):
        """As after a crash between the answer and the booking."""
        back = self.webpay.pay(self.token)
        with self._test_cursors():
            self.env['payment.message'].sudo()._ask_once(
                self.transbank, 'commit', self.token, self.tx._webpay_commit
            )

        self._come_back(back)

        self.assertEqual(len(self._get_calls('commit')), 1)
        self._assert_booked()

    def test_cancel_that_overtakes_the_confirmation_is_ignored(self):
        """A browser that repeats an old return must not call off what is being confirmed."""
        cancel = WebpayReturn('cancelled', token=self.token)
        with self._test_cursors():
            self.env['payment.message'].sudo()._claim(self.transbank, 'commit', self.token)
            self.tx._webpay_handle_return(cancel)

        self.assertEqual(self.tx.state, 'draft')

    def test_cancel_after_the_payment_was_booked_is_ignored(self):
        self._come_back(self.webpay.pay(self.token))

        with self._test_cursors():
            self.tx._webpay_handle_return(WebpayReturn('cancelled', token=self.token))

        self._assert_booked()

    @mute_logger(*TROUBLE_LOGGERS)
    def test_refused_confirmation_asks_for_the_status(self):
        back = self.webpay.pay(self.token)
        self.tx._webpay_commit()  # The answer was lost with the process that asked.

        self._come_back(back)

        self.assertEqual([call.status for call in self._get_calls('commit')], [200, 422])
        self._assert_booked()

    @mute_logger(*TROUBLE_LOGGERS)
    def test_confirmation_of_what_nobody_paid_is_not_charged(self):
        """Whoever calls the return address himself gets nowhere."""
        with self._test_cursors():
            self.tx._webpay_handle_return(WebpayReturn('commit', token=self.token))

        self._assert_not_charged('error')

    @mute_logger(*TROUBLE_LOGGERS)
    def test_trouble_while_confirming_leaves_it_pending(self):
        for fault in (
            {'kind': 'error'},
            {'kind': 'drop'},
            {'kind': 'html'},
            {'kind': 'html', 'status': 200},
            {'kind': 'error', 'when': 'after'},
            {'kind': 'drop', 'when': 'after'},
        ):
            with self.subTest(**fault):
                tx = self._go_to_webpay(self._freeze({self._create_document(500): None}))
                self.webpay.inject('commit', token=tx.provider_reference, **fault)

                self._come_back(self.webpay.pay(tx.provider_reference))

                self.assertEqual((tx.state, tx.remittance_id.result), ('pending', 'pending'))
                self.assertFalse(tx.payment_id)

    # === WHAT NO LONGER FITS === #

    def test_payment_of_what_was_paid_meanwhile_is_not_confirmed(self):
        back = self.webpay.pay(self.token)
        self._register_payment(self.invoice)

        self._come_back(back)

        self.assertFalse(self._get_calls('commit'))
        self.assertEqual(self.tx.state, 'cancel')
        self.assertIn(self.invoice.name, self.tx.state_message)
        self.assertIn("Nothing has been charged", self.tx.state_message)

    def test_payment_of_a_withdrawn_remittance_is_not_confirmed(self):
        self.tx.remittance_id.with_user(self.accountant_user).action_cancel()

        self._come_back(self.webpay.pay(self.token))

        self.assertFalse(self._get_calls('commit'))
        self.assertEqual(self.tx.state, 'cancel')

    def test_second_payment_of_a_remittance_is_not_confirmed(self):
        second = self._go_to_webpay(self.tx.remittance_id)
        self._come_back(self.webpay.pay(self.token))

        self._come_back(self.webpay.pay(second.provider_reference))

        self.assertEqual(second.state, 'cancel')
        self.assertEqual(len(self._get_calls('commit')), 1)
        self._assert_booked()

    def test_payment_that_took_longer_than_the_remittance_lives_is_booked(self):
        self.tx.remittance_id.expires_at = '2020-01-01 00:00:00'

        self._come_back(self.webpay.pay(self.token))

        self._assert_booked()
