from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.protocols.webpay import WebpayReturn
from odoo.addons.account_payment_portal.tests.common import TROUBLE_LOGGERS
from odoo.addons.account_payment_portal.tests.webpay_return_common import WebpayReturnCommon


@tagged('post_install', '-at_install')
class TestWebpayConfirmation(WebpayReturnCommon):
    """A payment is confirmed at most once, and not at all where it no longer fits."""

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
