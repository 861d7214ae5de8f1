from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.portal.controllers.portal import CustomerPortal


@tagged('post_install', '-at_install')
class TestHttpListViews(PaymentPortalHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        late, soon, later = (
            cls._create_document(
                amount,
                invoice_date=today - timedelta(days=age),
                invoice_date_due=today + timedelta(days=days),
                invoice_payment_term_id=None,
                ref=ref,
            )
            for amount, age, days, ref in (
                (1000, 20, -5, "Order 100% O'Hara"),
                (2000, 30, 5, r"under_score back\slash"),
                (3000, 10, 9, "Café Ñuñoa"),
            )
        )
        credit = cls._create_credit_note(500, ref='"quoted"', invoice_date=today)
        paid = cls._create_document(700, invoice_date=today - timedelta(days=40), ref="Old order")
        foreign = cls._create_document(900, partner=cls.stranger, ref="Order of a stranger")
        cls.documents = {
            'late': late,
            'soon': soon,
            'later': later,
            'credit': credit,
            'paid': paid,
            'foreign': foreign,
        }

    def setUp(self):
        super().setUp()
        self._freeze_and_pay({self.documents['paid']: None})

    def read_names(self, path='/my/invoices', **params):
        """Return what we call the documents of a page of the list, in their order.

        :rtype: list[str]
        """
        page = self.open_page(path, **params)
        self.assertEqual(page.status, 200)
        names = {document.name: name for name, document in self.documents.items()}
        return [names[number] for number in page.numbers]

    # === VIEWS === #

    def test_each_view_shows_its_documents(self):
        for filterby, names in {
            '': ['late', 'soon', 'later', 'credit'],
            'outstanding': ['late', 'soon', 'later', 'credit'],
            'overdue': ['late'],
            'credits': ['credit'],
            'paid': ['paid'],
            'all': ['late', 'soon', 'later', 'credit', 'paid'],
            # What core's pages link to.
            'invoices': ['late', 'soon', 'later', 'credit'],
            'overdue_invoices': ['late'],
            "nonsense' OR 1=1": ['late', 'soon', 'later', 'credit'],
        }.items():
            with self.subTest(filterby=filterby):
                self.assertCountEqual(self.read_names(filterby=filterby), names)

    def test_the_view_in_use_is_marked(self):
        page = self.open_page('/my/invoices', filterby='overdue')

        [link] = page.find("//nav[@aria-label='Views']//a[@aria-current='page']")
        self.assertEqual(link.text_content().strip(), "Overdue")

    def test_core_s_page_of_overdue_documents_leads_to_the_list(self):
        page = self.open_page('/my/invoices/overdue')

        self.assertEqual(page.path, '/my/invoices')
        self.assertEqual(page.numbers, [self.documents['late'].name])

    # === SORTING === #

    def test_each_sorting_orders_the_documents(self):
        for filterby, sortby, names in (
            ('outstanding', 'duedate', ['late', 'credit', 'soon', 'later']),
            ('outstanding', '', ['late', 'credit', 'soon', 'later']),
            ('outstanding', 'date', ['credit', 'later', 'late', 'soon']),
            ('all', '', ['credit', 'later', 'late', 'soon', 'paid']),
            ('all', 'duedate', ['later', 'soon', 'credit', 'late', 'paid']),
            ('all', "name; DROP TABLE account_move", ['credit', 'later', 'late', 'soon', 'paid']),
        ):
            with self.subTest(filterby=filterby, sortby=sortby):
                self.assertEqual(self.read_names(filterby=filterby, sortby=sortby), names)

    def test_sorting_by_number_orders_the_numbers(self):
        for filterby in ('outstanding', 'all'):
            numbers = self.open_page('/my/invoices', filterby=filterby, sortby='name').numbers
            self.assertEqual(numbers, sorted(numbers))

    # === SEARCH === #

    def test_search_finds_parts_of_numbers_and_references_as_they_are_written(self):
        late = self.documents['late']
        late.payment_reference = 'RF18-5390'
        for search, names in {
            late.name: ['late', 'credit'],  # RINV/… holds INV/…
            late.name.lower(): ['late', 'credit'],
            f'  {late.name}  ': ['late', 'credit'],
            'rf18': ['late'],
            'order': ['late', 'paid'],
            '100%': ['late'],
            '%': ['late'],
            "O'Hara": ['late'],
            "'": ['late'],
            '_score': ['soon'],
            '_': ['soon'],
            'back\\slash': ['soon'],
            '\\': ['soon'],
            'ñuñoa': ['later'],
            '"quoted"': ['credit'],
            '"': ['credit'],
            "' OR '1'='1": [],
            '<script>alert(1)</script>': [],
            'x' * 10000: [],
            '%' * 10000: [],
            '{0}%(x)s': [],
        }.items():
            with self.subTest(search=search[:70]):
                self.assertCountEqual(self.read_names(filterby='all', search=search), names)

    def test_search_works_in_each_view(self):
        for filterby, names in {
            'outstanding': ['late'],
            'overdue': ['late'],
            'credits': [],
            'paid': ['paid'],
        }.items():
            with self.subTest(filterby=filterby):
                self.assertEqual(self.read_names(filterby=filterby, search='order'), names)

    def test_text_that_no_database_can_hold_finds_nothing(self):
        for search in ('a\0b', b'\xed\xa0\x80', b'\xff'):
            with self.subTest(search=search):
                page = self.open_page('/my/invoices', filterby='outstanding', search=search)
                self.assertEqual((page.status, page.numbers), (200, []))
        # Nothing but that is no search at all.
        self.assertEqual(len(self.read_names(search='\0')), 4)

    def test_search_without_a_hit_says_so_and_shows_the_text_harmlessly(self):
        page = self.open_page('/my/invoices', search='<img src=x onerror=alert(1)>')

        self.assertIn('Nothing found for "<img src=x onerror=alert(1)>".', page.text)
        self.assertEqual(page.find("//img[@onerror]"), [])

    def test_search_is_kept_from_view_to_view(self):
        page = self.open_page('/my/invoices', search='a&b=c')

        query = parse_qs(urlsplit(page.get_link("Overdue")).query)
        self.assertEqual(query, {'search': ['a&b=c'], 'filterby': ['overdue']})
        [input_] = page.find("//input[@name='search']")
        self.assertEqual(input_.get('value'), 'a&b=c')

    # === PAGES === #

    def test_pages_hold_each_document_once(self):
        self.patch(CustomerPortal, '_items_per_page', 2)
        for filterby, count in (('outstanding', 4), ('all', 5)):
            with self.subTest(filterby=filterby):
                names = [
                    name
                    for number in range(1, 4)
                    for name in self.read_names(f'/my/invoices/page/{number}', filterby=filterby)
                ]
                self.assertEqual((len(names), len(set(names))), (count, count))

    def test_pager_tells_where_one_is_and_keeps_view_and_search(self):
        self.patch(CustomerPortal, '_items_per_page', 2)

        page = self.open_page('/my/invoices', filterby='outstanding', sortby='date', search='a')

        self.assertIn("1\N{EN DASH}2 of 3", page.text)
        query = parse_qs(urlsplit(page.get_link('2')).query)
        self.assertEqual(
            query,
            {
                'filterby': ['outstanding'],
                'sortby': ['date'],
                'search': ['a'],
            },
        )

    def test_what_is_no_page_is_the_first_one(self):
        for text in ('x', '', '-1', '1.5', '٣', '9' * 400):
            with self.subTest(page=text):
                self.assertEqual(self.open_page('/my/invoices', page=text).status, 200)

    def test_pages_that_do_not_exist_are_empty(self):
        for number in ('0', '99', '9' * 18, '9' * 40):
            with self.subTest(page=number):
                page = self.open_page(f'/my/invoices/page/{number}')
                self.assertEqual(page.status, 200)
                self.assertEqual(len(page.rows), 4 if number == '0' else 0)
