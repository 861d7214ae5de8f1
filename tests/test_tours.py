from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.tour_common import TourCommon
from odoo.addons.portal.controllers.portal import CustomerPortal


@tagged('post_install', '-at_install')
class TestTours(TourCommon):
    """Tours that go to the gateway's form and back in one browser."""

    def create_documents(self, *amounts):
        """Create documents, oldest first.

        :rtype: account.move
        """
        return self.env['account.move'].union(
            *(self._create_document(amount, ref=f"Order {amount}") for amount in amounts)
        )

    def play_main_story(self):
        """Play the customer who ticks three documents and pays them at once."""
        documents = self.create_documents(20000, 40000, 30000)

        self.start_tour('/web/login?redirect=/my/invoices', 'account_payment_portal_pay_documents')

        remittance = self.get_paid_remittance()
        self.assertEqual((remittance.amount_total, remittance.payment_id.amount), (70000, 70000))
        self.assertEqual(documents.mapped('amount_residual'), [0, 0, 20000])

    def test_customer_logs_in_and_pays_three_documents_at_once(self):
        self.play_main_story()

    def test_the_same_in_spanish(self):
        self.env['res.lang']._activate_lang('es_CL')
        self.payer.lang = 'es_CL'
        self.play_main_story()

    def test_keyboard_is_enough(self):
        documents = self.create_documents(20000, 40000)

        self.start_tour('/my/invoices', 'account_payment_portal_pay_by_keyboard', login='ap_payer')

        self.assertEqual(self.get_paid_remittance().amount_total, 15000)
        self.assertEqual(documents.mapped('amount_residual'), [5000, 40000])

    def test_ticks_stay_from_page_to_page(self):
        self.patch(CustomerPortal, '_items_per_page', 3)
        documents = self.create_documents(1000, 2000, 3000, 4000, 5000)
        credit = self._create_credit_note(600)

        self.start_tour(
            '/my/invoices?filterby=all&sortby=name',
            'account_payment_portal_pay_from_pages',
            login='ap_payer',
        )

        self.assertEqual(self.get_paid_remittance().amount_total, 6900)
        self.assertEqual(documents.mapped('amount_residual'), [0, 500, 3000, 4000, 0])
        self.assertEqual(credit.amount_residual, 0)

    def test_payment_that_went_wrong_is_tried_again(self):
        [document] = self.create_documents(20000)
        self.payer_buttons = ['reject', 'cancel', 'approve']
        self.webpay.inject('create', 'error')

        with self.mute_webpay():
            self.start_tour('/my/invoices', 'account_payment_portal_try_again', login='ap_payer')

        txs = self.env['payment.transaction'].search([], order='id')
        self.assertEqual(txs.mapped('state'), ['error', 'error', 'cancel', 'done'])
        self.assertEqual(self.get_paid_remittance().transaction_ids, txs[-1])
        self.assertEqual(document.amount_residual, 0)

    def test_phone_is_wide_enough(self):
        self.browser_size = '390x844'
        self.touch_enabled = True
        documents = self.create_documents(20000, 1234567)
        credit = self._create_credit_note(5000)

        self.start_tour('/my/invoices', 'account_payment_portal_pay_on_phone', login='ap_payer')

        self.assertEqual(self.get_paid_remittance().amount_total, 15000)
        self.assertEqual(documents.mapped('amount_residual'), [0, 1234567])
        self.assertEqual(credit.amount_residual, 0)
