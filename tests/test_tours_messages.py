from urllib.parse import urlsplit

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.messages_common import MessagesCommon


@tagged('post_install', '-at_install')
class TestToursMessages(MessagesCommon):
    """Messages in a browser."""

    def play(self):
        self.start_tour(
            f'/my/invoices/{self.invoice.id}', 'account_payment_portal_messages', login='ap_payer'
        )

        self.assertTrue(self.find_messages(self.invoice, "Where is my parcel"))
        message = self.find_messages(self.payer, "on Saturdays")
        self.assertEqual(self.read_recipients(message), ['team@example.com'])

    def test_customer_writes_and_finds_what_he_wrote(self):
        self.play()

    def test_phone_is_wide_enough(self):
        self.browser_size = '390x844'
        self.touch_enabled = True
        self.play()

    def test_guest_writes_about_a_document(self):
        path = urlsplit(self._issue(self.invoice).url).path
        self.start_tour(path, 'account_payment_portal_guest_messages')

        message = self.find_messages(self.invoice, "paid yesterday")
        self.assertIn('seller@example.com', self.read_recipients(message))
