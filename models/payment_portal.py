from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import frozendict, ormcache


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

    # What customers may pay with. As in core, only administrators see and set up providers.
    provider_ids = fields.Many2many(
        string="Offered Providers",
        help="The payment providers that customers can choose. Leave empty to offer all that fit"
        " the currency, the amount and the customer.",
        comodel_name='payment.provider',
        domain="[('company_id', 'parent_of', company_id), ('state', '!=', 'disabled')]",
        check_company=True,
        groups='base.group_system',
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

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        portals = super().create(vals_list)
        self.env.registry.clear_cache()  # See `_get_active_ids`.
        return portals

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _get_for_company(self, company):
        """Return the active portal of the company.

        :param res.company company: The company.
        :return: The portal, empty when the company works like stock Odoo.
        :rtype: payment.portal
        """
        return self.browse(self._get_active_ids().get(company.id))

    @api.model
    def _get_active_companies(self):
        """Return the companies that have an active portal.

        :rtype: res.company
        """
        # In sudo mode because payers may not read companies; it only tells which have a portal.
        return self.env['res.company'].sudo().browse(self._get_active_ids())

    @api.model
    @ormcache()
    def _get_active_ids(self):
        """Return the ids of the active portals by the ids of their companies.

        Every page and every payment asks for them.

        :rtype: frozendict
        """
        # In sudo mode because payers may not read portals.
        portals = self.sudo().search([('active', '=', True)])
        return frozendict({portal.company_id.id: portal.id for portal in portals})

    def _get_amount_minimum(self, currency):
        """Return the smallest amount that can be paid, in the given currency.

        :param res.currency currency: The currency of the payment.
        :rtype: float
        """
        self.ensure_one()
        return self.currency_id._convert(
            self.amount_minimum, currency, self.company_id, fields.Date.context_today(self)
        )
