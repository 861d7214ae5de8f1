from odoo import api, fields, models


class PaymentRemittanceLine(models.Model):
    _name = 'payment.remittance.line'
    _description = "Payment Remittance Line"
    _order = 'remittance_id, sequence, id'

    remittance_id = fields.Many2one(
        comodel_name='payment.remittance', required=True, index=True, ondelete='cascade'
    )
    sequence = fields.Integer()
    currency_id = fields.Many2one(related='remittance_id.currency_id')
    move_line_id = fields.Many2one(
        string="Open Item",
        help="The receivable that is paid.",
        comodel_name='account.move.line',
        index='btree_not_null',
        ondelete='set null',  # Staff may redraft a document; its money then stays on account.
    )
    is_on_account = fields.Boolean(
        string="On Account", help="The payer pays this on top of what he owes."
    )
    move_id = fields.Many2one(string="Document", related='move_line_id.move_id')
    name = fields.Char(string="Number", help="The document's number when it was picked.")
    date_maturity = fields.Date(string="Due Date")
    amount = fields.Monetary(help="What is paid; negative for a credit that is used.")
    discount = fields.Monetary(help="The early-payment discount that the payer takes.")
    amount_applied = fields.Monetary(
        string="Applied", help="What the settlement closed of the open item.", readonly=True
    )

    _amount_not_zero = models.Constraint(
        'CHECK(amount != 0)', "A line of a remittance needs an amount."
    )
    _discount_positive = models.Constraint('CHECK(discount >= 0)', "A discount can't be negative.")

    # === COMPUTE METHODS === #

    @api.depends('name')
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or line.remittance_id.name

    # === BUSINESS METHODS === #

    def _get_amount_closed(self):
        """Return what the line closes of its open item: the money and the discount.

        Units: the currency of the remittance; negative for a credit.

        :rtype: float
        """
        self.ensure_one()
        return self.currency_id.round(self.amount + self.discount)

    def _fits(self, residual):
        """Return whether an open item still has what the line wants to close of it.

        :param float residual: What is open of the item now; negative for a credit.
        :rtype: bool
        """
        self.ensure_one()
        closed = self._get_amount_closed()
        return (
            closed * residual > 0
            and self.currency_id.compare_amounts(abs(closed), abs(residual)) <= 0
        )
