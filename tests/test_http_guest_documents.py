from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.http_page import Page

TAX_ID = '76.086.428-5'
STRANGER_TAX_ID = '12.531.909-2'


@tagged('post_install', '-at_install')
class TestHttpGuestDocuments(PaymentPortalHttpCommon):
    """A customer without an account, who has signed in with his tax id and a key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.write({'slug': 'sur', 'key_kind': 'issued_key'})
        cls.customer.vat = TAX_ID
        cls.stranger.vat = STRANGER_TAX_ID
        issued = cls.env['payment.portal.issued.key'].sudo()
        cls.keys = {
            customer: issued._issue(cls.portal, customer)
            for customer in (cls.customer, cls.stranger)
        }
        cls.invoice = cls._create_document(10000, partner=cls.payer)
        cls.foreign_invoice = cls._create_document(700, partner=cls.stranger)

    def setUp(self):
        super().setUp()
        self.log_out()

    def log_out(self):
        self.authenticate(None, None)
        self._csrf_token = None

    def sign_in(self, customer=None):
        """Sign in on the sign-in page, and return the page that follows."""
        customer = customer or self.customer
        form = self.open_page('/pay/sur').get_form('o_app_guest_form')
        page = self.open_posted(
            '/pay/sur',
            {
                'csrf_token': form.fields['csrf_token'],
                'tax_id': customer.vat,
                'key': self.keys[customer],
            },
        )
        # Signing in changes the session and, with it, what its forms carry.
        self._csrf_token = page.find("//input[@name='csrf_token']")[0].get('value')
        return page

    def choose_as_guest(self, choices):
        data = [('csrf_token', self._csrf_token)]
        for document, text in choices.items():
            data += [('document', document.id), (f'amount-{document.id}', text)]
        return Page(self.url_open('/pay/sur/documents/pay', data=data))

    def test_guest_sees_what_his_firm_owes_and_nothing_else(self):
        page = self.sign_in()
        self.assertEqual(page.path, '/pay/sur/documents')
        self.assertEqual(page.numbers, [self.invoice.name])

    def test_pages_say_in_which_language_they_are(self):
        for page in (self.open_page('/pay/sur'), self.sign_in()):
            self.assertEqual(page.find('//html')[0].get('lang'), 'en-US')

    def test_who_has_not_signed_in_is_led_to_the_sign_in_page(self):
        for path in (
            'documents',
            'documents/totals',
            f'documents/{self.invoice.id}',
            'documents/pay',
            'remittances',
            'remittances/PR1',
        ):
            with self.subTest(path=path):
                page = self.open_page(f'/pay/sur/{path}')
                self.assertEqual(page.path, '/pay/sur')

    def test_unknown_portal_is_not_found(self):
        self.sign_in()
        self.assertEqual(self.get_status('/pay/nobody/documents'), 404)

    def test_portal_that_is_switched_off_lets_nobody_in(self):
        self.sign_in()
        self.portal.active = False
        self.assertEqual(self.get_status('/pay/sur/documents'), 404)

    def test_revoked_session_ends_at_once(self):
        self.sign_in()
        self.env['payment.portal.session'].sudo().search([])._end()
        self.assertEqual(self.open_page('/pay/sur/documents').path, '/pay/sur')

    def test_pages_stay_out_of_caches_and_referrers(self):
        headers = self.sign_in().response.headers
        self.assertEqual(headers['Cache-Control'], 'no-store')
        self.assertEqual(headers['Referrer-Policy'], 'no-referrer')

    def test_guest_reads_the_pdf_of_his_document(self):
        self.sign_in()
        response = self.url_open(f'/pay/sur/documents/{self.invoice.id}')
        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        # While tests run, Odoo's report engine stops before the last step.
        self.assertIn(self.invoice.name, response.text)

    def test_document_of_somebody_else_is_not_found(self):
        self.sign_in()
        draft = self._create_document(5, partner=self.payer, post=False)
        for move in (self.foreign_invoice, draft):
            self.assertEqual(self.get_status(f'/pay/sur/documents/{move.id}'), 404)

    def test_document_of_another_company_is_neither_shown_nor_payable(self):
        other = self._create_other_company("Other")
        foreign = self._create_document(55, partner=self.payer, company=other)
        page = self.sign_in()
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertEqual(self.get_status(f'/pay/sur/documents/{foreign.id}'), 404)
        self.assertEqual(self.choose_as_guest({foreign: '55'}).status, 422)

    def test_document_of_somebody_else_can_not_be_paid(self):
        self.sign_in()
        count = self.count_remittances()
        page = self.choose_as_guest({self.foreign_invoice: '700'})
        self.assertEqual(page.status, 422)
        self.assertEqual(self.count_remittances(), count)

    def test_guest_pays_a_part_by_webpay_and_reads_the_receipt(self):
        self.sign_in()
        page = self.choose_as_guest({self.invoice: '4000'})
        self.assertEqual(page.status, 200)
        remittance = self.get_remittance(page.path)
        answer = self.press_pay(page)
        tx = self.env['payment.transaction'].search(
            [('reference', '=', answer['result']['reference'])]
        )
        page = self.come_back(self.webpay.pay(tx.provider_reference))
        self.assertEqual(page.path, f'/pay/sur/remittances/{remittance.name}')
        self.assertEqual(page.result, 'paid')
        self.assertEqual(self.invoice.amount_residual, 6000)
        self.assertEqual(remittance.partner_id, self.customer)

    def test_remittance_of_another_customer_is_not_found(self):
        self.sign_in()
        name = self.get_remittance(self.choose_as_guest({self.invoice: '4000'}).path).name
        self.log_out()
        self.sign_in(self.stranger)
        self.assertEqual(self.get_status(f'/pay/sur/remittances/{name}'), 404)
        self.assertEqual(self.get_status(f'/pay/sur/remittances?names={name}'), 404)
        self.call_route_error(f'/pay/sur/remittances/{name}/transaction')
        self.call_route_error(f'/pay/sur/remittances/{name}/status')

    def test_saved_card_of_the_customer_is_not_for_guests(self):
        self.provider.write({'is_published': True, 'allow_tokenization': True, 'state': 'test'})
        self.env['payment.token'].sudo().create(
            {
                'provider_id': self.provider.id,
                'payment_method_id': self.payment_method.id,
                'partner_id': self.customer.id,
                'provider_ref': 'card',
            }
        )
        self.sign_in()
        page = self.choose_as_guest({self.invoice: '4000'})
        self.assertNotIn('token', [option['type'] for option in self.read_options(page)])

    def test_call_without_a_session_says_so(self):
        self.sign_in()
        name = self.get_remittance(self.choose_as_guest({self.invoice: '4000'}).path).name
        self.env['payment.portal.session'].sudo().search([])._end()
        self.assertIn('sign in', self.call_route_error(f'/pay/sur/remittances/{name}/status'))
