from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

NOT_AVAILABLE = "This way to pay is not available."


@tagged('post_install', '-at_install')
class TestHttpInvoicePage(PaymentPortalHttpCommon):
    """Payment from the page of a single invoice, which core lets the browser decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(10000)
        cls.document._portal_ensure_token()

    def send_transaction(self, **changes):
        """Press "Pay" on the invoice's page, and return the answer.

        :rtype: dict
        """
        return self.call_route(
            f'/invoice/transaction/{self.document.id}',
            **{
                'access_token': self.document.access_token,
                'provider_id': self.transbank.id,
                'payment_method_id': self.transbank.payment_method_ids.id,
                'token_id': None,
                'amount': 10000,
                'flow': 'redirect',
                'tokenization_requested': False,
                'landing_route': f'/my/invoices/{self.document.id}',
                'is_validation': False,
                **changes,
            },
        )

    def check_refused(self, message, **changes):
        """Check that a payment is refused.

        :param str message: A part of what the payer must be told.
        """
        answer = self.send_transaction(**changes)
        self.assertNotIn('result', answer)
        self.assertIn(message, answer['error']['data']['message'])
        self.assertEqual((self.count_remittances(), self.webpay.transactions), (0, []))

    def test_invoice_s_page_offers_what_the_portal_offers(self):
        self.portal.provider_ids = self.transbank

        page = self.open_page(f'/my/invoices/{self.document.id}')

        providers = {option['provider_id'] for option in self.read_options(page)}
        self.assertEqual((page.status, providers), (200, {self.transbank.id}))

    def test_part_of_the_invoice_is_paid_and_booked_as_chosen(self):
        answer = self.send_transaction(amount=4000)

        tx = self.env['payment.transaction'].search(
            [('reference', '=', answer['result']['reference'])]
        )
        self.assertEqual((tx.amount, tx.remittance_id.amount_total), (4000, 4000))
        page = self.come_back(self.webpay.pay(tx.provider_reference))
        self.assertEqual((page.path, page.status), (f'/my/invoices/{self.document.id}', 200))
        self.assertEqual(self.document.amount_residual, 6000)

    def test_guest_with_the_link_pays_the_invoice(self):
        self.authenticate(None, None)

        answer = self.send_transaction(
            landing_route=f'/my/invoices/{self.document.id}'
            f'?access_token={self.document.access_token}',
        )

        tx = self.env['payment.transaction'].search(
            [('reference', '=', answer['result']['reference'])]
        )
        page = self.come_back(self.webpay.pay(tx.provider_reference))
        self.assertEqual((page.status, self.document.amount_residual), (200, 0))

    def test_bad_amounts_are_refused(self):
        for amount, message in (
            (10001, "the amount can't be above"),
            (0, "the amount can't be zero"),
            (0.5, "CLP amounts have 0 decimals at most"),
            (-1, "type the amount as a positive number"),
            ('x', "type the amount as a positive number"),
            ([1], "type the amount as a positive number"),
            (None, "type the amount as a positive number"),
            (1e300, "type the amount as a positive number"),
        ):
            with self.subTest(amount=amount):
                self.check_refused(message, amount=amount)

    def test_provider_that_is_not_offered_is_refused(self):
        self.portal.provider_ids = self.transbank
        for provider_id in (self.provider.id, None, 'x', [self.transbank.id], 2**70):
            with self.subTest(provider_id=provider_id):
                self.check_refused(
                    NOT_AVAILABLE,
                    provider_id=provider_id,
                    payment_method_id=self.payment_method_id,
                )

    def create_card(self, partner):
        """Create a saved card.

        :rtype: payment.token
        """
        return (
            self.env['payment.token']
            .sudo()
            .create(
                {
                    'provider_id': self.provider.id,
                    'payment_method_id': self.payment_method_id,
                    'payment_details': "4242",
                    'partner_id': partner.id,
                    'provider_ref': f"a card of {partner.name}",
                }
            )
        )

    def test_method_that_is_not_offered_is_refused(self):
        card = self.create_card(self.stranger)
        for changes in (
            {'payment_method_id': self.payment_method_id},  # With Webpay's provider.
            {'payment_method_id': None},
            {'flow': 'nonsense'},
            {'flow': 'token'},
            {'flow': 'token', 'provider_id': self.provider.id, 'token_id': card.id},
        ):
            with self.subTest(changes=changes):
                self.check_refused(NOT_AVAILABLE, **changes)

    def test_customer_pays_with_his_card_and_a_guest_does_not(self):
        card = self.create_card(self.customer)
        choice = {'flow': 'token', 'provider_id': self.provider.id, 'token_id': card.id}
        self.authenticate(None, None)
        self.check_refused(NOT_AVAILABLE, **choice)

        self.log_in(self._create_portal_login('ap_customer', self.customer))
        self.assertIn('result', self.send_transaction(**choice))

    def test_invoice_of_somebody_else_needs_its_own_token(self):
        self.log_in(self.stranger_user)
        self.check_refused("", access_token='x' * 36)
        self.check_refused("", access_token='')
