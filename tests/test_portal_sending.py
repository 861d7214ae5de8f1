from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.mail.tests.common import MockEmail

# What stands in the addresses of the mails' buttons.
INVOICE_BUTTON = '/pay/l/'
QUOTE_BUTTON = 'access_token='
STAFF_BUTTON = '/mail/view'


class SendingCommon(CustomersCommon, MockEmail):
    """Mails as they leave the server."""

    def _send_queue(self, documents):
        """Send the mails about documents that are still in the queue."""
        self.env['mail.mail'].sudo().search(
            [
                ('model', '=', documents._name),
                ('res_id', 'in', documents.ids),
                ('state', '=', 'outgoing'),
            ]
        ).send()

    def _assert_brings(self, mail, has_pdf, button):
        """Assert what a mail brings.

        :param dict mail: The mail as it left the server.
        :param bool has_pdf: Whether the document is attached.
        :param str|None button: What stands in the address of the button; None without a button.
        """
        self.assertEqual(len(mail['attachments']), 1 if has_pdf else 0)
        if button:
            self.assertIn(button, mail['body'])
            return
        for address in (INVOICE_BUTTON, QUOTE_BUTTON, STAFF_BUTTON):
            self.assertNotIn(address, mail['body'])


@tagged('post_install', '-at_install')
class TestPortalSendingInvoice(SendingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(1000)
        cls.invoice.message_follower_ids.unlink()  # Nobody but those written to gets the mails.

    def _open_dialog(self, **values):
        return (
            self.env['account.move.send.wizard']
            .with_user(self.accountant_user)
            .with_context(active_model='account.move', active_ids=self.invoice.ids)
            .create({'sending_methods': ['email'], **values})
        )

    def _send(self, dialog=None):
        with self.mock_mail_gateway(mail_unlink_sent=True):
            (dialog or self._open_dialog()).action_send_and_print()
        [mail] = self._mails
        return mail

    def test_pdf_and_link(self):
        self._assert_brings(self._send(), True, INVOICE_BUTTON)

    def test_pdf_alone(self):
        self.portal.invoice_sending = 'pdf'
        self._assert_brings(self._send(), True, None)

    def test_link_alone(self):
        self.portal.invoice_sending = 'link'
        self._assert_brings(self._send(), False, INVOICE_BUTTON)

    def test_pdf_is_made_and_kept_although_it_is_not_sent(self):
        self.portal.invoice_sending = 'link'
        self._send()
        self.assertTrue(self.invoice.invoice_pdf_report_id)

    def test_link_alone_when_the_pdf_was_made_before(self):
        self._send()
        self.portal.invoice_sending = 'link'
        self._assert_brings(self._send(), False, INVOICE_BUTTON)

    def test_link_alone_when_core_only_has_a_pro_forma_pdf(self):
        self.portal.invoice_sending = 'link'
        send = self.env['account.move.send']
        move_data = {
            **send._get_default_sending_settings(self.invoice, sending_methods={'email'}),
            'proforma_pdf_attachment': self.env['ir.attachment'].create(
                {'name': 'proforma.pdf', 'raw': b'PDF'}
            ),
        }
        with self.mock_mail_gateway(mail_unlink_sent=True):
            send._send_mails({self.invoice: move_data})
        [mail] = self._mails
        self._assert_brings(mail, False, INVOICE_BUTTON)

    def test_many_invoices_are_sent_by_the_cron_as_the_portal_says(self):
        self.portal.invoice_sending = 'link'
        invoices = self.invoice | self._create_document(2000)
        self.env['account.move.send.batch.wizard'].with_user(self.accountant_user).with_context(
            active_model='account.move', active_ids=invoices.ids
        ).create({}).action_send_and_print()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            with self.enter_registry_test_mode():
                self.env.ref('account.ir_cron_account_move_send').method_direct_trigger()
            self._send_queue(invoices)
        self.assertEqual(len(self._mails), 2)
        for mail in self._mails:
            self._assert_brings(mail, False, INVOICE_BUTTON)

    def test_whoever_sends_attaches_a_file_by_hand(self):
        self.portal.invoice_sending = 'link'
        file = self.env['ir.attachment'].create({'name': 'terms.pdf', 'raw': b'PDF'})
        dialog = self._open_dialog()
        dialog.mail_attachments_widget = [
            *dialog.mail_attachments_widget,
            {
                'id': file.id,
                'name': file.name,
                'mimetype': 'application/pdf',
                'placeholder': False,
                'manual': True,
            },
        ]
        mail = self._send(dialog)
        self.assertEqual([attachment[0] for attachment in mail['attachments']], ['terms.pdf'])

    def test_button_is_there_when_whoever_sends_takes_the_pdf_away(self):
        self.portal.invoice_sending = 'pdf'
        dialog = self._open_dialog()
        dialog.mail_attachments_widget = [
            {**attachment, 'skip': True} for attachment in dialog.mail_attachments_widget
        ]
        self._assert_brings(self._send(dialog), False, INVOICE_BUTTON)

    def test_colleagues_keep_their_button(self):
        self.portal.invoice_sending = 'pdf'
        dialog = self._open_dialog()
        colleague = new_test_user(
            self.env, 'ps_colleague', company_id=self.company.id, email='c@example.com'
        )
        dialog.mail_partner_ids = [Command.set(colleague.partner_id.ids)]
        self._assert_brings(self._send(dialog), True, STAFF_BUTTON)

    def test_message_about_an_invoice_keeps_its_button(self):
        self.portal.invoice_sending = 'pdf'
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.invoice.with_user(self.accountant_user).message_post(
                body="Here is the photo",
                attachments=[('photo.png', b'PNG')],
                partner_ids=self.customer.ids,
                subtype_xmlid='mail.mt_comment',
            )
        [mail] = self._mails
        self._assert_brings(mail, True, INVOICE_BUTTON)

    def test_company_without_an_open_portal_sends_both_as_in_core(self):
        self.portal.write({'invoice_sending': 'link', 'active': False})
        self._assert_brings(self._send(), True, QUOTE_BUTTON)


@tagged('post_install', '-at_install')
class TestPortalSendingQuote(SendingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            'ps_seller',
            'base.group_user,sales_team.group_sale_salesman',
            company_id=cls.company.id,
            email='seller@example.com',
        )
        product = cls.env['product.product'].create({'name': "Goods", 'type': 'service'})
        cls.quote = (
            cls.env['sale.order']
            .with_user(cls.seller)
            .create(
                {
                    'partner_id': cls.customer.id,
                    'order_line': [
                        Command.create(
                            {'product_id': product.id, 'price_unit': 100, 'tax_ids': False}
                        )
                    ],
                }
            )
        )
        cls.quote.sudo().message_follower_ids.unlink()

    def _open_dialog(self, quotes=None, **context):
        quotes = (quotes or self.quote).with_user(self.seller).with_context(**context)
        action = quotes.action_quotation_send()
        return Form(
            self.env['mail.compose.message']
            .with_user(self.seller)
            .with_context(**{**context, **action['context']})
        )

    def _send(self, dialog=None):
        """Send a dialog, and return the mail to the customer."""
        with self.mock_mail_gateway(mail_unlink_sent=True):
            (dialog or self._open_dialog()).save().action_send_mail()
        return self._get_mail()

    def _get_mail(self):
        [mail] = [mail for mail in self._mails if 'firm@sur' in mail['email_to'][0]]
        return mail

    def test_pdf_and_link(self):
        self._assert_brings(self._send(), True, QUOTE_BUTTON)

    def test_pdf_alone(self):
        self.portal.quote_sending = 'pdf'
        self._assert_brings(self._send(), True, None)

    def test_link_alone(self):
        self.portal.quote_sending = 'link'
        self._assert_brings(self._send(), False, QUOTE_BUTTON)

    def test_button_is_there_when_whoever_sends_takes_the_pdf_away(self):
        self.portal.quote_sending = 'pdf'
        dialog = self._open_dialog()
        dialog.attachment_ids.clear()
        self._assert_brings(self._send(dialog), False, QUOTE_BUTTON)

    def test_whoever_sends_attaches_a_file_by_hand(self):
        self.portal.quote_sending = 'link'
        dialog = self._open_dialog()
        dialog.attachment_ids.add(
            self.env['ir.attachment']
            .with_user(self.seller)
            .create({'name': 'drawing.pdf', 'raw': b'PDF'})
        )
        mail = self._send(dialog)
        self.assertEqual([attachment[0] for attachment in mail['attachments']], ['drawing.pdf'])
        self.assertIn(QUOTE_BUTTON, mail['body'])

    def test_pro_forma_invoice_has_its_pdf_because_core_leaves_the_button_out(self):
        self.portal.quote_sending = 'link'
        self._assert_brings(self._send(self._open_dialog(proforma=True)), True, None)

    def test_quotes_by_the_thousand_have_their_pdf_because_core_leaves_the_button_out(self):
        self.portal.quote_sending = 'link'
        quotes = self.quote | self.quote.copy()
        dialog = self._open_dialog(quotes)
        dialog.template_id = self.env.ref('sale.email_template_edi_sale')
        with self.mock_mail_gateway(mail_unlink_sent=True):
            dialog.save().action_send_mail()
            self._send_queue(quotes)
        self.assertEqual([len(mail['attachments']) for mail in self._mails], [1, 1])

    def test_message_about_a_quote_keeps_its_button(self):
        self.portal.quote_sending = 'pdf'
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.quote.with_user(self.seller).message_post(
                body="Here is the photo",
                attachments=[('photo.png', b'PNG')],
                partner_ids=self.customer.ids,
                subtype_xmlid='mail.mt_comment',
            )
        self._assert_brings(self._get_mail(), True, QUOTE_BUTTON)

    def test_confirmation_of_an_order_goes_as_the_portal_says(self):
        for sending, has_pdf, button in (
            ('both', True, QUOTE_BUTTON),
            ('pdf', True, None),
            ('link', False, QUOTE_BUTTON),
        ):
            with self.subTest(sending=sending):
                self.portal.quote_sending = sending
                order = self.quote.copy()
                with self.mock_mail_gateway(mail_unlink_sent=True):
                    order.with_context(send_email=True).action_confirm()
                self._assert_brings(self._get_mail(), has_pdf, button)

    def test_company_without_an_open_portal_sends_both_as_in_core(self):
        self.portal.write({'quote_sending': 'link', 'active': False})
        self._assert_brings(self._send(), True, QUOTE_BUTTON)
