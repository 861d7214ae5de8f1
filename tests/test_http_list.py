from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import payer_documents as portal
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

# The list of 80 rows takes no more queries than this, whatever the customer owes.
LIST_QUERY_COUNT_MAX = 30


@tagged('post_install', '-at_install')
class TestHttpList(PaymentPortalHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._create_other_company("Andes Dos")
        cls.stock_company = cls._create_other_company("Andes Stock", has_portal=False)

    def create_due(self, amount, days, **values):
        """Create an invoice that is due in some days; a negative number for one that is late.

        :rtype: account.move
        """
        due = fields.Date.today() + timedelta(days=days)
        return self._create_document(
            amount,
            **{
                'invoice_date': min(due, fields.Date.today()),
                'invoice_date_due': due,
                'invoice_payment_term_id': None,
                **values,
            },
        )

    def read_row(self, document):
        """Return the row of a document on the page of all documents.

        :rtype: dict
        """
        rows = self.open_page('/my/invoices', filterby='all').rows
        return next(row for row in rows if row['Number'].startswith(document.name))

    # === ROWS === #

    def test_overdue_document_shows_dates_lateness_and_amounts(self):
        document = self.create_due(15000, days=-10)

        row = self.read_row(document)

        due = document.invoice_date_due.strftime('%m/%d/%Y')
        self.assertEqual(row['Number'], document.name)
        self.assertEqual(row['Date'], f'Date {due}')
        self.assertEqual(row['Due'], f'Due {due} 10 days late')
        self.assertEqual(row['Total'], 'Total $ 15,000')
        self.assertEqual(row['Still to pay'], 'Still to pay $ 15,000')
        self.assertEqual(row['Status'], 'Overdue')
        self.assertEqual(
            (row['id'], row['amount'], row['is_ticked']), (document.id, '15000', False)
        )

    def test_lateness_is_told_from_the_first_day_on(self):
        for days, text in ((-1, "1 day late"), (0, None), (1, None)):
            with self.subTest(days=days):
                row = self.read_row(self.create_due(100, days=days))
                self.assertEqual(row['Status'], "Overdue" if text else "Open")
                if text:
                    self.assertTrue(row['Due'].endswith(text), row['Due'])
                else:
                    self.assertNotIn("late", row['Due'])

    def test_partly_paid_document_shows_what_is_left(self):
        document = self.create_due(1000, days=5)
        self._freeze_and_pay({document: '400'})

        row = self.read_row(document)

        self.assertEqual(row['Total'], 'Total $ 1,000')
        self.assertEqual(row['Still to pay'], 'Still to pay $ 600')
        self.assertEqual((row['Status'], row['amount']), ('Partly paid', '600'))

    def test_paid_document_cannot_be_ticked(self):
        document = self.create_due(1000, days=5)
        self._freeze_and_pay({document: None})

        row = self.read_row(document)

        self.assertEqual((row['Status'], row['id'], row['amount']), ('Paid', None, None))

    def test_credit_is_shown_as_such(self):
        row = self.read_row(self._create_credit_note(3000))

        self.assertEqual((row['Total'], row['Status']), ('Total $ -3,000', 'Credit'))
        self.assertEqual((row['amount'], row['Due']), ('3000', ''))
        self.assertIn("deducted from what you pay", row['You pay'])

    def test_money_on_account_is_shown_as_a_credit(self):
        payment = self.env['account.payment'].create(
            {
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': self.customer.id,
                'amount': 700,
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        payment.action_post()

        [row] = self.open_page('/my/invoices').rows

        self.assertEqual(row['id'], payment.move_id.id)
        self.assertEqual((row['Still to pay'], row['Status']), ('Still to pay $ -700', 'Credit'))
        self.assertTrue(row['Number'].startswith("On account"))

    def test_document_at_the_gateway_waits_for_its_result(self):
        document = self.create_due(1000, days=5)
        tx = self._create_remittance_tx(self._freeze({document: None}))
        tx._set_pending()

        row = self.read_row(document)

        self.assertEqual((row['Status'], row['id']), ('Payment in progress', None))

    def test_next_instalment_is_offered(self):
        term = self._create_instalment_term(50, 50)
        document = self._create_document(1000, invoice_payment_term_id=term)

        row = self.read_row(document)

        self.assertEqual(row['amount'], '1000')
        self.assertRegex(row['You pay'], r"Next instalment \$ 500 due .* Pay only this")

    def test_early_payment_discount_is_told(self):
        term = self._create_discount_term(10, days=7)
        document = self._create_document(1000, invoice_payment_term_id=term)

        row = self.read_row(document)

        self.assertEqual((row['amount'], row['Still to pay']), ('900', 'Still to pay $ 1,000'))
        self.assertIn("$ 100 discount if paid in full by", row['You pay'])

    # === WHOSE DOCUMENTS === #

    def test_documents_of_the_whole_firm_are_shown_and_no_others(self):
        mine = [
            self._create_document(100, partner=partner)
            for partner in (self.customer, self.payer, self.colleague)
        ]
        self._create_document(100, partner=self.stranger)
        self._create_document(100, post=False)
        self._create_document(100).button_cancel()
        self._create_document(100, move_type='in_invoice')

        for view in ('outstanding', 'all'):
            with self.subTest(view=view):
                page = self.open_page('/my/invoices', filterby=view)
                self.assertCountEqual(page.numbers, [document.name for document in mine])

    def test_documents_of_every_company_with_a_portal_are_shown(self):
        here = self._create_document(100)
        there = self._create_document(100, company=self.other_company)
        self._create_document(100, company=self.stock_company)

        page = self.open_page('/my/invoices')

        self.assertCountEqual(page.numbers, [here.name, there.name])
        self.assertIn(self.other_company.name, page.text)
        self.assertNotIn(self.stock_company.name, page.text)

    def test_document_of_another_company_with_a_portal_opens(self):
        document = self._create_document(100, company=self.other_company)
        hidden = self._create_document(100, company=self.stock_company)
        foreign = self._create_document(100, partner=self.stranger)

        self.assertEqual(self.get_status(f'/my/invoices/{document.id}'), 200)
        self.assertEqual(self.get_status(f'/my/invoices/{hidden.id}'), 303)
        self.assertEqual(self.get_status(f'/my/invoices/{foreign.id}'), 303)

    # === TOTALS === #

    def test_totals_are_told_for_each_currency(self):
        self.create_due(10000, days=-1)
        self.create_due(20000, days=1)
        self._create_credit_note(500)
        self._create_document(12.5, currency_id=self.currency_usd)

        page = self.open_page('/my/invoices')

        self.assertEqual(
            page.balances,
            ['$ 30,000', '$ 10,000', '$ 500', '$ 12.50 USD', '$ 0.00 USD', '$ 0.00 USD'],
        )
        self.assertIn("Outstanding CLP", page.text)
        self.assertIn("Outstanding USD", page.text)

    def test_totals_of_very_long_lists_have_a_page_of_their_own(self):
        self.create_due(10000, days=-1)
        self.create_due(20000, days=1)
        self.patch(portal, 'OPEN_ITEM_COUNT_SUMMED', 1)

        page = self.open_page('/my/invoices')
        self.assertEqual((page.balances, len(page.rows)), ([], 2))

        page = self.open_page(page.get_link("Show the totals"))
        self.assertEqual(page.balances, ['$ 30,000', '$ 10,000', '$ 0'])

    def test_customer_who_owes_nothing_is_told_so(self):
        page = self.open_page('/my/invoices')

        self.assertEqual((page.status, page.rows), (200, []))
        self.assertIn("You owe nothing. Thank you!", page.text)
        self.assertIn("There is nothing here.", page.text)

    # === WITHOUT A PORTAL, AND BILLS === #

    def test_without_a_portal_everything_is_as_in_core(self):
        document = self._create_document(100)
        self.env['payment.portal'].search([]).active = False

        page = self.open_page('/my/invoices')

        self.assertEqual((page.status, page.find("//*[@name='document']")), (200, []))
        self.assertIn(document.name, page.text)
        self.assertEqual(self.get_status('/my/invoices/totals'), 404)
        self.assertNotIn('filterby', self.url_open('/my/invoices/overdue').url)
        page = self.send_choice({document: None})
        self.assertEqual((page.status, self.count_remittances()), (404, 0))

    def test_customer_of_another_company_only_keeps_the_pages_of_core(self):
        self.env['payment.portal'].search([('company_id', '=', self.company.id)]).active = False
        document = self._create_document(100)

        page = self.open_page('/my/invoices')

        self.assertEqual(page.find("//*[@name='document']"), [])
        self.assertIn(document.name, page.text)

    def test_bills_are_shown_as_in_core(self):
        bill = self._create_document(100, move_type='in_invoice', invoice_date=fields.Date.today())
        self.customer.supplier_rank = 1

        link = self.open_page('/my/invoices').get_link("Our bills")
        page = self.open_page(link)

        self.assertEqual(page.status, 200)
        self.assertIn(bill.name, page.text)

    # === COST === #

    def test_viewing_writes_no_access_token(self):
        documents = self._create_document(100) + self._create_credit_note(50)

        for view in ('outstanding', 'all'):
            self.assertEqual(len(self.open_page('/my/invoices', filterby=view).rows), 2)

        self.assertEqual(documents.mapped('access_token'), [False, False])

    def test_list_of_80_rows_takes_few_queries(self):
        journal = self.company_data['default_journal_sale']
        self.env['account.move'].create(
            [
                {
                    'move_type': 'out_invoice',
                    'partner_id': self.customer.id,
                    'journal_id': journal.id,
                    'invoice_date': fields.Date.today(),
                    'invoice_line_ids': [
                        Command.create(
                            {
                                'name': "Goods",
                                'price_unit': 100 + number,
                                'tax_ids': [Command.clear()],
                            }
                        )
                    ],
                }
                for number in range(85)
            ]
        ).action_post()
        self.open_page('/my/invoices')  # Fills the caches that all customers share.

        before = self.cr.sql_log_count
        page = self.open_page('/my/invoices')

        self.assertEqual(len(page.rows), 80)
        self.assertLessEqual(self.cr.sql_log_count - before, LIST_QUERY_COUNT_MAX)
