from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestFreezeDocuments(PaymentPortalCommon):
    """Which documents a payer can pay, and how they are grouped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro_company = cls._create_other_company("Europe Limited", 'EUR')
        cls.stock_company = cls._create_other_company("Stock Limited", has_portal=False)
        cls.invoice = cls._create_document(1000)

    def _assert_refused(self, document, payer_user=None):
        """Refused in the same words, whether it does not exist, is not his, or is not open."""
        with self.assertRaises(ValidationError) as refusal:
            self._freeze({self.invoice: None, document: None}, payer_user=payer_user)
        self.assertEqual(
            refusal.exception.args[0],
            "One of the documents is no longer open. Please check the list and choose again.",
        )

    # === WHOSE === #

    def test_contact_pays_documents_of_his_head_office_and_of_colleagues(self):
        of_colleague = self._create_document(200, partner=self.colleague)
        of_payer = self._create_document(300, partner=self.payer)

        remittance = self._freeze({self.invoice: None, of_colleague: None, of_payer: None})

        self.assertEqual(remittance.amount_total, 1500)
        self.assertEqual(remittance.partner_id, self.customer)

    def test_document_of_another_customer_is_refused(self):
        self._assert_refused(self._create_document(200, partner=self.stranger))

    def test_stranger_cannot_pay_documents_of_the_customer(self):
        self._assert_refused(self.invoice, payer_user=self.stranger_user)

    def test_branch_that_is_a_firm_of_its_own_is_another_customer(self):
        subsidiary = self._create_partner(
            name="Subsidiary", is_company=True, parent_id=self.customer.id
        )

        self._assert_refused(self._create_document(200, partner=subsidiary))

    def test_unknown_ids_are_refused(self):
        for unknown_id in (0, -1, 2**31 - 1):
            with self.subTest(id=unknown_id):
                self._assert_refused(unknown_id)

    def test_document_of_a_company_without_a_portal_is_refused(self):
        self._assert_refused(self._create_document(200, company=self.stock_company))

    def test_document_of_a_company_whose_portal_is_archived_is_refused(self):
        invoice = self._create_document(200, company=self.euro_company)
        self.env['payment.portal']._get_for_company(self.euro_company).action_archive()

        self._assert_refused(invoice)

    # === IN WHICH STATE === #

    def test_draft_is_refused(self):
        self._assert_refused(self._create_document(200, post=False))

    def test_vendor_bill_is_refused(self):
        self._assert_refused(self._create_document(200, move_type='in_invoice'))

    def test_paid_document_is_refused(self):
        invoice = self._create_document(200)
        self._register_payment(invoice)

        self._assert_refused(invoice)

    def test_cancelled_document_is_refused(self):
        invoice = self._create_document(200)
        invoice.button_draft()
        invoice.button_cancel()

        self._assert_refused(invoice)

    def test_reversed_document_is_refused(self):
        invoice = self._create_document(200)
        self._reverse_invoice(invoice, is_modify=True)

        self._assert_refused(invoice)

    def test_receipt_of_a_sale_can_be_paid(self):
        receipt = self._create_document(200, move_type='out_receipt')

        self.assertEqual(self._freeze({receipt: None}).amount_total, 200)

    def test_document_of_which_a_payment_is_at_a_gateway_is_refused(self):
        self._create_remittance_tx(self._freeze({self.invoice: None}))._set_pending()

        with self.assertRaises(ValidationError) as refusal:
            self._freeze({self.invoice: None})

        self.assertIn("being processed", refusal.exception.args[0])

    def test_document_whose_payment_was_cancelled_can_be_paid_again(self):
        self._create_remittance_tx(self._freeze({self.invoice: None}))._set_canceled()

        self.assertEqual(self._freeze({self.invoice: None}).amount_total, 1000)

    def test_promised_transfer_does_not_bar_other_ways_to_pay(self):
        transfer = (
            self.env['payment.provider']
            .sudo()
            .search([('code', '=', 'custom')], limit=1)
            .copy({'company_id': self.company.id, 'state': 'test'})
        )
        self._create_remittance_tx(
            self._freeze({self.invoice: None}), transfer, payment_method_id=self.payment_method_id
        )._set_pending()

        self.assertEqual(self._freeze({self.invoice: None}).amount_total, 1000)

    def test_document_frozen_twice_is_two_remittances(self):
        first = self._freeze({self.invoice: None})
        second = self._freeze({self.invoice: None})

        self.assertNotEqual(first.name, second.name)

    # === GROUPS === #

    def test_currencies_become_remittances_of_their_own(self):
        dollars = self._create_document(20, currency_id=self.currency_usd)

        remittances = self._freeze({self.invoice: None, dollars: '7.50'})

        self.assertEqual(
            {remittance.currency_id.name: remittance.amount_total for remittance in remittances},
            {'CLP': 1000, 'USD': 7.5},
        )

    def test_companies_become_remittances_of_their_own(self):
        in_europe = self._create_document(20, company=self.euro_company)

        remittances = self._freeze({self.invoice: None, in_europe: None})

        self.assertEqual(
            {remittance.company_id: remittance.currency_id.name for remittance in remittances},
            {self.company: 'CLP', self.euro_company: 'EUR'},
        )

    def test_credit_does_not_pay_documents_of_another_currency(self):
        credit_note = self._create_credit_note(20, currency_id=self.currency_usd)

        with self.assertRaises(ValidationError):
            self._freeze({self.invoice: None, credit_note: None})

    def test_each_company_applies_its_own_rules(self):
        self.portal.allow_partial = False
        in_europe = self._create_document(20, company=self.euro_company)

        remittance = self._freeze({in_europe: '0.01'})

        self.assertEqual(remittance.amount_total, 0.01)
