from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES


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
        string="Uses at Most",
        help="How often the link can be opened. Zero for as often as wanted.",
        required=True,
        default=0,
    )

    # What became of it.
    use_count = fields.Integer(string="Uses", required=True, default=0, readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent", copy=False)
    revoked_at = fields.Datetime(string="Revoked", readonly=True, copy=False)
    revoked_by_id = fields.Many2one(comodel_name='res.users', readonly=True, copy=False)
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
