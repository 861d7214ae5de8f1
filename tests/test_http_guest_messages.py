from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models.mail_message_rate import WRITTEN_MAX
from odoo.addons.account_payment_portal.tests.messages_common import MINIMAL_PDF, MessagesCommon


@tagged('post_install', '-at_install')
class TestHttpGuestMessages(MessagesCommon):
    """Messages of guests about a document."""

    def setUp(self):
        super().setUp()
        self.go_by_link(self.invoice)

    # === BROWSER === #

    def get_path(self, document=None):
        return f'/pay/sur/documents/{(document or self.invoice).id}/messages'

    def write_message(self, body="Where is my parcel", document=None, files=None):
        data = {'csrf_token': self._csrf_token, 'body': body}
        return self.url_open(self.get_path(document), data=data, files=files or None)

    # === WRITE === #

    def test_the_list_leads_to_the_messages(self):
        page = self.open_page('/pay/sur/documents')
        self.assertTrue(page.find(f"//a[@href='{self.get_path()}']"))

        self.portal.allow_messages = False
        page = self.open_page('/pay/sur/documents')
        self.assertFalse(page.find(f"//a[@href='{self.get_path()}']"))

    def test_who_came_by_a_link_writes_unverified_in_the_customer_s_name(self):
        response = self.write_message("Where <b>is</b> my parcel")

        self.assertEqual(response.status_code, 200)
        self.assertIn("Your message is sent", response.text)
        message = self.find_messages(self.invoice, "my parcel")
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(message.subtype_id, self.env.ref('mail.mt_comment'))
        self.assertIn("Where &lt;b&gt;is&lt;/b&gt; my parcel", message.body)
        self.assertIn("opened a payment link", message.body)
        self.assertEqual(
            self.read_recipients(message), ['accountant@example.com', 'seller@example.com']
        )

    def test_who_signed_in_writes_unverified_too(self):
        self.go_as_guest()
        self.write_message()

        message = self.find_messages(self.invoice, "parcel")
        self.assertIn("signed in at the payment portal without an account", message.body)

    def test_answers_are_shown_and_mailed_to_the_customer(self):
        self.write_message()
        answer = self.answer(self.invoice, "It is on its way")

        self.assertIn('firm@sur.example.com', self.read_recipients(answer))
        page = self.open_page(self.get_path())
        texts = page.texts("//li[contains(@class, 'o_app_message')]")
        self.assertIn("It is on its way", texts[0])
        self.assertIn(self.company.name, texts[0])
        self.assertIn("Where is my parcel", texts[1])

    def test_a_proof_of_payment_is_attached_and_downloaded_again(self):
        self.write_message("", files={'files': ('../../proof.pdf', MINIMAL_PDF)})

        page = self.open_page(self.get_path())
        [link] = page.find("//li[contains(@class, 'o_app_message')]//a")
        self.assertEqual(link.text_content().strip(), 'proof.pdf')
        response = self.url_open(link.get('href'))
        self.assertEqual(response.content, MINIMAL_PDF)
        self.assertTrue(response.headers['Content-Disposition'].startswith('attachment'))

    def test_files_of_staff_are_never_run_by_the_browser(self):
        script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        self.answer(
            self.invoice, "See", attachments=[('plan.svg', script), ('page.html', b'<script/>')]
        )

        page = self.open_page(self.get_path())
        links = page.find("//li[contains(@class, 'o_app_message')]//a")
        self.assertEqual(len(links), 2)
        for link in links:
            response = self.url_open(link.get('href'))
            self.assertEqual(response.status_code, 200)
            self.assertTrue(response.headers['Content-Disposition'].startswith('attachment'))
            self.assertEqual(response.headers['X-Content-Type-Options'], 'nosniff')

    # === REFUSED === #

    def test_what_can_t_be_sent_is_refused_in_plain_words_and_kept_in_the_form(self):
        refused = [
            ("", None, "Please write something"),
            ("  \n", None, "Please write something"),
            ("x" * 10001, None, "too long"),
            ("My proof", {'files': ('proof.html', b'<script/>')}, "attached"),
            ("My proof", {'files': ('proof.pdf', b'')}, "is empty"),
        ]
        for body, files, words in refused:
            with self.subTest(body=body[:20], words=words):
                before = len(self.invoice.message_ids)
                response = self.write_message(body, files=files)
                self.assertEqual(response.status_code, 422)
                self.assertIn(words, response.text)
                self.assertIn(body.strip(), response.text)
                self.assertEqual(len(self.invoice.message_ids), before)

    def test_too_many_messages_are_refused(self):
        for _number in range(WRITTEN_MAX):
            session = self.env['payment.portal.session'].search([], order='id desc', limit=1)
            public = self.env.ref('base.public_user')
            session.with_user(public).sudo()._write_about(
                self.invoice.with_user(public).sudo(), {'body': "Again"}
            )

        response = self.write_message("Once more")

        self.assertEqual(response.status_code, 422)
        self.assertIn("a lot of late", response.text)

    def test_nothing_can_be_written_when_messages_are_off(self):
        self.write_message("Before")
        self.portal.allow_messages = False

        self.assertEqual(self.write_message("After").status_code, 404)
        page = self.open_page(self.get_path())
        self.assertFalse(page.find("//textarea"))
        self.assertIn("Before", page.text)
        self.assertNotIn("After", page.text)

    def test_other_documents_are_out_of_reach(self):
        message = self.answer(self.orphan, "Hidden", attachments=[('a.pdf', MINIMAL_PDF)])
        hidden_file = f'{message.id}/{message.attachment_ids.id}'
        for document in (self.orphan, self.foreign):
            with self.subTest(document=document.name):
                self.assertEqual(self.get_status(self.get_path(document)), 404)
                self.assertEqual(self.write_message(document=document).status_code, 404)
                self.assertEqual(self.get_status(f'{self.get_path(document)}/{hidden_file}'), 404)
        self.assertEqual(self.get_status(f'{self.get_path()}/{hidden_file}'), 404)

    def test_internal_notes_are_not_shown(self):
        self.invoice.with_user(self.seller).message_post(body="He always complains")
        hidden = self.answer(self.invoice, "A secret")
        hidden.is_internal = True

        page = self.open_page(self.get_path())

        self.assertNotIn("complains", page.text)
        self.assertNotIn("A secret", page.text)

    def test_people_are_not_named(self):
        self.answer(self.invoice, "It is on its way")

        page = self.open_page(self.get_path())

        self.assertIn("on its way", page.text)
        self.assertNotIn(self.seller.name, page.text)

    @mute_logger('odoo.http')
    def test_other_sites_can_t_send_the_form(self):
        self._csrf_token = 'wrong'

        self.assertEqual(self.write_message().status_code, 400)
