import re
from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon

NOON = datetime(2026, 3, 2, 12)


@tagged('post_install', '-at_install')
class TestPortalLink(LinkCommon, CustomersCommon):
    """What a link is: how it is made, and how long it works."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(1000)
        cls.other_invoice = cls._create_document(2000)
        cls.foreign_invoice = cls._create_document(700, partner=cls.stranger)

    # === MAKING === #

    def test_address_has_a_token_that_is_stored_nowhere(self):
        issued = self._issue(self.invoice)
        token = self._get_token(issued)
        self.assertRegex(issued.url, r'^https?://[^/]+/pay/l/[\w-]{32}$')
        self.assertGreaterEqual(len(token) * 6, 160)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT link::text FROM payment_portal_link link WHERE id = %s", [issued.link.id]
        )
        self.assertNotIn(token, self.env.cr.fetchone()[0])

    def test_many_are_made_at_once_in_their_order(self):
        issued = self.env['payment.portal.link']._issue(
            [
                self._prepare_link(self.invoice),
                self._prepare_link(partner_id=self.stranger.id),
                self._prepare_link(self.other_invoice),
            ]
        )
        self.assertEqual(
            [(each.link.partner_id, each.link.move_ids) for each in issued],
            [
                (self.customer, self.invoice),
                (self.stranger, self.env['account.move']),
                (self.customer, self.other_invoice),
            ],
        )
        self.assertEqual([self._find(each) for each in issued], [each.link for each in issued])
        self.assertEqual(len({each.url for each in issued}), 3)

    def test_link_is_of_the_customer_not_of_one_of_his_people(self):
        link = self._issue(partner_id=self.payer.id, recipient_id=self.payer.id).link
        self.assertEqual((link.partner_id, link.recipient_id), (self.customer, self.payer))

    def test_documents_that_the_customer_may_not_see_are_refused(self):
        draft = self._create_document(5, post=False)
        bill = self._create_document(5, move_type='in_invoice')
        for moves in (self.foreign_invoice, self.invoice | self.foreign_invoice, draft, bill):
            with self.subTest(moves=moves), self.assertRaises(ValidationError):
                self._issue(moves)

    def test_documents_of_another_company_are_refused(self):
        other = self._create_other_company("Other")
        with self.assertRaises(ValidationError):
            self._issue(self._create_document(5, company=other))

    def test_scope_fits_the_documents(self):
        for values in (
            {'scope': 'documents', 'move_ids': []},
            {'scope': 'account', 'move_ids': [Command.set(self.invoice.ids)]},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self._issue(**values)

    def test_number_of_uses_is_not_negative(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self._issue(use_max=-1)

    # === HOW LONG IT WORKS === #

    @freeze_time(NOON)
    def test_it_expires_some_time_after_the_last_document_is_due(self):
        def get_days(days):
            moves = self.env['account.move'].union(
                *(
                    self._create_document(
                        10,
                        invoice_date=NOON.date() - timedelta(days=400),
                        invoice_payment_term_id=None,
                        invoice_date_due=NOON.date() + timedelta(days=each),
                    )
                    for each in (days, -390)
                )
            )
            return (self._issue(moves).link.expires_at - NOON) / timedelta(days=1)

        self.assertEqual(get_days(-30), 60)
        self.assertEqual(get_days(30), 89.5)  # From the beginning of the day on.
        self.assertEqual(get_days(90), 120)
        self.assertEqual((self._issue().link.expires_at - NOON).days, 60)

    @freeze_time(NOON)
    def test_it_expires_within_120_days_and_not_before_it_is_made(self):
        self.assertTrue(self._issue(expires_at=NOON + timedelta(days=120)))
        for moment in (NOON + timedelta(days=120, seconds=1), NOON, NOON - timedelta(days=1)):
            with self.subTest(moment=moment), self.assertRaises(ValidationError):
                self._issue(expires_at=moment)

    @freeze_time(NOON)
    def test_at_the_moment_at_which_it_expires_it_works_no_more(self):
        issued = self._issue()
        self._set_expiry(issued.link, NOON + timedelta(seconds=1))
        self.assertTrue(self._find(issued))
        self._set_expiry(issued.link, NOON)
        self.assertFalse(self._find(issued))
        self.assertEqual(issued.link.state, 'expired')
        self.assertFalse(self._open_session(issued.link))

    def test_state_is_shown_and_found(self):
        links = {state: self._issue().link for state in ('active', 'expired', 'used_up')}
        self._expire(links['expired'])
        self._use_up(links['used_up'])
        links['revoked'] = self._issue().link
        links['revoked']._revoke()
        links['refused'] = self._issue().link
        links['refused'].sudo().refused_at = fields.Datetime.now()
        everything = self.env['payment.portal.link'].union(*links.values())
        # What ended it first is not told when something else has ended it, too.
        self._use_up(links['revoked'])
        for state, link in links.items():
            with self.subTest(state=state):
                self.assertEqual(link.state, state)
                found = everything.search([('state', '=', state), ('id', 'in', everything.ids)])
                self.assertEqual(found, link)
                self.assertEqual(everything.filtered_domain([('state', '=', state)]), link)
                others = everything.search([('state', '!=', state), ('id', 'in', everything.ids)])
                self.assertEqual(others, everything.sorted('id', reverse=True) - link)

    def test_limited_link_opens_as_often_as_it_may(self):
        issued = self._issue(use_max=2)
        self.assertTrue(self._open_session(issued.link))
        self.assertTrue(self._open_session(issued.link))
        self.assertFalse(self._open_session(issued.link))
        self.assertEqual((issued.link.use_count, issued.link.state), (2, 'used_up'))
        self.assertFalse(self._find(issued))

    def test_request_that_was_overtaken_by_another_opens_nothing(self):
        link = self._issue(use_max=1).link.sudo()
        self.assertTrue(link._is_working())
        # Another request uses the link up, which this one does not see in its memory.
        self.env.cr.execute("UPDATE payment_portal_link SET use_count = 1 WHERE id = %s", [link.id])
        self.assertTrue(link._is_working())
        self.assertFalse(self._open_session(link))
        self.assertEqual(link.use_count, 1)
        self.assertFalse(link.visit_ids)

    # === TOKENS FROM OUTSIDE === #

    def test_other_tokens_find_nothing(self):
        issued = self._issue()
        token = self._get_token(issued)
        links = self.env['payment.portal.link']
        self.assertEqual(links._get_by_token(token), issued.link)
        for text in (
            '',
            token[:-1],
            token + 'A',
            token.swapcase(),
            token + '\n',
            token[:-1] + '\0',
            '\udcff' * 32,
            '\uff21' * 32,
            "' OR 1=1 --",
            '%' * 32,
            'A' * 10**6,
            issued.link.sudo().token_hash,
            re.sub('.', '_', token),
        ):
            with self.subTest(text=text[:40]):
                self.assertFalse(links._get_by_token(text))
