from odoo import models

from odoo.addons.account_payment_portal.models.document_mail import (
    MAILING,
    drop_buttons,
    is_pdf_alone,
)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS - E-MAILS === #

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Override of `sale` to leave the button out where quotes are sent as PDF."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        if self and is_pdf_alone(self, self._get_sending(), message):
            drop_buttons(groups)
        return groups

    def _send_order_notification_mail(self, mail_template, **kwargs):
        """Override of `sale` to say that this mail brings the order itself."""
        orders = self.with_context(**{MAILING: True})
        return super(SaleOrder, orders)._send_order_notification_mail(mail_template, **kwargs)

    def _get_sending(self):
        """Return how the quote goes to the customer, or the order that it has become.

        :return: A value of the portal's `quote_sending`; 'both' where everything is as in core.
        :rtype: str
        """
        self.ensure_one()
        portal = self.env['payment.portal']._get_for_company(self.company_id)
        # In sudo mode because whoever sends a quote need not be allowed to see the portal.
        return portal.sudo().quote_sending or 'both'
