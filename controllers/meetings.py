from datetime import datetime

from pytz import utc
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.meeting_pages import MeetingPages
from odoo.addons.account_payment_portal.models.calendar_event_booking import NOTE_LENGTH

MEETINGS_ROUTE = '/my/meetings'
MEETING_ROUTE = f'{MEETINGS_ROUTE}/<int:event_id>'


class PortalMeetings(MeetingPages):
    """Meetings with the salesperson: book, move and cancel.

    For portal users only: a guest is a firm, and nobody would know who comes. Everybody sees and
    changes what he has booked himself, not what his colleagues have.
    """

    # === ROUTES - PAGES === #

    @http.route(
        MEETINGS_ROUTE,
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_meetings(self, done=None, **params):
        """Show the meetings ahead and the last ones."""
        return self._render_meetings(self._get_meeting_portals_or_404(), done)

    @http.route(
        f'{MEETINGS_ROUTE}/new',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_new_meeting(self, company=None, week=None, slot=None, **params):
        """Show the free times or, when one is chosen, what will be booked."""
        portal_sudo = self._get_chosen_portal(company)
        event_sudo = request.env['calendar.event'].sudo()
        if slot is None:
            return self._render_times(portal_sudo, event_sudo, week)
        return self._render_chosen_time(portal_sudo, event_sudo, self._read_moment(slot))

    @http.route(
        f'{MEETING_ROUTE}/move',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_move_meeting(self, event_id, week=None, slot=None, **params):
        """Show to which times a meeting can be moved or, when one is chosen, what will change."""
        event_sudo = self._get_own_meeting(event_id)
        portal_sudo = event_sudo.payment_portal_id
        if slot is None or not event_sudo._is_still_changeable():
            return self._render_times(portal_sudo, event_sudo, week)
        return self._render_chosen_time(portal_sudo, event_sudo, self._read_moment(slot))

    @http.route(
        f'{MEETING_ROUTE}/cancel',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_cancel_meeting(self, event_id, **params):
        """Ask whether a meeting shall be cancelled."""
        return self._render_cancellation(self._get_own_meeting(event_id))

    @http.route(
        f'{MEETING_ROUTE}/invitation.ics',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_meeting_file(self, event_id):
        """Send the calendar file of a meeting."""
        event_sudo = self._get_own_meeting(event_id)
        content = event_sudo._get_ics_file().get(event_sudo.id)
        if not content:  # The library that writes it isn't installed.
            raise NotFound()
        return request.make_response(
            content,
            [
                ('Content-Type', 'text/calendar; charset=utf-8'),
                ('Content-Disposition', http.content_disposition('invitation.ics')),
            ],
        )

    # === ROUTES - CHANGES === #

    @http.route(
        f'{MEETINGS_ROUTE}/new',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_book_meeting(self, slot='', company=None, note='', **params):
        """Book a free time."""
        portal_sudo = self._get_chosen_portal(company)
        events_sudo = request.env['calendar.event'].sudo()  # Checks what is booked, and for whom.
        partner = request.env.user.partner_id
        # The mails are written in the zone in which the customer has read the times.
        self._remember_zone(self._get_zone(portal_sudo))
        try:
            events_sudo._book_portal_meeting(
                portal_sudo,
                partner.sudo(),
                self._read_moment(slot),
                note.replace('\0', '').strip()[:NOTE_LENGTH],
            )
        except ValidationError as error:
            return self._render_times(portal_sudo, events_sudo, error=error.args[0])
        return request.redirect(f'{MEETINGS_ROUTE}?done=booked')

    @http.route(
        f'{MEETING_ROUTE}/move',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_set_meeting_time(self, event_id, slot='', **params):
        """Move a meeting to a free time."""
        event_sudo = self._get_own_meeting(event_id)
        try:
            event_sudo._move_portal_meeting(self._read_moment(slot))
        except ValidationError as error:
            return self._render_times(event_sudo.payment_portal_id, event_sudo, error=error.args[0])
        return request.redirect(f'{MEETINGS_ROUTE}?done=moved')

    @http.route(
        f'{MEETING_ROUTE}/cancel',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_confirm_cancellation(self, event_id, **params):
        """Cancel a meeting."""
        event_sudo = self._get_own_meeting(event_id)
        try:
            event_sudo._cancel_portal_meeting()
        except ValidationError as error:
            return self._render_cancellation(event_sudo, error=error.args[0])
        return request.redirect(f'{MEETINGS_ROUTE}?done=cancelled')

    @http.route(
        f'{MEETINGS_ROUTE}/zone',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_set_meeting_zone(self, zone='', event_id=None, company=None, **params):
        """Remember in which time zone the customer reads times, and go on choosing one."""
        self._get_meeting_portals_or_404()
        if self._is_zone(zone):
            self._remember_zone(zone)
        if event_id:
            event_sudo = self._get_own_meeting(self._cast_as_int(event_id))
            return request.redirect(f'{MEETINGS_ROUTE}/{event_sudo.id}/move')
        company_id = self._get_chosen_portal(company).company_id.id
        return request.redirect(f'{MEETINGS_ROUTE}/new?company={company_id}')

    # === REQUEST === #

    def _read_moment(self, text):
        """Return the moment of a slot that comes from outside.

        :param str text: See :func:`write_moment`.
        :return: The moment; None, which no slot begins at, for everything else.
        :rtype: datetime | None
        """
        try:
            return utc.localize(datetime.strptime(text, '%Y-%m-%dT%H:%MZ'))
        except ValueError:
            return None

    # === ACCESS === #

    def _get_chosen_portal(self, company):
        """Return the portal in which a meeting is booked.

        :param str|None company: The id of its company, from outside; the first one by default.
        :rtype: payment.portal
        :raise NotFound: If meetings can't be booked there by this customer.
        """
        portals_sudo = self._get_meeting_portals_or_404()
        if company:
            company_id = self._cast_as_int(company)
            portals_sudo = portals_sudo.filtered(lambda each: each.company_id.id == company_id)
        if not portals_sudo:
            raise NotFound()
        return portals_sudo[:1]

    def _get_own_meeting(self, event_id):
        """Return a meeting ahead that the customer has booked.

        :param int|None event_id: Its id, from outside.
        :rtype: calendar.event
        :raise NotFound: If it is unknown, over, somebody else's, or meetings are switched off.
        """
        portals_sudo = self._get_meeting_portals_or_404()
        # In sudo mode because customers may not change events; narrowed down to their own.
        events_sudo = request.env['calendar.event'].sudo()
        own_sudo = events_sudo._get_portal_meetings(request.env.user.partner_id, portals_sudo)
        event_sudo = own_sudo.filtered(lambda event: event.id == event_id)
        if not event_sudo:
            raise NotFound()
        return event_sudo
