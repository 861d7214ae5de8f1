from odoo import models

from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES
from odoo.addons.account_payment_portal.models.document_mail import drop_buttons, is_pdf_alone


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === BUSINESS METHODS - E-MAILS === #

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Override of `account` to leave the button out where documents are sent as PDF."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if is_pdf_alone(self, self._get_sending(), message):
            drop_buttons(groups)
        return groups

    def _get_sending(self):
        """Return how the document goes to the customer.

        :return: A value of the portal's `invoice_sending`; 'both' where everything is as in core.
        :rtype: str
        """
        portal = self.env['payment.portal']._get_for_company(self.company_id)
        if not portal or self.move_type not in CUSTOMER_MOVE_TYPES:
            return 'both'
        # In sudo mode because whoever sends a document need not be allowed to see the portal.
        return portal.sudo().invoice_sending
