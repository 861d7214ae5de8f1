from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.grant_access_common import GrantAccessCommon


@tagged('post_install', '-at_install')
class TestGrantAccessRights(GrantAccessCommon):
    def _hide(self, partners):
        """Let salespeople no longer see contacts."""
        self.env['ir.rule'].create(
            {
                'name': "Hidden from salespeople",
                'model_id': self.env.ref('base.model_res_partner').id,
                'domain_force': f"[('id', 'not in', {partners.ids})]",
                'groups': [Command.link(self.env.ref('sales_team.group_sale_salesman').id)],
            }
        )

    # === SALESPEOPLE === #

    def test_salesperson_may_not_write_contacts(self):
        """The ground of this file: without it, the tests would say nothing."""
        self.assertFalse(self.ana.with_user(self.seller).has_access('write'))
        self.assertFalse(self.seller.has_group('base.group_partner_manager'))

    def test_salesperson_finds_and_runs_the_action(self):
        core_action = self.env.ref('portal.partner_wizard_action_create_and_open')
        bindings = self.env['ir.actions.actions'].with_user(self.seller).get_bindings('res.partner')
        self.assertIn(core_action.id, [action['id'] for action in bindings['action']])

        action = core_action.with_user(self.seller).with_context(
            active_model='res.partner', active_ids=[self.ana.id, self.stranger.id]
        ).run()  # fmt: skip

        wizard = self.env['portal.wizard'].with_user(self.seller).browse(action['res_id'])
        self.assertEqual(wizard.user_ids.partner_id, self.ana | self.stranger)

    def test_core_buttons_work_for_a_salesperson_and_move_the_tick(self):
        wizard = self._open_dialog()
        line = self._get_line(wizard, self.ana)

        with self.mock_mail_gateway():
            line.action_grant_access()
        self.assertTrue(line.in_portal)
        self.assertTrue(line.is_portal)
        self.assertSentEmail(self.company.partner_id, [self.ana])

        with self.mock_mail_gateway():
            line.action_invite_again()
        self.assertSentEmail(self.company.partner_id, [self.ana])

        line.action_revoke_access()
        self.assertFalse(line.in_portal)
        self.assertEqual(self.ana.portal_state, 'revoked')

    def test_hidden_people_are_not_listed(self):
        self._hide(self.ana | self.carla)

        people = self._open_dialog().user_ids.partner_id

        self.assertEqual(people, self.customer | self.bruno | self.worker.partner_id)

    def test_hidden_contact_opens_no_dialog(self):
        self._hide(self.stranger)
        wizards = self.env['portal.wizard'].with_user(self.seller)

        with self.assertRaises(AccessError):
            self._open_dialog(self.stranger)
        for key in ('active_ids', 'default_partner_ids'):
            with self.subTest(key=key), self.assertRaises(AccessError):
                wizards.with_context(**{key: self.stranger.ids}).create({})

    def test_hidden_person_can_not_be_slipped_in(self):
        self._hide(self.stranger)
        wizard = self._open_dialog()
        line = self._get_line(wizard, self.ana)

        with self.assertRaises(AccessError):
            wizard.user_ids = [
                Command.create({'partner_id': self.stranger.id, 'email': 'x@example.com'})
            ]
        with self.assertRaises(AccessError):
            line.partner_id = self.stranger
            line.flush_recordset()

    def test_person_hidden_meanwhile_can_not_be_changed(self):
        wizard = self._open_dialog()
        lines = {partner: self._get_line(wizard, partner) for partner in (self.ana, self.carla)}
        lines[self.ana].in_portal = True
        self._hide(self.ana | self.carla)

        for act in (
            wizard.action_apply,
            lines[self.ana].action_grant_access,
            lines[self.carla].action_revoke_access,
            lines[self.carla].action_invite_again,
        ):
            with self.subTest(act=act.__name__), self.assertRaises(AccessError):
                act()
        self.assertFalse(self._get_user(self.ana))
        self.assertTrue(self.carla_user.active)

    def test_name_of_a_hidden_login_is_not_told(self):
        self._create_portal_user('taken@ga-sur.example.com', self.stranger)
        self._hide(self.stranger)

        with self.assertRaisesRegex(UserError, "Bruno: Another user signs in") as refusal:
            self._apply({self.bruno: True}, emails={self.bruno: 'taken@ga-sur.example.com'})
        self.assertNotIn("Norte", str(refusal.exception))

    def test_dialog_of_a_colleague_stays_closed(self):
        wizard = self._open_dialog()
        colleague = new_test_user(
            self.env, 'ga_colleague', 'base.group_user,sales_team.group_sale_salesman'
        )

        with self.assertRaises(AccessError):
            wizard.with_user(colleague).read(['welcome_message'])
        with self.assertRaises(AccessError):
            wizard.user_ids.with_user(colleague).read(['email'])
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).action_apply()

    # === WHO WORKS HERE === #

    def test_internal_user_is_not_changed_whatever_is_sent(self):
        partner = self.worker.partner_id

        self._apply({partner: False}, emails={partner: 'new@example.com'})
        self._apply({partner: True}, emails={partner: 'bad'})

        self.assertTrue(self.worker.active)
        self.assertTrue(self.worker._is_internal())
        self.assertEqual(partner.email, 'walter@ga-us.example.com')
        self.assertFalse(self._new_mails)

    def test_internal_user_with_an_archived_portal_user_is_internal(self):
        old_user = self._create_portal_user('ga_aaron', self.worker.partner_id)
        old_user.active = False

        line = self._get_line(self._open_dialog(), self.worker.partner_id)

        self.assertTrue(line.is_internal)

    def test_revoking_a_customer_spares_who_works_here(self):
        self.customer.with_user(self.seller).action_revoke_portal_access()

        self.assertTrue(self.worker.active)
        self.assertFalse(self.carla_user.active)

    # === OTHERS === #

    @mute_logger('odoo.addons.base.models.ir_actions')
    def test_employee_without_sales_can_do_nothing(self):
        customer = self.customer.with_user(self.worker)

        for act in (
            customer.action_open_portal_access,
            customer.action_invite_to_portal_again,
            customer.action_revoke_portal_access,
        ):
            with self.subTest(act=act.__name__), self.assertRaises(AccessError):
                act()
        self.assertTrue(self.carla_user.active)

    def test_portal_user_reads_neither_state_nor_visit(self):
        carla = self.carla.with_user(self.carla_user)

        for name in ('portal_state', 'portal_last_visit'):
            with self.subTest(name=name), self.assertRaises(AccessError):
                carla.read([name])

    def test_nobody_reads_the_seed_of_sessions(self):
        with self.assertRaises(AccessError):
            self.carla_user.with_user(self.env.ref('base.user_admin')).read(['session_seed'])
