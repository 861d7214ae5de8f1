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

    # The database itself refuses to book a transaction of a remittance twice.
    _remittance_transaction_uniq = models.UniqueIndex(
        '(payment_transaction_id) WHERE remittance_id IS NOT NULL',
        "This transaction has already been booked.",
    )
