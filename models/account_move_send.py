from odoo import api, models

from odoo.addons.account_payment_portal.models.document_mail import MAILING


class AccountMoveSend(models.AbstractModel):
    """Sending invoices as the payment portal of their company says.

    The PDF is left out the way core's dialog does it when somebody clicks it away: it is made and
    kept with the document, where the portal shows it, and it can still be attached by hand.
    """

    _inherit = 'account.move.send'

    # === BUSINESS METHODS === #

    @api.model
    def _get_default_mail_attachments_widget(
        self, move, mail_template, invoice_edi_format=None, extra_edis=None, pdf_report=None
    ):
        """Override of `account` to leave the PDF out where documents are sent as links.

        Electronic documents stay: they are for the customer's computer.
        """
        attachments = super()._get_default_mail_attachments_widget(
            move,
            mail_template,
            invoice_edi_format=invoice_edi_format,
            extra_edis=extra_edis,
            pdf_report=pdf_report,
        )
        if move._get_sending() != 'link':
            return attachments
        pdf_name = move.invoice_pdf_report_id.name or move._get_invoice_report_filename(
            report=pdf_report
        )
        return [
            {**attachment, 'skip': True} if attachment['name'] == pdf_name else attachment
            for attachment in attachments
        ]

    @api.model
    def _send_mails(self, moves_data):
        """Override of `account` to leave out the pro-forma PDF, too, which core has no name for."""
        return super()._send_mails(
            {
                move: {
                    key: value
                    for key, value in move_data.items()
                    if key != 'proforma_pdf_attachment' or move._get_sending() != 'link'
                }
                for move, move_data in moves_data.items()
            }
        )

    @api.model
    def _send_mail(self, move, mail_template, **kwargs):
        """Override of `account` to say that this mail brings the document itself."""
        return super()._send_mail(move.with_context(**{MAILING: True}), mail_template, **kwargs)
