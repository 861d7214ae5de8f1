from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

# Pages that a guest finds below the address of the portal; the last is the PDF of his document.
PAGES = ('documents', 'documents/totals', 'documents/{document}')

# What only forms and scripts ask for.
FORMS = ('documents/pay', 'remittances/{remittance}/settle', 'logout', 'code', '')
CALLS = ('remittances/{remittance}/transaction', 'remittances/{remittance}/status')


@tagged('post_install', '-at_install')
class TestPortalPreview(PaymentPortalHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'
        cls.invoice = cls._create_document(1000)
        cls.foreign_invoice = cls._create_document(700, partner=cls.stranger)
        cls.remittance = cls._freeze({cls.invoice: None})
        cls.preview = f'/pay/sur~{cls.customer.id}'
        cls.clerk = cls._create_staff('pp_clerk', 'account.group_account_invoice')
        cls.seller = cls._create_staff('pp_seller', 'sales_team.group_sale_salesman')

    @classmethod
    def _create_staff(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login,
            f'base.group_user,{groups}',
            password=login,
            email=f'{login}@example.com',
            **{'company_id': cls.company.id, **values},
        )

    def setUp(self):
        super().setUp()
        self.log_in(self.clerk)

    def _fill(self, path):
        return path.format(document=self.invoice.id, remittance=self.remittance.name)

    def _choose(self, user, customer=None):
        """Choose a customer in the dialog, and return where it leads."""
        portal = self.portal.with_user(user)
        action = portal.action_preview()
        dialog = self.env[action['res_model']].with_user(user).with_context(**action['context'])
        return dialog.create({'partner_id': (customer or self.payer).id}).action_open()['url']

    def _assert_no_visit(self):
        sessions = self.env['payment.portal.session'].sudo()
        self.assertFalse(sessions.search([('partner_id', '=', self.customer.id)]))
        self.assertNotIn('payment_portal_session', self.session)

    # === WHAT IS SHOWN === #

    def test_staff_sees_what_the_customer_sees_and_is_told_so(self):
        page = self.open_page(self._choose(self.clerk))
        self.assertEqual(page.path, f'{self.preview}/documents')
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertIn(f"You see what {self.customer.name} sees", page.text)
        self._assert_no_visit()

    def test_links_stay_in_the_preview(self):
        page = self.open_page(f'{self.preview}/documents')
        addresses = page.find("//main//a[contains(@href, '/pay/')]/@href")
        self.assertTrue(addresses)
        for address in addresses:
            self.assertIn(self.preview, address)

    def test_every_control_that_changes_something_is_switched_off(self):
        page = self.open_page(f'{self.preview}/documents')
        self.assertEqual(len(page.find("//form[@method='post']")), 1)
        controls = "//form[@method='post']//*[self::button or self::input][not(@type='hidden')]"
        self.assertTrue(page.find(controls))
        self.assertFalse(page.find(f'{controls}[not(ancestor::fieldset[@disabled])]'))

    def test_checkout_offers_no_way_to_pay(self):
        page = self.open_page(f'{self.preview}/remittances/{self.remittance.name}')
        self.assertIn("This is a preview", page.text)
        self.assertFalse(page.find("//form[@id='o_payment_form']"))

    def test_result_of_a_payment_asks_no_bank(self):
        self._create_remittance_tx(self.remittance)._set_pending()
        page = self.open_page(f'{self.preview}/remittances/{self.remittance.name}')
        self.assertEqual(page.result, 'pending')
        self.assertEqual(page.find("//div[@data-result]")[0].get('data-is-preview'), '1')

    def test_pages_of_a_closed_portal_can_be_looked_at_before_it_is_opened(self):
        self.portal.active = False
        page = self.open_page(f'{self.preview}/documents')
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertTrue(page.find(f"//input[@name='amount-{self.invoice.id}']"))
        self.assertIn("The portal is closed", page.text)

    def test_document_of_another_customer_is_not_found(self):
        path = f'{self.preview}/documents/{self.foreign_invoice.id}'
        self.assertEqual(self.get_status(path), 404)

    # === WHAT CAN'T BE DONE === #

    def test_forms_are_refused(self):
        token = self.read_csrf_token()
        count = self.count_remittances()
        for path in FORMS:
            with self.subTest(path=path):
                status = self.get_status(
                    f'{self.preview}/{self._fill(path)}'.rstrip('/'),
                    data={
                        'csrf_token': token,
                        'document': self.invoice.id,
                        f'amount-{self.invoice.id}': '1000',
                        'tax_id': '1',
                        'key': '1',
                    },
                )
                self.assertIn(status, (403, 404, 405))
        self.assertEqual(self.count_remittances(), count)
        self._assert_no_visit()

    def test_calls_are_refused(self):
        for path in CALLS:
            with self.subTest(path=path):
                self.call_route_error(f'{self.preview}/{self._fill(path)}')
        self.assertFalse(self.remittance.transaction_ids)

    # === FOR WHOM === #

    def _assert_hidden(self):
        for path in PAGES:
            with self.subTest(path=path):
                self.assertEqual(self.get_status(f'{self.preview}/{self._fill(path)}'), 404)

    def test_clerk_sees_every_page(self):
        for path in PAGES:
            with self.subTest(path=path):
                self.assertEqual(self.get_status(f'{self.preview}/{self._fill(path)}'), 200)

    def test_nobody_who_is_not_staff_sees_it(self):
        self._assert_hidden_for(self.payer_user)
        self.authenticate(None, None)
        self._assert_hidden()

    def _assert_hidden_for(self, user):
        self.log_in(user)
        self._assert_hidden()

    def test_staff_without_documents_does_not_see_it(self):
        self._assert_hidden_for(self._create_staff('pp_other', 'base.group_user'))

    def test_staff_of_another_company_does_not_see_it(self):
        other = self._create_other_company("Other")
        self._assert_hidden_for(
            self._create_staff(
                'pp_abroad',
                'account.group_account_manager',
                company_id=other.id,
                company_ids=[Command.set(other.ids)],
            )
        )

    def test_salesperson_sees_it_only_if_all_documents_are_his(self):
        with self.assertRaises(AccessError):
            self._choose(self.seller)
        self._assert_hidden_for(self.seller)
        self.invoice.invoice_user_id = self.seller
        self.assertEqual(self.open_page(self._choose(self.seller)).numbers, [self.invoice.name])

    def test_quote_of_a_colleague_hides_it_from_a_salesperson(self):
        self.invoice.invoice_user_id = self.seller
        colleague = self._create_staff('pp_colleague', 'sales_team.group_sale_salesman')
        self.env['sale.order'].with_user(colleague).create({'partner_id': self.payer.id})
        self._assert_hidden_for(self.seller)

    def test_addresses_that_are_no_preview_are_not_found(self):
        for address in ('sur~0', f'nobody~{self.customer.id}', 'sur~x', f'sur~{2**40}', 'sur~'):
            with self.subTest(address=address):
                self.assertEqual(self.get_status(f'/pay/{address}/documents'), 404)
