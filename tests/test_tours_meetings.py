from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.meetings_common import MADRID
from odoo.addons.account_payment_portal.tests.meetings_http_common import MeetingsHttpCommon


@tagged('post_install', '-at_install')
class TestMeetingTours(MeetingsHttpCommon):
    """A customer who books a meeting, moves it and cancels it."""

    def allow_requests(self, browser=None, all_requests=False):
        """Override of `HttpCase` to play on a device in Madrid."""
        if browser:
            browser._websocket_request(
                'Emulation.setTimezoneOverride', params={'timezoneId': MADRID}
            )
        return super().allow_requests(browser=browser, all_requests=all_requests)

    def play(self):
        """Play the story, and check what became of it."""
        free = self.list_free()

        self.start_tour('/my', 'account_payment_portal_meetings', login='ap_payer')

        event = self.find_meetings()
        self.assertEqual(len(event), 1)
        self.assertFalse(event.active)
        self.assertIn("Prices of next year", event.description)
        self.assertEqual(self.payer.tz, MADRID)
        self.assertEqual(self.list_free(), free)
        self.assertEqual(len(self.read_mails(event, self.seller.partner_id)), 3)

    def test_on_a_large_screen(self):
        self.play()

    def test_on_a_phone_in_spanish(self):
        self.browser_size = '390x844'
        self.touch_enabled = True
        self.env['res.lang']._activate_lang('es_CL')
        self.payer.lang = 'es_CL'
        self.play()
