import secrets

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.account_payment_portal import const

# The allowed moves from one state to the next.
STATE_MOVES = {
    ('open', 'settled'),
    ('open', 'cancelled'),
    # Money that arrives after all is settled all the same.
    ('cancelled', 'settled'),
}


class PaymentRemittance(models.Model):
    _name = 'payment.remittance'
    _description = "Payment Remittance"
    _inherit = ['mail.thread']
    _order = 'id desc'
    _check_company_auto = True

    def _default_name(self):
        letters = (
            secrets.choice(const.REMITTANCE_NAME_ALPHABET)
            for _i in range(const.REMITTANCE_NAME_RANDOM_LETTERS)
        )
        return const.REMITTANCE_NAME_PREFIX + ''.join(letters)

    name = fields.Char(
        string="Remittance",
        default=lambda self: self._default_name(),
        required=True,
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[('open', "Open"), ('settled', "Settled"), ('cancelled', "Cancelled")],
        default='open',
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    expires_at = fields.Datetime(
        string="Payable Until",
        default=lambda self: fields.Datetime.now() + const.REMITTANCE_LIFETIME,
        required=True,
        readonly=True,
    )

    # Who pays what.
    company_id = fields.Many2one(comodel_name='res.company', required=True, readonly=True)
    currency_id = fields.Many2one(comodel_name='res.currency', required=True, readonly=True)
    partner_id = fields.Many2one(
        string="Customer", comodel_name='res.partner', required=True, readonly=True, index=True
    )
    payer_id = fields.Many2one(
        string="Paid By", comodel_name='res.partner', required=True, readonly=True
    )
    line_ids = fields.One2many(
        string="Open Items",
        comodel_name='payment.remittance.line',
        inverse_name='remittance_id',
        readonly=True,
    )
    amount_total = fields.Monetary(string="To Pay", required=True, readonly=True)

    # How the money comes, and what became of it.
    channel = fields.Selection(
        selection=[
            ('gateway', "Payment gateway"),
            ('credit', "Credits of the customer"),
            ('terminal', "Bank or cash terminal"),
            ('transfer', "Bank transfer"),
            ('bank_file', "Bank file"),
        ],
        default='gateway',
        required=True,
        readonly=True,
    )
    transaction_ids = fields.One2many(
        comodel_name='payment.transaction', inverse_name='remittance_id', readonly=True
    )
    move_id = fields.Many2one(
        string="Settled By", comodel_name='account.move', readonly=True, copy=False
    )
    payment_id = fields.Many2one(
        string="Payment", related='move_id.origin_payment_id', readonly=True
    )
    discrepancy_ids = fields.One2many(
        comodel_name='payment.discrepancy', inverse_name='remittance_id', readonly=True
    )
    result = fields.Selection(
        selection=[
            ('open', "To be paid"),
            ('pending', "Waiting for the bank"),
            ('paid', "Paid"),
            ('cancelled', "Payment cancelled"),
            ('failed', "Payment failed"),
            ('expired', "No longer payable"),
        ],
        compute='_compute_result',
    )
    result_message = fields.Char(compute='_compute_result')

    _name_uniq = models.Constraint('UNIQUE(name)', "The name of a remittance must be unique.")
    # The database itself refuses a journal entry that settles two remittances.
    _move_uniq = models.UniqueIndex('(move_id) WHERE move_id IS NOT NULL')
    _settled_has_move = models.Constraint(
        "CHECK((state = 'settled') = (move_id IS NOT NULL))",
        "A remittance is settled by exactly one journal entry.",
    )
    _amount_positive = models.Constraint(
        'CHECK(amount_total >= 0)', "What is to be paid can't be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'expires_at', 'transaction_ids.state', 'transaction_ids.state_message')
    def _compute_result(self):
        now = fields.Datetime.now()
        for remittance in self:
            tx = remittance.sudo().transaction_ids.sorted('id')[-1:]
            remittance.result = remittance._get_result(tx, now)
            remittance.result_message = (
                tx.state_message
                if remittance.result in ('cancelled', 'failed', 'pending')
                else False
            )

    def _get_result(self, tx, now):
        """Return what the payer should hear of the remittance.

        :param payment.transaction tx: The last transaction, if any.
        :param datetime now: The present time, UTC.
        :return: A value of `result`.
        :rtype: str
        """
        if self.state == 'settled':
            return 'paid'
        if any(t.state in (*const.LIVE_TRANSACTION_STATES, 'done') for t in self.transaction_ids):
            return 'pending'
        if self.state == 'cancelled' or self.expires_at < now:
            return 'expired'
        return {'cancel': 'cancelled', 'error': 'failed'}.get(tx.state, 'open')

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_money(self):
        if any(remittance.move_id or remittance.transaction_ids for remittance in self):
            raise ValidationError(_("A remittance that somebody tried to pay can't be deleted."))

    # === ACTION METHODS === #

    def action_cancel(self):
        """Close the remittances to further payment; money that still comes is booked.

        :raise AccessError: If the user is no accountant.
        """
        if not self.env.user.has_group('account.group_account_invoice'):
            raise AccessError(_("Only accountants withdraw remittances."))
        self.check_access('read')
        # In sudo mode because nobody may write on a remittance; it holds frozen money facts.
        self.sudo()._move_to_state('cancelled')

    # === BUSINESS METHODS - PAYMENT === #

    @api.model
    def _get_payer_remittance(self, name, payer):
        """Return a remittance of the payer's commercial entity by its name.

        :param str name: The remittance's name, from outside.
        :param res.partner payer: Who asks.
        :return: The remittance; empty if it is unknown or somebody else's.
        :rtype: payment.remittance
        """
        return self.search(
            [('name', '=', name), ('partner_id', '=', payer.commercial_partner_id.id)], limit=1
        )

    def _check_payable(self):
        """Make sure that the remittance can be paid now.

        :raise ValidationError: If it can't; the message tells the payer why.
        """
        self.ensure_one()
        self._check_not_being_paid(self.transaction_ids)
        if self.expires_at < fields.Datetime.now():
            raise ValidationError(
                _("Too much time has passed since you chose what to pay. Please choose again.")
            )
        self._check_lines_open()

    def _check_chargeable(self, transaction):
        """Make sure that the money of a transaction would close what its payer chose.

        Unlike when he starts to pay, it does not matter how long he took at the gateway.

        :param payment.transaction transaction: One of the remittance's transactions.
        :raise ValidationError: If it would not; the message tells the payer why.
        """
        self.ensure_one()
        self._check_not_being_paid(self.transaction_ids - transaction)
        self._check_lines_open()

    def _check_not_being_paid(self, transactions):
        """Make sure that nothing else pays the remittance, and that it has not been withdrawn.

        :param payment.transaction transactions: The transactions that might pay it.
        :raise ValidationError: If something does.
        """
        if self.state == 'settled':
            raise ValidationError(_("This has already been paid."))
        if any(tx.state in (*const.LIVE_TRANSACTION_STATES, 'done') for tx in transactions):
            raise ValidationError(
                _("A payment of these documents is being processed. Please wait for its result.")
            )
        if self.state == 'cancelled':
            raise ValidationError(_("This payment was withdrawn. Please choose again what to pay."))

    def _check_lines_open(self):
        """Make sure that every open item still has what the payer wants to pay of it.

        :raise ValidationError: If an item was paid or changed meanwhile.
        """
        for line in self.line_ids.filtered(lambda line: not line.is_on_account):
            item = line.move_line_id
            if not item or not line._fits(item.amount_residual_currency):
                raise ValidationError(
                    _(
                        "%(document)s has been paid or changed meanwhile. Please choose again"
                        " what to pay.",
                        document=line.name,
                    )
                )

    def _get_compatible_providers(self, report=None):
        """Return the providers that the payer can choose for this remittance.

        :param dict report: The availability report of core to fill in.
        :return: The providers that the portal offers and that fit currency, amount and payer.
        :rtype: payment.provider
        """
        self.ensure_one()
        portal = self.env['payment.portal']._get_for_company(self.company_id)
        return (
            self.env['payment.provider']
            .with_context(payment_portal_id=portal.id)
            ._get_compatible_providers(
                self.company_id.id,
                self.payer_id.id,
                self.amount_total,
                currency_id=self.currency_id.id,
                report=report,
            )
        )

    def _move_to_state(self, state, **values):
        """Move the remittances to a state.

        :param str state: The target state.
        :param dict values: More values to write at once.
        :raise ValidationError: If one of them can't get there from where it is.
        """
        if any((remittance.state, state) not in STATE_MOVES for remittance in self):
            raise ValidationError(_("A remittance can't go back to where it was."))
        self.write({'state': state, **values})
