import logging
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import consteq, float_repr
from odoo.tools.misc import hmac
from odoo.tools.urls import urljoin

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.payment_provider import WebpayRefused
from odoo.addons.account_payment_portal.protocols import webpay

_logger = logging.getLogger(__name__)

# The states in which Transbank's word still decides.
UNDECIDED_STATES = ('draft', 'pending')


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    # What a receipt for a card payment names.
    webpay_card_last_digits = fields.Char(string="Card", readonly=True)
    webpay_payment_type = fields.Selection(
        # See https://www.transbankdevelopers.cl/documentacion/webpay-plus, "Tipos de pago".
        selection=[
            ('VD', "Debit card"),
            ('VP', "Prepaid card"),
            ('VN', "Credit card, no instalments"),
            ('VC', "Credit card, instalments"),
            ('SI', "Credit card, 3 instalments without interest"),
            ('S2', "Credit card, 2 instalments without interest"),
            ('NC', "Credit card, instalments without interest"),
        ],
        readonly=True,
    )
    webpay_installments_number = fields.Integer(string="Instalments", readonly=True)
    webpay_installments_amount = fields.Monetary(string="Instalment Amount", readonly=True)
    webpay_authorization_code = fields.Char(string="Authorisation Code", readonly=True)
    webpay_transaction_date = fields.Datetime(string="Card Charged On", readonly=True)

    # Tokens come from outside: asking for one must not read the whole table.
    _provider_reference_idx = models.Index(
        '(provider_reference) WHERE provider_reference IS NOT NULL'
    )

    # === BUSINESS METHODS - PRE-PROCESSING === #

    @api.model
    def _compute_reference(self, provider_code, prefix=None, separator='-', **kwargs):
        """Override of `payment` to keep buy orders short and unique across databases, of which
        several may share a commerce code.
        """
        if provider_code == 'transbank' and not self._is_remittance_name(prefix):
            prefix = self.env['payment.remittance']._default_name()
        return super()._compute_reference(
            provider_code, prefix=prefix, separator=separator, **kwargs
        )

    @api.model
    def _is_remittance_name(self, prefix):
        """Return whether a reference prefix is the name of a remittance.

        :param str prefix: The prefix, if any.
        :rtype: bool
        """
        length = len(const.REMITTANCE_NAME_PREFIX) + const.REMITTANCE_NAME_RANDOM_LETTERS
        return (
            bool(prefix)
            and prefix.startswith(const.REMITTANCE_NAME_PREFIX)
            and (len(prefix) == length)
        )

    def _get_specific_rendering_values(self, processing_values):
        """Override of `payment` to create the transaction at Transbank and return where to go."""
        if self.provider_code != 'transbank':
            return super()._get_specific_rendering_values(processing_values)
        try:
            answer = self._webpay_create()
        except ValidationError:
            _logger.warning("Transbank did not take transaction %s.", self.reference)
            self._set_error(
                _(
                    "Transbank can't be reached just now. Nothing has been charged; please try"
                    " again in a few minutes."
                )
            )
            return {}
        self.provider_reference = answer['token']
        return {'api_url': answer['url'], 'token_ws': answer['token']}

    def _webpay_create(self):
        """Announce the payment to Transbank.

        Shape: `{token: str, url: str}`

        :rtype: dict
        :raise ValidationError: If Transbank does not take it, or what it answers makes no sense.
        """
        decimal_places = self.currency_id.decimal_places
        order = webpay.build_order(
            self.reference,
            self._webpay_get_session_id(),
            Decimal(float_repr(self.amount, decimal_places)),
            urljoin(self.provider_id.get_base_url(), const.TRANSBANK_RETURN_ROUTE),
            decimal_places,
        )
        answer = self._webpay_send_request('POST', '', json=order)
        url = answer.get('url')
        if not webpay.is_token(answer.get('token')) or not str(url).startswith(('https:', 'http:')):
            raise ValidationError(_("Transbank's answer could not be read."))
        return answer

    def _webpay_send_request(self, method, endpoint, json=None):
        """Ask Transbank with the credentials for the transaction's currency.

        :param str method: The HTTP method.
        :param str endpoint: What follows the path of the API.
        :param dict json: The body.
        :rtype: dict
        :raise WebpayRefused: If Transbank says no.
        :raise ValidationError: If nobody knows what Transbank did.
        """
        return self._send_api_request(
            method, endpoint, json=json, transbank_currency=self.currency_id.name
        )

    def _webpay_get_session_id(self):
        """Return a value that only this database can make for the transaction.

        A return after a time-out carries no token: without this value anybody who guesses a
        reference could call somebody's payment off.

        :rtype: str
        """
        self.ensure_one()
        # In sudo mode to read the secret of the database.
        return hmac(self.env(su=True), 'webpay', self.reference)[: webpay.SESSION_ID_LENGTH]

    # === BUSINESS METHODS - RETURN OF THE PAYER === #

    @api.model
    def _webpay_find(self, webpay_return):
        """Return the transaction that a return is about.

        :param WebpayReturn webpay_return: The parameters of the return.
        :return: The transaction; empty if it is unknown, or if the return is forged.
        :rtype: payment.transaction
        """
        domain = Domain('provider_code', '=', 'transbank')
        if webpay_return.token:
            domain &= Domain('provider_reference', '=', webpay_return.token)
            return self.search(domain, limit=1)
        tx = self.search(domain & Domain('reference', '=', webpay_return.buy_order), limit=1)
        if tx and consteq(tx._webpay_get_session_id(), webpay_return.session_id):
            return tx
        return self.browse()

    def _webpay_handle_return(self, webpay_return):
        """Do what the return of a payer asks for; a decided transaction stays as it is.

        :param WebpayReturn webpay_return: The parameters of the return.
        """
        self.ensure_one()
        if self.state not in UNDECIDED_STATES:
            return
        if webpay_return.flow == 'commit':
            self._webpay_confirm()
        elif not self.env['payment.message']._is_asked(
            self.provider_id, 'commit', self.provider_reference
        ):
            self._webpay_call_off(webpay_return.flow)

    def _webpay_confirm(self):
        """Tell Transbank to take the money, unless it would no longer fit, and note the outcome."""
        if obstacle := self._get_obstacle():
            # Transbank gives back by itself what nobody confirms.
            self._set_canceled(_("%s Nothing has been charged.", obstacle))
            return
        try:
            # The answer is stored before it is used, and no lock is held meanwhile.
            answer = self.env['payment.message']._ask_once(
                self.provider_id, 'commit', self.provider_reference, self._webpay_commit
            )
        except WebpayRefused:
            self._webpay_ask_status()
            if self.state in UNDECIDED_STATES:
                self._webpay_call_off('refused')
            return
        except ValidationError:
            self._webpay_wait()
            return
        if answer is None:  # Somebody else is asking, or did so in vain.
            self._webpay_ask_status()
        else:
            self._process('transbank', answer)
        if self.state in UNDECIDED_STATES:
            self._webpay_wait()

    def _webpay_commit(self):
        """Confirm the payment at Transbank and return its answer; see `webpay.parse_result`.

        :rtype: dict
        :raise WebpayRefused: If Transbank refuses.
        :raise ValidationError: If nobody knows whether Transbank took the money.
        """
        return self._webpay_send_request('PUT', f'/{self.provider_reference}')

    def _webpay_wait(self):
        """Leave the decision to a question that is asked soon."""
        self._set_pending(state_message=_("Transbank has not answered yet. We go on asking."))
        self.env.ref('account_payment_portal.ir_cron_webpay_ask_status')._trigger(
            fields.Datetime.now() + const.TRANSBANK_FIRST_QUESTION_AFTER
        )

    def _webpay_call_off(self, flow):
        """Note that the payer came back without having paid.

        :param str flow: Why; see `webpay.WebpayReturn`, or 'refused'.
        """
        message = {
            'timeout': _("It took longer than Transbank allows. Nothing has been charged."),
            'cancelled': _("You cancelled the payment at Transbank. Nothing has been charged."),
            'form_error': _("Transbank's page could not go on. Nothing has been charged."),
            'refused': _("Transbank did not confirm the payment. Nothing has been charged."),
        }[flow]
        if flow in ('form_error', 'refused'):
            self._set_error(message)
        else:
            self._set_canceled(message)

    # === GETTERS === #

    def _webpay_get_landing_route(self):
        """Return where the payer reads what became of his payment.

        :rtype: str
        """
        self.ensure_one()
        return self.landing_route if self.remittance_id else '/payment/status'
