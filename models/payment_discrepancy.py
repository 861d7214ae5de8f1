from odoo import fields, models
from odoo.exceptions import AccessError

# What is kept as it was found: only what becomes of a discrepancy is up to the accountant.
FACT_FIELDS = {
    'name',
    'kind',
    'proposed_action',
    'amount',
    'currency_id',
    'company_id',
    'partner_id',
    'remittance_id',
    'transaction_id',
    'payment_id',
}


class PaymentDiscrepancy(models.Model):
    _name = 'payment.discrepancy'
    _description = "Payment Discrepancy"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'state desc, create_date desc, id desc'

    name = fields.Char(string="What Happened", required=True)
    kind = fields.Selection(
        selection=[
            ('duplicate', "Paid twice"),
            ('not_open', "Document no longer open"),
            ('credit_used', "Credit used meanwhile"),
            ('wrong_amount', "Gateway confirmed another payment"),
            ('not_booked', "Could not be booked"),
            ('unknown_outcome', "Outcome unknown"),
        ],
        required=True,
    )
    proposed_action = fields.Selection(
        selection=[
            ('keep_credit', "Keep as credit, or refund"),
            ('check_gateway', "Check at the gateway, then refund or apply"),
            ('ask_payer', "Ask the customer for the rest"),
            ('fix_books', "Correct what hinders the booking; it is tried again"),
        ],
        required=True,
    )
    state = fields.Selection(
        selection=[('open', "To do"), ('done', "Done")],
        default='open',
        required=True,
        tracking=True,
    )
    user_id = fields.Many2one(string="Responsible", comodel_name='res.users', tracking=True)

    # Where the money and the documents disagree.
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(comodel_name='res.currency', required=True)
    company_id = fields.Many2one(comodel_name='res.company', required=True, index=True)
    partner_id = fields.Many2one(string="Customer", comodel_name='res.partner', index=True)
    remittance_id = fields.Many2one(
        comodel_name='payment.remittance', index='btree_not_null', ondelete='restrict'
    )
    transaction_id = fields.Many2one(
        comodel_name='payment.transaction', index='btree_not_null', ondelete='restrict'
    )
    payment_id = fields.Many2one(comodel_name='account.payment', index='btree_not_null')

    _kind_transaction_uniq = models.UniqueIndex(
        '(kind, transaction_id) WHERE transaction_id IS NOT NULL',
        "This discrepancy of the transaction is already on record.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to keep the facts as they were found, whoever asks from outside.

        :raise AccessError: If a user changes a fact.
        """
        if not self.env.su and FACT_FIELDS & vals.keys():
            raise AccessError(
                self.env._("What was found can't be changed. Please leave a note instead.")
            )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_done(self):
        """Close the discrepancies."""
        self.state = 'done'

    def action_reopen(self):
        """Put the discrepancies back on the list."""
        self.state = 'open'
