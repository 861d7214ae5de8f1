from odoo.tests import tagged

from odoo.addons.account_payment_portal.protocols.webpay import WebpayReturn
from odoo.addons.account_payment_portal.tests.webpay_return_common import WebpayReturnCommon


@tagged('post_install', '-at_install')
class TestWebpayReturn(WebpayReturnCommon):
    """What becomes of a payment when the payer comes back from Transbank."""

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
