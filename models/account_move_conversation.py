from odoo import models

from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES


class AccountMove(models.Model):
    _name = 'account.move'
    # The conversation first: its overrides come before those of core's chatter.
    _inherit = ['payment.portal.conversation', 'account.move']

    def _is_for_customer(self):
        """Override of `account_payment_portal` to leave bills and other entries as in core."""
        return self.move_type in CUSTOMER_MOVE_TYPES

    def _get_salesperson_of_document(self):
        """Override of `account_payment_portal`: core's `user_id` is for its own use."""
        return self.sudo().invoice_user_id
