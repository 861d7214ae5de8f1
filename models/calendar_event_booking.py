from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import plaintext2html

# How much of what a customer writes fits into an invitation.
NOTE_LENGTH = 1000


class CalendarEvent(models.Model):
    _inherit = 'calendar.event'

    # === BUSINESS METHODS - BOOKING === #

    @api.model
    def _book_portal_meeting(self, portal, partner, start, note=''):
        """Book a free slot for a customer, and mail the invitations.

        Asking again for what he has booked already gives him the same meeting.

        :param payment.portal portal: Where he books.
        :param res.partner partner: The customer.
        :param datetime start: When the slot begins, from outside.
        :param str note: What he wants to talk about.
        :return: The meeting.
        :rtype: calendar.event
        :raise ValidationError: If he can't have the slot; the message is for him.
        """
        host = portal._get_meeting_host(partner)
        own_events = self._get_portal_meetings(partner, portal)
        if event := own_events.filtered(lambda own: utc.localize(own.start) == start):
            return event[:1]
        slot = self._find_slot(portal, host, start)
        self._check_meeting_limit(portal, partner)
        self.env['payment.portal.agenda']._claim(host)
        # The mails of core leave out whoever creates the event, and its organizer.
        event = self.with_context(no_mail_to_attendees=True).create(
            self._prepare_portal_meeting(portal, partner, host, slot, note)
        )
        event = event.with_context(no_mail_to_attendees=False)
        event._notify_all('calendar.calendar_template_meeting_invitation')
        return event

    def _move_portal_meeting(self, start):
        """Move a meeting to a free slot of the same person, and mail the new time.

        :param datetime start: When the slot begins, from outside.
        :raise ValidationError: If the meeting can't be moved, or not there; the message is for the
            customer.
        """
        self.ensure_one()
        if utc.localize(self.start) != start:  # A form that is sent twice moves it once.
            self._check_still_changeable()
            slot = self._find_slot(self.payment_portal_id, self.user_id, start)
            self.env['payment.portal.agenda']._claim(self.user_id)
            self._take_slot(slot)

    def _take_slot(self, slot):
        """Move a meeting to a slot that is free, and mail the new time.

        :param Slot slot: The slot.
        """
        self.with_context(skip_attendee_notification=True).write(
            {'start': _get_naive(slot.start), 'stop': _get_naive(slot.stop)}
        )
        # Neither has to be asked, as when the meeting was booked.
        self.attendee_ids.write({'state': 'accepted'})
        self._notify_all('calendar.calendar_template_meeting_changedate')
        self._log_change(self.env._("The customer has moved the meeting in the portal."))

    def _cancel_portal_meeting(self):
        """Cancel a meeting: it leaves the calendars, and all who come are told.

        :raise ValidationError: If it is too late; the message is for the customer.
        """
        self.ensure_one()
        self._check_still_changeable()
        self.active = False
        self._notify_all('account_payment_portal.mail_template_meeting_cancelled')
        self._log_change(self.env._("The customer has cancelled the meeting in the portal."))

    # === REQUEST HELPERS === #

    def _find_slot(self, portal, host, start):
        """Return the free slot that begins at a moment, or refuse.

        :param payment.portal portal: Where it is asked for.
        :param res.users host: Whose time it is.
        :param datetime start: The moment, from outside.
        :rtype: Slot
        :raise ValidationError: If there is none; the message is for the customer.
        """
        slot = self._get_free_slot(portal, host, start)
        if not slot:
            raise ValidationError(self._get_not_free_message())
        return slot

    def _check_meeting_limit(self, portal, partner):
        """Check that a customer may have one more meeting.

        :param payment.portal portal: Where he books.
        :param res.partner partner: The customer, or one of his contacts.
        :raise ValidationError: If he has enough; the message is for him.
        """
        count = self.search_count(
            [
                ('payment_portal_id', '=', portal.id),
                (
                    'booked_by_id.commercial_partner_id',
                    '=',
                    partner.commercial_partner_id.id,
                ),
                ('stop', '>', fields.Datetime.now()),
            ]
        )
        if count >= portal.meeting_limit:
            raise ValidationError(
                self.env._(
                    "There are as many meetings ahead as you and your colleagues can book:"
                    " %(count)s. Please move or cancel one of them.",
                    count=portal.meeting_limit,
                )
            )

    def _check_still_changeable(self):
        """Check that there is time enough to move or cancel the meeting.

        :raise ValidationError: If not; the message is for the customer.
        """
        if not self._is_still_changeable():
            raise ValidationError(
                self.env._("It is too late to change this meeting here. Please call us.")
            )

    def _prepare_portal_meeting(self, portal, partner, host, slot, note):
        """Return the values of a meeting.

        :param payment.portal portal: Where it is booked.
        :param res.partner partner: The customer.
        :param res.users host: Whom he meets.
        :param Slot slot: When.
        :param str note: What he wants to talk about.
        :rtype: dict
        """
        partners = host.partner_id | partner
        return {
            'name': f"{portal.company_id.name} - {partner.display_name}",
            'description': plaintext2html(note[:NOTE_LENGTH]) if note else False,
            'location': portal.meeting_location,
            'start': _get_naive(slot.start),
            'stop': _get_naive(slot.stop),
            'user_id': host.id,
            'partner_ids': [Command.set(partners.ids)],
            # Neither has to be asked: one chose the time, the other one's calendar offered it.
            'attendee_ids': [
                Command.create({'partner_id': each.id, 'state': 'accepted'}) for each in partners
            ],
            'payment_portal_id': portal.id,
            'booked_by_id': partner.id,
        }

    def _notify_all(self, template_xmlid):
        """Mail to all who come, also to who caused it, with the calendar file.

        :param str template_xmlid: The template; it is about an attendee.
        """
        self.attendee_ids._notify_attendees(
            self.env.ref(template_xmlid, raise_if_not_found=False),
            notify_author=True,
            force_send=True,
        )

    def _log_change(self, text):
        """Note in the chatter what the customer did; it is read by staff.

        :param str text: What he did.
        """
        self.message_post(body=text, author_id=self.booked_by_id.id, subtype_xmlid='mail.mt_note')

    # === GETTERS === #

    def _get_free_slot(self, portal, host, start):
        """Return the free slot that begins at a moment, for this meeting or a new one.

        :param payment.portal portal: Where it is asked for.
        :param res.users host: Whose time it is.
        :param datetime|None start: The moment, from outside.
        :return: None for times that are past, taken, outside the hours, too soon or too far.
        :rtype: Slot | None
        """
        free_slots = portal._get_free_slots(host, moved_event=self) if host and start else []
        return next((slot for slot in free_slots if slot.start == start), None)

    def _get_not_free_message(self):
        """Return what a customer is told who asks for a time that he can't have.

        :rtype: str
        """
        return self.env._("This time is not free any more. Please choose another one.")


def _get_naive(moment):
    """Return a moment as the database holds it.

    :param datetime moment: The moment, in any time zone.
    :rtype: datetime
    """
    return moment.astimezone(utc).replace(tzinfo=None)
