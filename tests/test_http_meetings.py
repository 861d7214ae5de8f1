import re

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.controllers.meeting_times import write_moment
from odoo.addons.account_payment_portal.tests.meetings_common import get_naive, step
from odoo.addons.account_payment_portal.tests.meetings_http_common import (
    MEETINGS,
    MeetingsHttpCommon,
)


@tagged('post_install', '-at_install')
class TestHttpMeetings(MeetingsHttpCommon):
    # === BOOK === #

    def test_a_free_time_is_chosen_and_booked(self):
        self.portal.meeting_location = "We call you"
        page = self.open_page(f'{MEETINGS}/new')
        self.assertIn("Sonia Seller", page.text)
        slot = page.find("//a[contains(@class, 'o_app_slot')]")[0]
        start = self.list_free()[0]
        self.assertTrue(slot.get('href').endswith(write_moment(start)))

        page = self.open_page(slot.get('href'))
        self.assertIn("We call you", page.text)
        form = page.get_form('o_app_meeting_form')
        form.fields['note'] = "Prices <b>2027</b>"
        page = self.open_posted(form.action, dict(form.form_values()))

        self.assertEqual((page.status, page.path), (200, MEETINGS))
        self.assertIn("Your meeting is booked", page.text)
        event = self.find_meetings()
        self.assertEqual(event.start, get_naive(start))
        self.assertEqual(event.stop - event.start, step(0.5))
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(event.partner_ids, self.seller.partner_id | self.payer)
        self.assertEqual(set(event.attendee_ids.mapped('state')), {'accepted'})
        self.assertEqual(event.location, "We call you")
        self.assertIn("Prices &lt;b&gt;2027", event.description)
        self.assertNotIn(start, self.list_free())

    def test_both_are_mailed_with_a_calendar_file(self):
        event = self.book(self.list_free()[0])

        for partner in (self.payer, self.seller.partner_id):
            with self.subTest(partner=partner.name):
                mail = self.read_mails(event, partner)
                self.assertEqual(len(mail), 1)
                self.assertEqual(mail.attachment_ids.mapped('name'), ['invitation.ics'])
                content = mail.attachment_ids.raw.decode()
                self.assertIn('BEGIN:VEVENT', content)
                self.assertIn(f"DTSTART:{event.start.strftime('%Y%m%dT%H%M%SZ')}", content)
                self.assertIn(self.payer.email, content)

    def test_all_calendar_files_of_a_meeting_are_about_the_same(self):
        free = self.list_free()
        event = self.book(free[0])
        event._move_portal_meeting(free[1])
        event._cancel_portal_meeting()

        mails = self.read_mails(event, self.payer)
        files = [mail.attachment_ids.raw.decode() for mail in mails]
        self.assertEqual(len(files), 3)
        [uid] = {re.search(r'^UID:(.+)$', content, re.MULTILINE)[1] for content in files}
        self.assertIn(f'meeting-{event.id}@', uid)
        self.assertEqual(['STATUS:CANCELLED' in content for content in files], [False, False, True])

    def test_the_calendar_file_can_be_had_from_the_page(self):
        event = self.book(self.list_free()[0])

        response = self.url_open(f'{MEETINGS}/{event.id}/invitation.ics')

        self.assertEqual(response.headers['Content-Type'], 'text/calendar; charset=utf-8')
        self.assertIn(f"DTEND:{event.stop.strftime('%Y%m%dT%H%M%SZ')}", response.text)

    def test_sending_the_form_twice_books_once(self):
        start = self.list_free()[0]
        for _time in range(2):
            page = self.send_booking(start)
            self.assertEqual((page.status, page.path), (200, MEETINGS))

        self.assertEqual(len(self.find_meetings()), 1)

    def test_times_that_can_not_be_had_are_refused(self):
        free = self.list_free()
        taken = free[3]
        self.stranger.user_id = self.seller
        self.book(taken, self.stranger_user)
        for name, start in {
            'taken': taken,
            'overlaps a taken one': taken + step(0.25),
            'past': free[0] - step(24 * 30),
            'too soon': fields.Datetime.now().replace(minute=0, second=0),
            'too far': free[-1] + step(24 * 30),
            'outside the hours': free[0] + step(8),
            'not on the grid': free[0] + step(0.25),
            'of the year 1': '0001-01-01T09:00Z',
            'of the year 9999': '9999-12-31T23:30Z',
            'no such day': '2027-02-30T09:00Z',
            'without a zone': write_moment(free[0])[:-1],
            'nothing': '',
            'no text': '\0',
            'an attack': "' OR 1=1 --",
            'long': '9' * 10000,
        }.items():
            with self.subTest(name=name):
                text = start if isinstance(start, str) else start.strftime('%Y-%m-%dT%H:%MZ')
                page = self.send_booking(text)
                self.assertEqual(page.status, 422)
                self.assertEqual(
                    page.alerts, ["This time is not free any more. Please choose another one."]
                )
                if name != 'long':
                    page = self.open_page(f'{MEETINGS}/new', slot=text)
                    self.assertEqual(page.status, 422)
        self.assertFalse(self.find_meetings())

    def test_a_form_without_the_token_of_the_page_is_refused(self):
        slot = write_moment(self.list_free()[0])

        with mute_logger('odoo.http'):
            page = self.open_posted(f'{MEETINGS}/new', {'slot': slot})
        self.assertEqual(page.status, 400)
        self.assertFalse(self.find_meetings())

    def test_a_customer_books_only_so_many(self):
        self.portal.meeting_limit = 2
        free = self.list_free()
        self.book(free[0])
        event = self.book(free[1])

        page = self.send_booking(free[2])
        self.assertEqual(page.status, 422)
        self.assertIn("as many meetings ahead as you and your colleagues can book: 2", page.text)
        event._cancel_portal_meeting()
        self.assertEqual(self.send_booking(free[2]).status, 200)

    def test_colleagues_count_and_other_customers_do_not(self):
        self.portal.meeting_limit = 1
        free = self.list_free()
        colleague_user = self._create_portal_login('ap_colleague', self.colleague)
        self.book(free[0], colleague_user)
        self.book(free[0], self.stranger_user)  # He meets somebody else.

        self.assertEqual(self.send_booking(free[1]).status, 422)

    def test_a_long_note_is_cut(self):
        self.send_booking(self.list_free()[0], note="x" * 5000 + "\0")

        self.assertLess(len(self.find_meetings().description), 2000)

    # === MOVE === #

    def test_a_meeting_is_moved_and_both_are_told(self):
        free = self.list_free()
        event = self.book(free[0])
        path = f'{MEETINGS}/{event.id}/move'
        page = self.open_page(path, slot=write_moment(free[4]))
        form = page.get_form('o_app_meeting_form')

        page = self.open_posted(form.action, dict(form.form_values()))

        self.assertIn("Your meeting is moved", page.text)
        event.invalidate_recordset()
        self.assertEqual(event.start, get_naive(free[4]))
        self.assertEqual(event.stop - event.start, step(0.5))
        self.assertEqual(set(event.attendee_ids.mapped('state')), {'accepted'})
        self.assertIn(free[0], self.list_free())
        for partner in (self.payer, self.seller.partner_id):
            self.assertEqual(len(self.read_mails(event, partner)), 2, partner.name)

    def test_a_meeting_moves_within_its_own_time(self):
        """Its own time is free for itself, also where the slots are other ones meanwhile."""
        event = self.book(self.list_free()[0])
        self.portal.meeting_duration = 60
        start = event._get_moments(None)[0]

        self.assertNotIn(start, self.list_free())
        self.assertTrue(event._get_free_slot(self.portal, self.seller, start))

    def test_a_meeting_can_not_be_moved_to_a_taken_time(self):
        free = self.list_free()
        self.stranger.user_id = self.seller
        self.book(free[1], self.stranger_user)
        event = self.book(free[0])

        page = self.send(f'{MEETINGS}/{event.id}/move', slot=write_moment(free[1]))

        self.assertEqual(page.status, 422)
        self.assertEqual(event.start, get_naive(free[0]))

    # === CANCEL === #

    def test_a_meeting_is_cancelled_and_both_are_told(self):
        start = self.list_free()[0]
        event = self.book(start)
        self.assertEqual(self.open_page(f'{MEETINGS}/{event.id}/cancel').status, 200)
        self.assertTrue(event.active)

        page = self.send(f'{MEETINGS}/{event.id}/cancel')

        self.assertIn("Your meeting is cancelled", page.text)
        event.invalidate_recordset()
        self.assertFalse(event.active)
        self.assertIn(start, self.list_free())
        for partner in (self.payer, self.seller.partner_id):
            mail = self.read_mails(event, partner)[-1:]
            self.assertIn("Cancelled", mail.subject)
            self.assertIn("Paula Payer has cancelled this meeting", mail.body_html)
        self.assertEqual(self.send(f'{MEETINGS}/{event.id}/cancel').status, 404)

    def test_shortly_before_its_start_a_meeting_stays_as_it_is(self):
        free = self.list_free()
        event = self.book(free[0])
        self.portal.meeting_change_notice = 24 * 30

        self.assertIn("It is too late", self.open_page(MEETINGS).text)
        self.assertIn("It is too late", self.open_page(f'{MEETINGS}/{event.id}/move').text)
        self.assertIn("It is too late", self.open_page(f'{MEETINGS}/{event.id}/cancel').text)
        for path, data in (('move', {'slot': write_moment(free[1])}), ('cancel', {})):
            page = self.send(f'{MEETINGS}/{event.id}/{path}', **data)
            self.assertEqual(page.status, 422)
        self.assertTrue(event.active)
        self.assertEqual(event.start, get_naive(free[0]))
