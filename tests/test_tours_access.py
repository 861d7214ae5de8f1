import re
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import SUPERUSER_ID
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.tour_common import TourCommon
from odoo.addons.mail.tests.common import MockEmail

SLUG = 'sur'
TAX_ID = '76.086.428-5'

# What a tour types where only the test knows the customer's key.
OWN_KEY = 'the key'


@tagged('post_install', '-at_install')
class TestAccessTours(MockEmail, TourCommon):
    """Customers who get in: without an account by each kind of key, and with a new account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.vat = TAX_ID
        cls.document = cls._create_document(20000)
        cls._create_document(700, partner=cls.stranger)

    def set_key_kind(self, kind):
        self.portal.write({'slug': SLUG, 'key_kind': kind, 'is_weak_key_accepted': True})

    def get_typed_text(self, text):
        """Override of the tours to type the customer's key, which may have just come by e-mail."""
        return self.read_key() if text == OWN_KEY else text

    def play(self, tour):
        """Let a visitor play a tour who starts at the sign-in page, and check that he paid."""
        self.start_tour(f'/pay/{SLUG}', tour)

        remittance = self.get_paid_remittance()
        self.assertEqual(remittance.partner_id, self.customer)
        self.assertEqual((remittance.amount_total, self.document.amount_residual), (20000, 0))
        sessions = self.env['payment.portal.session'].sudo().search([])
        self.assertEqual(sessions.partner_id, self.customer)
        self.assertTrue(all(sessions.mapped('ended_at')))

    # === GUESTS === #

    def test_guest_pays_with_a_code_by_e_mail(self):
        self.set_key_kind('mail_code')
        self.read_key = self.read_mailed_code
        with self.mock_mail_gateway(mail_unlink_sent=True), self.job_at_once():
            self.play('account_payment_portal_guest_pays_with_code')

        self.assertEqual([mail['email_to'] for mail in self._mails], [[self.customer.email]])

    @contextmanager
    def job_at_once(self):
        """Let the job that sends codes run when it is called, without an own transaction."""

        def run(codes):
            codes.with_user(SUPERUSER_ID)._cron_send()

        with (
            patch.object(self.env.registry['payment.portal.code'], '_start_sending', run),
            patch.object(self.env.registry['ir.cron'], '_commit_progress', return_value=1000),
        ):
            yield

    def read_mailed_code(self):
        """Return the code that has come by e-mail."""
        return re.search(r'>(\d{4} \d{4})<', self._mails[-1]['body']).group(1)

    def test_guest_pays_with_the_key_that_was_issued_to_him(self):
        self.set_key_kind('issued_key')
        key = self.env['payment.portal.issued.key'].sudo()._issue(self.portal, self.customer)
        self.read_key = lambda: key
        self.play('account_payment_portal_guest_pays')

    def test_guest_pays_with_the_e_mail_address_on_file(self):
        self.set_key_kind('registered_contact')
        self.read_key = lambda: "Firm@sur.example.com"
        self.play('account_payment_portal_guest_pays')

    def test_guest_pays_with_four_digits(self):
        self.set_key_kind('tax_id_digits')
        self.read_key = lambda: '4285'
        self.play('account_payment_portal_guest_pays')

    # === ACCOUNTS === #

    def test_invited_customer_sets_his_password_and_sees_his_documents(self):
        person = self._create_partner(
            name="Ana", parent_id=self.customer.id, email='ana@sur.example.com'
        )

        self.start_tour(self.invite(person), 'account_payment_portal_first_sign_in')

        self.env.invalidate_all()
        self.assertEqual(person.portal_state, 'active')
        self.assertEqual(person.user_ids.login, 'ana@sur.example.com')

    def invite(self, person):
        """Invite a person as a salesperson does, and return where the link of the mail leads."""
        seller = new_test_user(
            self.env,
            'ap_seller',
            'base.group_user,sales_team.group_sale_salesman',
            company_id=self.company.id,
        )
        action = person.with_user(seller).action_open_portal_access()
        wizard = self.env['portal.wizard'].with_user(seller).browse(action['res_id'])
        wizard.user_ids.filtered(lambda line: line.partner_id == person).in_portal = True
        with self.mock_mail_gateway():
            wizard.action_apply()
        [link] = re.findall(r'href="([^"]*/web/signup[^"]*)"', self._new_mails.body_html)
        address = urlsplit(link.replace('&amp;', '&'))
        return f'{address.path}?{address.query}'
