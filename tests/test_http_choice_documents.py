from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import payer_checkout as checkout
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

NOT_OPEN = "One of the documents is no longer open."


@tagged('post_install', '-at_install')
class TestHttpChoiceDocuments(PaymentPortalHttpCommon):
    """The documents that a customer ticks, or that somebody sends in his place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._create_other_company("Andes Dos")
        cls.stock_company = cls._create_other_company("Andes Stock", has_portal=False)
        cls.document = cls._create_document(10000)

    def check_refused(self, choices, message):
        """Check that a choice is refused, and that the good document stays ticked.

        :param dict|list choices: See `send_choice`; what is added to the good document.
        :param str message: A part of what the customer must be told.
        """
        pairs = list(choices.items() if isinstance(choices, dict) else choices)
        count_before = self.count_remittances()
        page = self.send_choice([*pairs, (self.document, '4000')])
        self.assertEqual(page.status, 422)
        self.assertIn(message, page.alerts[0])
        self.assertEqual(
            [(row['id'], row['is_ticked'], row['amount']) for row in page.rows],
            [(self.document.id, True, '4000')],
        )
        self.assertEqual(self.count_remittances(), count_before)

    # === WRONG DOCUMENTS === #

    def test_documents_that_are_not_the_payer_s_to_pay_are_refused(self):
        paid = self._create_document(100)
        self._freeze_and_pay({paid: None})
        for name, document in {
            "another customer's": self._create_document(100, partner=self.stranger),
            "another company's": self._create_document(100, company=self.stock_company),
            "a draft": self._create_document(100, post=False),
            "a bill": self._create_document(100, move_type='in_invoice'),
            "a refund of a bill": self._create_document(100, move_type='in_refund'),
            "paid": paid,
            "cancelled": self.cancel(self._create_document(100)),
        }.items():
            with self.subTest(name):
                self.check_refused({document: None}, NOT_OPEN)
                self.check_refused({document: '1'}, NOT_OPEN)

    def cancel(self, document):
        """Cancel a document.

        :rtype: account.move
        """
        document.button_draft()
        document.button_cancel()
        return document

    def test_ids_that_are_none_are_refused(self):
        foreign = self._create_document(100, partner=self.stranger)
        for text in (
            '0',
            '-1',
            'abc',
            '',
            ' ',
            '1.5',
            '1e3',
            'NaN',
            str(2**31),
            str(2**63),
            '9' * 5000,
            '\N{ARABIC-INDIC DIGIT FIVE}',
            '\N{SUPERSCRIPT TWO}',
            '[1]',
            "1' OR '1'='1",
            '\0',
            f' {foreign.id}',
            f'+{foreign.id}',
            f'00{foreign.id}',
        ):
            with self.subTest(text=text[:30]):
                self.check_refused({text: None}, NOT_OPEN)

    def test_unknown_and_foreign_documents_get_the_same_answer(self):
        foreign = self._create_document(100, partner=self.stranger)
        unknown_id = self.env['account.move'].search([], order='id desc', limit=1).id + 1000
        pages = [self.send_choice({each: '50'}) for each in (foreign, str(unknown_id))]

        self.assertEqual(*(page.text for page in pages))
        self.assertIn("Nothing is chosen.", pages[0].text)

    def test_document_whose_payment_is_at_the_gateway_is_refused(self):
        tx = self._create_remittance_tx(self._freeze({self.document: None}))
        tx._set_pending()

        page = self.send_choice({self.document: None})

        self.assertEqual(page.status, 422)
        self.assertIn(f"A payment of {self.document.name} is being processed.", page.alerts[0])
        self.assertEqual(self.count_remittances(), 1)

    def test_document_that_comes_twice_is_paid_once(self):
        remittance = self.choose([(self.document, '4000'), (self.document, '5000')])

        self.assertEqual(remittance.line_ids.mapped('amount'), [4000])
        self.assertEqual(remittance.amount_total, 4000)

    # === WRONG REQUESTS === #

    def test_nothing_ticked_is_refused(self):
        page = self.send_choice({})

        self.assertEqual(page.status, 422)
        self.assertIn("Tick at least one document to pay.", page.alerts[0])
        self.assertEqual(self.count_remittances(), 0)

    def test_more_documents_than_anybody_ticks_are_refused(self):
        self.check_refused(
            [(str(number), None) for number in range(10**8, 10**8 + checkout.DOCUMENT_COUNT_MAX)],
            "Please pay 1000 documents at most at once.",
        )

    def test_request_without_a_right_csrf_token_is_refused(self):
        self.authenticate(self.stranger_user.login, self.stranger_user.login)
        foreign_token = self.read_csrf_token()
        self.log_in(self.payer_user)
        for token in (' ', 'x', foreign_token):
            with self.subTest(token=token):
                page = self.send_choice({self.document: None}, csrf_token=token)
                self.assertEqual((page.status, self.count_remittances()), (400, 0))
        response = self.url_open('/my/invoices/pay', data={'document': self.document.id})
        self.assertEqual((response.status_code, self.count_remittances()), (400, 0))

    def test_choice_in_the_address_is_ignored(self):
        page = self.open_page('/my/invoices/pay', document=self.document.id)

        self.assertEqual((page.path, page.status), ('/my/invoices', 200))
        self.assertEqual(self.count_remittances(), 0)
        response = self.url_open(
            f'/my/invoices/pay?document={self.document.id}',
            data={'csrf_token': self.read_csrf_token()},
        )
        self.assertEqual((response.status_code, self.count_remittances()), (422, 0))

    def test_other_methods_are_refused(self):
        for method in ('PUT', 'DELETE', 'PATCH'):
            with self.subTest(method=method):
                self.assertEqual(self.get_status('/my/invoices/pay', method=method), 405)

    def test_whoever_is_not_logged_in_has_to_log_in(self):
        token = self.read_csrf_token()
        self.authenticate(None, None)
        for options in ({}, {'data': {'document': self.document.id, 'csrf_token': token}}):
            with self.subTest(options=options):
                response = self.url_open('/my/invoices/pay', allow_redirects=False, **options)
                self.assertEqual(response.status_code, 303)
                self.assertIn('/web/login', response.headers['Location'])
        self.assertEqual(self.count_remittances(), 0)

    # === SEVERAL PAYMENTS === #

    def test_companies_and_currencies_are_paid_one_by_one(self):
        there = self._create_document(700, company=self.other_company)
        dollars = self._create_document(12.5, currency_id=self.currency_usd)

        page = self.send_choice({self.document: '4000', there: None, dollars: None})

        self.assertEqual((page.status, page.path), (200, '/my/remittances'))
        self.assertIn("Your choice takes several payments", page.text)
        items = page.texts("//li[contains(@class, 'list-group-item')]")
        self.assertEqual(
            items,
            [
                f"$ 4,000 {self.company.name} · 1 document Pay $ 4,000",
                f"$ 700 {self.other_company.name} · 1 document Pay $ 700",
                f"$ 12.50 USD {self.company.name} · 1 document Pay $ 12.50 USD",
            ],
        )
        remittances = self.env['payment.remittance'].search([])
        self.assertEqual(sorted(remittances.mapped('amount_total')), [12.5, 700, 4000])

    def test_one_wrong_document_stops_all_payments(self):
        dollars = self._create_document(12.5, currency_id=self.currency_usd)

        page = self.send_choice({self.document: None, dollars: '99'})

        self.assertEqual((page.status, self.count_remittances()), (422, 0))
