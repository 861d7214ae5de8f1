from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.models.payment_portal_link_visit import MOST_LOOKS
from odoo.addons.account_payment_portal.tests.link_common import PERSON
from odoo.addons.account_payment_portal.tests.link_http_common import BROWSER, LinkHttpCommon

CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) '
CHROME += 'Chrome/130.0.0.0 Safari/537.36'


@tagged('post_install', '-at_install')
class TestPortalLinkVisits(LinkHttpCommon):
    """What is put on record of who opens a link."""

    def log(self, kind='looked', count=1, **values):
        for _ in range(count):
            self.env['payment.portal.link.visit']._log(
                self.link, kind, PERSON._replace(**values) if values else PERSON
            )

    def test_programs_are_told_from_people(self):
        for headers, kind in (
            (BROWSER, 'looked'),
            (BROWSER | {'User-Agent': CHROME}, 'looked'),
            (BROWSER | {'User-Agent': ''}, 'robot'),
            (BROWSER | {'User-Agent': 'Barracuda Sentinel (EE)'}, 'robot'),
            (BROWSER | {'User-Agent': 'Mimecast/1.0'}, 'robot'),
            (BROWSER | {'User-Agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)'}, 'robot'),
            (BROWSER | {'User-Agent': 'WhatsApp/2.23.20.0'}, 'robot'),
            (BROWSER | {'User-Agent': CHROME.replace('Chrome', 'HeadlessChrome')}, 'robot'),
            (BROWSER | {'User-Agent': 'python-requests/2.31'}, 'robot'),
            (BROWSER | {'Accept-Language': ''}, 'robot'),
            (BROWSER | {'Sec-Purpose': 'prefetch'}, 'robot'),
        ):
            with self.subTest(**headers), self.undone():
                self.assertEqual(self.look(headers=headers).status, 200)
                self.assertEqual(self.get_kinds(), [kind])

    def test_asking_for_the_head_only_is_a_robot_s_visit(self):
        response = self.url_open(self.path, method='HEAD', headers=BROWSER)
        self.assertEqual((response.status_code, response.content), (200, b''))
        self.assertEqual(self.get_kinds(), ['robot'])

    def test_robots_use_up_nothing(self):
        self.link.use_max = 1
        for agent in ('Mimecast/1.0', 'Googlebot/2.1', CHROME):
            self.become_somebody_else()
            headers = BROWSER | {'User-Agent': agent}
            page = self.look(headers=headers)
            # A scanner follows every link of the page.
            for link in page.find('//a/@href'):
                if link.startswith('/pay/l/'):
                    self.look(link, headers=headers)
        self.become_somebody_else()
        self.assertEqual(self.open_link().numbers, [self.invoice.name])

    def test_who_comes_too_late_is_noted(self):
        self._expire(self.link)
        self.look()
        self.look(headers={'User-Agent': 'Mimecast/1.0'})
        self.assertEqual(self.get_kinds(), ['late', 'robot'])

    def test_network_is_kept_and_no_address(self):
        self.log(address='203.0.113.77')
        self.log(kind='opened', address='2001:db8:1:2:3:4:5:6')
        self.assertEqual(
            set(self.link.visit_ids.mapped('network')), {'203.0.113.0/24', '2001:db8:1:2::/64'}
        )
        self.assertNotIn('77', str(self.link.visit_ids.mapped('network')))

    def test_looking_again_is_noted_when_it_says_something_new(self):
        now = fields.Datetime.now()
        self.log(count=3)
        self.assertEqual(self.get_kinds(), ['looked'])
        self.log(address='203.0.113.77')
        self.log(browser='safari, iphone')
        self.log(kind='robot')
        with freeze_time(now + timedelta(minutes=11)):
            self.log()
        self.assertEqual(self.get_kinds(), ['looked', 'looked', 'looked', 'robot', 'looked'])

    def test_every_opening_is_noted(self):
        self.log(kind='opened', count=3)
        self.assertEqual(self.get_kinds(), ['opened'] * 3)

    def test_looks_do_not_fill_the_disk(self):
        for number in range(MOST_LOOKS + 5):
            self.log(browser=str(number))
        self.assertEqual(len(self.link.visit_ids), MOST_LOOKS)
        self.log(kind='opened')
        self.assertEqual(len(self.link.visit_ids), MOST_LOOKS + 1)
