import requests

from odoo import _, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.protocols import webpay
from odoo.addons.payment import utils as payment_utils


class WebpayRefused(ValidationError):
    """Transbank understood the question and said no; nothing was done."""


class PaymentProvider(models.Model):
    _inherit = 'payment.provider'

    code = fields.Selection(
        selection_add=[('transbank', "Transbank Webpay Plus")],
        ondelete={'transbank': 'set default'},
    )

    # A commerce code is bound to one currency.
    transbank_commerce_code = fields.Char(
        string="Commerce Code",
        help="The 12 digits that Transbank gave you for payments in pesos.",
        required_if_provider='transbank',
        copy=False,
    )
    transbank_api_key = fields.Char(
        string="API Key",
        required_if_provider='transbank',
        copy=False,
        groups='base.group_system',
    )
    transbank_commerce_code_usd = fields.Char(
        string="Commerce Code (USD)",
        help="Only with a commerce code of its own can payments be made in US dollars.",
        copy=False,
    )
    transbank_api_key_usd = fields.Char(
        string="API Key (USD)", copy=False, groups='base.group_system'
    )
    transbank_base_url = fields.Char(
        string="Test Address",
        help="Where to send requests in test mode instead of Transbank's integration environment,"
        " for a simulator. Without effect once the provider is enabled.",
        copy=False,
        groups='base.group_system',
    )

    # === CRUD METHODS === #

    def _get_default_payment_method_codes(self):
        """Override of `payment` to return the default payment method codes."""
        self.ensure_one()
        if self.code != 'transbank':
            return super()._get_default_payment_method_codes()
        return const.TRANSBANK_PAYMENT_METHOD_CODES

    # === BUSINESS METHODS - OFFER === #

    def _get_supported_currencies(self):
        """Override of `payment` to return the currencies that Webpay Plus settles."""
        supported_currencies = super()._get_supported_currencies()
        if self.code == 'transbank':
            supported_currencies = supported_currencies.filtered(
                lambda currency: currency.name in const.TRANSBANK_CURRENCIES
            )
        return supported_currencies

    def _get_compatible_providers(self, *args, currency_id=None, report=None, **kwargs):
        """Override of `payment` to leave out what a payment portal does not offer, and Transbank
        for currencies without a commerce code.
        """
        providers = super()._get_compatible_providers(
            *args, currency_id=currency_id, report=report, **kwargs
        )
        # From the context, not from the keyword arguments: those of some routes come from outside.
        portal = self.env['payment.portal'].browse(self.env.context.get('payment_portal_id'))
        if portal.provider_ids:
            providers = providers._filter_compatible(
                lambda provider: provider in portal.provider_ids,
                _("not offered by the payment portal"),
                report,
            )
        currency = self.env['res.currency'].browse(currency_id)
        if currency:
            providers = providers._filter_compatible(
                lambda provider: (
                    provider.code != 'transbank'
                    or provider._transbank_get_commerce_code(currency.name)
                ),
                _("no commerce code for the currency"),
                report,
            )
        return providers

    def _filter_compatible(self, predicate, reason, report):
        """Return the providers that fit, and report why the others don't.

        :param callable predicate: Tells whether a provider fits.
        :param str reason: Why one does not fit, for the availability report.
        :param dict report: The availability report, if any.
        :rtype: payment.provider
        """
        fitting = self.filtered(predicate)
        payment_utils.add_to_report(report, self - fitting, available=False, reason=reason)
        return fitting

    # === REQUEST HELPERS === #

    def _send_api_request(self, method, endpoint, **kwargs):
        """Override of `payment` to raise one kind of error whatever is wrong with the network."""
        try:
            return super()._send_api_request(method, endpoint, **kwargs)
        except requests.RequestException as error:
            # Core knows unreachable hosts and time-outs, not answers cut short nor odd addresses.
            if self.code != 'transbank':
                raise
            raise ValidationError(_("Transbank's answer could not be read.")) from error

    def _build_request_url(self, endpoint, **kwargs):
        """Override of `payment` to build the request URL."""
        if self.code != 'transbank':
            return super()._build_request_url(endpoint, **kwargs)
        return self._transbank_get_api_url() + webpay.API_PATH + endpoint

    def _build_request_headers(self, method, endpoint, payload, **kwargs):
        """Override of `payment` to include the credentials."""
        if self.code != 'transbank':
            return super()._build_request_headers(method, endpoint, payload, **kwargs)
        currency_name = kwargs['transbank_currency']
        return {
            'Tbk-Api-Key-Id': self._transbank_get_commerce_code(currency_name) or '',
            'Tbk-Api-Key-Secret': self._transbank_get_api_key(currency_name) or '',
            'Content-Type': 'application/json',
        }

    def _parse_response_content(self, response, **kwargs):
        """Override of `payment` to accept nothing but an object: gateways in trouble send pages."""
        content = super()._parse_response_content(response, **kwargs)
        if self.code == 'transbank' and not isinstance(content, dict):
            raise ValidationError(_("Transbank's answer could not be read."))
        return content

    def _parse_response_error(self, response):
        """Override of `payment` to tell a refusal from trouble at Transbank's.

        :raise WebpayRefused: If Transbank said no.
        """
        if self.code != 'transbank' or response.status_code >= 500:
            return super()._parse_response_error(response)
        content = response.json()
        message = content.get('error_message') if isinstance(content, dict) else None
        raise WebpayRefused(str(message or response.reason))

    # === GETTERS === #

    def _transbank_get_api_url(self):
        """Return the address of Transbank's environment that the state stands for.

        :rtype: str
        :raise ValidationError: If the provider is disabled, and so nobody knows which one.
        """
        self.ensure_one()
        if self.state == 'disabled':
            raise ValidationError(_("The provider %s is disabled.", self.name))
        if self.state == 'enabled':
            return webpay.PRODUCTION_URL
        # In sudo mode because payers can't read the address; only test mode knows another one.
        return (self.sudo().transbank_base_url or webpay.INTEGRATION_URL).rstrip('/')

    def _transbank_get_commerce_code(self, currency_name):
        """Return the commerce code for a currency.

        :param str currency_name: The ISO code of the currency.
        :return: The code; False if payments in this currency can't be made.
        :rtype: str | bool
        """
        self.ensure_one()
        return {'CLP': self.transbank_commerce_code, 'USD': self.transbank_commerce_code_usd}.get(
            currency_name, False
        )

    def _transbank_get_api_key(self, currency_name):
        """Return the secret that belongs to the commerce code of a currency.

        :param str currency_name: The ISO code of the currency.
        :rtype: str | bool
        """
        self.ensure_one()
        # In sudo mode because a payer's request is signed with it; it never leaves the server else.
        provider_sudo = self.sudo()
        return {
            'CLP': provider_sudo.transbank_api_key,
            'USD': provider_sudo.transbank_api_key_usd,
        }.get(currency_name, False)
