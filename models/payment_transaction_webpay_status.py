import logging

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.payment_provider import WebpayRefused
from odoo.addons.account_payment_portal.models.payment_transaction_webpay import UNDECIDED_STATES
from odoo.addons.account_payment_portal.protocols import webpay

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    # === BUSINESS METHODS - QUESTIONS === #

    @api.model
    def _cron_webpay_ask_status(self):
        """Ask Transbank about the payers who have not come back, until the outcome is known."""
        now = fields.Datetime.now()
        txs = self.search(
            [
                ('provider_code', '=', 'transbank'),
                ('provider_id.state', '!=', 'disabled'),
                ('provider_reference', '!=', False),
                ('state', 'in', UNDECIDED_STATES),
                ('create_date', '<', now - const.TRANSBANK_FIRST_QUESTION_AFTER),
            ],
            order='id',
        )
        self.env['ir.cron']._commit_progress(remaining=len(txs))
        for tx in txs:
            try:
                tx._webpay_ask_status()
                tx._post_process_if_done()
            except Exception:
                # The next payer's money is worth as much.
                _logger.exception("The status of transaction %s is still unknown.", tx.reference)
                self.env.cr.rollback()
            if not self.env['ir.cron']._commit_progress(1):
                break

    def _webpay_ask_status(self):
        """Ask Transbank what became of the payment, and note the outcome once there is one."""
        self.ensure_one()
        try:
            answer = self._webpay_send_request('GET', f'/{self.provider_reference}')
        except WebpayRefused as error:
            is_forgotten = webpay.ERROR_FORGOTTEN.search(error.args[0])
        except ValidationError:
            is_forgotten = False
        else:
            is_forgotten = False
            self.env['payment.message']._keep(
                self.provider_id, 'status', self.provider_reference, answer
            )
            self._process('transbank', answer)
        if is_forgotten or self._get_age() > const.TRANSBANK_STATUS_LIFETIME:
            self._webpay_give_up()

    def _webpay_give_up(self):
        """Put a payment whose outcome nobody can find out any more before the accountant."""
        if self.state not in UNDECIDED_STATES:
            return
        self._set_error(_("Transbank does not tell what became of this payment."))
        self._report_discrepancy(
            'unknown_outcome',
            self.amount,
            'check_gateway',
            _("Transbank no longer tells what became of %s.", self.reference),
        )

    def _get_age(self):
        """Return how long ago the transaction was created.

        :rtype: timedelta
        """
        return fields.Datetime.now() - self.create_date
