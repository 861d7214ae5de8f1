from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon

NOON = datetime(2026, 3, 2, 12)


@tagged('post_install', '-at_install')
class TestPortalLinkEnd(LinkCommon, CustomersCommon):
    """What ends a link, and the visits of who came by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(1000)
        cls.other_invoice = cls._create_document(2000)

    def test_revoked_link_signs_out_who_came_by_it_and_nobody_else(self):
        issued, other = self._issue(), self._issue()
        token, other_token = (self._open_session(each.link) for each in (issued, other))
        issued.link._revoke()
        self.assertFalse(self._find(issued))
        self.assertFalse(self._is_signed_in(token))
        self.assertTrue(self._find(other))
        self.assertTrue(self._is_signed_in(other_token))
        self.assertEqual(issued.link.revoked_by_id, self.env.user)

    def test_revoked_again_it_keeps_who_revoked_it_first(self):
        link = self._issue().link
        link._revoke()
        first = link.revoked_at
        with freeze_time(NOON):
            link.with_user(self.accountant_user)._revoke()
        self.assertEqual((link.revoked_at, link.revoked_by_id), (first, self.env.user))

    def test_session_that_was_just_being_opened_ends_with_the_link(self):
        link = self._issue().link
        token = self._open_session(link)
        # As if the session had come after those of the link were ended.
        link.sudo().revoked_at = fields.Datetime.now()
        self.assertFalse(self._is_signed_in(token))

    def test_who_came_in_time_may_finish_after_it_expires(self):
        link = self._issue().link
        token = self._open_session(link)
        self._expire(link)
        self.assertTrue(self._is_signed_in(token))

    def test_renewed_link_has_a_new_address_and_the_old_one_is_dead(self):
        old = self._issue(self.invoice, use_max=2)
        token = self._open_session(old.link)
        old.link._revoke()
        [new] = old.link._renew()
        self.assertEqual(new.link, old.link)
        self.assertFalse(self._find(old))
        self.assertEqual(self._find(new), old.link)
        self.assertFalse(self._is_signed_in(token))
        self.assertEqual((new.link.state, new.link.use_count, new.link.use_max), ('active', 0, 2))
        self.assertEqual(new.link.move_ids, self.invoice)

    def test_renewed_link_that_worked_signs_out_who_came_by_the_old_address(self):
        link = self._issue().link
        token = self._open_session(link)
        link._renew()
        self.assertFalse(self._is_signed_in(token))

    def test_customer_whose_access_is_revoked_has_no_links_left(self):
        issued, other = self._issue(), self._issue(partner_id=self.stranger.id)
        token = self._open_session(issued.link)
        self.customer._revoke_portal_access()
        self.assertEqual(issued.link.state, 'revoked')
        self.assertFalse(self._is_signed_in(token))
        self.assertTrue(self._find(other))

    def test_person_whose_access_is_revoked_has_no_links_left(self):
        issued = self._issue(recipient_id=self.payer.id)
        other = self._issue(recipient_id=self.colleague.id)
        self.payer._revoke_portal_access()
        self.assertFalse(self._find(issued))
        self.assertTrue(self._find(other))

    def test_archived_customer_and_closed_portal_open_nothing_meanwhile(self):
        issued = self._issue()
        for record in (self.customer, self.portal):
            # Neither is allowed with people who can log in.
            self.customer.commercial_member_ids.user_ids.active = False
            record.active = False
            self.assertFalse(self._find(issued))
            self.assertFalse(self._open_session(issued.link))
            record.active = True
            self.assertTrue(self._find(issued))

    def test_documents_that_left_the_customer_s_view_are_not_shown(self):
        moves = self.invoice | self.other_invoice
        issued = self._issue(moves)
        self.invoice.button_draft()
        self.assertEqual(issued.link._get_visible_moves(), self.other_invoice)
        self.assertTrue(self._find(issued))
        self.other_invoice.button_draft()
        self.other_invoice.partner_id = self.stranger
        self.other_invoice.action_post()
        self.assertFalse(self._find(issued))

    def test_paid_documents_are_shown_still(self):
        issued = self._issue(self.invoice)
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=self.invoice.ids
        ).create({})._create_payments()
        self.assertTrue(self._find(issued))

    def test_customer_who_became_a_part_of_another_one_has_no_links(self):
        issued = self._issue()
        self.customer.write({'is_company': False, 'parent_id': self.stranger.id})
        self.assertFalse(self._find(issued))

    def test_merged_customer_s_link_is_confined_to_its_documents(self):
        self.env['res.users'].search(
            [('partner_id.commercial_partner_id', '=', self.customer.id)]
        ).unlink()
        issued = self._issue(self.invoice)
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.customer | self.stranger).ids, self.stranger
        )
        self.env.invalidate_all()
        link = self._find(issued)
        self.assertEqual(link.partner_id, self.stranger)
        self.assertEqual(link._get_visible_moves(), self.invoice)
        self.assertEqual(link._get_only_move_ids(), tuple(self.invoice.ids))

    def test_links_that_ended_long_ago_are_forgotten_with_their_visits_and_sessions(self):
        old, recent = self._issue().link, self._issue().link
        token = self._open_session(old)
        self._set_expiry(old, fields.Datetime.now() - timedelta(days=181))
        self._set_expiry(recent, fields.Datetime.now() - timedelta(days=179))
        self.env['payment.portal.link']._gc_links()
        self.assertEqual((old | recent).exists(), recent)
        self.assertFalse(self._is_signed_in(token))
