from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The way from the settings of Invoicing and Sales to the company's payment portal."""

    _inherit = 'res.config.settings'

    payment_portal_state = fields.Selection(
        selection=[
            ('missing', "Not set up"),
            ('closed', "Closed"),
            ('open', "Open to customers"),
        ],
        compute='_compute_payment_portal',
    )
    payment_portal_url = fields.Char(compute='_compute_payment_portal')
    is_payment_portal_editable = fields.Boolean(compute='_compute_payment_portal')

    # === COMPUTE METHODS === #

    @api.depends('company_id')
    @api.depends_context('uid')
    def _compute_payment_portal(self):
        portals = self.env['payment.portal']
        for settings in self:
            portal = portals._find_for_company(settings.company_id)
            settings.payment_portal_state = (
                'missing' if not portal else 'open' if portal.active else 'closed'
            )
            settings.payment_portal_url = portal.active and portal.sign_in_url
            settings.is_payment_portal_editable = portals.has_access('write')

    # === ACTION METHODS === #

    def action_open_payment_portal(self):
        """Open the payment portal of the company; the first time, it is made.

        :rtype: dict
        """
        return self.env['payment.portal'].action_open_for_company()
