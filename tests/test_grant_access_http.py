from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment_portal.tests.grant_access_common import GrantAccessCommon


@tagged('post_install', '-at_install')
class TestGrantAccessHttp(GrantAccessCommon, HttpCase):
    def _is_signed_in(self):
        return urlsplit(self.url_open('/my').url).path == '/my'

    def _restore(self):
        self.carla_user.write(
            {
                'active': True,
                'group_ids': [Command.set(self.env.ref('base.group_portal').ids)],
            }
        )

    def _sign_in_on_the_page(self, login, password):
        self.authenticate(None, None)
        page = self.url_open('/web/login').text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {'login': login, 'password': password, 'csrf_token': token}
        self.url_open('/web/login', data=data)

    def test_revoking_ends_an_open_session_at_once(self):
        self.authenticate('ga_carla', 'ga_carla')
        self.assertTrue(self._is_signed_in())

        self._apply({self.carla: False})

        self.assertFalse(self._is_signed_in())

    def test_sessions_of_others_go_on(self):
        self._create_portal_user('ga_ana', self.ana)
        self.authenticate('ga_ana', 'ga_ana')

        self._apply({self.carla: False})

        self.assertTrue(self._is_signed_in())

    def test_session_that_was_away_stays_ended_when_access_is_granted_again(self):
        self.authenticate('ga_carla', 'ga_carla')

        self._apply({self.carla: False})
        self._apply({self.carla: True})

        self.assertFalse(self._is_signed_in())

    def test_session_of_a_user_archived_by_others_stays_ended_as_well(self):
        self.authenticate('ga_carla', 'ga_carla')

        self.carla_user.active = False
        self._restore()

        self.assertFalse(self._is_signed_in())

    def test_password_survives_the_revocation(self):
        self._apply({self.carla: False})
        self._apply({self.carla: True})

        self._sign_in_on_the_page('ga_carla', 'ga_carla')

        self.assertTrue(self._is_signed_in())

    def test_first_sign_in_on_the_page_makes_active(self):
        self._sign_in_on_the_page('ga_carla', 'ga_carla')

        self.env.invalidate_all()
        self.assertEqual(self.carla.portal_state, 'active')
        self.assertEqual(self.customer.portal_state, 'active')
        self.assertTrue(self.carla.portal_last_visit)

    def test_link_of_the_invitation_sets_the_password(self):
        self._apply({self.ana: True})
        link = self._new_mails.body_html.split('href="')[1:]
        link = next(part for part in link if '/web/signup' in part).split('"')[0]
        self.authenticate(None, None)
        query = urlsplit(link.replace('&amp;', '&')).query
        page = self.url_open(f'/web/signup?{query}').text
        self.assertIn('ana@ga-sur.example.com', page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]

        self.url_open(
            f'/web/signup?{query}',
            data={
                'csrf_token': token,
                'login': 'ana@ga-sur.example.com',
                'name': "Ana",
                'password': 'a-long-password',
                'confirm_password': 'a-long-password',
            },
        )

        self.assertTrue(self._is_signed_in())
        self.env.invalidate_all()
        self.assertEqual(self.ana.portal_state, 'active')

    def test_salesperson_grants_and_revokes_in_the_browser(self):
        self.seller.password = 'ga_seller'

        self.start_tour(
            f'/odoo/res.partner/{self.customer.id}',
            'account_payment_portal_grant_access',
            login='ga_seller',
        )

        self.env.invalidate_all()
        self.assertEqual(self.bruno.email, 'bruno@ga-sur.example.com')
        self.assertEqual(self.ana.portal_state, 'invited')
        self.assertEqual(self.bruno.portal_state, 'invited')
        self.assertEqual(self.carla.portal_state, 'revoked')
