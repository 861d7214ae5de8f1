import logging
from datetime import datetime, time
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.secret_token import hash_token, new_token

_logger = logging.getLogger(__name__)


class IssuedLink(NamedTuple):
    """A link and its address, which is known only when it is made: only a hash is stored."""

    link: models.BaseModel
    url: str


class PaymentPortalLink(models.Model):
    _inherit = 'payment.portal.link'

    # === BUSINESS METHODS === #

    @api.model
    def _issue(self, vals_list):
        """Make links and return them with their addresses, which can't be found out later.

        Refused to users who may not make links, or not see what they open.

        Shape: `vals_list` has the values of :meth:`create`; `partner_id` may be anybody of the
            customer; `expires_at` is the default one where it is left out

        :param list[dict] vals_list: What to make.
        :return: The links, in the same order.
        :rtype: list[IssuedLink]
        """
        self.check_access('read')  # Who may see links may make them.
        tokens = [new_token() for _vals in vals_list]
        # In sudo mode because nobody may write links but by these methods. It is undone if the user
        # may not see what he has made.
        links_sudo = self.sudo().create(self._prepare_issue(vals_list, tokens))
        links = links_sudo.with_env(self.env)
        links._check_issuer()
        return [link._with_url(token) for link, token in zip(links, tokens, strict=True)]

    def _renew(self):
        """Give the links new addresses; what has the old ones opens nothing any more.

        :return: The links, in the same order.
        :rtype: list[IssuedLink]
        """
        self.check_access('read')  # Who may see a link may renew it.
        self._end_sessions()
        issued = []
        for link in self:
            token = new_token()
            # In sudo mode because nobody may write links but by these methods.
            link.sudo().write(
                {
                    'token_hash': hash_token(token),
                    'expires_at': self._get_default_expiry(link.sudo().move_ids),
                    'use_count': 0,
                    'sent_at': False,
                    'revoked_at': False,
                    'revoked_by_id': False,
                    'refused_at': False,
                }
            )
            issued.append(link._with_url(token))
        return issued

    def _revoke(self):
        """Let the links open nothing any more, and sign out who came by them, at once."""
        self.check_access('read')  # Who may see a link may revoke it.
        going_on = self.filtered(lambda link: not link.revoked_at)
        # In sudo mode because nobody may write links but by these methods.
        going_on.sudo().write({'revoked_at': fields.Datetime.now(), 'revoked_by_id': self.env.uid})
        self._end_sessions()
        if going_on:
            _logger.info("User %s revoked the payment links %s.", self.env.uid, going_on.ids)

    def _end_sessions(self):
        """Sign out who came by the links."""
        self.env['payment.portal.session']._get_going_on([('link_id', 'in', self.ids)])._end()

    # === GETTERS === #

    @api.model
    def _get_default_expiry(self, moves):
        """Return when a link to documents expires if nobody says otherwise.

        :param account.move moves: The documents; empty for the whole account.
        :return: Some time after the last of them is due, and never too soon nor too late.
        :rtype: datetime
        """
        now = fields.Datetime.now()
        # In sudo mode because it depends on nothing but the dates.
        due_dates = [date for date in moves.sudo().mapped('invoice_date_due') if date]
        last_due = datetime.combine(max(due_dates), time.min) if due_dates else now
        return min(max(last_due, now) + const.LINK_LIFETIME, now + const.LINK_LIFETIME_MAX)

    @api.model
    def _prepare_issue(self, vals_list, tokens):
        """Return the values of links, which are always of a customer, not of one of his people.

        :param list[dict] vals_list: See :meth:`_issue`.
        :param list[str] tokens: The tokens of the links.
        :rtype: list[dict]
        """
        people = self.env['res.partner'].browse(vals['partner_id'] for vals in vals_list)
        return [
            {
                **vals,
                # In sudo mode because whom the user may see is checked afterwards.
                'partner_id': person.commercial_partner_id.id,
                'token_hash': hash_token(token),
            }
            for vals, person, token in zip(vals_list, people.sudo(), tokens, strict=True)
        ]

    def _check_issuer(self):
        """Refuse links to what the user may not see himself."""
        self.check_access('read')
        self.portal_id.check_access('read')
        self.partner_id.check_access('read')
        self.recipient_id.check_access('read')
        # In sudo mode because otherwise those are left out that the user may not see.
        self.sudo().move_ids.with_env(self.env).check_access('read')

    def _with_url(self, token):
        """Return the link with its address.

        :param str token: The token of the link.
        :rtype: IssuedLink
        """
        self.ensure_one()
        url = f'{self.portal_id.get_base_url()}{const.GUEST_ROUTE}/l/{token}'
        return IssuedLink(self, url)
