from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment_portal.tests.http_page import Page
from odoo.addons.account_payment_portal.tests.share_link_common import ADDRESS, ShareLinkCommon


@tagged('post_install', '-at_install')
class TestShareLinkInvoiceMail(ShareLinkCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice.message_follower_ids.unlink()  # Nobody but those written to gets the mails.

    def _send_invoice(self, **values):
        """Send the invoice as its wizard does, and return the mails as they left the server.

        :rtype: list[dict]
        """
        wizard = (
            self.env['account.move.send.wizard']
            .with_user(self.accountant_user)
            .with_context(active_model='account.move', active_ids=self.invoice.ids)
            .create({'sending_methods': ['email'], **values})
        )
        with self.mock_mail_gateway(mail_unlink_sent=True):
            wizard.action_send_and_print()
        return self._mails

    def _post(self, partners, user=None):
        """Write to people about the invoice, and return the mails as they left the server.

        :rtype: list[dict]
        """
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.invoice.with_user(user or self.accountant_user).message_post(
                body="About your invoice",
                partner_ids=partners.ids,
                subtype_xmlid='mail.mt_comment',
            )
        return self._mails

    def _open_in_browser(self, mail):
        """Press the button of a mail and of the page that it leads to, without an account.

        :rtype: Page
        """
        self.authenticate(None, None)
        path = urlsplit(ADDRESS.search(mail['body']).group(0)).path
        page = Page(self.url_open(path))
        token = page.find("//input[@name='csrf_token']")[0].get('value')
        return Page(self.url_open(path, data={'csrf_token': token}))

    def test_button_opens_the_invoice_without_an_account(self):
        other = self._create_document(500)
        [mail] = self._send_invoice()
        page = self._open_in_browser(mail)
        self.assertEqual(page.path, f'/pay/{self.portal.slug}/documents')
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertNotIn(other.name, page.text)

    def test_link_is_for_the_recipient_and_this_invoice_only(self):
        [mail] = self._send_invoice()
        self.assertNotIn('access_token', mail['body'])
        self.assertRecordValues(
            self._find_link_in(mail),
            [
                {
                    'partner_id': self.customer.id,
                    'recipient_id': self.customer.id,
                    'scope': 'documents',
                    'move_ids': self.invoice.ids,
                }
            ],
        )

    def test_each_recipient_has_a_link_of_his_own(self):
        mails = self._send_invoice(
            mail_partner_ids=[Command.set((self.customer | self.payer | self.stranger).ids)]
        )
        links = [self._find_link_in(mail) for mail in mails]
        self.assertEqual(
            self.links.union(*links).recipient_id, self.customer | self.payer | self.stranger
        )
        self.assertEqual(len(set(links)), 3)
        for mail, link in zip(mails, links, strict=True):
            self.assertIn(link.recipient_id.email, mail['email_to'][0])

    def test_customer_with_an_account_needs_no_password_either(self):
        [mail] = self._post(self.payer)
        self.assertEqual(self._find_link_in(mail).recipient_id, self.payer)

    def test_colleagues_keep_their_own_button(self):
        mails = self._post(self.customer | self.seller.partner_id)
        [staff_mail] = [mail for mail in mails if 'sl_seller' in mail['email_to'][0]]
        self.assertNotIn('/pay/l/', staff_mail['body'])
        self.assertIn('/mail/view', staff_mail['body'])
        self.assertEqual(len(self.links.search([('move_ids', 'in', self.invoice.ids)])), 1)

    def test_readers_without_a_button_get_no_link(self):
        follower = self._create_partner(name="Follower", email='follower@example.com')
        self.invoice.message_subscribe(follower.ids)
        mails = self._post(self.customer)
        [mail] = [mail for mail in mails if 'follower@' in mail['email_to'][0]]
        self.assertNotIn('/pay/l/', mail['body'])

    def test_no_address_stays_in_the_database(self):
        [mail] = self._send_invoice()
        token = ADDRESS.search(mail['body']).group(1)
        self.assertTrue(self.invoice.message_ids.filtered(lambda each: each.partner_ids))
        self.assertEqual(self._find_tables_with(token), [])

    def test_company_without_a_portal_sends_cores_link(self):
        self.portal.active = False
        [mail] = self._send_invoice()
        self.assertNotIn('/pay/l/', mail['body'])
        self.assertIn('access_token', mail['body'])
        self.assertFalse(self.links.search([('move_ids', 'in', self.invoice.ids)]))

    def test_cores_old_links_still_work(self):
        self.authenticate(None, None)
        page = Page(self.url_open(self.invoice.get_portal_url()))
        self.assertEqual(page.status, 200)
        self.assertIn(self.invoice.name, page.text)

    def test_drafts_and_bills_keep_cores_mails(self):
        draft = self._create_document(10, post=False)
        bill = self._create_document(10, move_type='in_invoice')
        for self.invoice in (draft, bill):
            mails = self._post(self.customer)
            self.assertTrue(mails)
            self.assertNotIn('/pay/l/', ''.join(mail['body'] for mail in mails))

    def test_revoked_link_opens_nothing(self):
        [mail] = self._send_invoice()
        self._find_link_in(mail).with_user(self.seller).action_revoke()
        self.authenticate(None, None)
        self.assertEqual(self.url_open(ADDRESS.search(mail['body']).group(0)).status_code, 404)
