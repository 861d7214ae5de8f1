from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_page import Page
from odoo.addons.account_payment_portal.tests.link_http_common import LinkHttpCommon


@tagged('post_install', '-at_install')
class TestPortalLinkScope(LinkHttpCommon):
    """A guest who came by a link to one document: he sees and pays it, and nothing else.

    `hidden` is another open document of the same customer, `paid` a paid one, `credit` a credit.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.hidden_invoice
        cls.credit = cls._create_credit_note(300, partner=cls.payer)
        cls.paid = cls._create_document(40, partner=cls.payer)
        cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=cls.paid.ids
        ).create({})._create_payments()

    def choose_as_guest(self, choices, **more):
        data = [('csrf_token', self._csrf_token), *more.items()]
        for document, text in choices.items():
            data += [('document', document.id), (f'amount-{document.id}', text)]
        return Page(self.url_open('/pay/sur/documents/pay', data=data))

    def choose_hidden(self):
        """Let somebody who may see the whole account choose the hidden document.

        :rtype: payment.remittance
        """
        self.open_link(self._issue())
        remittance = self.get_remittance(self.choose_as_guest({self.hidden: '2500'}).path)
        self.assertEqual(remittance.line_ids.move_id, self.hidden)
        self.become_somebody_else()
        return remittance

    def test_every_list_shows_only_the_document(self):
        page = self.open_link()
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertEqual(page.balances, ['$ 10,000', '$ 0', '$ 0'])
        for params in (
            {'filterby': 'all'},
            {'filterby': 'outstanding', 'sortby': 'name'},
            {'search': self.invoice.name},
        ):
            with self.subTest(**params):
                page = self.open_page('/pay/sur/documents', **params)
                self.assertEqual(page.numbers, [self.invoice.name])
        for params in (
            {'filterby': 'paid'},
            {'filterby': 'credits'},
            {'search': self.hidden.name},
            {'filterby': 'all', 'search': self.paid.name},
        ):
            with self.subTest(**params):
                self.assertEqual(self.open_page('/pay/sur/documents', **params).numbers, [])

    def test_totals_are_of_the_document_only(self):
        self.open_link()
        page = self.open_page('/pay/sur/documents/totals')
        self.assertEqual(page.balances, ['$ 10,000', '$ 0', '$ 0'])

    def test_other_documents_can_not_be_read(self):
        self.open_link()
        self.assertEqual(self.get_status(f'/pay/sur/documents/{self.invoice.id}'), 200)
        for move in (self.hidden, self.credit, self.paid, self.foreign_invoice):
            with self.subTest(move=move.name):
                self.assertEqual(self.get_status(f'/pay/sur/documents/{move.id}'), 404)

    def test_other_documents_can_not_be_paid(self):
        self.open_link()
        count = self.count_remittances()
        for choices in (
            {self.hidden: '2500'},
            {self.invoice: '10000', self.hidden: '2500'},
            {self.invoice: '10000', self.credit: '300'},
            {self.foreign_invoice: '700'},
        ):
            with self.subTest(choices=choices):
                page = self.choose_as_guest(choices)
                self.assertEqual(page.status, 422)
                for move in (self.hidden, self.credit, self.foreign_invoice):
                    self.assertNotIn(move.name, page.response.text)
        self.assertEqual(self.count_remittances(), count)

    def test_form_fields_widen_nothing(self):
        self.open_link()
        page = self.choose_as_guest(
            {self.invoice: '4000'},
            partner_id=str(self.stranger.id),
            move_ids=str(self.hidden.id),
            link_id='',
            portal_id='0',
        )
        remittance = self.get_remittance(page.path)
        self.assertEqual(remittance.line_ids.move_id, self.invoice)
        self.assertEqual(remittance.partner_id, self.customer)

    def test_remittances_of_other_documents_are_not_found(self):
        name = self.choose_hidden().name
        self.open_link()
        for path in (f'remittances/{name}', f'remittances?names={name}'):
            with self.subTest(path=path):
                self.assertEqual(self.get_status(f'/pay/sur/{path}'), 404)
        self.assertEqual(
            self.get_status(
                f'/pay/sur/remittances/{name}/settle', data={'csrf_token': self._csrf_token}
            ),
            404,
        )
        for call in ('transaction', 'status'):
            self.call_route_error(f'/pay/sur/remittances/{name}/{call}')
        page = self.open_page('/pay/sur/documents', remittance=name)
        self.assertEqual(page.numbers, [self.invoice.name])

    def test_guest_pays_the_document_and_reads_the_receipt(self):
        self.open_link()
        page = self.choose_as_guest({self.invoice: '10000'})
        remittance = self.get_remittance(page.path)
        answer = self.press_pay(page)
        tx = self.env['payment.transaction'].search(
            [('reference', '=', answer['result']['reference'])]
        )
        page = self.come_back(self.webpay.pay(tx.provider_reference))
        self.assertEqual(page.path, f'/pay/sur/remittances/{remittance.name}')
        self.assertEqual(page.result, 'paid')
        self.assertEqual(self.invoice.amount_residual, 0)
        # Paid, it is still his to see.
        self.assertEqual(self.open_page('/pay/sur/documents').numbers, [])
        page = self.open_page('/pay/sur/documents', filterby='paid')
        self.assertEqual(page.numbers, [self.invoice.name])

    def test_document_that_leaves_the_customer_leaves_the_open_session(self):
        issued = self._issue(self.invoice | self.hidden)
        self.assertEqual(len(self.open_link(issued).numbers), 2)
        self.invoice.button_draft()
        self.assertEqual(self.open_page('/pay/sur/documents').numbers, [self.hidden.name])
        self.assertEqual(self.get_status(f'/pay/sur/documents/{self.invoice.id}'), 404)
        self.invoice.partner_id = self.stranger
        self.invoice.action_post()
        self.assertEqual(self.open_page('/pay/sur/documents').numbers, [self.hidden.name])
        self.assertEqual(self.get_status(f'/pay/sur/documents/{self.invoice.id}'), 404)
        self.assertEqual(self.choose_as_guest({self.invoice: '10000'}).status, 422)

    def test_link_to_the_account_opens_all_of_the_customer_and_nothing_else(self):
        page = self.open_link(self._issue())
        self.assertEqual(set(page.numbers), {self.invoice.name, self.hidden.name, self.credit.name})
        page = self.open_page('/pay/sur/documents', filterby='paid')
        self.assertEqual(page.numbers, [self.paid.name])
        self.assertEqual(self.get_status(f'/pay/sur/documents/{self.paid.id}'), 200)
        self.assertEqual(self.get_status(f'/pay/sur/documents/{self.foreign_invoice.id}'), 404)
        self.assertEqual(self.choose_as_guest({self.foreign_invoice: '700'}).status, 422)

    def test_link_opens_no_page_that_asks_for_a_login(self):
        self.open_link()
        for path in ('/my', '/my/invoices', f'/my/invoices/{self.invoice.id}', '/odoo'):
            with self.subTest(path=path):
                self.assertIn(self.get_status(path), (302, 303))
