from datetime import date

from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import payer_history
from odoo.addons.account_payment_portal.tests.guest_common import GuestCommon
from odoo.addons.account_payment_portal.tests.http_page import squeeze, with_class

# However many documents there are.
HISTORY_QUERY_COUNT_MAX = 40

FIGURES = f"//table[{with_class('o_app_figures')}]"


@tagged('post_install', '-at_install')
class TestHttpHistory(GuestCommon):
    """What a customer has bought and paid, year by year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pump = cls.env['product.product'].create({'name': "Pump", 'taxes_id': None})

    def bill(self, amount, month, year=2024, **values):
        """Create an invoice of a month.

        :rtype: account.move
        """
        return self._create_document(amount, invoice_date=date(year, month, 15), **values)

    def bill_pumps(self, quantity, move_type='out_invoice'):
        """Create a document over pumps, 100 pesos each, in May 2024.

        :rtype: account.move
        """
        return self._create_document(
            100,
            move_type=move_type,
            product_id=self.pump,
            quantity=quantity,
            invoice_date=date(2024, 5, 2),
        )

    def read_tables(self, page):
        """Return the tables of figures, row by row.

        :rtype: list[list[list[str]]]
        """
        return [
            [
                [squeeze(cell.text_content()) for cell in row.xpath('./th|./td')]
                for row in table.xpath('./tbody/tr|./tfoot/tr')
            ]
            for table in page.find(FIGURES)
        ]

    def open_history(self, **params):
        return self.open_page('/my/history', **params)

    # === FIGURES === #

    def test_months_tell_what_was_invoiced_paid_and_is_still_open(self):
        self.bill(1000, 3)
        paid = self.bill(500, 4)
        self._freeze_and_pay({paid: '200'})

        months, _products = self.read_tables(self.open_history(year='2024'))

        self.assertEqual(
            months,
            [
                ['March 2024', '$ 1,000', '$ 0', '$ 1,000'],
                ['April 2024', '$ 500', '$ 200', '$ 300'],
                ['Total', '$ 1,500', '$ 200', '$ 1,300'],
            ],
        )

    def test_credit_notes_are_deducted(self):
        self.bill(1000, 3)
        self._create_credit_note(400, invoice_date=date(2024, 3, 20))

        months, _products = self.read_tables(self.open_history(year='2024'))

        self.assertEqual(months[0], ['March 2024', '$ 600', '$ 0', '$ 600'])

    def test_products_tell_quantity_and_amount_less_returns(self):
        self.bill_pumps(5)
        self.bill_pumps(2, move_type='out_refund')
        self.bill(1000, 3)

        _months, products = self.read_tables(self.open_history(year='2024'))

        unit = self.pump.uom_id.name
        self.assertEqual(products[0], ['Goods', '1', '$ 1,000'])
        self.assertEqual(products[1], ['Pump', f'3 {unit}', '$ 300'])

    def test_currencies_are_not_added_up(self):
        self.bill(1000, 3)
        self.bill(20, 3, currency_id=self._enable_currency('EUR').id)

        tables = self.read_tables(self.open_history(year='2024'))

        self.assertEqual(len(tables), 3)
        self.assertEqual([tables[0][-1][1], tables[1][-1][1]], ['$ 1,000', '20.00 €'])

    def test_chart_has_the_figures_of_the_table(self):
        self.bill(1000, 3)
        page = self.open_history(year='2024')
        [chart] = page.find(f"//div[{with_class('o_app_history_chart')}]")
        self.assertIn('"outstanding": [0.0, 0.0, 1000.0, 0.0,', chart.get('data-values'))

    def test_drafts_foreign_documents_and_other_companies_do_not_count(self):
        self.bill(1, 3)
        self.bill(20, 3, post=False)
        self.bill(300, 3, partner=self.stranger)
        self.bill(4000, 3, company=self._create_other_company("Stock", has_portal=False))
        months, _products = self.read_tables(self.open_history(year='2024'))
        self.assertEqual(months[-1], ['Total', '$ 1', '$ 0', '$ 1'])

    # === YEARS === #

    def test_years_without_documents_are_left_out(self):
        for year in (2015, 2021, 2023):
            self.bill(1000, 3, year=year)
        page = self.open_history(year='2021')
        self.assertEqual(page.get_link('2015'), '/my/history?year=2015')
        self.assertEqual(page.get_link('2023'), '/my/history?year=2023')

    def test_newest_year_with_documents_comes_first(self):
        self.bill(1000, 3, year=2019)
        self.assertIn("Purchase history 2019", self.open_history().text)

    def test_absurd_years_show_the_newest(self):
        self.bill(1000, 3, year=2019)
        for year in ('0', '-1', '99999999999999999999', '2019.5', "20'19", '2' * 10000):
            with self.subTest(year=year[:20]):
                page = self.open_history(year=year)
                self.assertEqual(page.status, 200)
                self.assertIn("Purchase history 2019", page.text)

    def test_year_without_documents_says_so(self):
        self.assertIn("There are no invoices of this year.", self.open_history(year='2001').text)

    # === MANY === #

    def test_products_are_paged(self):
        self.patch(payer_history, 'PURCHASES_PER_PAGE', 2)
        for amount in (100, 200, 300):
            self.bill(amount, 3, name=f"Goods {amount}")
        page = self.open_history(year='2024')
        self.assertEqual([row[0] for row in self.read_tables(page)[1]], ['Goods 300', 'Goods 200'])
        page = self.open_page('/my/history/page/2', year='2024')
        self.assertEqual([row[0] for row in self.read_tables(page)[1]], ['Goods 100'])
        page = self.open_page('/my/history/page/9', year='2024')
        self.assertEqual(self.read_tables(page)[1][0][0], 'Goods 300')

    def test_very_long_year_has_its_figures_on_a_page_of_their_own(self):
        self.patch(payer_history, 'HISTORY_COUNT_SUMMED', 1)
        self.bill(100, 3)
        self.bill(200, 3)
        page = self.open_history(year='2024')
        self.assertFalse(page.find(FIGURES))
        figures = self.open_page(page.get_link("Show the figures"))
        self.assertEqual(self.read_tables(figures)[0][-1][1], '$ 300')

    def test_products_of_a_very_long_year_are_paged(self):
        self.patch(payer_history, 'HISTORY_COUNT_SUMMED', 1)
        self.patch(payer_history, 'PURCHASES_PER_PAGE', 1)
        for amount in (100, 200):
            self.bill(amount, 3, name=f"Goods {amount}")
        page = self.open_page('/my/history/page/2', year='2024')
        figures = self.open_page(page.get_link("Show the figures"))
        self.assertEqual([row[0] for row in self.read_tables(figures)[1]], ['Goods 100'])

    def test_page_takes_few_queries(self):
        self.bill(100, 3)
        self.open_history(year='2024')  # What is kept for later visits is not the page's.
        with self.assertQueryCount(HISTORY_QUERY_COUNT_MAX):
            self.open_history(year='2024')

    # === WHO === #

    def test_guest_reads_the_history_of_his_whole_account(self):
        self.bill(100, 3)
        self.go_as_guest()
        page = self.open_page('/pay/sur/history', year='2024')
        self.assertIn('$ 100', self.read_tables(page)[0][-1][1])
        self.assertEqual(page.response.headers['Cache-Control'], 'no-store')
        page = self.open_page('/pay/sur/history/figures', year='2024')
        self.assertIn('$ 100', self.read_tables(page)[0][-1][1])

    def test_holder_of_a_link_reads_no_history(self):
        page = self.go_by_link(self.bill(100, 3))
        self.assertFalse(page.find("//a[contains(@href, 'history')]"))
        for path in ('history', 'history/page/2', 'history/figures'):
            self.assertEqual(self.get_status(f'/pay/sur/{path}'), 404)

    def test_nobody_is_led_to_the_sign_in_page(self):
        self.authenticate(None, None)
        self.assertEqual(self.open_page('/pay/sur/history').path, '/pay/sur')
        self.assertEqual(self.open_page('/my/history/figures').path, '/web/login')

    def test_there_is_no_history_without_a_payment_portal(self):
        self.portal.active = False
        for path in ('/my/history', '/my/history/figures', '/pay/sur/history'):
            self.assertEqual(self.get_status(path), 404)
        counters = self.call_route('/my/counters', counters=['history_count'])
        self.assertEqual(counters['result'], {'history_count': 0})
