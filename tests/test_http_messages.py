from odoo.tests import tagged

from odoo.addons.account_payment_portal.models.mail_message import MessageQuery
from odoo.addons.account_payment_portal.tests.messages_common import MINIMAL_PDF, MessagesCommon

MESSAGES = '/my/messages'


@tagged('post_install', '-at_install')
class TestHttpMessages(MessagesCommon):
    """The page of all messages, and messages to the company."""

    def read_texts(self, path=MESSAGES, **params):
        page = self.open_page(path, **params)
        self.assertEqual(page.status, 200)
        return page.texts("//li[contains(@class, 'o_app_message')]")

    def send(self, body="When do you open", files=None, **fields_):
        return self.url_open(
            f'{MESSAGES}/new',
            data={'csrf_token': self.read_csrf_token(), 'body': body, **fields_},
            files=files,
        )

    # === READ === #

    def test_sent_and_received_messages_stand_there_newest_first_with_their_documents(self):
        self.post(self.invoice, "About the invoice")
        self.answer(self.quote, "About the quote")

        texts = self.read_texts()

        self.assertIn("About the quote", texts[0])
        self.assertIn(self.quote.name, texts[0])
        self.assertIn("About the invoice", texts[1])
        self.assertIn(self.invoice.name, texts[1])
        self.assertEqual(texts[1].count(self.invoice.name), 1)
        page = self.open_page(MESSAGES)
        self.assertTrue(page.find(f"//a[@href='/my/invoices/{self.invoice.id}#discussion']"))

    def test_there_is_nothing_of_others_and_no_internal_note(self):
        self.answer(self.foreign, "For somebody else")
        self.invoice.with_user(self.seller).message_post(body="A note")
        self.customer.with_user(self.seller).message_post(
            body="He pays late", message_type='comment', subtype_xmlid='mail.mt_comment'
        )
        self.payer.with_user(self.seller).message_post(
            body="Is she still there", message_type='comment', subtype_xmlid='mail.mt_comment'
        )

        self.assertFalse(self.read_texts())

    def test_drafts_say_nothing(self):
        quote = self.create_quote(900, state='draft')
        self.answer(quote, "Shall we offer less", user=self.env.user)

        self.assertFalse(self.read_texts())

    def test_what_changed_hands_is_read_by_its_customer(self):
        self.answer(self.quote, "About the quote")
        self.quote.partner_id = self.stranger

        self.assertFalse(self.read_texts())

    def test_texts_and_numbers_of_documents_are_found(self):
        self.post(self.invoice, "Fish & chips for 100% of 'us'")
        self.answer(self.quote, "Something else")
        for search in ("FISH & chips", "100%", "'us'", self.invoice.name):
            with self.subTest(search=search):
                [text] = self.read_texts(search=search)
                self.assertIn("Fish", text)
        for search in ("%", "_", "<p>", "\\", '"', "x" * 10000, "\0"):
            with self.subTest(search=search[:10]):
                self.assertLessEqual(len(self.read_texts(search=search)), 2)
        self.assertFalse(self.read_texts(search="span"))

    def test_pages_do_not_overlap_and_cost_the_same(self):
        for number in range(45):
            self.answer(self.invoice, f"Message number {number:02}")

        pages = [self.read_texts(f'{MESSAGES}/page/{page}') for page in (1, 2, 3)]

        self.assertEqual([len(texts) for texts in pages], [20, 20, 5])
        self.assertEqual(len({text for texts in pages for text in texts}), 45)
        self.assertFalse(self.read_texts(f'{MESSAGES}/page/99'))

    def test_what_is_no_page_is_the_first_one(self):
        for text in ('x', '', '-1', '1.5', '9' * 400):
            with self.subTest(page=text):
                self.assertEqual(self.open_page('/my/messages', page=text).status, 200)

    def test_queries_do_not_grow_with_messages(self):
        def count_queries():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            ids = self.env['mail.message']._get_payer_message_ids(
                self.payer, self.company, MessageQuery(limit=20)
            )
            return self.cr.sql_log_count - before, len(ids)

        self.answer(self.invoice)
        few, _count = count_queries()
        for _number in range(25):
            self.answer(self.invoice)
        self.env.flush_all()
        many, count = count_queries()

        self.assertEqual(count, 20)
        self.assertLessEqual(many, few)

    def test_users_without_portal_have_no_such_page(self):
        self.portal.active = False

        self.assertEqual(self.get_status(MESSAGES), 404)
        self.assertEqual(self.get_status(f'{MESSAGES}/new'), 404)

    # === WRITE === #

    def test_a_message_to_the_company_reaches_the_salesperson(self):
        self.customer.user_id = self.seller
        response = self.send(subject="Opening  hours", files={'files': ('a.pdf', MINIMAL_PDF)})

        self.assertIn("Your message is sent", response.text)
        message = self.find_messages(self.payer, "When do you open")
        self.assertEqual(message.author_id, self.payer)
        self.assertEqual(message.subject, "Opening hours")
        self.assertEqual(message.attachment_ids.mapped('name'), ['a.pdf'])
        self.assertEqual(self.read_recipients(message), ['seller@example.com'])

    def test_without_salesperson_it_reaches_the_portal_s_address(self):
        self.send()

        message = self.find_messages(self.payer, "When do you open")
        self.assertEqual(self.read_recipients(message), ['team@example.com'])

    def test_the_conversation_is_read_by_the_customer_but_not_by_his_colleagues(self):
        self.send()
        self.payer.with_user(self.seller).message_post(
            body="At nine",
            message_type='comment',
            subtype_xmlid='mail.mt_comment',
            partner_ids=self.payer.ids,
        )

        texts = self.read_texts()
        self.assertIn("At nine", texts[0])
        self.assertIn("When do you open", texts[1])
        ids = self.env['mail.message']._get_payer_message_ids(
            self.colleague, self.company, MessageQuery()
        )
        self.assertFalse(ids)

    def test_what_can_t_be_sent_is_refused_in_plain_words(self):
        for body, files, words in (
            ("", None, "Please write something"),
            ("Look", {'files': ('a.svg', b'<svg/>')}, "attached"),
        ):
            with self.subTest(words=words):
                response = self.send(body, files=files)
                self.assertEqual(response.status_code, 422)
                self.assertIn(words, response.text)
        self.assertFalse(self.find_messages(self.payer, "Look"))

    def test_nothing_can_be_written_when_messages_are_off(self):
        token = self.read_csrf_token()
        self.portal.allow_messages = False

        self.assertEqual(self.get_status(f'{MESSAGES}/new'), 404)
        self._csrf_token = token
        self.assertEqual(self.send().status_code, 404)
        self.assertFalse(self.find_messages(self.payer, "When do you open"))
        self.assertFalse(self.open_page(MESSAGES).find(f"//a[@href='{MESSAGES}/new']"))

    def test_companies_that_he_has_nothing_to_do_with_can_t_be_written_to(self):
        self.assertEqual(self.send(company=999999999).status_code, 404)

    # === FILES === #

    def test_files_are_sent_to_who_may_read_the_message(self):
        message = self.answer(self.invoice, "See", attachments=[('page.html', b'<script/>')])
        path = f'{MESSAGES}/{message.id}/{message.attachment_ids.id}'

        response = self.url_open(path)
        self.assertEqual(response.content, b'<script/>')
        self.assertTrue(response.headers['Content-Disposition'].startswith('attachment'))
        self.log_in(self.stranger_user)
        self.assertEqual(self.get_status(path), 404)
        self.assertEqual(self.get_status(f'{MESSAGES}/99999999999/1'), 404)
