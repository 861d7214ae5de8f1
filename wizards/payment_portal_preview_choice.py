from odoo import fields, models
from odoo.exceptions import AccessError


class PaymentPortalPreviewChoice(models.TransientModel):
    """The dialog in which staff choose as whom they look at the portal."""

    _name = 'payment.portal.preview.choice'
    _description = "Preview of a Payment Portal"

    portal_id = fields.Many2one(
        string="Payment Portal", comodel_name='payment.portal', required=True
    )
    company_id = fields.Many2one(related='portal_id.company_id')
    partner_id = fields.Many2one(
        string="Customer",
        comodel_name='res.partner',
        required=True,
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False),"
        " ('company_id', 'in', (False, company_id))]",
    )

    # === ACTION METHODS === #

    def action_open(self):
        """Show the portal as the customer sees it, in a new window.

        :rtype: dict
        :raise AccessError: If the user may not see all that the customer sees.
        """
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        portal = self.portal_id
        portal.check_access('read')
        if not portal._is_preview_allowed(customer):
            raise AccessError(
                self.env._(
                    "You may not see all documents of %(customer)s, so you can't see the portal as"
                    " %(customer)s does.",
                    customer=customer.display_name,
                )
            )
        return {
            'type': 'ir.actions.act_url',
            'url': portal._get_preview_path(customer, 'documents'),
            'target': 'new',
        }
