from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.share_link_common import ADDRESS
from odoo.addons.account_payment_portal.tests.tour_common import TourCommon
from odoo.addons.mail.tests.common import MockEmail


@tagged('post_install', '-at_install')
class TestLinkTours(MockEmail, TourCommon):
    """What becomes of a link that a salesperson sends by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'
        cls.seller = new_test_user(
            cls.env,
            'ap_link_seller',
            'base.group_user,sales_team.group_sale_salesman',
            company_id=cls.company.id,
            email='seller@example.com',
        )
        cls.document = cls._create_document(20000, invoice_user_id=cls.seller.id)
        cls._create_document(700)

    def send_link(self):
        """Send a link to the document from its form, and return the path that the mail has."""
        action = self.document.with_user(self.seller).action_share_payment_link()
        wizard = self.env['payment.portal.share.link'].with_user(self.seller)
        with self.mock_mail_gateway(mail_unlink_sent=True):
            wizard.browse(action['res_id']).action_send()
        return ADDRESS.search(self._mails[-1]['body']).group()

    def get_link(self):
        """Return the only link there is.

        :rtype: payment.portal.link
        """
        self.env.invalidate_all()
        return self.env['payment.portal.link'].search([])

    def test_link_of_an_e_mail_is_opened_and_its_document_paid(self):
        self.start_tour(self.send_link(), 'account_payment_portal_link_pays')

        remittance = self.get_paid_remittance()
        self.assertEqual(remittance.line_ids.move_id, self.document)
        self.assertEqual((remittance.amount_total, self.document.amount_residual), (20000, 0))
        self.assertEqual(self.get_link().use_count, 1)
        # A browser without a window says so, and is taken for a robot until it presses a button.
        self.assertEqual(self.get_link().visit_ids.mapped('kind'), ['opened', 'robot'])

    def test_link_that_was_revoked_opens_nothing(self):
        path = self.send_link()
        self.get_link().with_user(self.seller).action_revoke()

        self.start_tour(path, 'account_payment_portal_link_is_dead')

        self.assertEqual(self.get_link().state, 'revoked')
        self.assertEqual((self.get_link().use_count, self.document.amount_residual), (0, 20000))

    def test_link_that_went_to_the_wrong_person_ends(self):
        self.start_tour(self.send_link(), 'account_payment_portal_link_is_not_for_me')

        self.assertEqual(self.get_link().state, 'refused')
        messages = self.customer.message_ids
        self.assertIn(self.seller.partner_id, messages.notified_partner_ids)
