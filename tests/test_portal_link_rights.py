from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.account_payment_portal.tests.link_common import PERSON, LinkCommon


@tagged('post_install', '-at_install')
class TestPortalLinkRights(LinkCommon, CustomersCommon):
    """Who may make, see and end links.

    - `seller` sees the documents that he sold; `boss` sees those of all salespeople
    - the customer's salesperson is `colleague_user`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user('pl_seller', 'sales_team.group_sale_salesman')
        cls.colleague_user = cls._create_user('pl_other', 'sales_team.group_sale_salesman')
        cls.boss = cls._create_user('pl_boss', 'sales_team.group_sale_salesman_all_leads')
        cls.employee = cls._create_user('pl_employee', 'base.group_user')
        cls.customer.user_id = cls.colleague_user
        cls.sold_by_seller = cls._create_document(1000, invoice_user_id=cls.seller)
        cls.sold_by_colleague = cls._create_document(2000, invoice_user_id=cls.colleague_user)

    @classmethod
    def _create_user(cls, login, group, **values):
        return new_test_user(
            cls.env, login, f'base.group_user,{group}', company_id=cls.company.id, **values
        )

    def _count_visits(self, user, link):
        return (
            self.env['payment.portal.link.visit']
            .with_user(user)
            .search_count([('link_id', '=', link.id)])
        )

    def test_who_sees_all_documents_makes_any_link(self):
        for user in (self.accountant_user, self.boss):
            with self.subTest(user=user.login):
                link = self._issue_as(user, self.sold_by_colleague).link
                self.assertEqual((link.create_uid, link.state), (user, 'active'))
                self.assertTrue(self._issue_as(user))

    def test_salesperson_makes_links_to_what_he_sold(self):
        link = self._issue_as(self.seller, self.sold_by_seller).link
        self.assertEqual(link.with_user(self.seller).state, 'active')

    def test_salesperson_makes_no_links_to_what_others_sold(self):
        for moves in (self.sold_by_colleague, self.sold_by_colleague | self.sold_by_seller):
            with self.subTest(moves=moves), self.assertRaises(AccessError):
                self._issue_as(self.seller, moves)

    def test_whole_account_is_opened_by_who_is_responsible_for_the_customer(self):
        with self.assertRaises(AccessError):
            self._issue_as(self.seller)
        self.assertTrue(self._issue_as(self.colleague_user))
        self.customer.user_id = False
        self.assertTrue(self._issue_as(self.seller))

    def test_customer_whom_the_user_may_not_see_gets_no_link(self):
        hidden = self._create_partner(name="Hidden", company_id=self._create_company(name="C").id)
        with self.assertRaises(AccessError):
            self._issue_as(self.accountant_user, partner_id=hidden.id)

    def test_links_of_other_companies_are_neither_made_nor_seen(self):
        other = self._create_other_company("Other", has_portal=False)
        portal = self._create_portal(other)
        with self.assertRaises(AccessError):
            self._issue_as(self.accountant_user, portal_id=portal.id)
        link = self._issue(portal_id=portal.id).link
        link.sudo()._open(PERSON)
        self.assertFalse(link.with_user(self.accountant_user).has_access('read'))
        self.assertEqual(self._count_visits(self.accountant_user, link), 0)
        self.assertEqual(self._count_visits(self.env.user, link), 1)

    def test_salesperson_sees_the_links_and_visits_of_his_customers_only(self):
        link = self._issue().link
        link.sudo()._open(PERSON)
        for user, is_seen in (
            (self.seller, False),
            (self.colleague_user, True),
            (self.boss, True),
            (self.accountant_user, True),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(link.with_user(user).has_access('read'), is_seen)
                self.assertEqual(bool(self._count_visits(user, link)), is_seen)

    def test_who_may_not_see_a_link_can_not_end_or_renew_it(self):
        link = self._issue().link
        for method in ('_revoke', '_renew'):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(link.with_user(self.seller), method)()
        self.assertEqual(link.state, 'active')

    def test_salesperson_ends_and_renews_the_links_of_his_customers(self):
        link = self._issue().link.with_user(self.colleague_user)
        link._revoke()
        self.assertEqual((link.state, link.revoked_by_id), ('revoked', self.colleague_user))
        link._renew()
        self.assertEqual(link.state, 'active')

    def test_nobody_else_comes_near_a_link(self):
        link = self._issue().link
        for user in (self.employee, self.payer_user, self.env.ref('base.public_user').sudo()):
            with self.subTest(user=user.login):
                self.assertFalse(link.with_user(user).has_access('read'))
                self.assertFalse(
                    self.env['payment.portal.link.visit'].with_user(user).has_access('read')
                )
                with self.assertRaises(AccessError):
                    self._issue_as(user)

    def test_nobody_writes_links_or_visits_himself(self):
        manager = self._create_user('pl_manager', 'account.group_account_manager')
        for user in (self.accountant_user, self.boss, manager):
            for model in ('payment.portal.link', 'payment.portal.link.visit'):
                for operation in ('write', 'create', 'unlink'):
                    with self.subTest(user=user.login, model=model, operation=operation):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_hash_is_not_shown_to_staff(self):
        link = self._issue().link
        self.assertNotIn('token_hash', link.with_user(self.accountant_user).read()[0])
        with self.assertRaises(AccessError):
            link.with_user(self.accountant_user).search([('token_hash', '!=', False)])
