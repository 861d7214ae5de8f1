from odoo import _, api, models

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.protocols import webpay


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    # === BUSINESS METHODS - PROCESSING === #

    def _update_state(self, *args, **kwargs):
        """Override of `payment` to let only one of several simultaneous returns go on at a time."""
        self.filtered(lambda tx: tx.provider_code == 'transbank')._lock_or_start_again()
        return super()._update_state(*args, **kwargs)

    @api.model
    def _extract_reference(self, provider_code, payment_data):
        """Override of `payment` to extract the reference from the payment data."""
        if provider_code != 'transbank':
            return super()._extract_reference(provider_code, payment_data)
        return webpay.parse_result(payment_data).buy_order

    def _extract_amount_data(self, payment_data):
        """Override of `payment` to compare the amount together with the order, on each answer."""
        if self.provider_code != 'transbank':
            return super()._extract_amount_data(payment_data)
        return None

    def _apply_updates(self, payment_data):
        """Override of `payment` to update the transaction based on Transbank's answer."""
        if self.provider_code != 'transbank':
            return super()._apply_updates(payment_data)
        result = webpay.parse_result(payment_data)
        if result.is_approved():
            self._webpay_apply_approval(result)
        elif result.is_unfinished():
            # He may still be typing, or Transbank may not have seen our confirmation yet.
            if self._get_age() > const.TRANSBANK_FORM_LIFETIME:
                self._set_canceled(
                    _("The payment was not finished at Transbank. Nothing has been charged.")
                )
        elif result.is_returned():
            self._set_canceled(_("Transbank has given the money back."))
        else:
            self._set_error(
                _(
                    "The bank did not accept the payment (code %s). Nothing has been charged."
                    " Please try another card, or ask your bank.",
                    result.response_code,
                )
            )

    def _webpay_apply_approval(self, result):
        """Note that the card was charged, if it was for this payment.

        :param WebpayResult result: What Transbank says.
        """
        if self._webpay_is_same_payment(result):
            self._webpay_note_card(result)
            # Money that arrives is booked, whatever we believed before.
            self._set_done(extra_allowed_states=('cancel',))
        else:
            self._webpay_report_other_payment(result)

    def _webpay_note_card(self, result):
        """Keep what the receipt for a card payment names.

        :param WebpayResult result: What Transbank says.
        """
        payment_types = dict(self._fields['webpay_payment_type'].selection)
        self.write(
            {
                'webpay_card_last_digits': result.card_last_digits,
                'webpay_payment_type': result.payment_type in payment_types and result.payment_type,
                'webpay_installments_number': result.installments_number,
                'webpay_installments_amount': float(result.installments_amount or 0),
                'webpay_authorization_code': result.authorization_code,
                'webpay_transaction_date': result.transaction_date,
            }
        )

    def _webpay_report_other_payment(self, result):
        """Put an approval of something else than this payment before the accountant.

        :param WebpayResult result: What Transbank says.
        """
        self._set_error(
            _(
                "Transbank confirmed another payment than this one. We look into it; please"
                " don't pay again."
            ),
            extra_allowed_states=('cancel',),
        )
        self._report_discrepancy(
            'wrong_amount',
            float(result.amount or 0),
            'check_gateway',
            _(
                "Transbank confirmed %(order)s over %(amount)s instead of %(reference)s.",
                order=result.buy_order,
                amount=result.amount,
                reference=self.reference,
            ),
        )

    def _webpay_is_same_payment(self, result):
        """Return whether amount and order of an approval are those of the transaction.

        :param WebpayResult result: What Transbank says.
        :rtype: bool
        """
        return (
            result.buy_order == self.reference
            and result.amount is not None
            and not self.currency_id.compare_amounts(float(result.amount), self.amount)
        )
