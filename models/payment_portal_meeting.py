from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_payment_portal.models.meeting_slots import (
    list_free_slots,
    make_intervals,
    make_stretches,
)

# Limits of the settings: shorter meetings fill the page with slots, later ones take long to find.
DURATION_MIN, DURATION_MAX = 5, 480
HORIZON_MAX = 180

# All-day events lie at some hours of their day: those of the day before and after count, too.
DAY = timedelta(days=1)


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    meeting_user_id = fields.Many2one(
        string="Without a Salesperson",
        help="Whom customers meet who have no salesperson in this company.",
        comodel_name='res.users',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete='set null',
    )
    meeting_location = fields.Char(
        string="Place",
        help="Is written into every invitation: an address, a link, or who calls whom.",
        translate=True,
    )
    meeting_duration = fields.Integer(
        string="Length", help="How many minutes a meeting takes.", required=True, default=30
    )
    meeting_notice = fields.Integer(
        string="Notice",
        help="How many hours before its start a meeting can be booked at the latest.",
        required=True,
        default=24,
    )
    meeting_horizon = fields.Integer(
        string="Booked Ahead",
        help="How many days ahead meetings can be booked.",
        required=True,
        default=28,
    )
    meeting_change_notice = fields.Integer(
        string="Changed Until",
        help="How many hours before its start a meeting can be moved or cancelled at the latest.",
        required=True,
        default=24,
    )
    meeting_limit = fields.Integer(
        string="Meetings per Customer",
        help="How many meetings a customer, with all his contacts, can have ahead.",
        required=True,
        default=3,
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('meeting_duration')
    def _check_meeting_duration(self):
        if any(not DURATION_MIN <= portal.meeting_duration <= DURATION_MAX for portal in self):
            raise ValidationError(
                self.env._(
                    "Meetings take from %(minimum)s to %(maximum)s minutes.",
                    minimum=DURATION_MIN,
                    maximum=DURATION_MAX,
                )
            )

    @api.constrains('meeting_horizon')
    def _check_meeting_horizon(self):
        if any(not 1 <= portal.meeting_horizon <= HORIZON_MAX for portal in self):
            raise ValidationError(
                self.env._(
                    "Meetings can be booked from 1 to %(maximum)s days ahead.", maximum=HORIZON_MAX
                )
            )

    @api.constrains('meeting_notice', 'meeting_change_notice', 'meeting_limit')
    def _check_meeting_limits(self):
        names = ('meeting_notice', 'meeting_change_notice', 'meeting_limit')
        if any(portal[name] < 0 for portal in self for name in names):
            raise ValidationError(
                self.env._("The notice and the number of meetings can't be negative.")
            )

    # === GETTERS - WHO === #

    def _get_meeting_host(self, partner):
        """Return whom a customer meets.

        :param res.partner partner: The customer, or one of his contacts.
        :return: His salesperson, if he works in the company, else the one for everybody; may be
            empty.
        :rtype: res.users
        """
        self.ensure_one()
        candidates = partner.user_id | partner.commercial_partner_id.user_id | self.meeting_user_id
        return candidates.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and user.partner_id != partner
            )
        )[:1]

    def _get_meeting_resource(self, host):
        """Return what knows the working hours of a user: with `hr`, his employee has it.

        :param res.users host: The user.
        :return: The one of the company before those of others; may be empty.
        :rtype: resource.resource
        """
        return host.resource_ids.sorted(lambda each: each.company_id != self.company_id)[:1]

    def _get_meeting_zone(self, host):
        """Return in which time zone a user works.

        :param res.users host: The user.
        :rtype: str
        """
        resource = self._get_meeting_resource(host)
        if resource and not resource._is_flexible():
            return resource.tz
        return self.company_id.resource_calendar_id.tz or host.tz or 'UTC'

    # === GETTERS - FREE TIME === #

    def _get_free_slots(self, host, moved_event=None):
        """Return when a user can be met, from the notice up to the horizon.

        :param res.users host: The user.
        :param calendar.event moved_event: A meeting that gives its own time free.
        :return: The slots, in the time zone of the user, oldest first.
        :rtype: list[Slot]
        """
        self.ensure_one()
        zone = timezone(self._get_meeting_zone(host))
        now = utc.localize(fields.Datetime.now())
        first = (now + timedelta(hours=self.meeting_notice)).astimezone(zone)
        last = (now + timedelta(days=self.meeting_horizon)).astimezone(zone)
        # From midnight, because a row of slots begins with the hours of the day.
        start = zone.localize(datetime.combine(first.date(), time.min))
        if start >= last:
            return []
        hours, leaves = self._get_meeting_hours(host, start, last + DAY)
        busy = self._get_busy_times(host, moved_event, start, last + DAY)
        slots = list_free_slots(
            make_stretches((begin.astimezone(zone), end.astimezone(zone)) for begin, end in hours),
            make_intervals([*leaves, *busy]),
            timedelta(minutes=self.meeting_duration),
        )
        return [slot for slot in slots if first <= slot.start <= last]

    def _get_meeting_hours(self, host, start, stop):
        """Return when a user works, and when he is away meanwhile.

        Who works when he likes is met in the working hours of the company.

        :param res.users host: The user.
        :param datetime start: From when on.
        :param datetime stop: Until when.
        :return: The hours and the absences, each as a list of `(start, stop)`.
        :rtype: tuple[list, list]
        """
        resource = self._get_meeting_resource(host)
        if resource and not resource._is_flexible():
            hours, work = (
                resource._get_valid_work_intervals(start, stop, compute_leaves=compute_leaves)[0]
                for compute_leaves in (False, True)
            )
            all_hours = make_intervals(each[:2] for each in hours[resource.id])
            leaves = all_hours - make_intervals(each[:2] for each in work[resource.id])
            return [each[:2] for each in hours[resource.id]], [each[:2] for each in leaves]
        calendar = self.company_id.resource_calendar_id
        if not calendar or calendar.flexible_hours:
            return [], []
        hours = calendar._attendance_intervals_batch(start, stop)[False]
        # Core would count the holidays of other companies, too.
        domain = [('time_type', '=', 'leave'), ('company_id', 'in', [False, self.company_id.id])]
        leaves = calendar._leave_intervals_batch(start, stop, resource, domain)[resource.id]
        return [each[:2] for each in hours], [each[:2] for each in leaves]

    def _get_busy_times(self, host, moved_event, start, stop):
        """Return when the calendar of a user shows that he is busy.

        :param res.users host: The user.
        :param calendar.event|None moved_event: An event that doesn't count.
        :param datetime start: From when on.
        :param datetime stop: Until when.
        :return: Pairs of moments.
        :rtype: list[tuple]
        """
        partner = host.partner_id
        events = partner._get_busy_calendar_events(
            start.astimezone(utc) - DAY, stop.astimezone(utc) + DAY
        ).get(partner.id, self.env['calendar.event'])
        declined = events.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == partner and attendee.state == 'declined'
        ).event_id
        zone = timezone(self._get_meeting_zone(host))
        return [
            event._get_moments(zone)
            for event in events - declined - (moved_event or events.browse())
        ]
