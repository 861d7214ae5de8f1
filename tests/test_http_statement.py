import io
from datetime import date
from urllib.parse import unquote

import openpyxl

from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import payer_statement
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon
from odoo.addons.account_payment_portal.tests.pdf_common import read_pdf

MARCH = {'first': '2024-03-01', 'last': '2024-03-31'}


@tagged('post_install', '-at_install')
class TestHttpStatement(LinkCommon, PaymentPortalHttpCommon):
    """The statement of account as page, PDF and spreadsheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'
        cls.old = cls.post_invoice(1000, date(2024, 2, 10))
        cls.new = cls.post_invoice(500, date(2024, 3, 5), ref='=1+1')
        cls.foreign = cls.post_invoice(77, date(2024, 3, 6), partner=cls.stranger)

    @classmethod
    def post_invoice(cls, amount, day, **values):
        return cls._create_document(
            amount,
            invoice_date=day,
            date=day,
            invoice_date_due=day,
            invoice_payment_term_id=None,
            **values,
        )

    def open_statement(self, **params):
        return self.open_page('/my/statement', **params)

    def read_rows(self, page):
        rows = page.find("//table[contains(@class, 'o_app_movements')]/tbody/tr")
        return [[' '.join(cell.text_content().split()) for cell in row] for row in rows]

    def read_sheets(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]

    def come_by_link(self, documents=None):
        issued = self._issue(documents)
        self.authenticate(None, None)
        path = f'/pay/l/{self._get_token(issued)}'
        form = self.open_page(path).find('//main//form')[0]
        self.open_posted(path, dict(form.form_values()))

    # === PAGE === #

    def test_page_shows_balances_movements_and_ageing(self):
        page = self.open_statement(**MARCH)
        rows = self.read_rows(page)
        self.assertEqual([row[-1] for row in rows], ["$ 1,000", "$ 1,500", "$ 1,500"])
        self.assertIn(self.new.name, rows[1][1])
        self.assertEqual(rows[1][3], "$ 500")
        ageing = page.texts("//dl[contains(@class, 'o_app_ageing')]//dd")
        self.assertEqual(ageing, ["$ 0", "$ 500", "$ 1,000", "$ 0", "$ 0", "$ 0"])
        self.assertNotIn(self.foreign.name, page.text)

    def test_document_leads_to_its_page(self):
        page = self.open_statement(**MARCH)
        self.assertEqual(page.get_link(self.new.name), f'/my/invoices/{self.new.id}')

    def test_statement_without_dates_ends_today(self):
        page = self.open_statement()
        self.assertEqual(page.status, 200)
        self.assertIn("Opening balance", page.text)
        self.assertIn("$ 1,500", page.text)

    def test_period_without_anything_says_so(self):
        page = self.open_statement(first='2001-01-01', last='2001-02-01')
        self.assertIn("Nothing was owed", page.text)

    def test_dates_that_make_no_sense_get_a_clear_answer_and_stay_in_the_form(self):
        for first, last, reason in (
            ('2024-02-30', '2024-03-31', "enter both dates"),
            ("' OR 1=1 --", '2024-03-31', "enter both dates"),
            ('2024-03-31', '2024-03-01', "swap them"),
            ('1974-01-01', '2024-01-01', "at most 10 years"),
            ('0001-01-01', '9999-12-31', "one year from now"),
            ('9' * 5000, '\0', "enter both dates"),
        ):
            for path in ('', '/pdf', '/xlsx'):
                with self.subTest(first=first[:20], last=last, path=path):
                    page = self.open_page(f'/my/statement{path}', first=first, last=last)
                    self.assertEqual(page.status, 422)
                    self.assertIn(reason, page.alerts[0])
                    [typed] = page.find("//input[@name='first']/@value")
                    self.assertEqual(typed, first)

    def test_long_statement_has_pages(self):
        self.patch(payer_statement, 'MOVEMENTS_SHOWN', 2)
        for day in (7, 8, 9):
            self.post_invoice(10, date(2024, 3, day))
        first = self.read_rows(self.open_statement(**MARCH))
        second = self.read_rows(self.open_page('/my/statement/page/2', **MARCH))
        self.assertEqual([row[-1] for row in first], ["$ 1,000", "$ 1,500", "$ 1,510"])
        self.assertEqual([row[-1] for row in second], ["$ 1,520", "$ 1,530", "$ 1,530"])
        self.assertEqual(self.open_page(f'/my/statement/page/{10**30}', **MARCH).status, 200)

    def test_too_many_movements_say_so_and_make_no_pdf(self):
        self.patch(payer_statement, 'MOVEMENTS_MAX', 1)
        self.post_invoice(10, date(2024, 3, 9))
        for path in ('', '/pdf'):
            page = self.open_page(f'/my/statement{path}', **MARCH)
            self.assertIn("more than 1 movements", page.text)
            self.assertIn("$ 1,510", page.text)
        self.assertEqual(
            len(self.read_sheets(self.url_open('/my/statement/xlsx', params=MARCH).content)[1]), 3
        )

    def test_page_costs_the_same_few_queries_for_few_and_for_many_documents(self):
        counts = []
        for count in (0, 30):
            for _number in range(count):
                self.post_invoice(10, date(2024, 3, 9))
            self.env.flush_all()
            self.open_statement(**MARCH)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.open_statement(**MARCH)
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[0], 40)
        self.assertLessEqual(counts[1], counts[0] + 1)

    # === FILES === #

    def test_pdf_says_the_same_as_the_page(self):
        response = self.url_open('/my/statement/pdf', params=MARCH)
        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertIn(
            "Statement 2024-03-01 to 2024-03-31.pdf",
            unquote(response.headers['Content-Disposition']),
        )
        [text] = read_pdf(response.content)
        for part in (
            "Viña del Sur",
            "03/01/2024 Opening balance $ 1,000",
            f"Invoice {self.new.name}",
            "03/05/2024 $ 500 $ 1,500",
            "03/31/2024 Closing balance $ 1,500",
        ):
            self.assertIn(part, text)

    def test_long_pdf_cuts_no_row_and_names_its_sheets(self):
        moves = [self.post_invoice(10 + number, date(2024, 3, 9)) for number in range(80)]
        pages = read_pdf(self.url_open('/my/statement/pdf', params=MARCH).content)
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"Sheet {number} of 3", page)
            self.assertIn("Date Document Due", page)
        text = ' '.join(pages)
        for move in moves:
            self.assertEqual(text.count(move.name), 1)

    def test_spreadsheet_holds_figures_and_no_formulas(self):
        response = self.url_open('/my/statement/xlsx', params=MARCH)
        summary, movements = self.read_sheets(response.content)
        self.assertEqual(summary[5][2:], [1000, 1500, 0, 500, 1000, 0, 0, 0])
        self.assertEqual(movements[1][3:6], ["Invoice", self.new.name, "=1+1"])
        self.assertEqual(movements[1][7:], [500, None, 1500])
        cells = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[1]
        self.assertEqual(cells['F2'].data_type, 's')

    def test_empty_spreadsheet_opens(self):
        params = {'first': '2001-01-01', 'last': '2001-02-01'}
        response = self.url_open('/my/statement/xlsx', params=params)
        self.assertEqual(len(self.read_sheets(response.content)), 2)

    # === ACCESS === #

    def test_company_without_a_portal_has_no_statement(self):
        self.portal.active = False
        for path in ('', '/pdf', '/xlsx'):
            self.assertEqual(self.get_status(f'/my/statement{path}'), 404)

    def test_guest_of_the_whole_account_reads_the_statement(self):
        self.come_by_link()
        page = self.open_page('/pay/sur/statement', **MARCH)
        self.assertEqual([row[-1] for row in self.read_rows(page)][-1], "$ 1,500")
        self.assertEqual(page.response.headers['Cache-Control'], 'no-store')
        response = self.url_open('/pay/sur/statement/pdf', params=MARCH)
        self.assertIn(self.new.name, read_pdf(response.content)[0])
        response = self.url_open('/pay/sur/statement/xlsx', params=MARCH)
        self.assertEqual(self.read_sheets(response.content)[1][1][4], self.new.name)

    def test_holder_of_a_link_to_a_document_has_no_statement(self):
        self.come_by_link(self.new)
        for path in ('', '/pdf', '/xlsx'):
            self.assertEqual(self.get_status(f'/pay/sur/statement{path}'), 404)
        self.assertNotIn(
            '/pay/sur/statement', self.open_page('/pay/sur/documents').find('//a/@href')
        )
