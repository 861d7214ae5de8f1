from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.http_page import Page


@tagged('post_install', '-at_install')
class TestHttpWebpay(PaymentPortalHttpCommon):
    """From the choice by way of the gateway's form to the result, and into the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.sudo().state = 'disabled'
        cls.documents = [cls._create_document(amount) for amount in (10000, 20000, 30000)]
        cls.document = cls.documents[0]

    def check_nothing_booked(self, tx, state):
        """Check that a payment ended without money.

        :param payment.transaction tx: The transaction.
        :param str state: The state that it must have.
        """
        self.assertEqual((tx.state, tx.payment_id.id), (state, False))
        self.assertEqual(tx.remittance_id.state, 'open')
        self.assertEqual(self.document.amount_residual, 10000)

    def count_payments(self):
        """Return how many payments are in the books.

        :rtype: int
        """
        return self.env['account.payment'].search_count([('company_id', '=', self.company.id)])

    def come_back_at_once(self, back, count):
        """Come back several times at the same moment.

        In a test all requests share one database connection, so that Odoo lets them in one by one:
        they overlap at the server's door and not in the database.

        :param PayerReturn back: What the simulator returned for the payer's doing.
        :param int count: How often.
        :return: The status and the result of each.
        :rtype: list[tuple[int, str]]
        """
        self.env.flush_all()
        self.cr.clear()
        with self.allow_requests(), ThreadPoolExecutor(count) as pool:
            cookies = dict(self.opener.cookies)
            answers = list(
                pool.map(
                    lambda _number: requests.get(
                        back.url, params=back.params, cookies=cookies, timeout=30
                    ),
                    range(count),
                )
            )
        pages = [Page(answer) for answer in answers]
        return [(page.status, page.result) for page in pages]

    def count_commits(self):
        """Return how often the gateway was told to take money.

        :rtype: int
        """
        return sum(call.operation == 'commit' for call in self.webpay.calls)

    # === THE WHOLE WAY === #

    def test_three_documents_are_paid_at_once_and_the_books_close(self):
        tx = self.go_to_webpay(dict(zip(self.documents, (None, None, '5000'), strict=True)))
        self.assertEqual((tx.state, tx.amount), ('draft', 35000))

        page = self.come_back(self.webpay.pay(tx.provider_reference, card='visa', plan='S2'))

        remittance = tx.remittance_id
        self.assertEqual((page.status, page.result), (200, 'paid'))
        self.assertEqual(page.path, f'/my/remittances/{remittance.name}')
        self.assertIn("Paid: $ 35,000 Thank you! This is your receipt.", page.text)
        facts = page.facts
        self.assertRegex(facts.pop('Date'), r'\d\d/\d\d/\d{4}')
        self.assertEqual(
            facts,
            {
                'Amount': '$ 35,000',
                'Paid to': self.company.name,
                'Reference': remittance.name,
                'Payment method': 'WebPay',
                'Card': '**** **** **** 6623',
                'Kind of payment': 'Credit card, 2 instalments without interest',
                'Instalments': '2',
                'Amount of each instalment': '$ 17,500',
                'Authorisation code': self.webpay.transactions[0].authorization_code,
            },
        )
        self.assertEqual(
            [row.split(' ')[0] for row in page.texts('//tbody/tr')],
            [document.name for document in self.documents],
        )
        self.check_books(tx)

    def check_books(self, tx):
        """Check that the money of the transaction closed exactly what was chosen."""
        self.assertRecordValues(
            tx,
            [
                {
                    'state': 'done',
                    'is_post_processed': True,
                    'webpay_card_last_digits': '6623',
                }
            ],
        )
        self.assertRecordValues(
            tx.payment_id,
            [
                {
                    'amount': 35000,
                    'state': 'in_process',
                    'partner_id': self.customer.id,
                    'journal_id': self.transbank.journal_id.id,
                    'memo': tx.reference,
                    'remittance_id': tx.remittance_id.id,
                }
            ],
        )
        items = tx.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable'
        )
        self.assertEqual(sorted(items.mapped('amount_currency')), [-20000, -10000, -5000])
        self.assertTrue(all(items.mapped('reconciled')))
        self.assertEqual([d.amount_residual for d in self.documents], [0, 0, 25000])
        paid = self.document._get_invoice_in_payment_state()
        self.assertEqual([d.payment_state for d in self.documents], [paid, paid, 'partial'])
        self.assertRecordValues(
            tx.remittance_id,
            [
                {
                    'state': 'settled',
                    'move_id': tx.payment_id.move_id.id,
                    'discrepancy_ids': [],
                }
            ],
        )

    def test_dollars_are_paid_with_the_commerce_code_for_dollars(self):
        document = self._create_document(1234.5, currency_id=self.currency_usd)
        tx = self.go_to_webpay({document: '1000.25'})

        page = self.come_back(self.webpay.pay(tx.provider_reference, card='redcompra'))

        self.assertEqual(page.result, 'paid')
        self.assertEqual(page.facts['Kind of payment'], "Debit card")
        self.assertAlmostEqual(document.amount_residual, 234.25)
        [announced] = self.webpay.transactions
        self.assertEqual((announced.account.currency, float(announced.amount)), ('USD', 1000.25))

    # === THE FOUR WAYS BACK === #

    def test_each_way_back_ends_as_it_must(self):
        for play, state, result, message in (
            (self.webpay.pay, 'done', 'paid', "This is your receipt."),
            (
                self.webpay.reject,
                'error',
                'failed',
                "The bank did not accept the payment (code -1).",
            ),
            (self.webpay.time_out, 'cancel', 'cancelled', "It took longer than Transbank allows."),
            (self.webpay.cancel, 'cancel', 'cancelled', "You cancelled the payment at Transbank."),
            (self.webpay.break_form, 'error', 'failed', "Transbank's page could not go on."),
        ):
            for method in ('GET', 'POST'):
                with self.subTest(play=play.__name__, method=method):
                    document = self._create_document(1000)
                    tx = self.go_to_webpay({document: None})

                    page = self.come_back(play(tx.provider_reference), method)

                    self.assertEqual((page.status, page.result, tx.state), (200, result, state))
                    self.assertIn(message, page.text)
                    self.assertEqual(document.amount_residual, 0 if state == 'done' else 1000)

    def test_only_a_decision_of_the_bank_is_committed(self):
        for play in (self.webpay.time_out, self.webpay.cancel, self.webpay.break_form):
            tx = self.go_to_webpay({self.document: None})
            self.come_back(play(tx.provider_reference))
        self.assertEqual(self.count_commits(), 0)

    def test_payer_without_a_session_gets_his_money_booked(self):
        for method in ('GET', 'POST'):
            with self.subTest(method=method):
                self.log_in(self.payer_user)
                document = self._create_document(1000)
                tx = self.go_to_webpay({document: None})
                self.forget_session()

                back = self.webpay.pay(tx.provider_reference)
                response = self.url_open(
                    back.url,
                    allow_redirects=False,
                    **({'params': back.params} if method == 'GET' else {'data': back.params}),
                )

                self.assertEqual(response.status_code, 303)
                self.assertURLEqual(response.headers['Location'], tx.landing_route)
                self.assertEqual((tx.state, document.amount_residual), ('done', 0))
                self.assertIn('/web/login', self.url_open(tx.landing_route).url)

    def test_return_without_a_cookie_leaves_the_payer_s_session_alone(self):
        tx = self.go_to_webpay({self.document: None})
        session_id = self.opener.cookies.get('session_id')
        self.forget_session()

        response = self.url_open(
            self.webpay.cancel(tx.provider_reference).url,
            allow_redirects=False,
            data=self.webpay.cancel(tx.provider_reference).params,
        )

        self.assertNotIn('session_id', response.cookies)
        self.opener.cookies.set('session_id', session_id, domain='127.0.0.1')
        self.assertEqual(self.open_remittance(tx.remittance_id).status, 200)

    # === REPEATED, REORDERED, AT THE SAME TIME === #

    def test_repeated_return_shows_the_same_and_books_once(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)

        pages = [self.come_back(back, method) for method in ('GET', 'POST', 'GET')]

        self.assertEqual([page.result for page in pages], ['paid'] * 3)
        self.assertEqual(len({page.text for page in pages}), 1)
        self.assertEqual((self.count_commits(), self.count_payments()), (1, 1))

    def test_repeated_rejection_stays_one(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.reject(tx.provider_reference)

        pages = [self.come_back(back) for _time in range(2)]

        self.assertEqual([page.result for page in pages], ['failed'] * 2)
        self.assertEqual(self.count_commits(), 1)
        self.check_nothing_booked(tx, 'error')

    def test_nothing_that_comes_after_an_approval_undoes_it(self):
        tx = self.go_to_webpay({self.document: None})
        token = tx.provider_reference
        self.come_back(self.webpay.pay(token))
        order = {'TBK_ORDEN_COMPRA': tx.reference, 'TBK_ID_SESION': tx._webpay_get_session_id()}

        for params in (
            order,
            {'TBK_TOKEN': token, **order},
            {
                'TBK_TOKEN': token,
                'token_ws': token,
                **order,
            },
        ):
            with self.subTest(params=sorted(params)):
                page = Page(self.url_open('/payment/transbank/return', params=params))
                self.assertEqual((page.status, page.result), (200, 'paid'))
        self.assertEqual((tx.state, self.document.amount_residual), ('done', 0))
        self.assertEqual(self.count_payments(), 1)

    def test_cancel_while_the_confirmation_is_under_way_waits_for_the_bank(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        order = {'TBK_ORDEN_COMPRA': tx.reference, 'TBK_ID_SESION': tx._webpay_get_session_id()}
        self.webpay.inject('commit', 'drop', when='after')
        with self.mute_webpay():
            self.assertEqual(self.come_back(back).result, 'pending')

        page = Page(self.url_open('/payment/transbank/return', params=order))

        self.assertEqual((page.result, tx.state), ('pending', 'pending'))

    def test_approval_after_a_cancel_is_not_taken(self):
        tx = self.go_to_webpay({self.document: None})
        order = {'TBK_ORDEN_COMPRA': tx.reference, 'TBK_ID_SESION': tx._webpay_get_session_id()}
        self.url_open('/payment/transbank/return', params=order)
        self.assertEqual(tx.state, 'cancel')

        page = self.come_back(self.webpay.pay(tx.provider_reference))

        # The payer was told that nothing is charged: the money is left for Transbank to give back.
        self.assertEqual((page.result, self.count_commits()), ('cancelled', 0))
        self.check_nothing_booked(tx, 'cancel')

    def test_many_returns_at_once_book_once(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        self.webpay.inject('commit', 'slow', seconds=0.3)

        results = self.come_back_at_once(back, count=6)

        self.assertEqual(results, [(200, 'paid')] * 6)
        self.assertEqual((self.count_commits(), self.count_payments()), (1, 1))
        self.assertEqual((tx.state, self.document.amount_residual), ('done', 0))
