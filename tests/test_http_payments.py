from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon
from odoo.addons.account_payment_portal.tests.pdf_common import read_pdf


@tagged('post_install', '-at_install')
class TestHttpPayments(LinkCommon, PaymentPortalHttpCommon):
    """The page of payments, and the receipts that can be downloaded again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'
        cls.document = cls._create_document(10000)
        cls.other_document = cls._create_document(3000)

    def pay(self, choices, user=None):
        """Pay documents, and return the entry that books it.

        :rtype: account.move
        """
        return self._pay(self._freeze(choices, user)).payment_id.move_id

    def pay_at_bank(self, amount, date, partner=None):
        payment = self.env['account.payment'].create(
            {
                'amount': amount,
                'date': date,
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': (partner or self.customer).id,
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        payment.action_post()
        return payment

    def open_payments(self, base='/my'):
        return self.open_page(f'{base}/payments')

    def read_payments(self, page):
        return page.texts("//li[contains(@class, 'o_app_payment')]")

    def get_receipt(self, move, base='/my'):
        return self.url_open(f'{base}/payments/{move.id}/receipt')

    def come_by_link(self, documents=None):
        """Become a guest by a link to documents, or to the whole account."""
        issued = self._issue(documents)
        self.authenticate(None, None)
        path = f'/pay/l/{self._get_token(issued)}'
        form = self.open_page(path).find('//main//form')[0]
        page = self.open_posted(path, dict(form.form_values()))
        self.assertEqual(page.path, '/pay/sur/documents')

    # === PAGE === #

    def test_customer_who_paid_nothing_is_led_to_what_is_open(self):
        page = self.open_payments()
        self.assertIn("You have not paid anything yet.", page.text)
        self.assertEqual(page.get_link("See what is open"), '/my/invoices')

    def test_payments_of_the_portal_and_of_the_bank_stand_newest_first(self):
        old = self.pay_at_bank(700, '2024-03-05')
        move = self.pay({self.document: '4000', self.other_document: None})
        old_of_contact = self.pay_at_bank(90, '2024-01-05', self.colleague)

        rows = self.read_payments(self.open_payments())

        self.assertEqual(len(rows), 3)
        for text in ("$ 7,000", move.name, self.document.name, self.other_document.name):
            self.assertIn(text, rows[0])
        self.assertIn(f"03/05/2024 · {old.move_id.name}", rows[1])
        self.assertIn("On account", rows[1])
        self.assertIn(old_of_contact.move_id.name, rows[2])

    def test_payment_of_many_documents_names_some_and_counts_the_others(self):
        documents = [self._create_document(10 + number) for number in range(5)]
        self.pay(dict.fromkeys(documents))
        [row] = self.read_payments(self.open_payments())
        self.assertIn("and 2 more", row)

    def test_page_shows_neither_refunds_nor_drafts_nor_payments_of_others(self):
        self.pay_at_bank(5, '2024-03-05', self.stranger)
        self.env['account.payment'].create(
            {
                'amount': 6,
                'partner_id': self.customer.id,
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        refund = self.pay_at_bank(7, '2024-03-05')
        refund.action_draft()
        refund.payment_type = 'outbound'
        refund.action_post()
        self.assertFalse(self.read_payments(self.open_payments()))
        self.assertEqual(self.get_receipt(refund.move_id).status_code, 404)

    def test_page_costs_the_same_queries_for_one_payment_and_for_many(self):
        self.pay({self.document: '10'})
        self.open_payments()
        counts = []
        for count in (0, 12):
            for _number in range(count):
                self.pay({self.document: '10'})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.open_payments()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[0], 40)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_absurd_pages_are_empty(self):
        self.pay({self.document: '10'})
        for page in (2, 10**6, 10**30):
            self.assertEqual(self.read_payments(self.open_page(f'/my/payments/page/{page}')), [])

    def test_company_without_a_portal_has_no_such_pages(self):
        move = self.pay({self.document: '10'})
        self.portal.active = False
        self.assertEqual(self.get_status('/my/payments'), 404)
        self.assertEqual(self.get_receipt(move).status_code, 404)

    # === RECEIPT === #

    def test_receipt_is_downloaded_from_the_page_and_from_the_result(self):
        move = self.pay({self.document: '4000'})
        remittance = self.env['payment.remittance'].search([('move_id', '=', move.id)])
        link = self.open_remittance(remittance).get_link("Receipt (PDF)")
        self.assertEqual(link, f'/my/payments/{move.id}/receipt')
        [row_link] = self.open_payments().find("//li//a[contains(@href, 'receipt')]/@href")
        self.assertEqual(row_link, link)

        response = self.url_open(link)

        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertIn('attachment', response.headers['Content-Disposition'])
        self.assertIn("Total paid $ 4,000", read_pdf(response.content)[0])

    def test_colleague_of_the_payer_reads_the_receipt_of_their_firm(self):
        move = self.pay({self.document: '4000'})
        user = self._create_portal_login('ap_colleague', self.colleague)
        self.log_in(user)
        self.assertEqual(self.get_receipt(move).status_code, 200)

    def test_receipt_of_somebody_else_is_not_found(self):
        foreign = self.pay({self._create_document(5, partner=self.stranger): None},
                           self.stranger_user)  # fmt: skip
        for move in (foreign, self.document, self._create_document(1, post=False)):
            self.assertEqual(self.get_receipt(move).status_code, 404)
        for move_id in (0, 999999999, 10**30):
            self.assertEqual(self.get_status(f'/my/payments/{move_id}/receipt'), 404)

    def test_who_is_not_logged_in_is_led_to_log_in(self):
        move = self.pay({self.document: '10'})
        self.authenticate(None, None)
        for path in ('/my/payments', f'/my/payments/{move.id}/receipt'):
            self.assertEqual(self.open_page(path).path, '/web/login')

    # === GUESTS === #

    def test_guest_of_the_whole_account_reads_all_payments(self):
        move, old = self.pay({self.document: '4000'}), self.pay_at_bank(700, '2024-03-05')
        self.come_by_link()
        rows = self.read_payments(self.open_payments('/pay/sur'))
        self.assertEqual(len(rows), 2)
        for each in (move, old.move_id):
            response = self.get_receipt(each, '/pay/sur')
            self.assertEqual(response.headers['Content-Type'], 'application/pdf')
            self.assertEqual(response.headers['Cache-Control'], 'no-store')

    def test_holder_of_a_link_reads_only_payments_of_its_documents(self):
        of_this = self.pay({self.document: '4000'})
        of_both = self.pay({self.document: '1000', self.other_document: '1000'})
        of_bank = self.pay_at_bank(700, '2024-03-05').move_id
        self.come_by_link(self.document)

        rows = self.read_payments(self.open_payments('/pay/sur'))

        self.assertEqual(len(rows), 1)
        self.assertIn(of_this.name, rows[0])
        self.assertEqual(self.get_receipt(of_this, '/pay/sur').status_code, 200)
        for move in (of_both, of_bank):
            self.assertEqual(self.get_receipt(move, '/pay/sur').status_code, 404)

    def test_who_has_not_signed_in_is_led_to_the_sign_in_page(self):
        move = self.pay({self.document: '10'})
        self.authenticate(None, None)
        for path in ('payments', f'payments/{move.id}/receipt', 'statement', 'statement/pdf'):
            self.assertEqual(self.open_page(f'/pay/sur/{path}').path, '/pay/sur')

    # === HOME === #

    def test_home_leads_to_payments_and_statement(self):
        self.pay({self.document: '10'})
        counts = self.call_route('/my/counters', counters=['paid_count', 'statement_count'])
        self.assertEqual(counts['result'], {'paid_count': 1, 'statement_count': 1})
        hrefs = self.open_page('/my').find('//a/@href')
        self.assertIn('/my/payments', hrefs)
        self.assertIn('/my/statement', hrefs)

    def test_home_leads_nowhere_without_a_portal(self):
        self.portal.active = False
        counts = self.call_route('/my/counters', counters=['paid_count', 'statement_count'])
        self.assertEqual(counts['result'], {'paid_count': 0, 'statement_count': 0})
