from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.payment_portal_key import LONGEST_KEY, Proof
from odoo.addons.account_payment_portal.models.secret_token import new_token
from odoo.addons.account_payment_portal.models.sign_in_limits import Visitor
from odoo.addons.account_payment_portal.protocols.tax_id import tax_id_key


class Attempt(NamedTuple):
    """What a browser sends to sign in.

    - `address`: the address of the client
    - `cookie`: what `Outcome.cookie` was when it signed in before; empty for a new browser
    - `tax_id`, `text`: what was typed; the key is empty where it is sent on demand
    - `browser`: the token of the browser that a code was sent for; empty in the first step
    """

    address: str
    cookie: str = ''
    tax_id: str = ''
    text: str = ''
    browser: str = ''


class Outcome(NamedTuple):
    """What becomes of an attempt.

    - `result`: 'delayed', 'refused', 'asked', 'accepted', or 'over' if there is no key to enter
    - `seconds`: how long to wait, if it was delayed
    - `token`: of the browser if a code was asked for, of the session if it was accepted
    - `cookie`: what an accepted browser shows the next time, so that others can't delay it
    """

    result: str
    seconds: int = 0
    token: str = ''
    cookie: str = ''


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    welcome_text = fields.Html(
        help="What customers read above the form to sign in.",
        translate=True,
        sanitize_style=True,
    )
    notification_email = fields.Char(
        help="Who hears of trouble at the portal. Leave empty to tell the accountants."
    )

    # Stored because each attempt needs it.
    country_code = fields.Char(related='company_id.country_code', store=True)

    # How customers without an account show who they are.
    key_kind = fields.Selection(
        string="Key",
        help="What a customer without an account shows besides the tax id, which is public.",
        selection=[],
        required=True,
        default='mail_code',
    )
    is_key_weak = fields.Boolean(compute='_compute_is_key_weak')
    is_weak_key_accepted = fields.Boolean(string="I Accept the Risk", copy=False)
    weak_key_user_id = fields.Many2one(
        string="Accepted By", comodel_name='res.users', readonly=True, copy=False
    )
    weak_key_date = fields.Datetime(string="Accepted On", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends('key_kind')
    def _compute_is_key_weak(self):
        for portal in self:
            portal.is_key_weak = bool(portal.key_kind) and portal._get_key()._is_weak

    # === CONSTRAINT METHODS === #

    @api.constrains('key_kind', 'is_weak_key_accepted', 'weak_key_user_id')
    def _check_weak_key(self):
        for portal in self.filtered('is_key_weak'):
            if not portal.is_weak_key_accepted or not portal.weak_key_user_id:
                raise ValidationError(
                    self.env._(
                        "Strangers can guess this key: tick that you accept it, or choose another."
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `orm` to note who accepts a weak key."""
        return super().create([self._with_acceptance(vals) for vals in vals_list])

    def write(self, vals):
        """Override of `orm` to note who accepts a weak key, and to sign guests out."""
        # What was accepted for one kind of key is not accepted for another.
        if 'key_kind' in vals and any(portal.key_kind != vals['key_kind'] for portal in self):
            vals = {'is_weak_key_accepted': False, **vals}
        result = super().write(self._with_acceptance(vals))
        if not vals.get('active', True):
            self._end_sessions()
        return result

    def _with_acceptance(self, vals):
        """Return values that say who accepts a weak key and when: whoever ticks it, now.

        :rtype: dict
        """
        vals = {
            name: value
            for name, value in vals.items()
            if name not in ('weak_key_user_id', 'weak_key_date')
        }
        if 'is_weak_key_accepted' in vals:
            is_accepted = vals['is_weak_key_accepted']
            vals['weak_key_user_id'] = is_accepted and self.env.uid
            vals['weak_key_date'] = is_accepted and fields.Datetime.now()
        return vals

    # === BUSINESS METHODS - SIGNING IN === #

    def _sign_in(self, attempt):
        """Let a customer in who shows his tax id and his key, or send him one.

        For every tax id and every key the same is done and answered; see `payment.portal.key`.

        :param Attempt attempt: What the browser sends.
        :rtype: Outcome
        """
        self.ensure_one()
        key = tax_id_key(attempt.tax_id, self.country_code)
        attempts = self.env['payment.portal.attempt']
        tax_id_hash = attempts._get_tax_id_hash(key)
        visitor = self._get_visitor(attempt, tax_id_hash)
        if seconds := attempts._get_delay(self, visitor, tax_id_hash):
            return Outcome('delayed', seconds=seconds)
        customers = self._find_customers(key)
        kind = self._get_key()
        if kind._is_sent:
            logged = attempts._log(self, visitor, tax_id_hash, 'asked')
            return Outcome('asked', token=kind._send(self, customers, logged))
        customer = kind._verify(self, Proof(attempt.text[:LONGEST_KEY], customers))
        attempts._log(self, visitor, tax_id_hash, 'accepted' if customer else 'refused')
        return self._let_in(customer, tax_id_hash)

    def _enter_sent_key(self, attempt):
        """Let a customer in who enters the key that was sent to him.

        :param Attempt attempt: What the browser sends.
        :rtype: Outcome
        """
        self.ensure_one()
        attempts = self.env['payment.portal.attempt']
        kind = self._get_key()
        tax_id_hash = kind._is_sent and kind._get_waiting(self, attempt.browser)
        if not tax_id_hash:
            return Outcome('over')
        visitor = self._get_visitor(attempt, tax_id_hash)
        if seconds := attempts._get_own_delay(self, visitor, tax_id_hash):
            return Outcome('delayed', seconds=seconds)
        nobody = self.env['res.partner'].sudo()
        proof = Proof(attempt.text[:LONGEST_KEY], nobody, attempt.browser)
        customer = kind._verify(self, proof)
        if not customer:
            attempts._log(self, visitor, tax_id_hash, 'refused')
        return self._let_in(customer, tax_id_hash)

    def _let_in(self, customer, tax_id_hash):
        """Open a session for a customer who has shown his key.

        :param res.partner customer: The customer; empty for nobody.
        :param str tax_id_hash: What he typed; see `payment.portal.attempt`.
        :rtype: Outcome
        """
        if not customer:
            return Outcome('refused')
        token = self.env['payment.portal.session']._open(self, customer)
        return Outcome('accepted', token=token, cookie=self._make_cookie(tax_id_hash))

    def _end_sessions(self):
        """Sign all guests of the portals out."""
        self.env['payment.portal.session']._get_going_on([('portal_id', 'in', self.ids)])._end()

    # === GETTERS === #

    def _get_key(self):
        """Return the kind of key that opens the portal.

        :rtype: payment.portal.key
        """
        self.ensure_one()
        return self.env[f'payment.portal.key.{self.key_kind}']

    def _find_customers(self, key):
        """Return the customers with a tax id, none if it is shared by too many to be anybody's.

        :param str key: The key of the tax id.
        :rtype: res.partner
        """
        self.ensure_one()
        # In sudo mode because guests may read nothing. No contact has an empty key: the same query
        # is made for what is no tax id.
        customers = (
            self.env['res.partner']
            .sudo()
            .search_fetch(
                [
                    ('tax_id_key', '=', key or '-'),
                    ('company_id', 'in', [False, *self._get_company_ids()]),
                ],
                ['tax_id_key', 'email_normalized'],
                order='id',
                limit=const.MOST_CUSTOMERS_WITH_ONE_TAX_ID + 1,
            )
        )
        return (
            customers
            if len(customers) <= const.MOST_CUSTOMERS_WITH_ONE_TAX_ID
            else customers.browse()
        )

    @tools.ormcache('self.company_id.id')
    def _get_company_ids(self):
        """Return the ids of the companies of which customers may sign in: a company never moves.

        :rtype: tuple[int]
        """
        return tuple(self.company_id.parent_ids.ids)

    # === BROWSERS THAT HAVE PROVED THEMSELVES === #

    def _make_cookie(self, tax_id_hash):
        """Return what a browser keeps that has signed in, to be recognised the next time.

        It opens nothing: it only says whose failures count; see `payment.portal.attempt`.

        :param str tax_id_hash: The tax id with which it has signed in.
        :rtype: str
        """
        return hash_sign(
            self.env(su=True),
            'payment.portal.browser',
            [self.id, tax_id_hash, new_token()],
            expiration=const.BROWSER_KNOWN,
        )

    def _get_visitor(self, attempt, tax_id_hash):
        """Return who makes an attempt.

        :param Attempt attempt: What the browser sends.
        :param str tax_id_hash: The tax id he tries.
        :rtype: Visitor
        """
        try:
            values = (
                verify_hash_signed(self.env(su=True), 'payment.portal.browser', attempt.cookie)
                if attempt.cookie
                else None
            )
        except ValueError:  # Anything may stand in a cookie; errors of decoding are of this kind.
            values = None
        is_known = values and values[:2] == [self.id, tax_id_hash]
        return Visitor.from_address(attempt.address, browser=values[2] if is_known else '')
