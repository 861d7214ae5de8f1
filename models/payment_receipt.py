import logging
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from odoo.addons.account_payment_portal.report.pdf import PdfError
from odoo.addons.account_payment_portal.report.receipt import ReceiptDocument

_logger = logging.getLogger(__name__)

# How many receipts the job writes before it saves them.
SEND_BATCH = 20

# When it is tried again to send what failed, and for how long.
RETRY_AFTER = timedelta(minutes=50)
RETRY_UNTIL = timedelta(days=3)


class PaymentReceipt(models.Model):
    """A receipt to be mailed: one for each journal entry that books money of a remittance.

    It is put on record by the settlement, in its transaction, and written by a job: neither a slow
    mail server nor a missing program keeps money from being booked.
    """

    _name = 'payment.receipt'
    _description = "Receipt"
    _order = 'id desc'
    _rec_name = 'move_id'

    move_id = fields.Many2one(
        string="Journal Entry", comodel_name='account.move', required=True, ondelete='cascade'
    )
    remittance_id = fields.Many2one(
        comodel_name='payment.remittance', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='remittance_id.company_id')
    payer_id = fields.Many2one(related='remittance_id.payer_id')
    state = fields.Selection(
        selection=[
            ('queued', "To Be Sent"),
            ('sent', "Sent"),
            ('unaddressed', "Nobody to Send It To"),
            ('failed', "Failed"),
        ],
        required=True,
        default='queued',
    )

    # The database itself refuses a second receipt for the same money.
    _move_uniq = models.UniqueIndex('(move_id)')
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    # === BUSINESS METHODS - QUEUE === #

    @api.model
    def _queue(self, remittances, moves):
        """Have receipts sent, when the transaction is over.

        :param list[payment.remittance] remittances: What was paid.
        :param list[account.move] moves: The entries that book the money, in the same order.
        """
        values_list = [
            {'move_id': move.id, 'remittance_id': remittance.id}
            for remittance, move in zip(remittances, moves, strict=True)
        ]
        if values_list:
            # In sudo mode because nobody may make receipts: settlements do.
            self.sudo().create(values_list)
            self.env.ref('account_payment_portal.ir_cron_send_receipts')._trigger()

    @api.model
    def _cron_send(self):
        """Write the receipts that wait and put them into the queue of mails."""
        self._queue_failed_again()
        while receipts := self._claim():
            for receipt in receipts:
                receipt._write_mails_or_fail()
            if not self.env['ir.cron']._commit_progress(len(receipts)):
                break

    @api.model
    def _claim(self):
        """Return the next receipts, locked: several jobs can share the work.

        :rtype: payment.receipt
        """
        self.flush_model(['state'])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM payment_receipt WHERE state = 'queued'"
                " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                SEND_BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _queue_failed_again(self):
        """Try once more to send what could not be sent an hour ago, for some days."""
        now = fields.Datetime.now()
        self.search(
            [
                ('state', '=', 'failed'),
                ('write_date', '<', now - RETRY_AFTER),
                ('create_date', '>', now - RETRY_UNTIL),
            ]
        ).state = 'queued'

    # === BUSINESS METHODS - MAIL === #

    def _write_mails_or_fail(self):
        """Write the mails; one receipt must not keep the others from being sent."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._write_mails()
        except Exception:
            _logger.exception("The receipt %s could not be sent.", self.id)
            self.state = 'failed'

    def _write_mails(self):
        """Write the mails to the payer and to the portal's notification address.

        The state changes with the mails: whatever happens, there are no two of them.
        """
        self.ensure_one()
        recipients = self._get_recipients()
        self.state = 'sent' if recipients else 'unaddressed'
        attachments = self._make_attachment() if recipients else None
        for email, lang in recipients:
            self.env.ref('account_payment_portal.mail_template_receipt').with_context(
                receipt_email=email, receipt_lang=lang
            ).send_mail(
                self.id,
                email_layout_xmlid='mail.mail_notification_light',
                email_values={'attachment_ids': attachments.ids},
            )
        self._log(recipients)

    def _get_recipients(self):
        """Return to whom the receipt goes: the payer and the notification address.

        A payer without e-mail has his firm's; so have guests, who pay for a firm.

        Shape: e-mail addresses with languages

        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        payer, company = self.payer_id, self.company_id
        email = payer.email_normalized or payer.commercial_partner_id._get_receipt_email()
        portal = self.env['payment.portal']._get_for_company(company)
        recipients = [
            (email, payer.lang or company.partner_id.lang),
            (portal.notification_email, company.partner_id.lang),
        ]
        return [(email, lang or get_lang(self.env).code) for email, lang in recipients if email]

    def _make_attachment(self):
        """Return the PDF of the receipt, in the payer's language; empty if there is none.

        The mail says what matters, too: it is sent even if the server can't make PDFs.

        :rtype: ir.attachment
        """
        lang = self.payer_id.lang or self.company_id.partner_id.lang or get_lang(self.env).code
        document = ReceiptDocument(self.move_id.with_context(lang=lang), self.payer_id.tz)
        try:
            content = document.render()
        except PdfError:
            _logger.exception("The receipt %s is sent without its PDF.", self.id)
            return self.env['ir.attachment']
        return self.env['ir.attachment'].create(
            {
                'name': document.file_name,
                'raw': content,
                'mimetype': 'application/pdf',
                'res_model': self._name,
                'res_id': self.id,
            }
        )

    def _prepare_mail_document(self):
        """Return what the mail tells, in its language; see :class:`ReceiptDocument`.

        :rtype: dict
        """
        self.ensure_one()
        return ReceiptDocument(self.move_id, self.payer_id.tz).prepare()

    def _log(self, recipients):
        """Note on the remittance where its receipt went.

        :param list recipients: See :meth:`_get_recipients`.
        """
        if recipients:
            emails = ', '.join(dict(recipients))
            body = _("The receipt was sent to %(emails)s.", emails=emails)
        else:
            body = _("The receipt was not sent: neither the payer nor his firm has an e-mail.")
        self.remittance_id._message_log(body=body)


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _get_receipt_email(self):
        """Return where receipts of a customer go: his own address, or his contact for invoices.

        :rtype: str|bool
        """
        self.ensure_one()
        contacts = self | self.child_ids.filtered(lambda contact: contact.type == 'invoice')
        return next(filter(None, contacts.mapped('email_normalized')), False)
