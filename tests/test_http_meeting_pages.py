from odoo.tests import tagged

from odoo.addons.account_payment_portal.controllers.meeting_times import MeetingTimes, write_moment
from odoo.addons.account_payment_portal.models.meeting_slots import Slot
from odoo.addons.account_payment_portal.tests.http_page import squeeze
from odoo.addons.account_payment_portal.tests.meetings_common import MADRID, SANTIAGO, step, to_utc
from odoo.addons.account_payment_portal.tests.meetings_http_common import (
    MEETINGS,
    MeetingsHttpCommon,
)


@tagged('post_install', '-at_install')
class TestHttpMeetingPages(MeetingsHttpCommon):
    """What the pages say, and in whose time."""

    # === TIME ZONES === #

    def test_both_times_are_shown_where_they_differ(self):
        self.payer_user.tz = MADRID
        start = self.list_free()[0]
        page = self.open_page(f'{MEETINGS}/new', slot=write_moment(start))

        self.assertIn("(Europe/Madrid)", page.text)
        self.assertIn("For Sonia Seller: 9:00 AM (America/Santiago)", page.text)
        self.payer_user.tz = SANTIAGO
        page = self.open_page(f'{MEETINGS}/new', slot=write_moment(start))
        self.assertNotIn("For Sonia Seller", page.text)

    def test_the_time_zone_that_a_customer_chooses_is_remembered(self):
        page = self.send(f'{MEETINGS}/zone', zone='Asia/Tokyo')

        self.assertEqual(page.path, f'{MEETINGS}/new')
        self.assertEqual(self.payer.tz, 'Asia/Tokyo')
        self.assertIn("In brackets: the time where Sonia Seller is", page.text)

    def test_time_zones_that_do_not_exist_are_ignored(self):
        for zone in ('', 'Mars/Base', '../../etc/passwd', '\0', 'x' * 5000):
            with self.subTest(zone=zone[:20]):
                self.assertEqual(self.send(f'{MEETINGS}/zone', zone=zone).status, 200)
                self.assertEqual(self.payer.tz, SANTIAGO)

    def test_the_browser_says_the_time_zone_of_who_has_not_chosen_one(self):
        self.payer_user.tz = False
        self.assertEqual(self.read_zone(), SANTIAGO)
        self.opener.cookies['tz'] = 'Mars/Base'
        self.assertEqual(self.read_zone(), SANTIAGO)
        self.opener.cookies['tz'] = MADRID
        self.assertEqual(self.read_zone(), MADRID)

        self.send_booking(self.list_free()[0])
        self.assertEqual(self.payer.tz, MADRID, "The invitation has to name the time he read.")
        mail = self.read_mails(self.find_meetings(), self.payer)
        self.assertIn(MADRID, mail.body_html)

    def read_zone(self):
        """Return in which time zone the page shows times.

        :rtype: str
        """
        return self.open_page(f'{MEETINGS}/new').get_form('o_app_zone').get('data-zone')

    def test_two_times_with_one_name_can_be_told_apart(self):
        """On the day on which the clocks go back."""
        starts = [to_utc('2026-10-25 00:30', 'UTC'), to_utc('2026-10-25 01:30', 'UTC')]
        times = MeetingTimes(self.env, MADRID, MADRID)
        days = times.prepare_days(
            [Slot(start, start + step(0.5)) for start in starts], times.get_week_start(starts[0])
        )

        [slots] = [day['slots'] for day in days if day['slots']]
        self.assertEqual(
            [slot['time'].replace('\u202f', ' ') for slot in slots],
            ['2:30 AM (UTC+02:00)', '2:30 AM (UTC+01:00)'],
        )

    # === WEEKS === #

    def test_weeks_lead_from_free_time_to_free_time(self):
        page = self.open_page(f'{MEETINGS}/new')
        later = page.get_link("Later")
        self.assertEqual(page.find("//nav[@aria-label='Weeks']//a[contains(., 'Earlier')]"), [])

        page = self.open_page(later)
        self.assertTrue(page.find("//a[contains(@class, 'o_app_slot')]"))
        self.assertTrue(page.get_link("Earlier"))

    def test_absurd_weeks_show_the_nearest_one(self):
        for week in ('0001-01-01', '9999-12-31', '2026-13-45', 'x', '\0', '9' * 1000):
            with self.subTest(week=week[:12]):
                page = self.open_page(f'{MEETINGS}/new', week=week)
                self.assertEqual(page.status, 200)
                self.assertTrue(page.find("//a[contains(@class, 'o_app_slot')]"))

    def test_a_calendar_without_free_time_says_so(self):
        self.company.resource_calendar_id = False

        text = self.open_page(f'{MEETINGS}/new').text
        self.assertIn("Sonia Seller has no free time in the next 14 days", text)

    def test_a_customer_whom_nobody_can_meet_is_told_so(self):
        self.portal.meeting_user_id = False
        self.log_in(self.stranger_user)

        self.assertIn("There is nobody yet", self.open_page(f'{MEETINGS}/new').text)
        self.assertEqual(self.send_booking(self.list_free()[0]).status, 422)

    # === HOME === #

    def test_the_home_page_leads_to_the_next_meeting(self):
        self.assertIn("Meet the person who looks after you", self.open_page('/my').text)
        free = self.list_free()
        self.book(free[7])
        event = self.book(free[0])

        times = MeetingTimes(self.env, SANTIAGO, SANTIAGO)
        moments = event._get_moments(times.zone)
        text = f"{times.write_day(moments[0])}, {times.write_span(*moments)}"
        page = self.open_page('/my')
        self.assertEqual(
            page.texts("//a[@href='/my/meetings'][contains(., 'Meeting with')]/span"),
            ["Meeting with Sonia Seller", squeeze(text)],
        )
