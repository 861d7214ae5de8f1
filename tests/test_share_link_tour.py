from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment_portal.tests.share_link_common import ShareLinkCommon


@tagged('post_install', '-at_install')
class TestShareLinkTour(ShareLinkCommon, HttpCase):
    def test_salesperson_shares_and_revokes_in_the_browser(self):
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.start_tour(
                f'/odoo/res.partner/{self.customer.id}',
                'account_payment_portal_share_link',
                login=self.seller.login,
            )
        [mail] = self._mails
        self.assertIn("As promised on the phone", mail['body'])
        self.assertEqual(self._find_link_in(mail).state, 'revoked')
        links = self.links.search([('partner_id', '=', self.customer.id)])
        self.assertEqual(links.mapped('state'), ['revoked', 'active'])
