"""A payment that is at Transbank, for the tests of what becomes of it."""

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


class WebpayReturnCommon(PaymentPortalCommon):
    """`tx` is the payment of `invoice`, its payer is on the form with `token`."""

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
