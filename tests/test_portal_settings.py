from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestPortalSettings(PaymentPortalCommon):
    """Who comes to the settings of a company's portal, and what he finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff('st_manager', 'account.group_account_manager')
        cls.seller = cls._create_staff('st_seller', 'sales_team.group_sale_salesman')
        cls.admin = cls._create_staff('st_admin', 'base.group_system')
        cls.admin_manager = cls._create_staff(
            'st_both', 'base.group_system,account.group_account_manager'
        )

    @classmethod
    def _create_staff(cls, login, groups):
        return new_test_user(cls.env, login, f'base.group_user,{groups}', company_id=cls.company.id)

    def _open(self, user, company=None):
        """Press the button in the settings, and return the portal that opens."""
        portals = self.env['payment.portal'].with_user(user)
        action = portals.with_company(company or self.company).action_open_for_company()
        return portals.browse(action['res_id'])

    def _get_settings(self, user):
        return self.env['res.config.settings'].with_user(user).create({})

    def _get_availability(self, provider):
        """Return what the form tells an administrator about a provider."""
        form = Form(self.portal.with_user(self.admin_manager))
        self.assertIn(provider, form.record.company_provider_ids)
        return (
            provider.with_user(self.admin_manager)
            .with_context(payment_portal_id=self.portal.id)
            .portal_availability
        )

    # === THE WAY THERE === #

    def test_button_opens_the_portal_of_the_company(self):
        self.assertEqual(self._open(self.manager), self.portal)

    def test_button_opens_a_closed_portal_instead_of_making_a_second_one(self):
        self.portal.active = False
        self.assertEqual(self._open(self.manager), self.portal)

    def test_first_time_a_closed_portal_is_made(self):
        self.portal.unlink()
        portal = self._open(self.manager)
        self.assertEqual(portal.company_id, self.company)
        self.assertEqual(portal.name, self.company.name)
        self.assertFalse(portal.active)
        self.assertTrue(portal.slug)

    def test_whoever_may_make_none_reads_who_may(self):
        self.portal.unlink()
        for user in (self.accountant_user, self.seller, self.admin):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "administrator of Invoicing can create it"),
            ):
                self._open(user)
        self.assertFalse(self.env['payment.portal']._find_for_company(self.company))

    def test_settings_tell_whether_customers_can_come(self):
        settings = self._get_settings(self.admin_manager)
        self.assertEqual(settings.payment_portal_state, 'open')
        self.assertEqual(settings.payment_portal_url, self.portal.sign_in_url)
        self.portal.active = False
        settings = self._get_settings(self.admin_manager)
        self.assertEqual(settings.payment_portal_state, 'closed')
        self.assertFalse(settings.payment_portal_url)
        self.portal.unlink()
        self.assertEqual(self._get_settings(self.admin_manager).payment_portal_state, 'missing')

    def test_settings_tell_an_administrator_who_may_not_change_the_portal(self):
        self.assertFalse(self._get_settings(self.admin).is_payment_portal_editable)
        self.assertTrue(self._get_settings(self.admin_manager).is_payment_portal_editable)

    # === THE FORM === #

    def test_account_manager_closes_the_portal(self):
        with Form(self.portal.with_user(self.manager)) as form:
            self.assertTrue(form.is_editable)
            form.active = False
        self.assertFalse(self.env['payment.portal']._get_for_company(self.company))

    def test_others_look_at_the_form_and_change_nothing(self):
        for user in (self.accountant_user, self.seller):
            with self.subTest(user=user.login):
                portal = self.portal.with_user(user)
                self.assertFalse(
                    Form(portal, 'account_payment_portal.payment_portal_view_form').is_editable
                )
                with self.assertRaises(AccessError):
                    portal.allow_messages = False

    def test_nobody_but_administrators_sees_providers(self):
        for user in (self.manager, self.accountant_user, self.seller):
            with self.subTest(user=user.login):
                fields_ = self.portal.with_user(user).fields_get()
                self.assertNotIn('provider_ids', fields_)
                self.assertNotIn('company_provider_ids', fields_)
                with self.assertRaises(AccessError):
                    self.portal.with_user(user).read(['company_provider_ids'])

    def test_closed_portals_stay_in_the_list(self):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'account_payment_portal.payment_portal_action'
        )
        self.assertIn("'active_test': False", action['context'])

    # === WHAT HINDERS A PROVIDER === #

    def test_provider_that_customers_can_choose(self):
        self.assertEqual(self._get_availability(self.transbank), "Customers can choose it.")

    def test_disabled_provider(self):
        self.transbank.state = 'disabled'
        self.assertEqual(self._get_availability(self.transbank), "It is disabled.")

    def test_provider_that_is_not_published(self):
        self.transbank.is_published = False
        self.assertEqual(self._get_availability(self.transbank), "It is not published.")

    def test_provider_without_a_journal(self):
        self.env['account.payment.method.line'].search(
            [('payment_provider_id', '=', self.transbank.id)]
        ).unlink()
        self.env['account.journal'].search([('type', '=', 'bank')]).active = False
        self.transbank.invalidate_recordset(['journal_id'])
        self.assertIn("no journal", self._get_availability(self.transbank))

    def test_provider_that_does_not_take_the_currency(self):
        self.transbank.available_currency_ids = self._enable_currency('USD')
        self.assertEqual(self._get_availability(self.transbank), "incompatible currency")

    def test_provider_without_a_commerce_code_for_the_currency(self):
        self.transbank.write({'state': 'disabled', 'transbank_commerce_code': False})
        self.transbank.flush_recordset()
        self.env.cr.execute(
            "UPDATE payment_provider SET state = 'test' WHERE id = %s", (self.transbank.id,)
        )
        self.transbank.invalidate_recordset()
        self.assertEqual(
            self._get_availability(self.transbank), "no commerce code for the currency"
        )

    def test_provider_that_the_portal_does_not_offer(self):
        self.provider.write({'state': 'test', 'is_published': True})
        self.portal.provider_ids = self.transbank
        self.assertEqual(self._get_availability(self.provider), "not offered by the payment portal")

    def test_provider_without_a_payment_method(self):
        self.transbank.payment_method_ids = False
        self.assertEqual(self._get_availability(self.transbank), "It has no active payment method.")
