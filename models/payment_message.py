import json

from odoo import api, fields, models
from odoo.tools import SQL


class PaymentMessage(models.Model):
    """The inbox: what gateways told us, kept as they told it.

    A row is written in a database transaction of its own, so that it outlives whatever becomes of
    the request that received it, and so that no lock is held while a gateway is asked.
    """

    _name = 'payment.message'
    _description = "Payment Message"
    _order = 'id desc'
    _log_access = False

    provider_id = fields.Many2one(
        comodel_name='payment.provider', required=True, readonly=True, ondelete='restrict'
    )
    kind = fields.Selection(
        selection=[('commit', "Confirmation"), ('status', "Status")], required=True, readonly=True
    )
    key = fields.Char(
        help="What the gateway calls the payment.", required=True, readonly=True, index=True
    )
    is_unique = fields.Boolean(help="Whether the question may be asked only once.", readonly=True)
    answer = fields.Text(readonly=True)
    asked_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)

    _asked_once = models.UniqueIndex('(provider_id, kind, key) WHERE is_unique')

    # === BUSINESS METHODS === #

    @api.model
    def _is_asked(self, provider, kind, key):
        """Return whether a question that may be asked only once has been asked.

        :param payment.provider provider: The gateway's provider.
        :param str kind: The kind of the question.
        :param str key: What the gateway calls the payment.
        :rtype: bool
        """
        return bool(
            self.search_count(
                [
                    ('provider_id', '=', provider.id),
                    ('kind', '=', kind),
                    ('key', '=', key),
                    ('is_unique', '=', True),
                ],
                limit=1,
            )
        )

    @api.model
    def _ask_once(self, provider, kind, key, ask):
        """Ask a gateway a question that may be asked only once, and keep the answer.

        Whoever comes first asks; the answer is stored and committed before it is returned. Whoever
        comes later gets the stored answer, or None while the first one is still asking.

        :param payment.provider provider: The gateway's provider.
        :param str kind: The kind of the question.
        :param str key: What the gateway calls the payment.
        :param callable ask: What asks the gateway; returns a dict.
        :return: The gateway's answer, or None.
        :rtype: dict | None
        :raise ValidationError: If the gateway can't be reached; the question counts as asked.
        """
        message_id, answer = self._claim(provider, kind, key)
        if message_id:
            answer = ask()
            self._store_answer(message_id, answer)
        return answer

    @api.model
    def _keep(self, provider, kind, key, answer):
        """Keep an answer to a question that may be asked again.

        :param payment.provider provider: The gateway's provider.
        :param str kind: The kind of the question.
        :param str key: What the gateway calls the payment.
        :param dict answer: The gateway's answer.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                INSERT INTO payment_message
                            (provider_id, kind, key, is_unique, answer, asked_at, answered_at)
                     VALUES (%s, %s, %s, FALSE, %s,
                             NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC')
                """,
                    provider.id,
                    kind,
                    key,
                    json.dumps(answer, sort_keys=True),
                )
            )

    @api.model
    def _claim(self, provider, kind, key):
        """Take the right to ask a question, for all processes and for ever.

        :return: The id of the row to store the answer in (None if the question is already taken),
            and the answer that is stored so far.
        :rtype: tuple[int | None, dict | None]
        """
        with self.env.registry.cursor() as cr:
            # Whoever comes at the same moment is sent back by the database, and Odoo starts his
            # request again: no error for the server's log.
            cr.execute(
                SQL(
                    """
                INSERT INTO payment_message (provider_id, kind, key, is_unique, asked_at)
                     VALUES (%s, %s, %s, TRUE, NOW() AT TIME ZONE 'UTC')
                ON CONFLICT (provider_id, kind, key) WHERE is_unique DO NOTHING
                  RETURNING id
                """,
                    provider.id,
                    kind,
                    key,
                ),
                log_exceptions=False,
            )
            if row := cr.fetchone():
                return row[0], None
            cr.execute(
                SQL(
                    """
                SELECT answer FROM payment_message
                 WHERE provider_id = %s AND kind = %s AND key = %s AND is_unique
                """,
                    provider.id,
                    kind,
                    key,
                )
            )
            answer = cr.fetchone()[0]
        return None, json.loads(answer) if answer else None

    @api.model
    def _store_answer(self, message_id, answer):
        """Store and commit the answer to a claimed question.

        :param int message_id: The row that :meth:`_claim` gave.
        :param dict answer: The gateway's answer.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                UPDATE payment_message
                   SET answer = %s, answered_at = NOW() AT TIME ZONE 'UTC'
                 WHERE id = %s
                """,
                    json.dumps(answer, sort_keys=True),
                    message_id,
                )
            )
