from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.sign_in_common import SignInCommon

NOON = '2026-03-02 12:00:00'


@tagged('post_install', '-at_install')
class TestSignInSession(SignInCommon):
    """How long a guest is let in."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOON)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        self.token = self.env['payment.portal.session']._open(self.portal, self.customer)
        self.session = self._get_session(self.token)
        # Odoo takes the time of creation from the database's clock.
        self._set_created(NOON)

    def _set_created(self, time):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_portal_session SET create_date = %s WHERE id = %s",
            (time, self.session.id),
        )
        self.env.invalidate_all()

    def _is_open(self, token=None, portal=None):
        return bool(self._get_session(token or self.token, portal))

    def _wait(self, **time):
        self.clock.tick(timedelta(**time))

    def test_a_session_is_of_the_customer_not_of_one_of_his_people(self):
        person = self.env['res.partner'].create({'name': "Paula", 'parent_id': self.customer.id})
        token = self.env['payment.portal.session']._open(self.portal, person)
        self.assertEqual(self._get_session(token).partner_id, self.customer)

    def test_only_the_hash_of_the_token_is_stored(self):
        self.assertGreaterEqual(len(self.token), 27)  # 160 bits
        self.assertNotIn(self.token, str(self.session.read()))

    def test_other_tokens_open_nothing(self):
        for token in ('', None, self.token[:-1], self.session.token_hash, '\0', 'x' * 10**6):
            self.assertFalse(self._get_session(token))

    def test_a_session_is_of_one_portal(self):
        company = self.env['res.company'].create({'name': "Other"})
        portal = self.env['payment.portal'].create({'name': "Other", 'company_id': company.id})
        self.assertFalse(self._is_open(portal=portal))

    def test_it_ends_after_half_an_hour_of_silence(self):
        self._wait(minutes=29)
        self.assertTrue(self._is_open())
        self._wait(minutes=29)
        self.assertTrue(self._is_open())
        self._wait(minutes=31)
        self.assertFalse(self._is_open())

    def test_it_ends_after_eight_hours_in_any_case(self):
        for _ in range(23):
            self._wait(minutes=20)
            self.assertTrue(self._is_open())
        self._wait(minutes=21)
        self.assertFalse(self._is_open())

    def test_it_is_written_once_a_minute_at_most(self):
        self._wait(seconds=59)
        self._is_open()
        self.assertEqual(str(self.session.last_seen), NOON)
        self._wait(seconds=2)
        self._is_open()
        self.assertEqual(str(self.session.last_seen), '2026-03-02 12:01:01')

    def test_it_ends_by_logout(self):
        self.session._end()
        self.assertFalse(self._is_open())

    def test_it_ends_when_access_is_revoked(self):
        person = self.env['res.partner'].create({'name': "Paula", 'parent_id': self.customer.id})
        person._end_guest_access()
        self.assertFalse(self._is_open())

    def test_it_ends_when_the_customer_is_archived_and_stays_ended(self):
        self.customer.active = False
        self.assertFalse(self._is_open())
        self.customer.active = True
        self.assertFalse(self._is_open())

    def test_it_ends_when_the_portal_is_switched_off_and_stays_ended(self):
        self.portal.active = False
        self.assertFalse(self._is_open())
        self.portal.active = True
        self.assertFalse(self._is_open())

    def test_it_ends_when_the_customer_becomes_a_part_of_another(self):
        self.customer.write({'is_company': False, 'parent_id': self.stranger.id})
        self.assertFalse(self._is_open())

    def test_others_stay_signed_in(self):
        other = self.env['payment.portal.session']._open(self.portal, self.stranger)
        self.customer._end_guest_access()
        self.assertTrue(self._is_open(other))

    def test_a_salesperson_can_archive_a_customer_who_is_signed_in(self):
        user = new_test_user(
            self.env,
            'si_sales',
            'base.group_user,base.group_partner_manager,sales_team.group_sale_salesman',
            context={'no_reset_password': True},
        )
        self.customer.with_user(user).active = False
        self.assertFalse(self._is_open())

    def test_old_sessions_are_forgotten(self):
        self._wait(days=31)
        self.env.flush_all()
        self.env['payment.portal.session']._gc_sessions()
        self.assertFalse(self.session.exists())
