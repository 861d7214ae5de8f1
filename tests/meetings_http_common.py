from odoo.addons.account_payment_portal.controllers.meeting_times import write_moment
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.meetings_common import MeetingsMixin

MEETINGS = '/my/meetings'


class MeetingsHttpCommon(MeetingsMixin, PaymentPortalHttpCommon):
    """A browser in front of the pages of meetings. `payer_user` is logged in."""

    def send(self, path, **data):
        """Send a form of the pages.

        :rtype: Page
        """
        return self.open_posted(path, {'csrf_token': self.read_csrf_token(), **data})

    def send_booking(self, start, **data):
        """Book a time, or pretend to.

        :param datetime|str start: When it begins.
        :rtype: Page
        """
        slot = start if isinstance(start, str) else write_moment(start)
        return self.send(f'{MEETINGS}/new', slot=slot, **data)

    def find_meetings(self, partner=None):
        """Return the meetings that a customer has booked, also cancelled ones.

        :rtype: calendar.event
        """
        events = self.env['calendar.event'].sudo().with_context(active_test=False)
        return events.search([('booked_by_id', '=', (partner or self.payer).id)])

    def read_mails(self, event, partner):
        """Return the mails that somebody gets of a meeting, in their order.

        :rtype: mail.mail
        """
        mails = self.env['mail.mail'].sudo().search([], order='id')
        return mails.filtered(
            lambda mail: (
                partner in mail.recipient_ids
                and (mail.model, mail.res_id)
                in [
                    ('calendar.event', event.id),
                    *(('calendar.attendee', each.id) for each in event.attendee_ids),
                ]
            )
        )
