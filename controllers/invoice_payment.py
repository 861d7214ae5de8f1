from odoo import _
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.account_payment_portal.controllers.payer import Payer
from odoo.addons.account_payment_portal.controllers.remittance_page import RemittancePage


class InvoicePayment(PortalAccount, PaymentPortal):
    """Payment from an invoice's own page, by the rules of the payment portal of its company.

    Core takes the amount as the browser sends it and offers every provider.
    """

    def _get_common_page_view_values(self, invoices_data, access_token=None, **kwargs):
        """Override of `account_payment` to offer the providers of the payment portal only."""
        portal = self._get_payment_portal(invoices_data['company'] or request.env.company)
        request.update_context(payment_portal_id=portal.id)
        return super()._get_common_page_view_values(
            invoices_data, access_token=access_token, **kwargs
        )

    def _process_transaction(
        self, partner_id, currency_id, invoice_ids, payment_reference, **kwargs
    ):
        """Override of `account_payment` to freeze what is paid, checked against what is open.

        :raise ValidationError: If the amount or the provider does not fit; the message is for the
            payer.
        """
        # In sudo mode because the document was found by its token, or is one of the payer's own.
        moves_sudo = request.env['account.move'].sudo().browse(invoice_ids)
        if not any(self._get_payment_portal(company) for company in moves_sudo.company_id):
            return super()._process_transaction(
                partner_id, currency_id, invoice_ids, payment_reference, **kwargs
            )
        remittance_sudo = self._freeze_invoices(moves_sudo, partner_id, kwargs.pop('amount', None))
        self._check_offer(remittance_sudo, partner_id, kwargs)
        tx_sudo = self._create_transaction(
            **kwargs,
            amount=remittance_sudo.amount_total,
            currency_id=remittance_sudo.currency_id.id,
            partner_id=partner_id,
            reference_prefix=remittance_sudo.name,
            custom_create_values={
                'remittance_id': remittance_sudo.id,
                'invoice_ids': [Command.set(invoice_ids)],
            },
        )
        return tx_sudo._get_processing_values()

    def _check_offer(self, remittance_sudo, partner_id, params):
        """Make sure that the provider and the method or token are among those on offer.

        :param payment.remittance remittance_sudo: The remittance.
        :param int partner_id: Who pays, as a `res.partner` id.
        :param dict params: What the browser sent.
        :raise ValidationError: If they are not.
        """
        is_guest = request.env.user._is_public()
        payer = Payer(
            partner=request.env['res.partner'].browse(partner_id),
            companies=remittance_sudo.company_id,
            documents_url='/my/invoices',
            remittances_url='/my/remittances',
            layout='portal.portal_layout',
            # Whoever was given a link may pay for the customer, and not with the customer's card.
            portal=self._get_payment_portal(remittance_sudo.company_id) if is_guest else None,
        )
        page = RemittancePage(remittance_sudo, payer, payer.make_amount_writer(request.env))
        keys = ('provider_id', 'payment_method_id', 'token_id', 'flow')
        if not page.is_on_offer({key: params.get(key) for key in keys}):
            raise ValidationError(_("This way to pay is not available. Please choose another one."))

    def _freeze_invoices(self, moves_sudo, partner_id, amount):
        """Freeze what is paid of invoices; of a single one, a part can be paid.

        :param account.move moves_sudo: The invoices, already checked to be the payer's to pay.
        :param int partner_id: Who pays, as a `res.partner` id.
        :param float amount: What the browser wants to pay.
        :rtype: payment.remittance
        :raise ValidationError: If it can't be paid, or not at once.
        """
        payer_sudo = request.env['res.partner'].sudo().browse(partner_id)
        if payer_sudo.commercial_partner_id != moves_sudo.commercial_partner_id:
            # Somebody pays for another one, whose link he was given.
            payer_sudo = moves_sudo.partner_id[:1]
        text = None if len(moves_sudo) > 1 else str(amount)
        remittances_sudo = (
            request.env['payment.remittance']
            .sudo()
            ._freeze(payer_sudo, dict.fromkeys(moves_sudo.ids, text))
        )
        if len(remittances_sudo) > 1:
            raise ValidationError(_("These documents can't be paid in one payment."))
        return remittances_sudo

    def _get_payment_portal(self, company):
        """Return the active payment portal of a company.

        :param res.company company: The company.
        :rtype: payment.portal
        """
        # In sudo mode because payers can't read portals.
        return request.env['payment.portal'].sudo()._get_for_company(company)
