from odoo import models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _revoke_portal_access(self):
        """Override of `account_payment_portal` to end payment links, too.

        Those that were made for the contacts, and all of a customer who is among them.
        """
        res = super()._revoke_portal_access()
        # In sudo mode because whoever ends access need not be allowed to see links.
        links_sudo = self.env['payment.portal.link'].sudo()
        links_sudo.search(
            [
                ('revoked_at', '=', False),
                '|',
                ('partner_id', 'in', self.ids),
                ('recipient_id', 'in', self.ids),
            ]
        )._revoke()
        return res
