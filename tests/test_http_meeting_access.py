from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.controllers.meeting_times import write_moment
from odoo.addons.account_payment_portal.tests.meetings_common import get_naive
from odoo.addons.account_payment_portal.tests.meetings_http_common import (
    MEETINGS,
    MeetingsHttpCommon,
)


@tagged('post_install', '-at_install')
class TestHttpMeetingAccess(MeetingsHttpCommon):
    """Who may see, move and cancel a meeting."""

    def setUp(self):
        super().setUp()
        self.free = self.list_free()
        self.event = self.book(self.free[0])

    def read_statuses(self, event_id):
        """Return what all routes of a meeting answer.

        :rtype: set[int]
        """
        path = f'{MEETINGS}/{event_id}'
        slot = write_moment(self.free[5])
        statuses = {
            self.get_status(f'{path}/{name}') for name in ('move', 'cancel', 'invitation.ics')
        }
        statuses.add(self.send(f'{path}/move', slot=slot).status)
        statuses.add(self.send(f'{path}/cancel').status)
        statuses.add(self.send(f'{MEETINGS}/zone', zone='UTC', event_id=event_id).status)
        return statuses

    def assertUntouched(self):
        self.event.invalidate_recordset()
        self.assertTrue(self.event.active)
        self.assertEqual(self.event.start, get_naive(self.free[0]))

    def test_meetings_of_other_customers_do_not_exist(self):
        self.log_in(self.stranger_user)

        self.assertEqual(self.read_statuses(self.event.id), {404})
        self.assertNotIn("Sonia", self.open_page(MEETINGS).text)
        self.assertUntouched()

    def test_meetings_of_colleagues_do_not_exist(self):
        self.log_in(self._create_portal_login('ap_colleague', self.colleague))

        self.assertEqual(self.read_statuses(self.event.id), {404})
        self.assertUntouched()

    def test_events_that_a_customer_has_not_booked_do_not_exist(self):
        event = self.create_busy_event(
            '2030-01-01 10:00',
            '2030-01-01 11:00',
            partner_ids=[Command.set((self.payer | self.seller.partner_id).ids)],
        )
        self.assertEqual(self.read_statuses(event.id), {404})
        self.assertEqual(self.read_statuses(2**31 - 1), {404})

    def test_who_does_not_take_part_any_more_sees_nothing(self):
        self.event.partner_ids = [Command.unlink(self.payer.id)]

        self.assertEqual(self.read_statuses(self.event.id), {404})

    def test_nobody_gets_in_without_logging_in(self):
        self.authenticate(None, None)

        for path in (MEETINGS, f'{MEETINGS}/new', f'{MEETINGS}/{self.event.id}/move'):
            self.assertEqual(self.open_page(path).path, '/web/login')

    def test_switched_off_nothing_is_there(self):
        self.portal.allow_meetings = False

        self.assertEqual(self.read_statuses(self.event.id), {404})
        self.assertEqual(self.get_status(MEETINGS), 404)
        self.assertEqual(self.get_status(f'{MEETINGS}/new'), 404)
        slot = write_moment(self.free[5])
        self.assertEqual(self.send_booking(slot).status, 404)
        self.assertEqual(self.send(f'{MEETINGS}/zone', zone='UTC').status, 404)
        self.assertNotIn(MEETINGS, self.url_open('/my').text)
        self.assertUntouched()

    def test_without_a_portal_nothing_is_there(self):
        self.portal.active = False

        self.assertEqual(self.get_status(MEETINGS), 404)
        self.assertNotIn(MEETINGS, self.url_open('/my').text)

    def test_companies_that_a_customer_does_not_know_can_not_be_met(self):
        company = self._create_other_company("Elsewhere", has_portal=False)
        self._create_portal(company, allow_meetings=True, meeting_user_id=False)

        for company_id in (company.id, 0, 'x', 2**40):
            with self.subTest(company_id=company_id):
                self.assertEqual(self.open_page(f'{MEETINGS}/new', company=company_id).status, 404)
                slot = write_moment(self.free[5])
                self.assertEqual(self.send_booking(slot, company=company_id).status, 404)
        self.assertNotIn("Elsewhere", self.open_page(f'{MEETINGS}/new').text)
        self._create_document(10, company=company)
        page = self.open_page(f'{MEETINGS}/new', company=company.id)
        self.assertEqual(page.status, 200)
        self.assertEqual(
            page.texts("//nav[@aria-label='Company']//a[@aria-current]"), ["Elsewhere"]
        )

    def test_customers_can_not_change_events_by_themselves(self):
        for method, args in {
            'write': [self.event.ids, {'name': "Mine"}],
            'unlink': [self.event.ids],
            '_cancel_portal_meeting': [self.event.ids],
            'read': [self.event.ids, ['booked_by_id', 'payment_portal_id']],
        }.items():
            with self.subTest(method=method), mute_logger('odoo.http', 'odoo.models'):
                message = self.call_route_error(
                    '/web/dataset/call_kw',
                    model='calendar.event',
                    method=method,
                    args=args,
                    kwargs={},
                )
                self.assertTrue(message)
        self.assertUntouched()

    def test_a_page_costs_the_same_for_many_meetings(self):
        self.portal.meeting_limit = 50

        def count_queries():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.open_page(MEETINGS)
            return self.env.cr.sql_log_count - before

        self.open_page(MEETINGS)
        few = count_queries()
        for start in self.free[10:30]:
            self.book(start)
        self.assertLessEqual(count_queries(), few + 2)
        self.assertLess(few, 60)
