from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.account_payment_portal.models.sale_order_acceptance import QUOTE_STATES
from odoo.addons.account_payment_portal.models.signatures import check_signature
from odoo.addons.sale.controllers.portal import CustomerPortal, PaymentPortal


class QuoteAcceptance(CustomerPortal):
    """Acceptance of quotes as far as the payment portal of their company allows it.

    Core asks the order itself whether it can be signed, declined or paid; see `sale.order`. What it
    doesn't ask is checked here.
    """

    # Core checks the access to the order.
    @http.route()
    def portal_order_page(self, order_id, payment_amount=None, **kwargs):
        """Override of `sale` to offer no payment of a quote that can't be accepted by it."""
        order_sudo = self._find_quote(order_id, kwargs.get('access_token'))
        if order_sudo and not order_sudo._can_customer_accept():
            payment_amount = None
        return super().portal_order_page(order_id, payment_amount=payment_amount, **kwargs)

    # Core checks the access to the order.
    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Override of `sale` to say clearly what is wrong with a signature."""
        token = access_token or request.httprequest.args.get('access_token')
        order_sudo = self._find_quote(order_id, token)
        if order_sudo and order_sudo._has_to_be_signed() and order_sudo._get_conversation_portal():
            try:
                check_signature(name, signature)
            except UserError as error:
                return {'error': error.args[0]}
        return super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )

    def _find_quote(self, order_id, access_token):
        """Return a quote that the visitor may see.

        :param int order_id: Its id, from outside.
        :param str access_token: Its token, from outside.
        :return: The quote, in sudo mode; None if it is none, or not for him.
        :rtype: sale.order | None
        """
        try:
            order_sudo = self._document_check_access('sale.order', order_id, access_token)
        except (AccessError, MissingError):
            return None
        return order_sudo if order_sudo.state in QUOTE_STATES else None


class QuotePayment(PaymentPortal):
    """Payment of orders, which for quotes is acceptance."""

    # Core checks the access to the order.
    @http.route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Override of `sale` to refuse the payment of quotes that can't be accepted."""
        try:
            order_sudo = self._document_check_access('sale.order', order_id, access_token)
        except (AccessError, MissingError):
            # Core says what is wrong.
            return super().portal_order_transaction(order_id, access_token, **kwargs)
        order_sudo._check_payable_by_customer()
        return super().portal_order_transaction(order_id, access_token, **kwargs)
