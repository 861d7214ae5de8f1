from odoo import models
from odoo.exceptions import ValidationError

# A quote that a customer can still accept.
QUOTE_STATES = ('draft', 'sent')


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS - ACCEPTANCE BY THE CUSTOMER === #

    def _has_to_be_signed(self):
        """Override of `sale` to leave quotes alone whose acceptance is switched off."""
        return super()._has_to_be_signed() and self._can_customer_accept()

    def _has_to_be_paid(self):
        """Override of `sale` to leave quotes alone whose acceptance is switched off."""
        return super()._has_to_be_paid() and self._can_customer_accept()

    def _can_customer_accept(self):
        """Return whether customers may accept quotes in the portal at all.

        :return: Always true where there is no payment portal: everything is as in core.
        :rtype: bool
        """
        self.ensure_one()
        portal_sudo = self._get_conversation_portal()
        return not portal_sudo or portal_sudo.allow_quote_acceptance

    def _check_payable_by_customer(self):
        """Check that a customer may pay the order: paying a quote accepts it.

        :raise ValidationError: If he may not; the message is for the customer.
        """
        self.ensure_one()
        problem = self._get_payment_problem() if self._get_conversation_portal() else None
        if problem:
            raise ValidationError(problem)

    def _get_payment_problem(self):
        """Return why a customer may not pay the order.

        :return: The reason, for the customer; None if he may.
        :rtype: str | None
        """
        if self.state == 'cancel':
            return self.env._("This quote was cancelled: it can't be paid.")
        if self.state not in QUOTE_STATES:
            return None
        if not self._can_customer_accept():
            return self.env._("Quotes can't be accepted here. Please get in touch with us.")
        if self.is_expired:
            return self.env._("This quote has expired. Please ask for a new one.")
        return None
