"""Looking at the portal as a customer sees it, for staff who may see his documents anyway.

A preview has addresses of its own: behind the portal's stands the customer. No session of his is
needed or opened, and nothing is noted as his visit. See `GuestPreview` for the pages.
"""

import re

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.account_payment_portal import const

# No address of a portal has this sign.
PREVIEW_MARK = '~'
PREVIEW = re.compile(f'([a-z0-9-]+){PREVIEW_MARK}([0-9]{{1,9}})')

# In the context of a portal: whose pages are previewed. All addresses then stay in the preview.
PREVIEWED_ID = 'payment_portal_previewed_id'

# In the context of a request: the portal that is previewed, which may still be closed.
PREVIEWED_PORTAL_ID = 'payment_portal_previewed_portal_id'


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    # === ACTION METHODS === #

    def action_preview(self):
        """Ask as which customer to look at the portal.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'name': self.env._("Preview"),
            'type': 'ir.actions.act_window',
            'res_model': 'payment.portal.preview.choice',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_portal_id': self.id},
        }

    # === BUSINESS METHODS - PREVIEW === #

    @api.model
    def _find_preview(self, address):
        """Return what the user may look at by the address of a preview.

        :param str address: What stands in the address in place of the portal's own.
        :return: The portal, in sudo mode, with pages that stay in the preview, and the customer;
            both empty if there is no such preview, or the user may not see it.
        :rtype: tuple[payment.portal, res.partner]
        """
        nothing = self.browse(), self.env['res.partner']
        if not self.env.user._is_internal():
            return nothing
        slug, partner_id = PREVIEW.fullmatch(address).groups()
        portal = self.with_context(active_test=False).search([('slug', '=', slug)])
        partner = self.env['res.partner'].browse(int(partner_id)).exists()
        if not portal or not partner or not portal._is_preview_allowed(partner):
            return nothing
        # In sudo mode because that is how guests' pages work; narrowed down to the customer's own.
        return portal.sudo().with_context(**{PREVIEWED_ID: partner.id}), partner.sudo()

    def _is_preview_allowed(self, partner):
        """Return whether the user may see everything that the customer sees.

        Whoever may not, such as a salesperson with some of the customer's documents, must not see
        the others in a preview.

        :param res.partner partner: The customer.
        :rtype: bool
        """
        self.ensure_one()
        customer = partner.commercial_partner_id
        company = self.company_id
        return bool(
            customer.has_access('read')
            and self._is_all_readable(
                'account.move',
                self.env['account.move']._get_payer_document_domain(customer, company),
            )
            and self._is_all_readable(
                'sale.order',
                Domain('partner_id', 'child_of', customer.id)
                & Domain('company_id', '=', company.id),
            )
        )

    @api.model
    def _is_all_readable(self, model_name, domain):
        """Return whether the user may read all records of a domain.

        :param str model_name: The model.
        :param Domain domain: Which records.
        :rtype: bool
        """
        records = self.env[model_name]
        if not records.has_access('read'):
            return False
        hidden = domain & Domain('id', 'not in', records._search(domain))
        # In sudo mode because it asks whether there is something that the user can't see.
        return not records.sudo().search_count(hidden, limit=1)

    # === GETTERS === #

    @api.model
    def _get_for_company(self, company):
        """Override of `account_payment_portal` to take the previewed portal for open."""
        previewed = self._get_previewed()
        return previewed if previewed.company_id == company else super()._get_for_company(company)

    @api.model
    def _get_active_companies(self):
        """Override of `account_payment_portal` to take the previewed portal for open."""
        return super()._get_active_companies() | self._get_previewed().company_id

    @api.model
    def _get_previewed(self):
        """Return the portal whose pages the request previews.

        :return: The portal, in sudo mode; mostly empty.
        :rtype: payment.portal
        """
        portal_id = self.env.context.get(PREVIEWED_PORTAL_ID)
        # In sudo mode because that is how guests' pages work. Nobody but staff has previews.
        portals = self.sudo()
        return portals.browse(portal_id if self.env.user._is_internal() else None)

    def _get_preview_path(self, partner, *parts):
        """Return where a page of the preview lies on the server.

        :param res.partner partner: The customer.
        :rtype: str
        """
        return self.with_context(**{PREVIEWED_ID: partner.id})._get_guest_path(*parts)

    def _get_guest_path(self, *parts):
        """Override of `account_payment_portal` to stay in the preview."""
        previewed_id = self.env.context.get(PREVIEWED_ID)
        if not previewed_id:
            return super()._get_guest_path(*parts)
        address = f'{self.slug}{PREVIEW_MARK}{previewed_id}'
        return '/'.join((const.GUEST_ROUTE, address, *parts))
