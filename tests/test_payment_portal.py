from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestPaymentPortal(PaymentPortalCommon):
    def test_a_company_has_one_portal_at_most(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self._create_portal(self.company)

    def test_smallest_amount_cannot_be_negative(self):
        with self.assertRaises(ValidationError):
            self.portal.amount_minimum = -1

    def test_account_managers_set_up_what_customers_may_pay_without_seeing_providers(self):
        manager = new_test_user(
            self.env, 'ap_manager', 'account.group_account_manager', company_id=self.company.id
        )
        self.portal.provider_ids = self.transbank

        with Form(self.portal.with_user(manager)) as form:
            form.allow_partial = False
        self.portal.with_user(manager).search([]).web_read({'name': {}, 'allow_partial': {}})

        self.assertFalse(self.portal.allow_partial)
        self.assertEqual(self.portal.provider_ids, self.transbank)

    def test_webpay_pays_three_documents_and_the_books_close(self):
        documents = [self._create_document(amount) for amount in (1000, 2000, 3000)]
        tx = self._go_to_webpay(
            self._freeze({documents[0]: None, documents[1]: None, documents[2]: '500'})
        )

        self._come_back(self.webpay.pay(tx.provider_reference))

        self.assertEqual(tx.state, 'done')
        self.assertEqual(tx.remittance_id.state, 'settled')
        self.assertEqual([document.amount_residual for document in documents], [0, 0, 2500])
