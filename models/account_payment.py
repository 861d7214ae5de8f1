from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    remittance_id = fields.Many2one(
        help="What the payer said he was paying.",
        comodel_name='payment.remittance',
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='restrict',
    )

    # The entry of the payment. Core only points from the entry to the payment, and searches for it
    # again and again while a payment is booked; with these, the cache answers.
    entry_ids = fields.One2many(
        string="Journal Entries", comodel_name='account.move', inverse_name='origin_payment_id'
    )
    entry_line_ids = fields.One2many(
        string="Journal Items", comodel_name='account.move.line', inverse_name='payment_id'
    )

    # The database itself refuses to book a transaction of a remittance twice.
    _remittance_transaction_uniq = models.UniqueIndex(
        '(payment_transaction_id) WHERE remittance_id IS NOT NULL',
        "This transaction has already been booked.",
    )
