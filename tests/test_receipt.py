from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models import payment_receipt
from odoo.addons.account_payment_portal.models.payment_settlement import Receipt
from odoo.addons.account_payment_portal.report.pdf import PdfError
from odoo.addons.account_payment_portal.report.receipt import ReceiptDocument
from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon
from odoo.addons.account_payment_portal.tests.pdf_common import read_pdf

OFFICE = 'office@sur.example.com'


@tagged('post_install', '-at_install')
class TestReceipt(PaymentPortalCommon):
    """Who gets a receipt of a payment, and what stands on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.notification_email = OFFICE
        cls.payer.email = 'paula@sur.example.com'
        cls.document = cls._create_document(10000)

    def run_job(self):
        """Run the job that sends receipts, and return the mails that it made.

        :rtype: mail.mail
        """
        mails = self.env['mail.mail'].sudo()
        before = mails.search([])
        with self._test_cursors():
            self.env.ref('account_payment_portal.ir_cron_send_receipts').method_direct_trigger()
        self.env.invalidate_all()
        return mails.search([]) - before

    def get_receipts(self, remittance):
        return self.env['payment.receipt'].search([('remittance_id', '=', remittance.id)])

    def read_receipt(self, move, lang=None):
        """Return the text of a receipt's PDF.

        :rtype: str
        """
        env = self.env(su=True)
        document = ReceiptDocument(move.with_env(env).with_context(lang=lang), False)
        return ' '.join(read_pdf(document.render()))

    # === WHO GETS IT === #

    def test_payer_and_office_get_one_mail_each_with_the_receipt(self):
        tx = self._freeze_and_pay({self.document: None})

        mails = self.run_job()

        self.assertEqual(sorted(mails.mapped('email_to')), [OFFICE, 'paula@sur.example.com'])
        for mail in mails:
            self.assertIn(tx.payment_id.move_id.name, mail.subject)
            self.assertIn(self.document.name, mail.body_html)
            [text] = read_pdf(mail.attachment_ids.raw)
            self.assertIn(self.document.name, text)

    def test_receipt_is_sent_once_however_often_the_job_runs(self):
        tx = self._freeze_and_pay({self.document: None})
        self.assertEqual(len(self.run_job()), 2)

        self.assertFalse(self.run_job())

        self.assertEqual(self.get_receipts(tx.remittance_id).state, 'sent')

    def test_settlement_sends_nothing_itself_and_starts_the_job(self):
        mails = self.env['mail.mail'].sudo()
        cron = self.env.ref('account_payment_portal.ir_cron_send_receipts')
        before = mails.search([])
        triggers = self.env['ir.cron.trigger'].sudo()
        count = triggers.search_count([('cron_id', '=', cron.id)])

        tx = self._freeze_and_pay({self.document: None})

        receipts = [mail for mail in mails.search([]) - before if 'Receipt' in (mail.subject or '')]
        self.assertFalse(receipts)
        self.assertEqual(self.get_receipts(tx.remittance_id).state, 'queued')
        self.assertEqual(triggers.search_count([('cron_id', '=', cron.id)]), count + 1)

    def test_settlement_that_is_undone_leaves_no_receipt(self):
        remittance = self._freeze({self.document: None})
        with self.cr.savepoint() as savepoint:
            self._pay(remittance)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(self.get_receipts(remittance))

    def test_each_channel_gets_its_receipt(self):
        remittance = self._freeze({self.document: '600'})
        remittance.channel = 'terminal'
        journal = self.provider.journal_id
        values = {
            'journal_id': journal.id,
            'payment_method_line_id': journal.inbound_payment_method_line_ids[:1].id,
            'remittance_id': remittance.id,
            'memo': "Terminal 7",
        }
        no_transaction = self.env['payment.transaction']

        remittance._settle([Receipt(remittance, 600, values, no_transaction)])

        mails = self.run_job()
        self.assertEqual(len(mails), 2)
        self.assertIn("Terminal 7", mails[0].body_html)

    def test_credits_that_cover_all_get_a_receipt(self):
        credit = self._create_credit_note(400)
        remittance = self._freeze({self.document: '400', credit: None})

        remittance._settle_by_credit()

        mails = self.run_job()
        self.assertEqual(len(mails), 2)
        self.assertIn("settled with credits", mails[0].body_html)
        text = self.read_receipt(remittance.move_id)
        self.assertIn("Settled with your credits", text)
        self.assertIn(f"{credit.name} (credit used)", text)

    def test_money_that_comes_twice_gets_a_receipt_that_says_so(self):
        remittance = self._freeze({self.document: None})
        self._pay(remittance)
        second = self._pay(remittance)

        self.assertEqual(len(self.run_job()), 4)

        text = self.read_receipt(second.payment_id.move_id)
        self.assertIn("Stays on your account as a credit $ 10,000", text)
        self.assertNotIn(self.document.name, text)

    def test_payer_without_mail_gets_it_at_his_firm(self):
        self.payer.email = False
        self._freeze_and_pay({self.document: None})
        self.assertEqual(
            sorted(self.run_job().mapped('email_to')), ['firm@sur.example.com', OFFICE]
        )

    def test_firm_without_mail_gets_it_at_its_contact_for_invoices(self):
        (self.payer | self.customer).email = False
        self._create_partner(
            name="Bills", parent_id=self.customer.id, type='invoice', email='bills@example.com'
        )
        self._freeze_and_pay({self.document: None})
        self.assertIn('bills@example.com', self.run_job().mapped('email_to'))

    def test_receipt_that_nobody_can_get_is_noted(self):
        (self.payer | self.customer).email = False
        self.portal.notification_email = False
        tx = self._freeze_and_pay({self.document: None})

        self.assertFalse(self.run_job())

        self.assertEqual(self.get_receipts(tx.remittance_id).state, 'unaddressed')
        self.assertIn("was not sent", tx.remittance_id.message_ids[0].body)

    def test_mail_is_in_the_language_of_its_reader(self):
        self.env['res.lang']._activate_lang('es_ES')
        self.payer.lang = 'es_ES'
        date = self.document.invoice_date_due
        tx = self._freeze_and_pay({self.document: None})

        mails = {mail.email_to: mail for mail in self.run_job()}

        self.assertIn('lang="es_ES"', mails['paula@sur.example.com'].body_html)
        self.assertIn('lang="en_US"', mails[OFFICE].body_html)
        # What the payer got, the office has, too.
        self.assertIn(
            date.strftime('%d/%m/%Y'), ' '.join(read_pdf(mails[OFFICE].attachment_ids.raw))
        )
        self.assertEqual(tx.remittance_id.state, 'settled')

    # === WHAT STANDS ON IT === #

    def test_receipt_names_payer_facts_documents_and_total(self):
        other = self._create_document(2500)
        tx = self._freeze_and_pay({self.document: '4000', other: None})

        text = self.read_receipt(tx.payment_id.move_id)

        for part in (
            "Paid by Viña del Sur, Paula Payer",
            f"Paid to {self.company.name}",
            f"Reference {tx.reference}",
            "$ 4,000",
            f"{other.name} {other.invoice_date_due.strftime('%m/%d/%Y')} $ 2,500",
            "Total paid $ 6,500",
        ):
            self.assertIn(part, text)

    def test_receipt_of_a_payment_that_staff_booked_names_what_it_is_reconciled_with(self):
        payment = self.env['account.payment'].create(
            {
                'amount': 300,
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': self.customer.id,
                'journal_id': self.company_data['default_journal_bank'].id,
                'memo': "Cheque 12",
            }
        )
        payment.action_post()
        document = self._create_document(250)
        (self._get_items(payment.move_id) | self._get_items(document)).reconcile()

        text = self.read_receipt(payment.move_id)

        self.assertIn("Reference Cheque 12", text)
        self.assertIn(f"{document.name} {document.invoice_date_due:%m/%d/%Y} $ 250", text)
        self.assertIn("Stays on your account as a credit $ 50", text)

    def test_receipt_of_many_documents_names_all(self):
        documents = [self._create_document(100 + number) for number in range(60)]
        tx = self._freeze_and_pay(dict.fromkeys(documents))
        text = self.read_receipt(tx.payment_id.move_id)
        for document in documents:
            self.assertIn(document.name, text)

    # === TROUBLE AND COST === #

    def test_receipt_is_sent_without_pdf_where_none_can_be_made(self):
        self._freeze_and_pay({self.document: None})
        with (
            patch.object(ReceiptDocument, 'render', side_effect=PdfError("missing")),
            mute_logger(payment_receipt.__name__),
        ):
            mails = self.run_job()
        self.assertEqual(len(mails), 2)
        self.assertFalse(mails.attachment_ids)

    def test_receipt_that_fails_does_not_keep_back_the_others_and_is_tried_again(self):
        failing = self._freeze_and_pay({self.document: '100'}).remittance_id
        other = self._freeze_and_pay({self.document: '200'}).remittance_id
        receipts = self.env['payment.receipt']
        write_mails = type(receipts)._write_mails

        def fail_one(receipt):
            if receipt.remittance_id == failing:
                raise ValueError
            write_mails(receipt)

        with (
            patch.object(type(receipts), '_write_mails', fail_one),
            mute_logger(payment_receipt.__name__),
        ):
            self.assertEqual(len(self.run_job()), 2)
        self.assertEqual(self.get_receipts(other).state, 'sent')
        failed = self.get_receipts(failing)
        self.assertEqual(failed.state, 'failed')
        self.assertFalse(self.run_job())

        self.cr.execute(
            "UPDATE payment_receipt SET write_date = write_date - INTERVAL '1 hour' WHERE id = %s",
            [failed.id],
        )
        self.env.invalidate_all()
        self.assertEqual(len(self.run_job()), 2)

    def test_receipts_of_a_hundred_payments_are_queued_by_a_handful_of_queries(self):
        remittances = [self._freeze({self.document: '10'}) for _number in range(100)]
        entries = [self._create_document(1) for _number in range(100)]
        receipts = self.env['payment.receipt']
        receipts._queue(remittances[:1], entries[:1])  # What is kept is read once.
        self.env.flush_all()
        with self.assertQueryCount(3):
            receipts._queue(remittances[1:], entries[1:])
            self.env.flush_all()

    def test_accountant_of_another_company_reads_no_receipt(self):
        tx = self._freeze_and_pay({self.document: None})
        other = self._create_other_company("Other", has_portal=False)
        user = new_test_user(
            self.env, 'ap_other', 'account.group_account_invoice', company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.get_receipts(tx.remittance_id).with_user(user).read(['state'])

    def test_nobody_but_accountants_reads_receipts_and_nobody_makes_them(self):
        tx = self._freeze_and_pay({self.document: None})
        receipt = self.get_receipts(tx.remittance_id)
        self.assertEqual(receipt.with_user(self.accountant_user).state, 'queued')
        with self.assertRaises(AccessError):
            receipt.with_user(self.accountant_user).state = 'sent'
        with self.assertRaises(AccessError):
            receipt.with_user(self.payer_user).read(['state'])
