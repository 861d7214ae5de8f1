from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models.uploads import (
    UPLOAD_COUNT_MAX,
    UPLOAD_SIZE_MAX,
    clean_file_name,
)
from odoo.addons.account_payment_portal.tests.messages_common import MINIMAL_PDF, MessagesCommon


@tagged('post_install', '-at_install')
class TestHttpDocumentMessages(MessagesCommon):
    """The chatter of documents: who may write, and who hears of it."""

    # === RECIPIENTS === #

    def test_salesperson_is_mailed_though_an_accountant_made_the_invoice(self):
        self.post(self.invoice, "Where is my parcel")

        message = self.find_messages(self.invoice, "parcel")
        self.assertEqual(message.author_id, self.payer)
        self.assertEqual(
            self.read_recipients(message), ['accountant@example.com', 'seller@example.com']
        )

    def test_salesperson_of_a_quote_is_mailed(self):
        self.post(self.quote, "Too expensive")

        message = self.find_messages(self.quote, "expensive")
        self.assertEqual(self.read_recipients(message), ['seller@example.com'])

    def test_salesperson_who_follows_is_mailed_once(self):
        self.invoice.message_subscribe(self.seller.partner_id.ids)
        self.post(self.invoice, "Where is my parcel")

        message = self.find_messages(self.invoice, "parcel")
        self.assertEqual(self.read_recipients(message).count('seller@example.com'), 1)

    def test_without_salesperson_the_portal_s_address_is_mailed(self):
        self.post(self.orphan, "Nobody there")

        message = self.find_messages(self.orphan, "Nobody")
        self.assertEqual(self.read_recipients(message), ['team@example.com'])

    def test_who_left_the_company_is_not_mailed(self):
        self.seller.active = False
        self.post(self.invoice, "Where is my parcel")

        message = self.find_messages(self.invoice, "parcel")
        self.assertEqual(
            self.read_recipients(message), ['accountant@example.com', 'team@example.com']
        )

    def test_answer_reaches_who_wrote_and_the_customer_but_not_its_author(self):
        self.post(self.invoice, "Where is my parcel")
        message = self.answer(self.invoice)

        self.assertEqual(
            self.read_recipients(message),
            ['accountant@example.com', self.payer.email, 'firm@sur.example.com'],
        )

    def test_message_of_staff_before_anybody_wrote_goes_where_core_sends_it(self):
        message = self.answer(self.invoice, "By the way")

        self.assertEqual(self.read_recipients(message), ['accountant@example.com'])

    def test_internal_notes_reach_no_customer(self):
        self.post(self.invoice, "Where is my parcel")
        note = self.invoice.with_user(self.seller).message_post(
            body="He always complains", message_type='comment', subtype_xmlid='mail.mt_note'
        )

        self.assertFalse(self.read_recipients(note))
        self.assertFalse(note.portal_customer_id)

    def test_who_went_to_another_firm_gets_no_answers(self):
        self.post(self.invoice, "Where is my parcel")
        self.payer.parent_id = self.stranger
        message = self.answer(self.invoice)

        self.assertNotIn(self.payer.email, self.read_recipients(message))

    def test_without_portal_everything_is_as_in_core(self):
        self.portal.active = False
        self.post(self.invoice, "Where is my parcel")

        message = self.find_messages(self.invoice, "parcel")
        self.assertEqual(self.read_recipients(message), ['accountant@example.com'])

    # === SWITCH === #

    def test_composer_is_there_as_long_as_messages_are_on(self):
        for document, path in self.get_paths():
            for is_on in (True, False):
                with self.subTest(document=document.name, is_on=is_on):
                    self.portal.allow_messages = is_on
                    page = self.open_page(path)
                    [chatter] = page.find("//div[@id='discussion']")
                    self.assertEqual(chatter.get('data-allow_composer'), '1' if is_on else '0')

    def get_paths(self):
        return [
            (self.invoice, f'/my/invoices/{self.invoice.id}'),
            (self.quote, f'/my/orders/{self.quote.id}'),
        ]

    @mute_logger('odoo.http')
    def test_writing_is_refused_when_messages_are_off(self):
        self.portal.allow_messages = False
        for document in (self.invoice, self.quote):
            for user in (self.payer_user, None):
                with self.subTest(document=document.name, user=user):
                    self.authenticate(user and user.login, user and user.login)
                    answer = self.post(document, "I write all the same")
                    self.assertEqual(answer['error']['code'], 404)
                    self.assertFalse(self.find_messages(document, "all the same"))

    @mute_logger('odoo.http')
    def test_uploads_are_refused_when_messages_are_off(self):
        self.portal.allow_messages = False
        for document in (self.invoice, self.quote):
            with self.subTest(document=document.name):
                response = self.upload(document, 'proof.pdf', MINIMAL_PDF)
                self.assertEqual(response.status_code, 404)

    @mute_logger('odoo.http', 'odoo.addons.base.models.ir_model')
    def test_followers_can_t_write_past_the_switch(self):
        self.portal.allow_messages = False
        self.invoice.message_subscribe(self.payer.ids)
        values = {'model': 'account.move', 'res_id': self.invoice.id, 'body': "Past the switch"}
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.payer_user).message_post(body="Past the switch")
        with self.assertRaises(AccessError):
            self.env['mail.message'].with_user(self.payer_user).create(values)

    @mute_logger('odoo.http')
    def test_old_messages_can_t_be_changed_when_messages_are_off(self):
        message_id = self.post(self.invoice, "First version")['result']['message_id']
        self.portal.allow_messages = False

        answer = self.call_route(
            '/mail/message/update_content',
            message_id=message_id,
            update_data={'body': "Second version", 'attachment_ids': []},
        )

        self.assertEqual(answer['error']['code'], 404)
        self.assertIn("First version", self.env['mail.message'].browse(message_id).body)

    def test_staff_writes_whatever_the_switch_says(self):
        self.portal.allow_messages = False

        self.assertTrue(self.answer(self.invoice, "A last word").id)

    def test_old_messages_can_be_read_when_messages_are_off(self):
        self.post(self.invoice, "Where is my parcel")
        self.portal.allow_messages = False

        answer = self.call_route(
            '/mail/chatter_fetch', thread_model='account.move', thread_id=self.invoice.id
        )

        [message] = answer['result']['data']['mail.message']
        self.assertIn("parcel", message['body'][1])

    # === FILES === #

    def test_proof_of_payment_can_be_attached(self):
        data = self.upload(self.invoice, 'C:\\bank\\proof.pdf', MINIMAL_PDF).json()['data']
        [attachment] = data['store_data']['ir.attachment']
        self.assertEqual(attachment['name'], 'proof.pdf')

        answer = self.post(
            self.invoice,
            "I have paid",
            attachment_ids=[data['attachment_id']],
            attachment_tokens=[attachment['ownership_token']],
        )

        message = self.env['mail.message'].browse(answer['result']['message_id'])
        self.assertEqual(message.attachment_ids.mapped('name'), ['proof.pdf'])

    def test_files_that_can_t_be_attached_are_refused_in_plain_words(self):
        script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        refused = [
            ('proof.svg', script, "can't be attached"),
            ('proof.html', script, "can't be attached"),
            ('proof.pdf.exe', MINIMAL_PDF, "can't be attached"),
            ('proof', MINIMAL_PDF, "can't be attached"),
            ('proof.pdf', b'', "is empty"),
            ('proof.pdf', b'0' * (UPLOAD_SIZE_MAX + 1), "too large"),
        ]
        for name, content, words in refused:
            with self.subTest(name=name, words=words):
                attachments = self.env['ir.attachment'].search_count([])
                self.assertIn(words, self.upload(self.invoice, name, content).json()['error'])
                self.assertEqual(self.env['ir.attachment'].search_count([]), attachments)

    @mute_logger('odoo.http')
    def test_files_that_were_uploaded_elsewhere_are_checked_when_they_are_sent(self):
        attachment = self.env['ir.attachment'].create(
            {'name': 'proof.html', 'raw': b'<script/>', 'res_model': 'mail.compose.message'}
        )
        token = attachment._get_ownership_token()

        answer = self.post(
            self.invoice, "Look", attachment_ids=attachment.ids, attachment_tokens=[token]
        )

        self.assertIn("can't be attached", answer['error']['data']['message'])
        self.assertFalse(self.find_messages(self.invoice, "Look"))

    @mute_logger('odoo.http')
    def test_too_many_files_are_refused(self):
        attachments = self.env['ir.attachment'].create(
            [
                {'name': 'proof.pdf', 'raw': MINIMAL_PDF, 'res_model': 'mail.compose.message'}
                for _number in range(UPLOAD_COUNT_MAX + 1)
            ]
        )
        tokens = [attachment._get_ownership_token() for attachment in attachments]

        answer = self.post(
            self.invoice, "Look", attachment_ids=attachments.ids, attachment_tokens=tokens
        )

        self.assertIn("at most", answer['error']['data']['message'])

    def test_staff_attaches_what_it_likes(self):
        staff = new_test_user(
            self.env,
            'ap_staff',
            'base.group_user,account.group_account_invoice',
            password='ap_staff',
            company_id=self.company.id,
        )
        self.log_in(staff)

        self.assertIn('data', self.upload(self.invoice, 'page.html', b'<p>Hello</p>').json())

    def test_names_of_files_are_cleaned(self):
        names = {
            '../../etc/passwd': 'passwd',
            'C:\\folder\\proof.pdf': 'proof.pdf',
            'proof\x00\n.pdf': 'proof.pdf',
            'gpj.\u202efdp.exe': 'gpj.fdp.exe',
            '  .proof .pdf ': 'proof .pdf',
            f"{'a' * 300}.pdf": f"{'a' * 96}.pdf",
            '..': 'file',
            None: 'file',
        }
        for name, cleaned in names.items():
            with self.subTest(name=name):
                self.assertEqual(clean_file_name(name), cleaned)
