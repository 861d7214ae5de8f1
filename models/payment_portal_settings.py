"""How staff come to the form of their company's portal, and what it tells them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    # Whoever may not change the form is told so, and who may.
    is_editable = fields.Boolean(compute='_compute_is_editable')

    # Only administrators see and set up providers, as in core.
    company_provider_ids = fields.Many2many(
        string="Providers of the Company",
        comodel_name='payment.provider',
        compute='_compute_company_provider_ids',
        groups='base.group_system',
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid')
    def _compute_is_editable(self):
        self.is_editable = self.has_access('write')

    @api.depends('company_id')
    def _compute_company_provider_ids(self):
        providers = self.env['payment.provider']
        for portal in self:
            portal.company_provider_ids = providers.search(
                [
                    *providers._check_company_domain(portal.company_id),
                    # Those of modules that aren't installed would only fill the list.
                    ('module_state', 'in', ('installed', False)),
                ]
            )

    # === ACTION METHODS === #

    @api.model
    def action_open_for_company(self):
        """Open the form of the current company's portal.

        The first time, there is none: then a new one is made, which is closed until somebody opens
        it. Until then nothing changes for customers.

        :rtype: dict
        :raise AccessError: If there is none, and the user may not make one.
        """
        company = self.env.company
        portal = self._find_for_company(company)
        if not portal:
            if not self.has_access('create'):
                raise AccessError(
                    self.env._(
                        "%(company)s has no payment portal yet. An administrator of Invoicing can"
                        " create it.",
                        company=company.name,
                    )
                )
            portal = self.create({'name': company.name, 'company_id': company.id, 'active': False})
        return {
            'name': self.env._("Payment Portal"),
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': portal.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    @api.model
    def _find_for_company(self, company):
        """Return the portal of a company, be it open or closed.

        :param res.company company: The company.
        :rtype: payment.portal
        """
        return self.with_context(active_test=False).search([('company_id', '=', company.id)])

    def action_view_providers(self):
        """Open core's list of providers, in which they are set up.

        :rtype: dict
        """
        return self.env['ir.actions.act_window']._for_xml_id('payment.action_payment_provider')
