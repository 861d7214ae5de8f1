from odoo import fields, models
from odoo.tools import SQL


class PaymentPortalAgenda(models.Model):
    """The door to somebody's free time: customers go through it one after the other.

    Whoever takes a slot writes the row of the person first. Of two requests at a time the second
    one fails to, since it doesn't know what the first one has booked; Odoo repeats it with fresh
    eyes, and it sees that the slot is taken.
    """

    _name = 'payment.portal.agenda'
    _description = "Agenda of Somebody Whom Customers Meet"
    _rec_name = 'user_id'

    user_id = fields.Many2one(comodel_name='res.users', required=True, ondelete='cascade')
    changed_at = fields.Datetime(string="Last Taken", required=True)

    _user_uniq = models.Constraint('UNIQUE(user_id)', "Everybody has one agenda.")

    # === BUSINESS METHODS === #

    def _claim(self, user):
        """Let nobody else take the free time of a user until the transaction ends.

        What was read before stays true: otherwise the database refuses and the request is repeated.

        :param res.users user: Whose time is taken.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO payment_portal_agenda (user_id, changed_at)
                VALUES (%(user_id)s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id) DO UPDATE SET changed_at = EXCLUDED.changed_at
                """,
                user_id=user.id,
            ),
            log_exceptions=False,  # A refusal is expected: the request is repeated.
        )
        self.invalidate_model(['changed_at'])
