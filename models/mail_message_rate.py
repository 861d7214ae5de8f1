from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# How many messages of a customer are taken in an hour, from his guests or from one user.
WRITTEN_MAX = 20
WRITTEN_WINDOW = timedelta(hours=1)


class MailMessage(models.Model):
    _inherit = 'mail.message'

    @api.model
    def _check_written_rate(self, customer):
        """Check that the user has not written too much of late: each message mails somebody.

        All guests are one user, so theirs are counted for each customer together.

        :param res.partner customer: The customer, or one of his people.
        :raise UserError: If he has; the message is for him.
        """
        written = self.sudo().search_count(
            [
                ('portal_customer_id', '=', customer.commercial_partner_id.id),
                ('date', '>', fields.Datetime.now() - WRITTEN_WINDOW),
                ('create_uid', '=', self.env.uid),
            ],
            limit=WRITTEN_MAX,
        )
        if written >= WRITTEN_MAX:
            raise UserError(
                self.env._("You have written a lot of late. Please go on in an hour, or call us.")
            )
