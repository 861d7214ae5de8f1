from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of `base` to keep the portal's state right: merging moves users by SQL."""
        contacts = dst_partner | src_partners.commercial_partner_id
        res = super()._update_foreign_keys(src_partners, dst_partner)
        contacts._update_portal_state()
        return res
