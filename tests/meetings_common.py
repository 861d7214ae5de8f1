from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import Command
from odoo.tests import new_test_user

SANTIAGO = 'America/Santiago'
MADRID = 'Europe/Madrid'


class MeetingsMixin:
    """What tests of meetings have besides the customers of :class:`CustomersCommon`.

    - `seller`: the salesperson of `customer`; works by the calendar of the company, in Santiago
    - `fallback`: whom customers meet who have no salesperson
    - meetings take half an hour, from 2 hours up to 14 days ahead
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.create_calendar([(day, 9, 12) for day in range(7)])
        cls.company.resource_calendar_id = cls.calendar
        cls.seller = cls.create_seller('ap_seller', "Sonia Seller")
        cls.fallback = cls.create_seller('ap_fallback', "Felipe Fallback")
        cls.customer.user_id = cls.seller
        cls.portal.write(
            {
                'allow_meetings': True,
                'meeting_user_id': cls.fallback.id,
                'meeting_duration': 30,
                'meeting_notice': 2,
                'meeting_horizon': 14,
                'meeting_change_notice': 3,
                'meeting_limit': 3,
            }
        )
        cls.payer_user.tz = SANTIAGO

    # === WHO === #

    @classmethod
    def create_seller(cls, login, name, **values):
        """Create somebody whom customers meet.

        :rtype: res.users
        """
        return new_test_user(
            cls.env,
            login,
            'base.group_user',
            name=name,
            email=f'{login}@example.com',
            tz=SANTIAGO,
            **{'company_id': cls.company.id, **values},
        )

    @classmethod
    def create_calendar(cls, hours, zone=SANTIAGO):
        """Create working hours.

        :param list[tuple] hours: `(weekday from 0, hour, hour)`
        :rtype: resource.calendar
        """
        return cls.env['resource.calendar'].create(
            {
                'name': "Hours",
                'company_id': cls.company.id,
                'tz': zone,
                'attendance_ids': [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                'name': "Work",
                                'dayofweek': str(day),
                                'hour_from': start,
                                'hour_to': stop,
                                'day_period': 'morning',
                            }
                        )
                        for day, start, stop in hours
                    ),
                ],
            }
        )

    @classmethod
    def create_resource(cls, user, calendar, zone=SANTIAGO):
        """Give somebody working hours of his own, as an employee has.

        :rtype: resource.resource
        """
        return (
            cls.env['resource.resource']
            .sudo()
            .create(
                {
                    'name': user.name,
                    'user_id': user.id,
                    'company_id': cls.company.id,
                    'calendar_id': calendar.id,
                    'tz': zone,
                }
            )
        )

    # === WHEN === #

    @classmethod
    def create_busy_event(cls, start, stop, **values):
        """Put an event into the calendar of the salesperson.

        :param str start: When it begins, in Santiago.
        :param str stop: When it ends.
        :rtype: calendar.event
        """
        return (
            cls.env['calendar.event']
            .sudo()
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    'name': "Busy",
                    'start': to_utc(start).replace(tzinfo=None),
                    'stop': to_utc(stop).replace(tzinfo=None),
                    'user_id': cls.seller.id,
                    'partner_ids': [Command.set(cls.seller.partner_id.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def list_free(cls, host=None):
        """Return when the free slots of somebody begin.

        :param res.users host: By default the salesperson.
        :rtype: list[datetime]
        """
        return [slot.start for slot in cls.portal.sudo()._get_free_slots(host or cls.seller)]

    @classmethod
    def list_free_on(cls, day, host=None, zone=SANTIAGO):
        """Return when the free slots of a day begin, as texts.

        :param str day: The day, such as '2026-12-01'.
        :rtype: list[str]
        """
        moments = [start.astimezone(timezone(zone)) for start in cls.list_free(host)]
        return [moment.strftime('%-H:%M') for moment in moments if moment.date().isoformat() == day]

    @classmethod
    def book(cls, start, user=None, note=''):
        """Book a meeting, as the request of a customer does.

        :param datetime start: When it begins.
        :param res.users user: Who books; by default the payer.
        :rtype: calendar.event
        """
        user = user or cls.payer_user
        events = cls.env['calendar.event'].with_user(user).sudo()
        portal = cls.portal.with_user(user).sudo()
        partner = user.with_user(user).sudo().partner_id
        return events._book_portal_meeting(portal, partner, start, note)


def to_utc(text, zone=SANTIAGO):
    """Return the moment of a local time such as '2026-12-01 09:30'.

    :rtype: datetime
    """
    return timezone(zone).localize(datetime.fromisoformat(text)).astimezone(utc)


def get_naive(moment):
    """Return a moment as records hold it.

    :rtype: datetime
    """
    return moment.astimezone(utc).replace(tzinfo=None)


def step(hours):
    """Return so many hours.

    :rtype: timedelta
    """
    return timedelta(hours=hours)
