from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.account_payment_portal.tests.share_link_common import ShareLinkCommon


@tagged('post_install', '-at_install')
class TestShareLink(ShareLinkCommon):
    def test_salesperson_shows_a_link_to_his_customers_account(self):
        link = self._find_link(self._show(self._open(self.payer)))
        self.assertRecordValues(
            link,
            [
                {
                    'partner_id': self.customer.id,
                    'recipient_id': self.customer.id,
                    'scope': 'account',
                    'move_ids': [],
                    'portal_id': self.portal.id,
                    'state': 'active',
                    'use_max': 0,
                    'create_uid': self.seller.id,
                }
            ],
        )

    def test_accountant_shows_a_link_to_documents(self):
        other = self._create_document(500)
        wizard = self._open(self.invoice | other, self.accountant_user)
        wizard.use_max = 2
        link = self._find_link(self._show(wizard))
        self.assertEqual((link.scope, link.use_max), ('documents', 2))
        self.assertEqual(link.move_ids, self.invoice | other)

    def test_rows_of_outstanding_documents_open_the_dialog_for_their_documents(self):
        rows = self.env['payment.outstanding.document'].search([('move_id', '=', self.invoice.id)])
        self.assertEqual(self._open(rows).move_ids, self.invoice)

    def test_shown_address_is_nowhere_in_the_database(self):
        url = self._show(self._open(self.customer))
        self.assertEqual(self._find_tables_with(url[-32:]), [])

    def test_users_without_a_part_in_sales_or_invoicing_are_refused(self):
        nobody = self._create_staff('sl_nobody', 'base.group_partner_manager')
        for user in (nobody, self.payer_user):
            with self.assertRaises(AccessError):
                self._open(self.customer, user)

    def test_salesperson_can_not_share_documents_of_others(self):
        foreign = self._create_document(500, invoice_user_id=self.accountant_user.id)
        with self.assertRaises(AccessError):
            self._open(foreign)
        wizard = self._open(self.invoice)
        wizard.sudo().move_ids |= foreign
        with self.assertRaises(UserError):
            self._show(wizard)

    def test_salesperson_can_not_share_the_account_of_others_customers(self):
        self.customer.user_id = self.accountant_user
        with self.assertRaises(UserError):
            self._show(self._open(self.customer))

    def test_dialog_tells_no_address_of_who_may_not_be_seen(self):
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        hidden = self.env['res.partner'].create(
            {'name': "Hidden", 'email': 'hidden@example.com', 'company_id': elsewhere.id}
        )
        wizard = self._open(self.customer)
        wizard.sudo().recipient_id = hidden
        wizard.invalidate_recordset()
        with self.assertRaises(AccessError):
            wizard.read(['email'])

    def test_dialogs_of_others_can_not_be_used(self):
        wizard = self._open(self.invoice, self.accountant_user)
        with self.assertRaises(AccessError):
            wizard.with_user(self.seller).action_show()

    def test_documents_that_no_link_opens_are_left_out(self):
        draft = self._create_document(500, post=False)
        bill = self._create_document(500, move_type='in_invoice')
        wizard = self._open(self.invoice | draft | bill, self.accountant_user)
        self.assertEqual(wizard.move_ids, self.invoice)
        with self.assertRaises(UserError):
            self._open(draft | bill, self.accountant_user)

    def test_addressee_of_the_document_gets_the_link(self):
        to_payer = self._create_document(500, partner=self.payer)
        self.assertEqual(self._open(to_payer, self.accountant_user).recipient_id, self.payer)

    def test_contact_for_invoices_gets_the_link_before_the_customer(self):
        contact = self._create_partner(
            name="Bills", parent_id=self.customer.id, type='invoice', email='bills@sur.example.com'
        )
        self.assertEqual(self._open(self.customer).recipient_id, contact)

    def test_company_without_portal_is_told_so(self):
        self.portal.active = False
        wizard = self._open(self.customer)
        self.assertEqual(wizard.problem, 'no_portal')

    @freeze_time('2026-03-01 12:00:00')
    def test_link_works_to_the_end_of_the_chosen_day(self):
        self.seller.tz = 'America/Santiago'
        wizard = self._open(self.customer)
        wizard.expires_on = '2026-03-31'
        link = self._find_link(self._show(wizard))
        self.assertEqual(link.expires_at, fields.Datetime.to_datetime('2026-04-01 02:59:59'))

    @freeze_time('2026-03-01 12:00:00')
    def test_link_lasts_120_days_at_most(self):
        wizard = self._open(self.customer)
        wizard.expires_on = '2026-06-29'
        link = self._find_link(self._show(wizard))
        self.assertEqual(link.expires_at, fields.Datetime.now() + timedelta(days=120))
        for day in ('2026-06-30', '2026-02-28'):
            wizard.expires_on = day
            with self.assertRaises(ValidationError):
                self._show(wizard)

    @freeze_time('2026-03-01 12:00:00')
    def test_date_is_proposed_by_what_the_link_opens(self):
        late = self._create_document(
            500,
            invoice_date='2026-03-01',
            invoice_date_due='2026-04-01',
            invoice_payment_term_id=None,
        )
        wizard = self._open(late, self.accountant_user)
        self.assertEqual(fields.Date.to_string(wizard.expires_on), '2026-05-31')
        wizard.scope = 'account'
        self.assertEqual(fields.Date.to_string(wizard.expires_on), '2026-04-30')

    def test_renewed_link_is_shown_once_and_the_old_address_is_dead(self):
        url = self._show(self._open(self.customer))
        link = self._find_link(url).with_user(self.seller)
        new_url = link.action_renew()['context']['default_url']
        self.assertFalse(self._find_link(url))
        self.assertEqual(self._find_link(new_url), link)

    def test_contact_counts_the_links_that_work(self):
        customer = self.customer.with_user(self.seller)
        url = self._show(self._open(self.customer))
        self._show(self._open(self.invoice))
        self.assertEqual(customer.payment_link_count, 2)
        self._find_link(url).with_user(self.seller).action_revoke()
        customer.invalidate_recordset()
        self.assertEqual(customer.payment_link_count, 1)
        action = customer.action_open_payment_links()
        self.assertEqual(len(self.links.search(action['domain'])), 2)
