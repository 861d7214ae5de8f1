from datetime import timedelta
from itertools import pairwise

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.account_payment_portal.tests.meetings_common import (
    MADRID,
    SANTIAGO,
    MeetingsMixin,
    to_utc,
)

# A Tuesday, 8 o'clock in Santiago.
NOW = '2026-12-01 11:00:00'


@tagged('post_install', '-at_install')
class TestMeetingHours(MeetingsMixin, CustomersCommon):
    """When somebody can be met: his working hours, minus what his calendar says."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))

    # === HOURS === #

    def test_the_hours_of_the_company_are_free(self):
        slots = ['9:00', '9:30', '10:00', '10:30', '11:00', '11:30']
        self.assertEqual(self.list_free_on('2026-12-02'), slots)

    def test_own_hours_go_before_those_of_the_company(self):
        self.create_resource(self.seller, self.create_calendar([(2, 15, 16)]))

        self.assertEqual(self.list_free_on('2026-12-02'), ['15:00', '15:30'])
        self.assertEqual(self.list_free_on('2026-12-03'), [])

    def test_own_hours_are_in_the_own_time_zone(self):
        self.create_resource(self.seller, self.create_calendar([(2, 15, 16)]), zone=MADRID)

        self.assertEqual(self.list_free_on('2026-12-02'), ['11:00', '11:30'])
        self.assertEqual(self.portal._get_meeting_zone(self.seller), MADRID)

    def test_who_works_when_he_likes_is_met_in_the_hours_of_the_company(self):
        resource = self.create_resource(self.seller, self.calendar)
        resource.calendar_id = False

        self.assertEqual(self.list_free_on('2026-12-02')[0], '9:00')
        self.assertEqual(len(self.list_free_on('2026-12-02')), 6)

    def test_nobody_is_met_in_a_company_without_hours(self):
        self.company.resource_calendar_id = False

        self.assertEqual(self.list_free(), [])

    def test_notice_and_horizon_limit_what_is_free(self):
        self.portal.write({'meeting_notice': 2, 'meeting_horizon': 2})

        self.assertEqual(self.list_free_on('2026-12-01')[0], '10:00')
        self.assertEqual(self.list_free_on('2026-12-03'), [])
        self.portal.meeting_notice = 100
        self.assertEqual(self.list_free(), [])

    def test_slots_are_as_long_as_the_portal_says(self):
        self.portal.meeting_duration = 45

        self.assertEqual(self.list_free_on('2026-12-02'), ['9:00', '9:45', '10:30', '11:15'])

    def test_settings_that_make_no_sense_are_refused(self):
        for name, value in {
            'meeting_duration': 0,
            'meeting_horizon': 0,
            'meeting_notice': -1,
            'meeting_change_notice': -1,
            'meeting_limit': -1,
        }.items():
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.portal[name] = value

    # === BUSY === #

    def test_busy_events_hide_what_they_touch(self):
        self.create_busy_event('2026-12-02 09:45', '2026-12-02 10:15')

        slots = ['9:00', '10:30', '11:00', '11:30']
        self.assertEqual(self.list_free_on('2026-12-02'), slots)

    def test_private_events_count_without_being_seen(self):
        self.create_busy_event('2026-12-02 09:00', '2026-12-02 11:30', privacy='private')

        self.assertEqual(self.list_free_on('2026-12-02'), ['11:30'])

    def test_events_that_leave_him_free_do_not_count(self):
        self.create_busy_event('2026-12-02 09:00', '2026-12-02 12:00', show_as='free')
        self.create_busy_event('2026-12-02 09:00', '2026-12-02 12:00', active=False)
        declined = self.create_busy_event('2026-12-02 09:00', '2026-12-02 12:00')
        declined.attendee_ids.state = 'declined'

        self.assertEqual(len(self.list_free_on('2026-12-02')), 6)

    def test_events_of_others_do_not_count(self):
        partner = self.fallback.partner_id
        self.create_busy_event(
            '2026-12-02 09:00', '2026-12-02 12:00', partner_ids=[Command.set(partner.ids)]
        )

        self.assertEqual(len(self.list_free_on('2026-12-02')), 6)
        self.assertEqual(self.list_free_on('2026-12-02', self.fallback), [])

    def test_all_day_events_take_the_days_of_his_time_zone(self):
        self.create_busy_event(
            '2026-12-02 00:00',
            '2026-12-03 00:00',
            allday=True,
            start_date='2026-12-02',
            stop_date='2026-12-03',
        )

        free = [len(self.list_free_on(f'2026-12-0{day}')) for day in (2, 3, 4)]
        self.assertEqual(free, [0, 0, 6])

    def test_time_off_is_not_free(self):
        resource = self.create_resource(self.seller, self.calendar)
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Dentist",
                'calendar_id': self.calendar.id,
                'resource_id': resource.id,
                'date_from': to_utc('2026-12-02 08:00').replace(tzinfo=None),
                'date_to': to_utc('2026-12-02 10:10').replace(tzinfo=None),
            }
        )

        self.assertEqual(self.list_free_on('2026-12-02'), ['10:30', '11:00', '11:30'])
        self.assertEqual(len(self.list_free_on('2026-12-02', self.fallback)), 6)

    def test_public_holidays_are_not_free(self):
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Holiday",
                'calendar_id': self.calendar.id,
                'date_from': to_utc('2026-12-08 00:00').replace(tzinfo=None),
                'date_to': to_utc('2026-12-09 00:00').replace(tzinfo=None),
            }
        )
        self.create_resource(self.seller, self.calendar)

        for host in (self.seller, self.fallback):
            with self.subTest(host=host.name):
                self.assertEqual(self.list_free_on('2026-12-08', host), [])
                self.assertEqual(len(self.list_free_on('2026-12-09', host)), 6)

    def test_looking_costs_the_same_for_many_events(self):
        self.list_free()

        def count_queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.list_free()
            return self.env.cr.sql_log_count - before

        self.create_busy_event('2026-12-02 09:00', '2026-12-02 09:30')
        few = count_queries()
        for day in range(10, 15):
            for hour in (10, 11):
                self.create_busy_event(f'2026-12-{day} {hour}:00', f'2026-12-{day} {hour}:30')
        self.assertLessEqual(count_queries(), few)

    # === CLOCKS === #

    def test_clocks_go_forward_in_spain(self):
        """On 28 March 2027, 2 o'clock is 3 o'clock in Madrid."""
        self.calendar = self.create_calendar([(6, 0, 4)], zone=MADRID)
        self.company.resource_calendar_id = self.calendar
        with freeze_time('2027-03-25 12:00:00'):
            free = self.list_free_on('2027-03-28', zone=MADRID)

            self.assertEqual(free, ['0:00', '0:30', '1:00', '1:30', '3:00', '3:30'])
            self.assertEqual(self.get_gaps(), {timedelta(minutes=30)})

    def test_clocks_go_back_in_spain(self):
        """On 25 October 2026, 2 o'clock comes twice in Madrid."""
        self.company.resource_calendar_id = self.create_calendar([(6, 1, 4)], zone=MADRID)
        with freeze_time('2026-10-20 12:00:00'):
            free = self.list_free_on('2026-10-25', zone=MADRID)

            self.assertEqual(free, ['1:00', '1:30', '2:00', '2:30', '2:00', '2:30', '3:00', '3:30'])

    def test_clocks_go_forward_in_chile(self):
        """On 6 September 2026, the day begins at 1 o'clock in Santiago."""
        hours = [(5, 22, 24), (6, 0, 2)]
        self.company.resource_calendar_id = self.create_calendar(hours)
        with freeze_time('2026-09-01 12:00:00'):
            self.assertEqual(self.list_free_on('2026-09-05'), ['22:00', '22:30', '23:00', '23:30'])
            self.assertEqual(self.list_free_on('2026-09-06'), ['1:00', '1:30'])

    def test_clocks_go_back_in_chile(self):
        """On 3 April 2027, 23 o'clock comes twice in Santiago."""
        self.company.resource_calendar_id = self.create_calendar([(5, 22, 24), (6, 0, 1)])
        with freeze_time('2027-03-30 12:00:00'):
            self.assertEqual(
                self.list_free_on('2027-04-03'),
                ['22:00', '22:30', '23:00', '23:30', '23:00', '23:30'],
            )
            self.assertEqual(self.list_free_on('2027-04-04'), ['0:00', '0:30'])

    def test_hours_stay_the_same_for_him_and_move_for_the_customer(self):
        """Madrid changes its clocks on 28 March 2027, Santiago on 4 April."""
        with freeze_time('2027-03-25 12:00:00'):
            for day, in_madrid in (
                ('2027-03-26', '13:00'),
                ('2027-03-29', '14:00'),
                ('2027-04-05', '15:00'),
            ):
                with self.subTest(day=day):
                    self.assertEqual(self.list_free_on(day)[0], '9:00')
                    self.assertEqual(self.list_free_on(day, zone=MADRID)[0], in_madrid)

    def get_gaps(self):
        """Return how far apart the free slots are that follow each other within a day.

        :rtype: set[timedelta]
        """
        starts = self.list_free()
        gaps = {later - earlier for earlier, later in pairwise(starts)}
        return {gap for gap in gaps if gap < timedelta(hours=12)}

    # === WHO === #

    def test_customers_meet_their_salesperson(self):
        self.assertEqual(self.portal._get_meeting_host(self.payer), self.seller)

    def test_others_meet_the_one_for_everybody(self):
        self.assertEqual(self.portal._get_meeting_host(self.stranger), self.fallback)

    def test_somebody_who_can_not_be_met_is_not_offered(self):
        company = self._create_other_company("Elsewhere")
        for change in (
            {'active': False},
            {'company_ids': [Command.set(company.ids)], 'company_id': company.id},
            {'group_ids': [Command.set(self.env.ref('base.group_portal').ids)]},
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                self.seller.write(change)
                self.assertEqual(self.portal._get_meeting_host(self.payer), self.fallback)
                savepoint.rollback()
            self.env.invalidate_all()
        self.portal.meeting_user_id = False
        self.assertFalse(self.portal._get_meeting_host(self.stranger))

    def test_nobody_meets_himself(self):
        self.seller.partner_id.user_id = self.seller

        self.assertEqual(self.portal._get_meeting_host(self.seller.partner_id), self.fallback)

    def test_now_is_as_the_tests_say(self):
        self.assertEqual(fields.Datetime.to_string(fields.Datetime.now()), NOW)
        self.assertEqual(to_utc('2026-12-01 08:00', SANTIAGO).strftime('%H'), '11')
