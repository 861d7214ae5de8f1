import logging

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.protocols import webpay

_logger = logging.getLogger(__name__)


class WebpayReturnController(http.Controller):
    # Transbank sends the browser back by GET or, from its integration environment, by a POST from
    # another site: that one carries neither our CSRF token nor the session's cookie, and must not
    # replace the payer's session by a new one. Whoever calls proves nothing but that he knows a
    # token; what became of the payment is asked from Transbank itself.
    @http.route(
        const.TRANSBANK_RETURN_ROUTE,
        type='http',
        auth='public',
        methods=['GET', 'POST'],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def webpay_return(self, **params):
        """Note how the payer came back from Transbank and show him what became of his payment.

        :param dict params: See `webpay.parse_return`.
        :raise NotFound: If the return is unknown or forged.
        """
        webpay_return = webpay.parse_return(params)
        # In sudo mode because nobody is logged in on this route.
        tx_sudo = request.env['payment.transaction'].sudo()._webpay_find(webpay_return)
        if not tx_sudo:
            _logger.warning("A return from Transbank fits no transaction (%s).", webpay_return.flow)
            raise NotFound()
        _logger.info("Transaction %s: return from Transbank.", tx_sudo.reference)
        tx_sudo._webpay_handle_return(webpay_return)
        tx_sudo._post_process_if_done()
        return request.redirect(tx_sudo._webpay_get_landing_route())
