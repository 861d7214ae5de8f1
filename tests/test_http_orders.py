from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.http_page import with_class
from odoo.addons.account_payment_portal.tests.quotes_common import QuotesCommon
from odoo.addons.portal.controllers.portal import CustomerPortal

NUMBERS = f"//table[{with_class('o_portal_my_doc_table')}]//tr/td[1]/a"


@tagged('post_install', '-at_install')
class TestHttpOrders(QuotesCommon, PaymentPortalHttpCommon):
    """Search, views, sorting and paging of quotes and orders."""

    def read_numbers(self, path='/my/quotes', **params):
        """Return the numbers on a list, in their order."""
        page = self.open_page(path, **params)
        self.assertEqual(page.status, 200)
        return page.texts(NUMBERS)

    # === VIEWS === #

    def test_views_tell_waiting_from_expired_quotes(self):
        waiting = self.create_quote(100, days=3)
        endless = self.create_quote(200, days=None)
        expired = self.create_quote(300, days=-1)
        self.assertEqual(set(self.read_numbers()), {waiting.name, endless.name, expired.name})
        self.assertEqual(set(self.read_numbers(filterby='waiting')), {waiting.name, endless.name})
        self.assertEqual(self.read_numbers(filterby='expired'), [expired.name])

    def test_nothing_waits_where_quotes_can_not_be_accepted(self):
        quote = self.create_quote(100)
        self.portal.allow_quote_acceptance = False
        self.assertEqual(self.read_numbers(filterby='waiting'), [])
        self.assertEqual(self.read_numbers(), [quote.name])

    def test_orders_are_told_by_what_is_invoiced(self):
        order = self.create_quote(100, state='draft')
        order.action_confirm()
        self.assertEqual(self.read_numbers('/my/orders'), [order.name])
        self.assertEqual(self.read_numbers('/my/orders', filterby='open'), [order.name])
        self.assertEqual(self.read_numbers('/my/orders', filterby='invoiced'), [])

    def test_drafts_and_quotes_of_others_are_not_shown(self):
        self.create_quote(100, state='draft')
        self.create_quote(100, partner=self.stranger)
        self.assertEqual(self.read_numbers(), [])

    # === SEARCH === #

    def test_search_finds_number_reference_and_what_was_ordered(self):
        quote = self.create_quote(100, client_order_ref="PO 100%_A")
        other = self.create_quote(200)
        other.order_line.name = "Blue pump"
        self.assertEqual(self.read_numbers(search=quote.name.lower()), [quote.name])
        self.assertEqual(self.read_numbers(search="po 100%_a"), [quote.name])
        self.assertEqual(self.read_numbers(search="blue PUMP"), [other.name])

    def test_wildcards_and_absurd_searches_find_nothing(self):
        self.create_quote(100, client_order_ref="PO 1")
        for search in ('%', '_', "'", '"', '\\', "' OR 1=1 --", 'x\0y', 'S' * 10000):
            with self.subTest(search=search[:20]):
                self.assertEqual(self.read_numbers(search=search), [])

    def test_empty_list_says_what_was_not_found(self):
        page = self.open_page('/my/quotes', search='<b>pump')
        self.assertIn('Nothing found for "<b>pump".', page.text)
        self.assertEqual(page.get_link("Show all"), '/my/quotes')

    # === SORTING AND PAGES === #

    def test_quotes_are_sorted_as_asked_for(self):
        first = self.create_quote(100, days=9, date_order='2024-01-01')
        second = self.create_quote(200, days=5, date_order='2024-02-01')
        by_date = [second.name, first.name]
        self.assertEqual(self.read_numbers(), by_date)
        self.assertEqual(self.read_numbers(sortby='validity'), by_date)
        self.assertEqual(self.read_numbers(sortby='name'), [first.name, second.name])
        for sort in ('amount_total', "id; DROP TABLE", ''):
            self.assertEqual(self.read_numbers(sortby=sort), by_date)

    def test_pages_hold_all_quotes_once(self):
        self.patch(CustomerPortal, '_items_per_page', 2)
        quotes = [self.create_quote(100).name for _each in range(3)]
        first = self.read_numbers(sortby='name')
        second = self.read_numbers('/my/quotes/page/2', sortby='name')
        self.assertEqual(first + second, sorted(quotes))
        for page in (0, 99, 10**30):
            self.assertEqual(self.get_status(f'/my/quotes/page/{page}'), 200)

    def test_links_open_the_quote_and_carry_no_token(self):
        quote = self.create_quote(100)
        page = self.open_page('/my/quotes')
        self.assertEqual(page.find(NUMBERS)[0].get('href'), f'/my/orders/{quote.id}')
        self.assertFalse(quote.access_token)
        self.assertEqual(self.get_status(f'/my/orders/{quote.id}'), 200)

    def test_list_takes_the_same_queries_for_more_quotes(self):
        self.create_quote(100)
        before = self.count_queries()
        for _each in range(5):
            self.create_quote(100)
        self.assertEqual(self.count_queries(), before)

    def count_queries(self):
        self.read_numbers()  # What is kept for later visits is not the list's.
        count = self.cr.sql_log_count
        self.read_numbers()
        return self.cr.sql_log_count - count

    # === STOCK === #

    def test_without_a_payment_portal_the_lists_are_those_of_core(self):
        quote = self.create_quote(100)
        self.payer_user.write(
            {'company_ids': [Command.set(self.company.ids)], 'company_id': self.company.id}
        )
        self.portal.active = False
        page = self.open_page('/my/quotes')
        self.assertEqual(page.texts(NUMBERS), [quote.name])
        self.assertFalse(page.find("//input[@id='o_app_search']"))
        self.assertIn('access_token=', page.find(NUMBERS)[0].get('href'))
