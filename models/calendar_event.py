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
        string="Booked By",
        help="The customer who booked the meeting in the portal; he can move and cancel it.",
        comodel_name='res.partner',
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        groups='base.group_user',
    )

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
