from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.grant_access_common import GrantAccessCommon


@tagged('post_install', '-at_install')
class TestPortalState(GrantAccessCommon):
    """The access that a contact shows is right, whoever changes it."""

    def _assert_states(self, **states):
        for name, state in states.items():
            self.assertEqual(getattr(self, name).portal_state, state, name)

    # === WHAT CHANGES IT === #

    def test_created_user_is_invited_and_counts_for_the_customer(self):
        self._assert_states(carla='invited', customer='invited', ana='none', stranger='none')

    def test_first_sign_in_makes_active(self):
        self._sign_in(self.carla_user)

        self._assert_states(carla='active', customer='active', ana='none')

    def test_archived_user_is_revoked_and_restored_user_is_back(self):
        self.carla_user.active = False
        self._assert_states(carla='revoked', customer='revoked')

        self.carla_user.active = True
        self._assert_states(carla='invited', customer='invited')

    def test_furthest_of_the_people_counts(self):
        self._create_portal_user('ga_ana', self.ana)
        self.carla_user.active = False
        self._assert_states(ana='invited', carla='revoked', customer='invited')

        self._sign_in(self.ana.user_ids)
        self._assert_states(customer='active')

    def test_deleted_user_leaves_no_access(self):
        self.carla_user.unlink()

        self._assert_states(carla='none', customer='none')

    def test_user_who_leaves_the_portal_group_has_no_access(self):
        self.carla_user.group_ids = [Command.set(self.env.ref('base.group_public').ids)]

        self._assert_states(carla='none', customer='none')

    def test_internal_user_is_not_in_the_portal(self):
        self.carla_user.group_ids = [Command.set(self.env.ref('base.group_user').ids)]

        self._assert_states(carla='none', customer='none')
        self.assertEqual(self.worker.partner_id.portal_state, 'none')

    def test_template_and_visitors_are_nobody(self):
        for xmlid in ('base.public_user', 'base.template_portal_user_id'):
            self.assertEqual(self.env.ref(xmlid).partner_id.portal_state, 'none', xmlid)

    def test_person_who_moves_takes_his_access_along(self):
        self.carla.parent_id = self.stranger

        self._assert_states(carla='invited', customer='none', stranger='invited')

    def test_person_below_a_person_counts_for_the_customer(self):
        assistant = self.env['res.partner'].create({'name': "A", 'parent_id': self.ana.id})
        self.carla_user.unlink()
        self._create_portal_user('ga_assistant', assistant)

        self._assert_states(ana='none', customer='invited')

    def test_archived_person_no_longer_counts(self):
        self.carla_user.active = False
        self.carla.active = False

        self._assert_states(carla='revoked', customer='none')

    def test_merged_contact_has_the_access_of_both(self):
        self.ana.email = self.carla.email
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.ana | self.carla).ids, self.ana
        )

        self._assert_states(ana='invited', customer='invited')

    def test_merged_contact_leaves_its_customer_without_access(self):
        self.stranger.email = self.carla.email
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.stranger | self.carla).ids, self.stranger
        )

        self._assert_states(customer='none', stranger='invited')

    def test_new_contact_does_not_touch_its_customer(self):
        self.env.flush_all()
        version = self._read_version(self.customer)

        person = self.env['res.partner'].create({'name': "N", 'parent_id': self.customer.id})
        self.env.flush_all()

        self.assertEqual(self._read_version(self.customer), version)
        self.assertEqual(person.portal_state, 'none')

    def _read_version(self, partner):
        self.env.cr.execute("SELECT ctid FROM res_partner WHERE id = %s", [partner.id])
        return self.env.cr.fetchone()

    def test_second_sign_in_writes_no_contact(self):
        self._sign_in(self.carla_user)
        self.env.flush_all()
        versions = [self._read_version(partner) for partner in (self.carla, self.customer)]

        self._sign_in(self.carla_user)
        self.env.flush_all()

        self.assertEqual(
            [self._read_version(partner) for partner in (self.carla, self.customer)], versions
        )

    def test_installation_fills_the_same_states(self):
        self._create_portal_user('ga_ana', self.ana)
        self._sign_in(self.carla_user)
        self.ana.user_ids.active = False
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET portal_state = 'none'")

        self.env['res.partner']._fill_portal_states()

        self.env.invalidate_all()
        self._assert_states(ana='revoked', carla='active', customer='active', bruno='none')

    # === WHERE IT IS USED === #

    def test_contacts_are_found_and_grouped_by_it(self):
        people = self.customer | self.ana | self.carla
        domain = [('id', 'in', people.ids)]
        partners = self.env['res.partner'].with_user(self.seller)

        groups = partners.formatted_read_group(domain, ['portal_state'], ['__count'])

        self.assertEqual(
            {group['portal_state']: group['__count'] for group in groups},
            {'none': 1, 'invited': 2},
        )
        self.assertEqual(partners.search([*domain, ('portal_state', '=', 'none')]), self.ana)

    def test_last_visit_is_the_latest_of_sign_in_and_session(self):
        self.assertFalse(self.carla.portal_last_visit)
        self._sign_in(self.carla_user)
        self.env['res.device.log'].create(
            {
                'session_identifier': 'x',
                'user_id': self.carla_user.id,
                'last_activity': '2100-01-01 10:00:00',
            }
        )
        self.env.invalidate_all()

        self.assertEqual(str(self.carla.portal_last_visit), '2100-01-01 10:00:00')
        self.assertEqual(self.customer.portal_last_visit, self.carla.portal_last_visit)
        self.assertFalse(self.ana.portal_last_visit)

    def test_invite_again_writes_to_who_has_not_signed_in(self):
        self._create_portal_user('ga_ana', self.ana)
        self._sign_in(self.ana.user_ids)

        with self.mock_mail_gateway():
            self.customer.with_user(self.seller).action_invite_to_portal_again()

        self.assertEqual(self._get_readers(), self.carla)

    def test_invite_again_writes_to_the_chosen_person(self):
        self._sign_in(self.carla_user)

        with self.mock_mail_gateway():
            self.carla.with_user(self.seller).action_invite_to_portal_again()

        self.assertEqual(self._get_readers(), self.carla)

    def test_invite_again_of_nobody_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nobody is waiting"):
            self.stranger.with_user(self.seller).action_invite_to_portal_again()

    def test_revoke_ends_the_access_of_all_people(self):
        self._create_portal_user('ga_ana', self.ana)

        self.customer.with_user(self.seller).action_revoke_portal_access()

        self._assert_states(ana='revoked', carla='revoked', customer='revoked')

    def test_guests_of_a_customer_lose_access_with_the_customer_only(self):
        ended = []
        with patch.object(
            type(self.customer), '_end_guest_access', lambda contacts: ended.extend(contacts.ids)
        ):
            self.carla.with_user(self.seller).action_revoke_portal_access()
            self.assertFalse(any(ended), "a person left, the customer stays")

            self.customer.with_user(self.seller).action_revoke_portal_access()
        self.assertEqual(ended, self.customer.ids)
