from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import home
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.http_page import with_class
from odoo.addons.account_payment_portal.tests.quotes_common import QuotesCommon

HOME_QUERY_COUNT_MAX = 40


@tagged('post_install', '-at_install')
class TestHttpHome(QuotesCommon, PaymentPortalHttpCommon):
    """What a customer finds when he comes."""

    def read_section(self, heading_id):
        """Return the texts of the items of a section; None if there is none.

        :rtype: list[str]|None
        """
        page = self.open_page('/my')
        section = f"//section[@aria-labelledby='{heading_id}']"
        if not page.find(section):
            return None
        return page.texts(f"{section}//*[{with_class('list-group-item')}]")

    def read_counters(self):
        """Return which counters core's cards ask for."""
        page = self.open_page('/my')
        return set(page.tree.xpath('//*/@data-placeholder_count'))

    # === WHAT IS OWED === #

    def test_home_tells_what_is_owed_and_overdue_by_currency(self):
        self._create_document(1000)
        self._create_document(500, invoice_date='2024-01-01')
        self._create_document(20, currency_id=self._enable_currency('EUR').id)
        page = self.open_page('/my')
        self.assertEqual(page.balances[:2], ['$ 1,500', '$ 500'])
        self.assertEqual(page.balances[3], '20.00 €')
        self.assertEqual(page.get_link("See and pay"), '/my/invoices')
        self.assertEqual(page.get_link("Only what is overdue"), '/my/invoices?filterby=overdue')

    def test_who_owes_nothing_is_thanked(self):
        page = self.open_page('/my')
        self.assertIn("You owe nothing. Thank you!", page.text)
        self.assertFalse(page.find("//main//a[normalize-space()='See and pay']"))

    def test_very_many_open_documents_are_summed_up_after_the_page(self):
        self.patch(home, 'OPEN_ITEM_COUNT_SUMMED', 1)
        self._create_document(1000)
        self._create_document(1000)
        page = self.open_page('/my')
        self.assertFalse(page.balances)
        self.assertEqual(page.get_link("Show the totals"), '/my/invoices/totals')

    # === WHAT WAITS === #

    def test_quotes_to_accept_wait_until_they_expire(self):
        self.create_quote(300, days=-1)
        later = self.create_quote(100, days=9)
        sooner = self.create_quote(200, days=2)
        items = self.read_section('o_app_waiting')
        self.assertEqual(len(items), 2)
        self.assertIn(f"Quote {sooner.name}: $ 200 Valid until", items[0])
        self.assertIn(f"Quote {later.name}: $ 100", items[1])

    def test_more_quotes_are_on_their_own_page(self):
        for _each in range(home.QUOTES_NAMED + 1):
            self.create_quote(100)
        items = self.read_section('o_app_waiting')
        self.assertEqual(len(items), home.QUOTES_NAMED + 1)
        self.assertIn("More quotes", items[-1])

    def test_nothing_waits_where_quotes_can_not_be_accepted(self):
        self.create_quote(100)
        self.portal.allow_quote_acceptance = False
        self.assertIsNone(self.read_section('o_app_waiting'))

    def test_nothing_of_others_waits_or_was_paid(self):
        self.create_quote(100, partner=self.stranger)
        foreign = self._create_document(700, partner=self.stranger)
        self._pay(self._freeze({foreign: None}, payer_user=self.stranger_user))
        self.assertIsNone(self.read_section('o_app_waiting'))
        self.assertIsNone(self.read_section('o_app_last_payments'))

    # === WHAT WAS PAID === #

    def test_last_payments_come_with_their_receipts(self):
        for amount in (100, 200, 300, 400):
            self._freeze_and_pay({self._create_document(amount): None})
        payments = self.read_section('o_app_last_payments')
        self.assertEqual(len(payments), home.PAYMENTS_NAMED)
        self.assertIn('$ 400', payments[0])
        page = self.open_page('/my')
        self.assertIn('/receipt', page.get_link("Receipt"))

    # === CORE'S CARDS === #

    def test_core_does_not_count_again_what_the_page_shows(self):
        counters = self.read_counters()
        self.assertIn('order_count', counters)
        self.assertFalse(counters & {'quotation_count', 'overdue_invoice_count'})

    def test_without_a_payment_portal_the_home_is_that_of_core(self):
        self._create_document(1000)
        self.portal.active = False
        page = self.open_page('/my')
        self.assertFalse(page.balances)
        self.assertFalse(page.find("//h2[@id='o_app_owed']"))
        self.assertGreaterEqual(self.read_counters(), {'quotation_count', 'overdue_invoice_count'})

    def test_home_takes_few_queries(self):
        self._freeze_and_pay({self._create_document(100): None})
        self._create_document(200)
        self.create_quote(300)
        self.open_page('/my')  # What is kept for later visits is not the page's.
        with self.assertQueryCount(HOME_QUERY_COUNT_MAX):
            self.open_page('/my')
