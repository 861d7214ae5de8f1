from odoo import api, fields, models

from odoo.addons.account_payment_portal.protocols.tax_id import last_digits, tax_id_key


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    key_kind = fields.Selection(
        selection_add=[('tax_id_digits', "Last four digits of the tax id")],
        ondelete={'tax_id_digits': 'set default'},
    )


class PaymentPortalKeyTaxIdDigits(models.AbstractModel):
    """The last four digits of the tax id: no secret at all, only proof that it wasn't a slip.

    Two customers with one tax id have the same digits, so neither of them gets in.
    """

    _name = 'payment.portal.key.tax_id_digits'
    _inherit = 'payment.portal.key'
    _description = "Last Digits of the Tax ID as a Key to a Payment Portal"

    _is_weak = True

    @api.model
    def _get_field(self):
        """Override of `account_payment_portal` to ask for four digits."""
        return {
            'label': self.env._("Last four digits of your tax id"),
            'hint': self.env._("With the check digit, if your tax id has one."),
            'attributes': {'type': 'text', 'autocomplete': 'off', 'maxlength': 10},
        }

    @api.model
    def _verify(self, portal, proof):
        """Override of `account_payment_portal` to compare the digits."""
        # Read like a tax id. The figure in front keeps zeros, which count here.
        typed = tax_id_key(f'1{proof.text}')[1:]
        fitting = proof.customers.filtered(
            lambda customer: typed in last_digits(customer.tax_id_key)
        )
        return fitting if len(fitting) == 1 else fitting.browse()
