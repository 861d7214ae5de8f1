from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.share_link_common import ShareLinkCommon


@tagged('post_install', '-at_install')
class TestShareLinkColumn(ShareLinkCommon):
    def _make(self, **values):
        [issued] = self.links._issue(
            [
                {
                    'portal_id': self.portal.id,
                    'partner_id': self.customer.id,
                    'scope': 'documents',
                    'move_ids': [Command.set(self.invoice.ids)],
                    **values,
                }
            ]
        )
        return issued.link

    def _make_for_account(self):
        return self._make(scope='account', move_ids=[])

    def _get_state(self, user=None):
        self.env.flush_all()
        rows = self.env['payment.outstanding.document'].with_user(user or self.env.user)
        rows.invalidate_model()
        return rows.search([('move_id', '=', self.invoice.id)]).link_state

    def test_document_without_a_link_says_nothing(self):
        self._make(move_ids=[Command.set(self._create_document(5).ids)])
        self.assertFalse(self._get_state())

    def test_column_says_what_the_link_itself_says(self):
        link = self._make(use_max=1)
        ends = {
            'active': {},
            'used_up': {'use_count': 1},
            'expired': {'expires_at': fields.Datetime.now() - timedelta(seconds=1)},
            'revoked': {'revoked_at': fields.Datetime.now()},
            'refused': {'refused_at': fields.Datetime.now()},
        }
        for state, values in ends.items():
            # By the table: links are not made to expire in the past.
            for column, value in values.items():
                self.env.flush_all()
                self.env.cr.execute(
                    f'UPDATE payment_portal_link SET {column} = %s WHERE id = %s',  # noqa: S608
                    [value, link.id],
                )
            link.invalidate_recordset()
            self.assertEqual(link.state, state)
            self.assertEqual(self._get_state(), state)

    def test_newest_link_counts_whatever_it_opens(self):
        self._make()._revoke()
        self._make_for_account()
        self.assertEqual(self._get_state(), 'active')
        self._make()._revoke()
        self.assertEqual(self._get_state(), 'revoked')

    def test_account_link_of_another_company_does_not_count(self):
        portal = self._create_portal(self.env['res.company'].create({'name': "Elsewhere"}))
        self._make(scope='account', move_ids=[], portal_id=portal.id)
        self.assertFalse(self._get_state())

    def test_list_can_be_filtered_and_grouped_by_it(self):
        self._make()
        self.env.flush_all()
        rows = self.env['payment.outstanding.document'].with_user(self.seller)
        domain = [('move_id', '=', self.invoice.id)]
        self.assertTrue(rows.search([*domain, ('link_state', '=', 'active')]))
        self.assertFalse(rows.search([*domain, ('link_state', '!=', 'active')]))
        groups = rows.formatted_read_group(domain, ['link_state'], ['amount_residual:sum'])
        self.assertEqual(
            [(group['link_state'], group['amount_residual:sum']) for group in groups],
            [('active', 1000)],
        )
