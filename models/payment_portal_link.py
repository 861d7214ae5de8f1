import logging
import re
from datetime import datetime, time
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES
from odoo.addons.account_payment_portal.models.secret_token import hash_token, new_token

_logger = logging.getLogger(__name__)

# What a token looks like. Anything else is not even looked up.
TOKEN = re.compile('[A-Za-z0-9_-]{32}', re.ASCII)


class IssuedLink(NamedTuple):
    """A link and its address, which is known only when it is made: only a hash is stored."""

    link: models.BaseModel
    url: str


class PaymentPortalLink(models.Model):
    """An address that opens some documents, or the account, of one customer, without a key.

    Whoever has it can pay; so it is random, is stored as a hash, expires, and can be revoked. Users
    may only read links: making, renewing and revoking go through the methods, which check what the
    user may see.
    """

    _name = 'payment.portal.link'
    _description = "Payment Link"
    _order = 'id desc'
    _rec_name = 'partner_id'

    # What it opens.
    portal_id = fields.Many2one(
        string="Payment Portal",
        comodel_name='payment.portal',
        required=True,
        index=True,
        ondelete='cascade',
    )
    company_id = fields.Many2one(related='portal_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        string="Customer",
        comodel_name='res.partner',
        required=True,
        index=True,
        ondelete='cascade',
    )
    scope = fields.Selection(
        string="Opens",
        selection=[('documents', "Chosen Documents"), ('account', "Whole Account")],
        required=True,
        default='documents',
    )
    move_ids = fields.Many2many(
        string="Documents",
        comodel_name='account.move',
        relation='payment_portal_link_move_rel',
        column1='link_id',
        column2='move_id',
    )

    # Who has it, and how long it works.
    recipient_id = fields.Many2one(
        string="Made For",
        help="Whom the link was given to. Ending his access to the portal ends the link, too.",
        comodel_name='res.partner',
        index='btree_not_null',
        ondelete='set null',
    )
    token_hash = fields.Char(required=True, copy=False, groups='base.group_system')
    expires_at = fields.Datetime(
        string="Expires",
        compute='_compute_expires_at',
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    use_max = fields.Integer(
        string="Uses at Most", help="How often the link can be opened. Zero for as often as wanted."
    )

    # What became of it.
    use_count = fields.Integer(string="Uses", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent", copy=False)
    revoked_at = fields.Datetime(string="Revoked", readonly=True, copy=False)
    revoked_by_id = fields.Many2one(
        string="Revoked By", comodel_name='res.users', readonly=True, copy=False
    )
    refused_at = fields.Datetime(
        string="Refused",
        help="When somebody who had the link said that it is not for him.",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ('active', "Active"),
            ('expired', "Expired"),
            ('used_up', "Used Up"),
            ('revoked', "Revoked"),
            ('refused', "Refused"),
        ],
        compute='_compute_state',
        search='_search_state',
    )
    visit_ids = fields.One2many(
        string="Visits", comodel_name='payment.portal.link.visit', inverse_name='link_id'
    )

    _token_hash_uniq = models.UniqueIndex('(token_hash)')
    _check_use_max = models.Constraint(
        'CHECK(use_max >= 0)', "The number of uses can't be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends()  # When the link is made; afterwards it is up to staff.
    def _compute_expires_at(self):
        for link in self:
            link.expires_at = link.expires_at or self._get_default_expiry(link.move_ids)

    @api.depends('expires_at', 'use_max', 'use_count', 'revoked_at', 'refused_at')
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.refused_at:
                link.state = 'refused'
            elif link.revoked_at:
                link.state = 'revoked'
            elif not link.expires_at or link.expires_at <= now:
                link.state = 'expired'
            elif link.use_max and link.use_count >= link.use_max:
                link.state = 'used_up'
            else:
                link.state = 'active'

    def _search_state(self, operator, values):
        if operator != 'in':
            return NotImplemented
        domains = self._get_state_domains()
        return Domain.OR(domains[state] for state in values if state in domains)

    def _get_state_domains(self):
        """Return what is true for the links of each state; see :meth:`_compute_state`.

        Shape: `{state: Domain}`

        :rtype: dict
        """
        is_over = Domain('expires_at', '<=', fields.Datetime.now())
        is_used_up = Domain('use_max', '>', 0) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s >= %s",
                model._field_to_sql(alias, 'use_count', query),
                model._field_to_sql(alias, 'use_max', query),
            ),
            predicate=lambda link: link.use_count >= link.use_max,
        )
        is_refused = Domain('refused_at', '!=', False)
        is_left = ~is_refused & Domain('revoked_at', '=', False)
        return {
            'refused': is_refused,
            'revoked': ~is_refused & Domain('revoked_at', '!=', False),
            'expired': is_left & is_over,
            'used_up': is_left & ~is_over & is_used_up,
            'active': is_left & ~is_over & ~is_used_up,
        }

    # === CONSTRAINT METHODS === #

    @api.constrains('expires_at')
    def _check_expires_at(self):
        now = fields.Datetime.now()
        for link in self:
            if not now < link.expires_at <= now + const.LINK_LIFETIME_MAX:
                raise ValidationError(
                    self.env._(
                        "A link expires in the future, and within %(days)s days.",
                        days=const.LINK_LIFETIME_MAX.days,
                    )
                )

    @api.constrains('scope', 'move_ids', 'partner_id', 'portal_id')
    def _check_move_ids(self):
        for link in self:
            if bool(link.move_ids) != (link.scope == 'documents'):
                raise ValidationError(
                    self.env._("A link opens either chosen documents or the whole account.")
                )
            # In sudo mode because whose documents these are does not depend on who makes the link.
            if link.move_ids != link.sudo()._get_visible_moves():
                raise ValidationError(
                    self.env._(
                        "A link opens posted documents of one customer, in the company of the"
                        " payment portal."
                    )
                )

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
        links_sudo = self.sudo().create(
            [
                self._prepare_issue(vals) | {'token_hash': hash_token(token)}
                for vals, token in zip(vals_list, tokens, strict=True)
            ]
        )
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

    @api.autovacuum
    def _gc_links(self):
        """Delete links that ended long ago: who visited when is not kept for nothing."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM payment_portal_link WHERE expires_at < %s",
                fields.Datetime.now() - const.LINK_KEPT,
            )
        )

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
    def _prepare_issue(self, vals):
        """Return the values of a link, which is always of a customer, not of one of his people.

        :param dict vals: See :meth:`_issue`.
        :rtype: dict
        """
        partner = self.env['res.partner'].browse(vals['partner_id'])
        return {**vals, 'partner_id': partner.sudo().commercial_partner_id.id}

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

    def _get_visible_moves(self):
        """Return those of the chosen documents that the customer may see now.

        A document that was cancelled, or is of another customer now, is not shown any more.

        :rtype: account.move
        """
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: (
                move.commercial_partner_id == self.partner_id
                and move.company_id == self.company_id
                and move.state == 'posted'
                and move.move_type in CUSTOMER_MOVE_TYPES
            )
        )
