from odoo import fields, models


class PaymentPortalShareLinkLine(models.TransientModel):
    """One of many customers in the dialog that mails payment links."""

    _name = 'payment.portal.share.link.line'
    _inherit = ['payment.portal.link.target']
    _description = "Customer to Whom a Payment Link Is Mailed"

    wizard_id = fields.Many2one(
        comodel_name='payment.portal.share.link', required=True, index=True, ondelete='cascade'
    )
    scope = fields.Selection(related='wizard_id.scope')
    document_count = fields.Integer(string="Number of Documents", compute='_compute_document_count')

    # === COMPUTE METHODS === #

    def _compute_document_count(self):
        for line in self:
            line.document_count = len(line.move_ids)

    # === BUSINESS METHODS === #

    def _check_targets(self):
        """Refuse customers and documents that the user may not see."""
        self.partner_id.check_access('read')
        self.recipient_id.check_access('read')
        # In sudo mode because otherwise those are left out that the user may not see.
        self.sudo().move_ids.with_env(self.env).check_access('read')
