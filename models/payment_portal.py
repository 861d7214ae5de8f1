from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class PaymentPortal(models.Model):
    _name = 'payment.portal'
    _description = "Payment Portal"
    _check_company_auto = True

    name = fields.Char(
        help="The name under which customers see the portal.",
        required=True,
        translate=True,
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name='res.company', required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related='company_id.currency_id')

    # What customers may pay with.
    provider_ids = fields.Many2many(
        string="Offered Providers",
        help="The payment providers that customers can choose. Leave empty to offer all that fit"
        " the currency, the amount and the customer.",
        comodel_name='payment.provider',
        domain="[('company_id', 'parent_of', company_id), ('state', '!=', 'disabled')]",
        check_company=True,
    )

    # What customers may pay.
    allow_partial = fields.Boolean(
        string="Partial Payments",
        help="Customers can pay a part of a document. Without it, they pay documents or"
        " instalments whole.",
        default=True,
    )
    allow_overpayment = fields.Boolean(
        string="Over-payments",
        help="Customers can pay more than they owe. What is over stays on their account.",
    )
    amount_minimum = fields.Monetary(
        string="Smallest Amount",
        help="Payments below this amount are refused, in the currency of the company.",
    )

    _company_uniq = models.Constraint(
        'UNIQUE(company_id)', "A company has one payment portal: change the one that it has."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('amount_minimum')
    def _check_amount_minimum(self):
        if any(portal.amount_minimum < 0 for portal in self):
            raise ValidationError(_("The smallest amount can't be negative."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_for_company(self, company):
        """Return the active portal of the company.

        :param res.company company: The company.
        :return: The portal, empty when the company works like stock Odoo.
        :rtype: payment.portal
        """
        return self.search([('company_id', '=', company.id)], limit=1)

    @api.model
    def _get_active_companies(self):
        """Return the companies that have an active portal.

        :rtype: res.company
        """
        # In sudo mode because payers may not read portals; it only tells which companies have one.
        return self.sudo().search([]).company_id

    def _get_amount_minimum(self, currency):
        """Return the smallest amount that can be paid, in the given currency.

        :param res.currency currency: The currency of the payment.
        :rtype: float
        """
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_minimum, currency, self.company_id, fields.Date.context_today(self)
        )
