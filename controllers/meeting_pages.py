from datetime import date, timedelta

import pytz
from pytz import utc
from werkzeug.exceptions import NotFound

from odoo import _
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.home import PortalHome
from odoo.addons.account_payment_portal.controllers.meeting_times import (
    MeetingTimes,
    write_moment,
)

# How many of the meetings that are over the page shows.
PAST_MEETINGS = 5

# The cookie in which the browser tells its time zone. Core's pages set it, and core reads it when
# somebody logs in.
ZONE_COOKIE = 'tz'


class MeetingPages(PortalHome):
    """What the pages of meetings show; see :class:`PortalMeetings` for their routes."""

    # === HOME === #

    def _prepare_home_values(self, payer):
        """Override of the home to lead to the meetings, and to name the next one."""
        values = super()._prepare_home_values(payer)
        portals_sudo = self._get_meeting_portals()
        return {
            **values,
            'can_meet': bool(portals_sudo),
            'waiting_items': [
                *self._prepare_waiting_meetings(portals_sudo),
                *values['waiting_items'],
            ],
        }

    def _prepare_waiting_meetings(self, portals_sudo):
        """Return the items of the next meeting.

        Shape: see `_get_waiting_items`

        :param payment.portal portals_sudo: Where the customer books meetings.
        :rtype: list[dict]
        """
        events_sudo = request.env['calendar.event'].sudo()  # Narrowed down to the customer's own.
        next_sudo = events_sudo._get_portal_meetings(request.env.user.partner_id, portals_sudo)[:1]
        meetings = [self._prepare_meeting(event_sudo) for event_sudo in next_sudo]
        return [
            {
                'title': _("Meeting with %(name)s", name=meeting['host']),
                'detail': f"{meeting['day']}, {meeting['span']}",
                'url': '/my/meetings',
            }
            for meeting in meetings
        ]

    # === ACCESS === #

    def _get_meeting_portals(self):
        """Return the portals in which the customer can book meetings.

        :return: Those of companies that he belongs to, or has documents of; may be empty.
        :rtype: payment.portal
        """
        # In sudo mode because customers may not read portals.
        portals_sudo = request.env['payment.portal'].sudo().search([('allow_meetings', '=', True)])
        own_companies = self._get_user_companies()
        return portals_sudo.filtered(
            lambda portal: (
                portal.company_id in own_companies or self._has_documents_in(portal.company_id)
            )
        )

    def _get_meeting_portals_or_404(self):
        """Return the portals in which the customer can book meetings.

        :rtype: payment.portal
        :raise NotFound: If there are none, or meetings are switched off.
        """
        portals_sudo = self._get_meeting_portals()
        if not portals_sudo:
            raise NotFound()
        return portals_sudo

    # === TIME ZONE === #

    def _get_zone(self, portal_sudo):
        """Return in which time zone the customer reads times.

        :param payment.portal portal_sudo: The portal, whose company's zone is the last resort.
        :return: What he chose, else what his browser tells.
        :rtype: str
        """
        cookie = request.cookies.get(ZONE_COOKIE)
        return (
            request.env.user.tz
            or (cookie if self._is_zone(cookie) else None)
            or portal_sudo.company_id.resource_calendar_id.tz
            or 'UTC'
        )

    def _is_zone(self, text):
        """Return whether a text from outside is the name of a time zone.

        :param str|None text: The text.
        :rtype: bool
        """
        return text in pytz.all_timezones_set

    def _remember_zone(self, zone):
        """Keep the time zone of the customer; mails to him are written in it, too.

        :param str zone: The time zone.
        """
        partner = request.env.user.partner_id
        if partner.tz != zone:
            # In sudo mode because it is his own, and customers may not write contacts.
            partner.sudo().tz = zone

    # === RENDERING === #

    def _render_meetings(self, portals_sudo, done):
        """Render the meetings of the customer.

        :param payment.portal portals_sudo: Where he booked them.
        :param str done: What he has just done.
        :rtype: Response
        """
        partner = request.env.user.partner_id
        events_sudo = request.env['calendar.event'].sudo()  # Narrowed down to the customer's own.
        coming_sudo = events_sudo._get_portal_meetings(partner, portals_sudo)
        past_sudo = events_sudo._get_past_portal_meetings(partner, portals_sudo, PAST_MEETINGS)
        return self._render_meeting_page(
            'portal_my_meetings',
            {
                'meetings': [self._prepare_meeting(event) for event in coming_sudo],
                'past_meetings': [self._prepare_meeting(event) for event in past_sudo],
                'done': done,
                'email': partner.email,
            },
        )

    def _render_times(self, portal_sudo, event_sudo, week=None, error=None):
        """Render the free times of a week.

        :param payment.portal portal_sudo: Where a meeting is booked.
        :param calendar.event event_sudo: The meeting that is moved; empty for a new one.
        :param str week: A day of the week, from outside; by default the first with free times.
        :param str error: Why the last choice can't be had.
        :rtype: Response
        """
        partner = request.env.user.partner_id
        host_sudo = event_sudo.user_id or portal_sudo._get_meeting_host(partner.sudo())
        is_movable = not event_sudo or event_sudo._is_still_changeable()
        can_meet = host_sudo and is_movable
        slots = portal_sudo._get_free_slots(host_sudo, event_sudo) if can_meet else []
        times = self._make_times(portal_sudo, host_sudo)
        weeks = sorted({times.get_week_start(slot.start) for slot in slots})
        shown_week = self._choose_week(weeks, week)
        return self._render_meeting_page(
            'portal_meeting_times',
            {
                'portal': portal_sudo,
                'portals': self._get_meeting_portals(),
                'host': host_sudo,
                'meeting': event_sudo and self._prepare_meeting(event_sudo),
                'is_movable': is_movable,
                'days': times.prepare_days(slots, shown_week) if shown_week else [],
                'previous_week': max((each for each in weeks if each < shown_week), default=None),
                'next_week': min((each for each in weeks if each > shown_week), default=None),
                'zone': times.zone.zone,
                'zones': pytz.common_timezones,
                'error': error,
            },
            status=422 if error else 200,
        )

    def _render_chosen_time(self, portal_sudo, event_sudo, start):
        """Render what will be booked, for the customer to confirm.

        :param payment.portal portal_sudo: Where a meeting is booked.
        :param calendar.event event_sudo: The meeting that is moved; empty for a new one.
        :param datetime start: When the slot begins.
        :rtype: Response
        """
        partner = request.env.user.partner_id
        host_sudo = event_sudo.user_id or portal_sudo._get_meeting_host(partner.sudo())
        slot = host_sudo and event_sudo._get_free_slot(portal_sudo, host_sudo, start)
        if not slot:
            return self._render_times(
                portal_sudo, event_sudo, error=event_sudo._get_not_free_message()
            )
        return self._render_meeting_page(
            'portal_meeting_confirmation',
            {
                'portal': portal_sudo,
                'meeting': event_sudo and self._prepare_meeting(event_sudo),
                'slot': write_moment(slot.start),
                'when': self._prepare_time(
                    self._make_times(portal_sudo, host_sudo), host_sudo, *slot
                ),
                'location': portal_sudo.meeting_location,
            },
        )

    def _render_cancellation(self, event_sudo, error=None):
        """Render the question whether a meeting shall be cancelled.

        :param calendar.event event_sudo: The meeting.
        :param str error: Why it can't be.
        :rtype: Response
        """
        return self._render_meeting_page(
            'portal_meeting_cancellation',
            {'meeting': self._prepare_meeting(event_sudo), 'error': error},
            status=422 if error else 200,
        )

    def _render_meeting_page(self, template, values, status=200):
        """Render a page of meetings.

        :param str template: The template.
        :param dict values: What it shows.
        :param int status: The HTTP status.
        :rtype: Response
        """
        return request.render(
            f'account_payment_portal.{template}',
            {**self._prepare_portal_layout_values(), 'page_name': 'meetings', **values},
            status=status,
        )

    # === VALUES === #

    def _choose_week(self, weeks, text):
        """Return which week is shown.

        :param list[date] weeks: The weeks with free times, oldest first.
        :param str|None text: A day, from outside.
        :return: Its week or the next one with free times; the last one for days beyond; None if
            nothing is free.
        :rtype: date | None
        """
        try:
            wanted = date.fromisoformat(text or '')
        except ValueError:
            wanted = date.min
        ahead = (week for week in weeks if week + timedelta(days=7) > wanted)
        return next(ahead, weeks[-1] if weeks else None)

    def _make_times(self, portal_sudo, host_sudo):
        """Return what writes the times of meetings with somebody.

        :param payment.portal portal_sudo: Where they are booked.
        :param res.users host_sudo: Whom the customer meets.
        :rtype: MeetingTimes
        """
        return MeetingTimes(
            request.env, self._get_zone(portal_sudo), portal_sudo._get_meeting_zone(host_sudo)
        )

    def _prepare_meeting(self, event_sudo):
        """Return what pages show of a meeting.

        Shape: what :meth:`_prepare_time` returns and {'id': int, 'location': str, 'declined_by':
            [str], 'is_changeable': bool}

        :param calendar.event event_sudo: The meeting.
        :rtype: dict
        """
        portal_sudo, host_sudo = event_sudo.payment_portal_id, event_sudo.user_id
        times = self._make_times(portal_sudo, host_sudo)
        start, stop = utc.localize(event_sudo.start), utc.localize(event_sudo.stop)
        declined = event_sudo.attendee_ids.filtered(lambda each: each.state == 'declined')
        return {
            **self._prepare_time(times, host_sudo, start, stop),
            'id': event_sudo.id,
            'location': event_sudo.location,
            'declined_by': declined.mapped('common_name'),
            'is_changeable': event_sudo._is_still_changeable(),
        }

    def _prepare_time(self, times, host_sudo, start, stop):
        """Return what pages show of the time of a meeting.

        Shape: {'host', 'day', 'span', 'zone', 'host_time', 'host_zone': str}

        :param MeetingTimes times: What writes times.
        :param res.users host_sudo: Whom the customer meets.
        :param datetime start: When it begins.
        :param datetime stop: When it ends.
        :rtype: dict
        """
        return {
            'host': host_sudo.name,
            'day': times.write_day(start),
            'span': times.write_span(start, stop),
            'zone': times.zone.zone,
            'host_time': times.write_host_time(start),
            'host_zone': times.host_zone.zone,
        }
