from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon

MODULE = 'account_payment_portal'


@tagged('post_install', '-at_install')
class TestAccess(PaymentPortalCommon):
    """What each kind of user reaches of the add-on's models, by calls from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_user = new_test_user(
            cls.env, 'ap_employee', 'base.group_user', company_id=cls.company.id
        )
        cls.remittance = cls._freeze({cls._create_document(1000): None})
        cls._pay(cls.remittance)
        cls._pay(cls.remittance)
        cls.discrepancy = cls.remittance.discrepancy_ids

    def _call(self, user, records, method, *args):
        """Call a method as the web client does."""
        return call_kw(self.env[records._name].with_user(user), method, [records.ids, *args], {})

    def _assert_refused(self, user, records, method, *args):
        with (
            self.subTest(user=user.login, model=records._name, method=method),
            self.assertRaises(AccessError),
        ):
            self._call(user, records, method, *args)

    # === CUSTOMERS === #

    def test_customers_and_strangers_have_no_access_to_any_of_our_models(self):
        own_models = [
            model
            for model in self.env.values()
            if model._original_module == MODULE and not model._abstract
        ]
        self.assertIn('payment.remittance', [model._name for model in own_models])
        for model in own_models:
            for user in (self.payer_user, self.public_user):
                for operation in ('read', 'write', 'create', 'unlink'):
                    with self.subTest(model=model._name, user=user.id, operation=operation):
                        self.assertFalse(model.with_user(user).has_access(operation))

    def test_payer_cannot_read_or_change_his_own_remittance_by_a_call(self):
        for records in (self.remittance, self.remittance.line_ids, self.discrepancy):
            self._assert_refused(self.payer_user, records, 'read', ['display_name'])
            self._assert_refused(self.payer_user, records, 'write', {'amount': 1})
            self._assert_refused(self.payer_user, records, 'unlink')

    def test_payer_cannot_change_how_his_payment_stands(self):
        tx = self.remittance.transaction_ids[0]
        for records, values in (
            (tx, {'state': 'done'}),
            (tx, {'remittance_id': False}),
            (tx.payment_id, {'remittance_id': False}),
            (self.portal, {'allow_partial': False}),
            (self.transbank, {'state': 'disabled'}),
        ):
            self._assert_refused(self.payer_user, records, 'write', values)

    def test_payer_cannot_withdraw_a_remittance(self):
        remittance = self._freeze({self._create_document(1000): None})

        self._assert_refused(self.payer_user, remittance, 'action_cancel')

        self.assertEqual(remittance.state, 'open')

    # === EMPLOYEES === #

    def test_employee_without_accounting_reads_portals_only(self):
        self.assertEqual(self.portal.with_user(self.employee_user).name, self.portal.name)
        for records in (self.remittance, self.remittance.line_ids, self.discrepancy):
            self._assert_refused(self.employee_user, records, 'read', ['display_name'])
        self._assert_refused(self.employee_user, self.remittance, 'action_cancel')

    def test_accountant_reads_remittances_and_discrepancies(self):
        for records in (self.remittance, self.remittance.line_ids, self.discrepancy):
            with self.subTest(model=records._name):
                self.assertTrue(
                    self._call(
                        self.accountant_user,
                        records,
                        'read',
                        ['amount'] if 'amount' in records._fields else ['amount_total'],
                    )
                )

    def test_accountant_cannot_change_what_was_frozen(self):
        for records, values in (
            (self.remittance, {'amount_total': 1}),
            (self.remittance, {'state': 'open', 'move_id': False}),
            (self.remittance, {'line_ids': [Command.clear()]}),
            (self.remittance.line_ids, {'amount': 1}),
        ):
            self._assert_refused(self.accountant_user, records, 'write', values)
            self._assert_refused(self.accountant_user, records, 'unlink')

    def test_accountant_cannot_forge_remittances_and_discrepancies(self):
        for model, values in (
            (
                'payment.remittance',
                {
                    'company_id': self.company.id,
                    'currency_id': self.currency_clp.id,
                    'partner_id': self.customer.id,
                    'payer_id': self.payer.id,
                    'amount_total': 1,
                },
            ),
            ('payment.remittance.line', {'remittance_id': self.remittance.id, 'amount': 1}),
            (
                'payment.discrepancy',
                {
                    'name': "Forged",
                    'kind': 'duplicate',
                    'proposed_action': 'keep_credit',
                    'amount': 1,
                    'currency_id': self.currency_clp.id,
                    'company_id': self.company.id,
                },
            ),
            (
                'payment.message',
                {
                    'provider_id': self.transbank.id,
                    'kind': 'commit',
                    'key': 'ab1',
                    'answer': '{}',
                },
            ),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                call_kw(self.env[model].with_user(self.accountant_user), 'create', [values], {})

    def test_accountant_cannot_change_the_facts_of_a_discrepancy(self):
        for values in (
            {'amount': 1},
            {'kind': 'not_open'},
            {'partner_id': self.stranger.id},
            {'transaction_id': False},
            {'payment_id': False},
            {'state': 'done', 'amount': 1},
        ):
            self._assert_refused(self.accountant_user, self.discrepancy, 'write', values)
        self._assert_refused(self.accountant_user, self.discrepancy, 'unlink')

    def test_accountant_takes_charge_of_a_discrepancy(self):
        self._call(
            self.accountant_user, self.discrepancy, 'write', {'user_id': self.accountant_user.id}
        )
        self._call(self.accountant_user, self.discrepancy, 'action_done')

        self.assertRecordValues(
            self.discrepancy, [{'state': 'done', 'user_id': self.accountant_user.id}]
        )

    def test_accountant_cannot_change_the_rules_of_a_portal(self):
        self._assert_refused(
            self.accountant_user, self.portal, 'write', {'allow_overpayment': True}
        )
        self._call(self.simple_accountman, self.portal, 'write', {'allow_overpayment': True})

        self.assertTrue(self.portal.allow_overpayment)

    def test_only_account_managers_read_what_gateways_said(self):
        messages = self.env['payment.message']
        self.assertFalse(messages.with_user(self.accountant_user).has_access('read'))
        self.assertTrue(messages.with_user(self.simple_accountman).has_access('read'))
        self.assertFalse(messages.with_user(self.simple_accountman).has_access('write'))

    def test_steps_of_a_payment_cannot_be_called_from_outside(self):
        tx = self.remittance.transaction_ids
        for user in (self.payer_user, self.accountant_user, self.env.ref('base.user_admin')):
            for records, method in (
                (self.remittance, '_freeze'),
                (self.remittance, '_settle'),
                (self.remittance, '_settle_by_credit'),
                (self.remittance, '_move_to_state'),
                (tx, '_settle_remittances'),
                (tx, '_webpay_handle_return'),
                (tx, '_webpay_apply_approval'),
                (tx, '_cron_webpay_ask_status'),
                (self.env['payment.message'], '_keep'),
                (self.transbank, '_transbank_get_api_key'),
            ):
                self._assert_refused(user, records, method)

    # === COMPANIES === #

    def test_staff_of_another_company_see_nothing(self):
        other = self._create_other_company("Elsewhere Limited")
        foreign_user = new_test_user(
            self.env,
            'ap_foreign',
            'base.group_user,account.group_account_manager',
            company_id=other.id,
        )
        message = (
            self.env['payment.message']
            .sudo()
            .create(
                {
                    'provider_id': self.transbank.id,
                    'kind': 'status',
                    'key': 'ab1',
                }
            )
        )

        for records in (
            self.remittance,
            self.remittance.line_ids,
            self.discrepancy,
            self.portal,
            message,
        ):
            self.assertFalse(
                self.env[records._name].with_user(foreign_user).search([('id', 'in', records.ids)]),
                records._name,
            )
            self._assert_refused(foreign_user, records, 'read', ['display_name'])
        self._assert_refused(foreign_user, self.remittance, 'action_cancel')
        self._assert_refused(foreign_user, self.discrepancy, 'action_done')
