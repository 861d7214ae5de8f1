import logging

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.secret_token import hash_token, new_token

_logger = logging.getLogger(__name__)


class PaymentPortalSession(models.Model):
    """A guest who has signed in: one customer, one portal, for a short time.

    The token is in the server's own session of the browser, here is only its hash. Each request of
    a guest asks for it, so a session that ends here ends at once.
    """

    _name = 'payment.portal.session'
    _description = "Guest of a Payment Portal"
    _order = 'id desc'
    _rec_name = 'partner_id'

    portal_id = fields.Many2one(
        comodel_name='payment.portal', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='portal_id.company_id')
    partner_id = fields.Many2one(
        string="Customer",
        comodel_name='res.partner',
        required=True,
        index=True,
        ondelete='cascade',
    )
    kind = fields.Char(
        string="Signed In By", help="The kind of key with which the customer signed in."
    )
    # A session must not outlive what narrows it down.
    link_id = fields.Many2one(
        help="By which the customer came, and to what his visit is confined.",
        comodel_name='payment.portal.link',
        index='btree_not_null',
        ondelete='cascade',
    )
    token_hash = fields.Char(required=True, groups='base.group_system')
    last_seen = fields.Datetime(required=True, default=fields.Datetime.now)
    ended_at = fields.Datetime(string="Ended")

    _token_hash_uniq = models.UniqueIndex('(token_hash)')

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, portal, partner, link=None):
        """Let a customer in.

        :param payment.portal portal: What he enters.
        :param res.partner partner: The customer, or one of his people.
        :param payment.portal.link link: The link by which he comes; None if he has signed in.
        :return: The token of the session, for the browser.
        :rtype: str
        """
        token = new_token()
        session = self.sudo().create(
            {  # Guests may write nothing.
                'portal_id': portal.id,
                'partner_id': partner.commercial_partner_id.id,
                'kind': 'link' if link else portal.key_kind,
                'link_id': link.id if link else False,
                'token_hash': hash_token(token),
            }
        )
        _logger.info(
            "Payment portal %s: customer %s has signed in by %s (session %s).",
            portal.id,
            session.partner_id.id,
            session.kind,
            session.id,
        )
        return token

    @api.model
    def _get_valid(self, token, portal):
        """Return the session of a token if it goes on, and note that the guest was seen.

        :param str token: The token in the browser's session.
        :param payment.portal portal: The portal of the page.
        :return: The session, empty if there is none, or none any more.
        :rtype: payment.portal.session
        """
        if not token:
            return self.sudo().browse()
        now = fields.Datetime.now()
        session = self.sudo().search(
            [  # Guests may read nothing.
                ('token_hash', '=', hash_token(token)),
                ('portal_id', '=', portal.id),
                ('portal_id.active', '=', True),
                ('partner_id.active', '=', True),
                ('ended_at', '=', False),
                ('last_seen', '>', now - const.SESSION_IDLE),
                ('create_date', '>', now - const.SESSION_LIFETIME),
            ]
        )
        if session.partner_id.commercial_partner_id != session.partner_id:
            return session.browse()  # The customer has become a part of another one.
        if session.link_id.revoked_at or session.link_id.refused_at:
            return session.browse()  # The link was ended just when the session was opened.
        if session and session.last_seen < now - const.SESSION_SEEN_EVERY:
            session.last_seen = now
        return session

    def _end(self):
        """Sign the guests out, at once."""
        going_on = self.filtered(lambda session: not session.ended_at)
        going_on.ended_at = fields.Datetime.now()
        if going_on:
            _logger.info("Ended the payment portal sessions %s.", going_on.ids)

    @api.model
    def _get_going_on(self, domain):
        """Return the sessions that have not ended.

        :param list domain: Which ones.
        :rtype: payment.portal.session
        """
        # In sudo mode because whoever ends access need not be allowed to see sessions.
        return self.sudo().search([('ended_at', '=', False), *domain])

    @api.autovacuum
    def _gc_sessions(self):
        """Delete the sessions of last month: who visited when is not kept for nothing."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM payment_portal_session WHERE last_seen < %s",
                fields.Datetime.now() - const.SESSION_KEPT,
            )
        )
