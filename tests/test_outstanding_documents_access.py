from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.test_outstanding_documents import (
    OutstandingDocumentsCommon,
)


@tagged('post_install', '-at_install')
class TestOutstandingDocumentAccess(OutstandingDocumentsCommon):
    """Who sees which rows: the same as may read the documents behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user('od_seller', 'sales_team.group_sale_salesman')
        cls.leader = cls._create_user('od_leader', 'sales_team.group_sale_salesman_all_leads')
        cls.auditor = cls._create_user('od_auditor', 'account.group_account_readonly')
        cls.employee = cls._create_user('od_employee', 'base.group_user')
        cls.own = cls._create_document(1000, invoice_user_id=cls.seller)
        cls.unassigned = cls._create_document(2000)
        cls.unassigned.invoice_user_id = False
        cls.foreign = cls._create_document(3000, invoice_user_id=cls.leader)
        cls.credit_note = cls._create_credit_note(400, invoice_user_id=cls.leader)
        cls.on_account = cls._create_payment_on_account(300).move_id

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, login, groups, company_id=cls.company.id)

    def _get_seen(self, user):
        moves = self.own | self.unassigned | self.foreign | self.credit_note | self.on_account
        return self._get_rows(moves, user).move_id

    def test_seller_of_own_documents_sees_his_and_unassigned_ones(self):
        self.assertEqual(self._get_seen(self.seller), self.own | self.unassigned)

    def test_seller_of_all_documents_sees_all_documents(self):
        self.assertEqual(
            self._get_seen(self.leader),
            self.own | self.unassigned | self.foreign | self.credit_note,
        )

    def test_accountants_see_payments_on_account_too(self):
        everything = self.own | self.unassigned | self.foreign | self.credit_note | self.on_account
        self.assertEqual(self._get_seen(self.accountant_user), everything)
        self.assertEqual(self._get_seen(self.auditor), everything)

    def test_accountant_who_also_sells_sees_all(self):
        both = self._create_user(
            'od_both', 'sales_team.group_sale_salesman,account.group_account_invoice'
        )
        self.assertIn(self.foreign, self._get_seen(both))

    def test_rows_are_those_whose_document_the_user_may_read(self):
        moves = self.own | self.unassigned | self.foreign | self.credit_note | self.on_account
        for user in (self.seller, self.leader, self.accountant_user, self.auditor):
            with self.subTest(user=user.login):
                readable = moves.with_user(user)._filtered_access('read')
                self.assertEqual(self._get_seen(user), readable)

    def test_nobody_else_reads_anything(self):
        for user in (self.employee, self.payer_user, self.public_user):
            with self.subTest(user=user.id), self.assertRaises(AccessError):
                self.documents.with_user(user).search([])

    def test_foreign_row_cannot_be_opened_by_its_id(self):
        row = self._get_rows(self.foreign).with_user(self.seller)
        row.invalidate_recordset()
        with self.assertRaises(AccessError):
            row.action_open_document()

    def test_totals_count_only_what_the_seller_sees(self):
        [group] = self.documents.with_user(self.seller).formatted_read_group(
            [('partner_id', '=', self.customer.id)], ['partner_id'], ['amount_residual:sum']
        )
        self.assertEqual(group['amount_residual:sum'], 3000)

    def test_seller_opens_list_and_document_without_accounting_rights(self):
        row = self._get_rows(self.own, self.seller)
        for view_type in ('list', 'kanban', 'pivot', 'graph'):
            self._read_as_the_browser_does(row, view_type)
        action = row.action_open_document()
        document = self.env[action['res_model']].with_user(self.seller).browse(action['res_id'])
        document.invalidate_recordset()
        self._read_as_the_browser_does(document, 'form')

    def _read_as_the_browser_does(self, record, view_type):
        view = record.get_views([(False, view_type)])['views'][view_type]
        names = {node.get('name') for node in etree.fromstring(view['arch']).iter('field')}
        record.web_read({name: {} for name in names & set(record._fields)})

    def test_menus_lead_here_without_accounting_rights(self):
        menus = self.env['ir.ui.menu']
        sale, accounting = (
            self.env.ref(f'account_payment_portal.payment_outstanding_document_menu_{app}')
            for app in ('sale', 'accounting')
        )
        self.env.ref('sale.sale_menu_root').active = True
        for user, expected in (
            (self.seller, sale),
            (self.accountant_user, accounting),
            (self.employee, menus),
        ):
            with self.subTest(user=user.login):
                visible = menus.browse(menus.with_user(user)._visible_menu_ids())
                self.assertEqual((sale | accounting) & visible, expected)


@tagged('post_install', '-at_install')
class TestOutstandingDocumentCompanies(OutstandingDocumentsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._create_other_company("Otra Viña", 'EUR')
        cls.here = cls._create_document(1000)
        cls.there = cls._create_document(20, company=cls.other_company)

    def test_accountant_sees_the_companies_he_has_chosen(self):
        user = self.accountant_user
        self.assertEqual(self._get_rows(self.here | self.there, user).move_id, self.here)
        user.company_ids |= self.other_company
        for companies in (self.company, self.other_company, self.company | self.other_company):
            self.documents = self.documents.with_context(allowed_company_ids=companies.ids)
            rows = self._get_rows(self.here | self.there, user)
            self.assertEqual(rows.company_id, companies)

    def test_each_row_is_in_the_currency_of_its_company(self):
        rows = self._get_rows(self.here | self.there)
        self.assertEqual(
            {row.company_id: row.company_currency_id.name for row in rows},
            {self.company: 'CLP', self.other_company: 'EUR'},
        )
