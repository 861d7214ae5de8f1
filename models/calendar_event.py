from datetime import datetime, time, timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.fields import Domain


class CalendarEvent(models.Model):
    _inherit = 'calendar.event'

    payment_portal_id = fields.Many2one(
        help="The portal in which a customer booked the meeting.",
        comodel_name='payment.portal',
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        groups='base.group_user',
    )
    booked_by_id = fields.Many2one(
        help="The customer who booked the meeting in the portal; he can move and cancel it.",
        comodel_name='res.partner',
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        groups='base.group_user',
    )

    # === BUSINESS METHODS === #

    def _get_ics_file(self):
        """Override of `calendar` to give each state of a meeting the same identity.

        Calendars then move or remove what they have taken over from the first file.
        """
        files = super()._get_ics_file()
        for event in self.sudo().filtered('payment_portal_id'):
            if event.id in files:
                files[event.id] = event._identify_file(files[event.id])
        return files

    def _identify_file(self, content):
        """Write into a calendar file which meeting it is about, and whether it is cancelled.

        Source: https://www.rfc-editor.org/rfc/rfc5546, sections 2.1.4 and 3.2.5

        :param bytes content: The file as core wrote it.
        :rtype: bytes
        """
        import vobject  # Odoo works without it, and then writes no files.

        self.ensure_one()
        calendar = vobject.readOne(content.decode())
        database = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        meeting = calendar.vevent
        meeting.uid.value = f'meeting-{self.id}@{database}'
        age = self.write_date - self.create_date
        meeting.add('sequence').value = str(int(age.total_seconds()))
        if not self.active:
            calendar.add('method').value = 'CANCEL'
            meeting.add('status').value = 'CANCELLED'
        return calendar.serialize().encode()

    # === GETTERS === #

    @api.model
    def _get_portal_meetings(self, partner, portals):
        """Return the meetings ahead that a customer booked himself.

        :param res.partner partner: The customer.
        :param payment.portal portals: Where he booked them.
        :return: The next one first.
        :rtype: calendar.event
        """
        domain = self._get_portal_meeting_domain(partner, portals)
        return self.search(domain & Domain('stop', '>', fields.Datetime.now()), order='start, id')

    @api.model
    def _get_past_portal_meetings(self, partner, portals, limit):
        """Return the last meetings of a customer that are over.

        :param res.partner partner: The customer.
        :param payment.portal portals: Where he booked them.
        :param int limit: How many.
        :return: The last one first.
        :rtype: calendar.event
        """
        domain = self._get_portal_meeting_domain(partner, portals)
        return self.search(
            domain & Domain('stop', '<=', fields.Datetime.now()), order='start desc', limit=limit
        )

    @api.model
    def _get_portal_meeting_domain(self, partner, portals):
        """Return what the meetings are that a customer may see, move and cancel.

        :param res.partner partner: The customer.
        :param payment.portal portals: Where he books.
        :return: Those that he booked, as long as he takes part.
        :rtype: Domain
        """
        return Domain(
            [
                ('payment_portal_id', 'in', portals.ids),
                ('booked_by_id', '=', partner.id),
                ('partner_ids', 'in', partner.ids),
            ]
        )

    def _is_still_changeable(self):
        """Return whether the customer can move and cancel the meeting.

        :rtype: bool
        """
        self.ensure_one()
        notice = timedelta(hours=self.payment_portal_id.meeting_change_notice)
        return self.start - notice > fields.Datetime.now()

    def _get_moments(self, zone):
        """Return from when to when the event takes time.

        :param pytz.tzinfo zone: The time zone of whose time it takes: all-day events take his days.
        :rtype: tuple[datetime, datetime]
        """
        self.ensure_one()
        if not self.allday:
            return utc.localize(self.start), utc.localize(self.stop)
        last_date = max(self.start_date, self.stop_date)
        return (
            zone.localize(datetime.combine(self.start_date, time.min)),
            zone.localize(datetime.combine(last_date + timedelta(days=1), time.min)),
        )
