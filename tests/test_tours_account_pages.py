from urllib.parse import urlsplit

from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers import payer_history
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon
from odoo.addons.account_payment_portal.tests.quotes_common import QuotesCommon
from odoo.addons.account_payment_portal.tests.tour_common import TourCommon


@tagged('post_install', '-at_install')
class TestToursAccountPages(QuotesCommon, LinkCommon, TourCommon):
    """Home, history and downloads in a browser."""

    def setUp(self):
        super().setUp()
        self._freeze_and_pay({self._create_document(700, invoice_date='2019-05-02'): None})
        self._freeze_and_pay({self._create_document(500): None})
        self._create_document(3000)
        self.create_quote(100)

    def play(self):
        self.start_tour('/my', 'account_payment_portal_account_pages', login='ap_payer')

    def test_customer_finds_how_he_stands_and_what_he_bought(self):
        self.play()

    def test_phone_is_wide_enough(self):
        self.browser_size = '390x844'
        self.touch_enabled = True
        self.play()

    def test_figures_of_a_very_long_year_come_after_the_page(self):
        self.patch(payer_history, 'HISTORY_COUNT_SUMMED', 0)
        self.play()

    def test_guest_sees_the_chart_of_his_whole_account(self):
        self.portal.slug = 'sur'
        path = urlsplit(self._issue().url).path
        self.start_tour(path, 'account_payment_portal_guest_history')
