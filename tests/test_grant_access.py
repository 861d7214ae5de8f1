from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.tests.grant_access_common import GrantAccessCommon
from odoo.addons.base.tests.test_ir_cron import CronMixinCase


@tagged('post_install', '-at_install')
class TestGrantAccess(GrantAccessCommon, CronMixinCase):
    # === THE DIALOG === #

    def test_dialog_lists_the_contact_and_its_people(self):
        partners = self.env['res.partner']
        partners.create({'name': "Bills", 'parent_id': self.customer.id, 'type': 'invoice'})
        subsidiary = partners.create(
            {'name': "Subsidiary", 'parent_id': self.customer.id, 'is_company': True}
        )
        partners.create({'name': "Of another customer", 'parent_id': subsidiary.id})
        ana_office = partners.create({'name': "Assistant", 'parent_id': self.ana.id})

        wizard = self._open_dialog()

        self.assertEqual(
            wizard.user_ids.partner_id,
            self.customer | self.ana | ana_office | self.bruno | self.carla
            | self.worker.partner_id,
        )  # fmt: skip
        self.assertIn("Ana", wizard.user_ids.mapped('person_name'))

    def test_dialog_ticks_who_has_access(self):
        wizard = self._open_dialog()

        self.assertEqual(wizard.user_ids.filtered('in_portal').partner_id, self.carla)

    def test_dialog_of_several_customers_names_them(self):
        wizard = self._open_dialog(self.customer | self.stranger)

        self.assertIn(self.stranger, wizard.user_ids.partner_id)
        self.assertIn("Viña del Sur, Ana", wizard.user_ids.mapped('person_name'))

    def test_dialog_of_too_many_people_is_refused(self):
        with (
            patch.object(const, 'PORTAL_WIZARD_PEOPLE_MAX', 3),
            self.assertRaisesRegex(UserError, "at most 3 people"),
        ):
            self._open_dialog()

    def test_dialog_explains_each_line(self):
        wizard = self._open_dialog()
        self._get_line(wizard, self.ana).in_portal = True
        self._get_line(wizard, self.carla).in_portal = False

        notes = {line.partner_id: line.access_note for line in wizard.user_ids}

        self.assertEqual(notes[self.customer], "No access.")
        self.assertEqual(notes[self.ana], "Will be invited.")
        self.assertEqual(notes[self.bruno], "No e-mail address.")
        self.assertEqual(notes[self.carla], "Access will be revoked.")
        self.assertEqual(notes[self.worker.partner_id], "Works here: not managed here.")
        self.assertEqual(wizard.summary, "To invite: 1. To revoke: 1.")

    def test_dialog_tells_when_somebody_signed_in_last(self):
        self._sign_in(self.carla_user)

        note = self._get_line(self._open_dialog(), self.carla).access_note

        self.assertIn("Signed in last on", note)

    def test_tick_all_spares_bad_addresses_and_prefers_people(self):
        self.ana.email = self.customer.email
        wizard = self._open_dialog()

        wizard.action_tick_all()

        self.assertEqual(wizard.user_ids.filtered('in_portal').partner_id, self.ana | self.carla)

    # === APPLY === #

    def test_apply_invites_ticked_and_revokes_unticked(self):
        action = self._apply({self.ana: True, self.carla: False})

        user = self._get_user(self.ana)
        self.assertEqual((user.login, user.active), ('ana@ga-sur.example.com', True))
        self.assertTrue(user._is_portal())
        self.assertFalse(self.carla_user.active)
        self.assertFalse(self.carla_user._is_portal())
        self.assertEqual(
            action['params']['message'], "Invitations on their way: 1. Access revoked: 1."
        )

    def test_apply_without_a_change_writes_to_nobody(self):
        action = self._apply({})

        self.assertFalse(self._new_mails)
        self.assertTrue(self.carla_user.active)
        self.assertEqual(action['params']['message'], "Nothing has changed.")

    def test_apply_restores_a_revoked_person(self):
        self._apply({self.carla: False})

        self._apply({self.carla: True})

        self.assertTrue(self.carla_user.active)
        self.assertTrue(self.carla_user._is_portal())
        self.assertEqual(self._get_readers(), self.carla)

    def test_apply_takes_the_typed_address(self):
        self._apply({self.bruno: True}, emails={self.bruno: 'Bruno@Ga-Sur.example.com'})

        self.assertEqual(self.bruno.email, 'bruno@ga-sur.example.com')
        self.assertEqual(self._get_user(self.bruno).login, 'bruno@ga-sur.example.com')

    def test_apply_keeps_a_typed_address_of_who_is_not_ticked(self):
        self._apply({}, emails={self.bruno: 'bruno@ga-sur.example.com'})

        self.assertEqual(self.bruno.email, 'bruno@ga-sur.example.com')
        self.assertFalse(self._get_user(self.bruno))

    def test_corrected_address_corrects_the_unused_login_and_invites_again(self):
        self._apply({self.ana: True})

        self._apply({}, emails={self.ana: 'anna@ga-sur.example.com'})

        self.assertEqual(self._get_user(self.ana).login, 'anna@ga-sur.example.com')
        self.assertEqual(len(self._new_mails), 1, "no word of a login that was never used")
        self.assertEqual(self._get_readers(), self.ana)

    def test_corrected_address_leaves_a_login_that_is_known(self):
        self._apply({self.ana: True})
        self._sign_in(self._get_user(self.ana))

        self._apply({}, emails={self.ana: 'anna@ga-sur.example.com'})

        self.assertEqual(self.ana.email, 'anna@ga-sur.example.com')
        self.assertEqual(self._get_user(self.ana).login, 'ana@ga-sur.example.com')
        self.assertFalse(self._new_mails)

    # === WHAT IS REFUSED === #

    def _assert_nothing_done(self):
        self.assertFalse(self._get_user(self.ana))
        self.assertTrue(self.carla_user.active)

    def test_one_missing_address_refuses_all(self):
        with self.assertRaisesRegex(UserError, "Bruno: No e-mail address"):
            self._apply({self.ana: True, self.bruno: True, self.carla: False})

        self._assert_nothing_done()

    def test_one_bad_address_refuses_all(self):
        for email in (
            'bruno',
            'bruno@',
            'bruno@example',
            'bru no@example.com',
            'a@b.example.com, c@d.example.com',
            '<script>@x',
            ' ',
        ):
            with self.subTest(email=email), self.assertRaisesRegex(UserError, "Bruno: N"):
                self._apply(
                    {self.ana: True, self.bruno: True, self.carla: False},
                    emails={self.bruno: email},
                )

            self._assert_nothing_done()

    def test_bad_address_typed_for_who_is_not_ticked_refuses_all(self):
        with self.assertRaisesRegex(UserError, "Bruno: Not a valid e-mail address"):
            self._apply({self.ana: True}, emails={self.bruno: 'bruno'})

        self._assert_nothing_done()

    def test_bad_address_that_nobody_touched_refuses_nothing(self):
        self.bruno.email = 'bruno'
        self.carla.email = False  # she signs in with a login of another kind

        self._apply({self.ana: True})

        self.assertTrue(self._get_user(self.ana))
        self.assertTrue(self.carla_user.active)

    def test_same_address_twice_refuses_all_and_names_both(self):
        with self.assertRaises(UserError) as refusal:
            self._apply(
                {self.ana: True, self.bruno: True}, emails={self.bruno: 'ANA@ga-sur.example.com'}
            )

        self.assertIn("Ana: The same e-mail address as Bruno", str(refusal.exception))
        self.assertIn("Bruno: The same e-mail address as Ana", str(refusal.exception))
        self._assert_nothing_done()

    def test_address_of_another_login_refuses_all_and_names_who_has_it(self):
        self._create_portal_user('taken@ga-sur.example.com', self.stranger)

        with self.assertRaisesRegex(UserError, "Bruno: Norte Limitada signs in with this"):
            self._apply(
                {self.ana: True, self.bruno: True},
                emails={self.bruno: 'taken@ga-sur.example.com'},
            )

        self._assert_nothing_done()

    def test_address_of_an_archived_login_is_taken_as_well(self):
        user = self._create_portal_user('taken@ga-sur.example.com', self.stranger)
        user.active = False

        with self.assertRaisesRegex(UserError, "signs in with this"):
            self._apply({self.bruno: True}, emails={self.bruno: 'taken@ga-sur.example.com'})

    def test_login_taken_meanwhile_refuses_all(self):
        wizard = self._open_dialog()
        self._get_line(wizard, self.ana).in_portal = True
        self._get_line(wizard, self.carla).in_portal = False
        self._create_portal_user('ana@ga-sur.example.com', self.stranger)

        with (
            patch.object(type(wizard.user_ids), '_check_emails'),
            mute_logger('odoo.sql_db'),
            self.assertRaises(UserError) as refusal,  # which undoes the rest, like a request
        ):
            wizard.action_apply()

        self.assertIn("taken by another user", str(refusal.exception))
        self._assert_nothing_done()

    # === INVITATIONS === #

    def _read_invitation(self):
        mail = self._new_mails
        self.assertEqual(len(mail), 1)
        links = html.fromstring(mail.body_html).xpath("//a[contains(@href, '/web/signup')]/@href")
        self.assertEqual(len(links), 1)
        return mail, links[0]

    def test_invitation_waits_in_the_queue_and_wakes_it(self):
        cron = self.env.ref('mail.ir_cron_mail_scheduler_action')
        with self.capture_triggers(cron.id) as triggers:
            self._apply({self.ana: True})

        self.assertEqual(self._new_mails.state, 'outgoing')
        self.assertEqual(len(triggers.records), 1)

    def test_invitation_has_login_and_a_working_link(self):
        self._apply({self.ana: True})

        mail, link = self._read_invitation()
        self.assertIn('ana@ga-sur.example.com', mail.body_html)
        self.assertIn("Your account at", mail.subject)
        token = link.split('token=')[1].split('&')[0]
        self.assertEqual(
            self.env['res.partner'].sudo()._signup_retrieve_info(token)['login'],
            'ana@ga-sur.example.com',
        )

    def test_invitation_is_in_the_language_of_its_reader(self):
        self.env['res.lang']._activate_lang('es_ES')
        self.env['ir.module.module'].search([('name', '=', 'auth_signup')])._update_translations(
            ['es_ES'], overwrite=True
        )
        self.ana.lang = 'es_ES'

        self._apply({self.ana: True})

        mail, _link = self._read_invitation()
        self.assertIn("cuenta", mail.subject)
        self.assertIn("Activar cuenta", mail.body_html)
        self.assertIn('ana@ga-sur.example.com', mail.body_html)

    def test_invitation_has_the_words_of_the_salesperson(self):
        wizard = self._open_dialog()
        wizard.welcome_message = "See you on Monday"
        self._get_line(wizard, self.ana).in_portal = True
        with self.mock_mail_gateway():
            wizard.action_apply()

        self.assertIn("See you on Monday", self._new_mails.body_html)

    def test_link_of_a_revoked_person_is_dead(self):
        self._apply({self.ana: True})
        _mail, link = self._read_invitation()

        self._apply({self.ana: False})

        token = link.split('token=')[1].split('&')[0]
        self.assertFalse(self.env['res.partner'].sudo()._signup_retrieve_info(token))
