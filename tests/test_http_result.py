from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon


@tagged('post_install', '-at_install')
class TestHttpResult(PaymentPortalHttpCommon):
    """What the customer reads after a payment, and what he can do next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(10000)

    def ask_status(self, remittance):
        """Ask as the result page's script does what became of a remittance.

        :rtype: str
        """
        return self.call_route(f'/my/remittances/{remittance.name}/status')['result']

    # === EACH RESULT AND ITS NEXT STEP === #

    def test_pending_payment_asks_for_patience(self):
        remittance = self.choose({self.document: None})
        self._create_remittance_tx(remittance)._set_pending(state_message="The bank is slow.")

        page = self.open_remittance(remittance, again=1)

        self.assertEqual((page.result, self.ask_status(remittance)), ('pending', 'pending'))
        self.assertIn("We are waiting for the bank", page.text)
        self.assertIn("The bank is slow.", page.text)
        self.assertEqual(page.get_link("Look again"), page.path)
        self.assertEqual(page.get_link("Back to my documents"), '/my/invoices')

    def test_confirmed_payment_is_booked_by_whoever_asks_first(self):
        remittance = self.choose({self.document: None})
        self._create_remittance_tx(remittance)._set_done()
        self.assertEqual(self.open_remittance(remittance).result, 'pending')

        self.assertEqual(self.ask_status(remittance), 'paid')

        self.assertEqual((remittance.state, self.document.amount_residual), ('settled', 0))
        self.assertEqual(self.open_remittance(remittance, again=1).result, 'paid')
        self.assertEqual(self.ask_status(remittance), 'paid')
        self.assertEqual(len(remittance.transaction_ids.payment_id), 1)

    def test_cancelled_payment_can_be_tried_again(self):
        tx = self.go_to_webpay({self.document: '4000'})
        page = self.come_back(self.webpay.cancel(tx.provider_reference))
        self.assertEqual((page.result, self.ask_status(tx.remittance_id)), ('cancelled',) * 2)
        self.assertIn("Your documents are still open.", page.text)
        self.assertTrue(page.get_link("Change what to pay").endswith(tx.remittance_id.name))

        page = self.open_page(page.get_link("Try again"))
        answer = self.press_pay(page)

        again = tx.remittance_id.transaction_ids - tx
        self.assertEqual(answer['result']['reference'], again.reference)
        self.assertNotEqual(again.reference, tx.reference)
        page = self.come_back(self.webpay.pay(again.provider_reference))
        self.assertEqual((page.result, page.facts['Reference']), ('paid', again.reference))
        self.assertEqual(self.document.amount_residual, 6000)

    def test_failed_payment_says_why_and_can_be_tried_again(self):
        tx = self.go_to_webpay({self.document: None})

        page = self.come_back(self.webpay.reject(tx.provider_reference, response_code=-4))

        self.assertEqual((page.result, self.ask_status(tx.remittance_id)), ('failed',) * 2)
        self.assertIn("The payment was not accepted", page.text)
        self.assertIn("The bank did not accept the payment (code -4).", page.text)
        page = self.open_page(page.get_link("Try again"))
        self.assertEqual([page.result, page.status], [None, 200])
        self.assertTrue(self.read_options(page))

    def test_failed_payment_of_an_expired_choice_is_chosen_again(self):
        tx = self.go_to_webpay({self.document: None})
        self.come_back(self.webpay.reject(tx.provider_reference))
        self.expire(tx.remittance_id)

        page = self.open_remittance(tx.remittance_id)

        self.assertEqual((page.result, self.ask_status(tx.remittance_id)), ('expired',) * 2)
        self.assertIn("This can no longer be paid", page.text)
        self.assertNotIn("Try again", page.text)
        self.assertTrue(page.get_link("Change what to pay"))

    def test_payer_who_took_long_at_the_gateway_still_pays(self):
        tx = self.go_to_webpay({self.document: None})
        self.expire(tx.remittance_id)

        page = self.come_back(self.webpay.pay(tx.provider_reference))

        self.assertEqual((page.result, self.document.amount_residual), ('paid', 0))

    def test_unpaid_choice_shows_the_checkout(self):
        remittance = self.choose({self.document: None})

        self.assertEqual(self.ask_status(remittance), 'open')
        self.assertTrue(self.read_options(self.open_remittance(remittance)))

    # === WHAT CHANGED MEANWHILE === #

    def test_what_was_paid_meanwhile_is_not_charged(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        self._freeze_and_pay({self.document: None})

        page = self.come_back(back)

        self.assertEqual((page.result, tx.state), ('cancelled', 'cancel'))
        self.assertIn("has been paid or changed meanwhile", page.text)
        self.assertIn("Nothing has been charged.", page.text)
        self.assertEqual([call.operation for call in self.webpay.calls], ['create'])

    def test_money_that_no_longer_fits_stays_on_account(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        self.webpay.inject('commit', 'drop', when='after')
        with self.mute_webpay():
            self.come_back(back)
        remittance = self._freeze_anyway({self.document: '4000'})
        self._pay(remittance)
        tx._webpay_ask_status()

        self.assertEqual(self.ask_status(tx.remittance_id), 'paid')
        page = self.open_remittance(tx.remittance_id)
        self.assertIn("Not all of the money fitted what you chose", page.text)
        self.assertRecordValues(
            tx.remittance_id.discrepancy_ids,
            [
                {
                    'kind': 'not_open',
                    'amount': 4000,
                }
            ],
        )
        [row] = self.open_page('/my/invoices').rows
        self.assertEqual(row['Still to pay'], 'Still to pay $ -4,000')

    def _freeze_anyway(self, choices):
        """Freeze what is at the gateway already, as another channel would.

        :rtype: payment.remittance
        """
        txs = self.env['payment.transaction'].search([('state', '=', 'pending')])
        txs.state = 'draft'
        remittance = self._freeze(choices)
        txs.state = 'pending'
        return remittance

    # === SEVERAL PAYMENTS, AND TRANSFERS === #

    def test_receipt_reminds_of_what_is_still_to_be_paid(self):
        dollars = self._create_document(12.5, currency_id=self.currency_usd)
        self.send_choice({self.document: None, dollars: None})
        remittances = self.env['payment.remittance'].search([], order='id')

        tx = self.go_to_webpay(remittances[0])
        page = self.come_back(self.webpay.pay(tx.provider_reference))

        self.assertIn("Still to be paid of what you chose", page.text)
        link = page.get_link("Pay $ 12.50 USD")
        self.assertEqual(link, f'/my/remittances/{remittances[1].name}')
        tx = self.go_to_webpay(remittances[1])
        page = self.come_back(self.webpay.pay(tx.provider_reference))
        self.assertNotIn("Still to be paid of what you chose", page.text)
        page = self.open_page('/my/remittances', names=','.join(remittances.mapped('name')))
        self.assertEqual(page.texts("//main//span[contains(@class, 'badge')]"), ["Paid", "Paid"])

    def test_transfer_is_promised_and_bars_no_other_way_to_pay(self):
        template = self.env.ref('payment.payment_provider_transfer').sudo()
        transfer = template.copy({'company_id': self.company.id})
        transfer.pending_msg = "<p>Account 123-456</p>"
        transfer.write({'state': 'enabled', 'is_published': True})
        remittance = self.choose({self.document: None})
        self.press_pay(self.open_remittance(remittance), provider=transfer)
        tx = remittance.transaction_ids
        self.url_open('/payment/custom/process', data={'reference': tx.reference})

        page = self.open_remittance(remittance)

        self.assertEqual((tx.state, page.result), ('pending', 'pending'))
        self.assertIn("Waiting for your transfer", page.text)
        self.assertIn("Please transfer $ 10,000 to", page.text)
        self.assertIn("Account 123-456", page.text)
        self.assertEqual(page.facts['Reference'], tx.reference)
        self.assertEqual(self.choose({self.document: None}).state, 'open')
