from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.share_link_common import ADDRESS, ShareLinkCommon


@tagged('post_install', '-at_install')
class TestShareLinkMail(ShareLinkCommon):
    def _send(self, wizard):
        """Send the link of a dialog, and return the mail as it left the server.

        :rtype: dict
        """
        with self.mock_mail_gateway(mail_unlink_sent=True):
            wizard.action_send()
        [mail] = self._mails
        return mail

    def test_mail_brings_the_link_to_the_recipient(self):
        mail = self._send(self._open(self.invoice))
        link = self._find_link_in(mail)
        self.assertEqual(mail['email_to'], ['"Viña del Sur" <firm@sur.example.com>'])
        self.assertEqual(link.move_ids, self.invoice)
        self.assertTrue(link.sent_at)
        self.assertIn('sl_seller@example.com', mail['reply_to'])

    def test_mail_names_the_documents_but_no_amount_and_no_tax_id(self):
        self.customer.vat = '76.086.428-5'
        mail = self._send(self._open(self.invoice))
        self.assertIn(self.invoice.name, mail['body'])
        for secret in ('1,000', '1000', '1.000', '76.086.428', '76086428'):
            self.assertNotIn(secret, mail['body'])

    def test_mail_for_the_account_names_no_document(self):
        mail = self._send(self._open(self.customer))
        self.assertNotIn(self.invoice.name, mail['body'])

    def test_many_documents_are_not_named_one_by_one(self):
        moves = self.env['account.move'].union(
            *(self._create_document(10 + index) for index in range(11))
        )
        mail = self._send(self._open(moves, self.accountant_user))
        self.assertNotIn(moves[0].name, mail['body'])

    def test_words_of_the_sender_are_in_the_mail_as_text(self):
        wizard = self._open(self.customer)
        wizard.note = "Thanks & <b>see you</b>"
        mail = self._send(wizard)
        self.assertIn("Thanks &amp; &lt;b&gt;see you&lt;/b&gt;", mail['body'])

    def test_mail_speaks_the_recipients_language(self):
        self.env['res.lang']._activate_lang('es_CL')
        template = self.env.ref('account_payment_portal.mail_template_payment_link')
        body = template.body_html.replace("See and pay", "Ver y pagar")
        template.with_context(lang='es_CL').write(
            {'subject': "Sus documentos de {{ object.company_id.name }}", 'body_html': body}
        )
        self.payer.lang = 'es_CL'
        wizard = self._open(self.customer)
        wizard.recipient_id = self.payer
        mail = self._send(wizard)
        self.assertEqual(mail['subject'], f"Sus documentos de {self.company.name}")
        self.assertIn("Ver y pagar", mail['body'])

    def test_nothing_keeps_the_address_once_it_is_sent(self):
        token = ADDRESS.search(self._send(self._open(self.customer))['body']).group(1)
        self.assertEqual(self._find_tables_with(token), [])

    @mute_logger('odoo.addons.mail.models.mail_mail')
    def test_while_it_waits_only_administrators_can_read_the_address(self):
        with (
            self.mock_mail_gateway(),
            patch.object(
                self.env.registry['ir.mail_server'],
                '_connect__',
                side_effect=ConnectionRefusedError,
            ),
        ):
            self._open(self.customer).action_send()
        mail = self.env['mail.mail'].search([('body_html', 'like', '/pay/l/')])
        token = ADDRESS.search(mail.body_html).group(1)
        self.assertEqual(mail.state, 'exception')
        self.assertEqual(self._find_tables_with(token), ['mail_mail.body_html'])
        self.assertFalse(mail.with_user(self.accountant_user).has_access('read'))

    def test_customers_chatter_tells_what_was_sent_to_whom(self):
        self._send(self._open(self.invoice))
        note = self.customer.message_ids[0]
        self.assertEqual(note.author_id, self.seller.partner_id)
        self.assertIn(self.invoice.name, note.body)
        self.assertIn('firm@sur.example.com', note.body)
        self.assertNotIn('/pay/l/', note.body)

    @freeze_time('2026-03-01 12:00:00')
    def test_mail_tells_the_day_that_the_sender_chose(self):
        self.seller.tz = 'America/Santiago'
        wizard = self._open(self.customer)
        wizard.expires_on = '2026-03-31'
        self.assertIn('03/31/2026', self._send(wizard)['body'])
        self.assertIn('03/31/2026', self.customer.message_ids[0].body)

    def test_nobody_to_write_to_is_told(self):
        self.customer.email = False
        wizard = self._open(self.customer)
        self.assertEqual(wizard.problem, 'no_address')
        with self.assertRaises(UserError):
            wizard.action_send()
