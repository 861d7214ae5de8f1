from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.account_payment_portal.tests.sign_in_common import (
    OTHER_TAX_ID,
    TAX_ID,
    UNKNOWN_TAX_ID,
    SignInCommon,
)

# What people, machines and attackers type.
NONSENSE = (
    '-',
    '\0',
    '\udcff',
    '0',
    '%',
    "' OR 1=1 --",
    '<script>',
    'ñ' * 5000,
    '\u202e1234',
    '\uff11\uff12\uff13\uff14',
    '\u041a' * 16,
    'null',
    '[]',
    '\x1b[0m',
    '\u0663' * 8,
    '..' * 500,
)


class KeyCommon(SignInCommon):
    """A second customer, with the same tax id."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer(
            "Viña del Sur, twice", TAX_ID, email='twin@sur.example.com', phone='+56 9 1111 2222'
        )

    def assertNobodyGetsIn(self, *keys, tax_id=TAX_ID):
        """Check that each of the keys is refused, by whoever has never tried before."""
        for key in keys:
            self.env['payment.portal.attempt'].search([]).unlink()
            with self.subTest(key[:100]):
                self.assertEqual(self._try(tax_id, key), ('refused', 0, '', ''))


@tagged('post_install', '-at_install')
class TestSignInIssuedKey(KeyCommon):
    """Keys that staff give to customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_key_kind('issued_key')

    def test_a_key_lets_its_customer_in_however_it_is_typed(self):
        key = self._issue_key()
        ambiguous = key.lower().replace('0', 'o').replace('1', 'l')
        for text in (key, key.replace('-', ''), key.lower(), f' {key} ', ambiguous):
            self.assertLetIn(self._try(TAX_ID, text), self.customer)

    def test_the_key_tells_which_of_two_customers_it_is(self):
        key, twin_key = self._issue_key(), self._issue_key(self.twin)
        self.assertLetIn(self._try(TAX_ID, key), self.customer)
        self.assertLetIn(self._try(TAX_ID, twin_key), self.twin)

    def test_people_of_the_customer_share_his_key(self):
        person = self.env['res.partner'].create({'name': "Paula", 'parent_id': self.customer.id})
        self.assertLetIn(self._try(TAX_ID, self._issue_key(person)), self.customer)

    def test_a_key_of_another_customer_is_refused(self):
        self.assertNobodyGetsIn(self._issue_key(self.stranger))

    def test_a_key_is_of_one_portal(self):
        company = self.env['res.company'].create({'name': "Other"})
        other_portal = self.env['payment.portal'].create(
            {'name': "Other", 'company_id': company.id, 'key_kind': 'issued_key'}
        )
        self.env['payment.portal.issued.key']._issue(self.portal, self.customer)
        self.assertNobodyGetsIn(
            self.env['payment.portal.issued.key']._issue(other_portal, self.customer)
        )

    def test_a_new_key_replaces_the_old_one(self):
        old, new = self._issue_key(), self._issue_key()
        self.assertNobodyGetsIn(old)
        self.assertLetIn(self._try(TAX_ID, new), self.customer)

    def test_a_revoked_key_is_refused(self):
        key = self._issue_key()
        self.customer._end_guest_access()
        self.assertNobodyGetsIn(key)

    def test_parts_of_keys_and_nonsense_are_refused(self):
        key = self._issue_key()
        self.assertNobodyGetsIn(key[:-1], key[:4], key[5:], key[::-1], f'{key[:-1]}*', *NONSENSE)

    def test_unknown_and_foolish_tax_ids_are_refused(self):
        for tax_id in (UNKNOWN_TAX_ID, *NONSENSE):
            self.assertNobodyGetsIn(self._issue_key(), tax_id=tax_id)

    def test_the_key_is_stored_nowhere(self):
        key = self._issue_key()
        issued = self.env['payment.portal.issued.key']._get_in_use(self.portal, self.customer)
        stored = ' '.join(str(value) for value in issued.read()[0].values())
        self.assertNotIn(key.replace('-', '')[4:], stored)
        self.assertTrue(issued.key_hash.startswith('$pbkdf2-sha512$'))

    def test_archived_customers_are_refused(self):
        key = self._issue_key()
        self.customer.active = False
        self.assertNobodyGetsIn(key)

    def test_customers_of_other_companies_are_refused(self):
        key = self._issue_key()
        self.customer.company_id = self.env['res.company'].create({'name': "Other"})
        self.assertNobodyGetsIn(key)

    def test_an_id_that_everybody_has_is_nobodys(self):
        key = self._issue_key()
        for number in range(5):
            self._create_customer(f"Consumer {number}", TAX_ID)
        self.assertNobodyGetsIn(key)

    def test_staff_see_a_new_key_once(self):
        wizard = self._open_wizard('sales_team.group_sale_salesman')
        key = wizard.action_show()['context']['default_portal_key']
        self.assertTrue(wizard.has_key)
        self.assertLetIn(self._try(TAX_ID, key), self.customer)
        wizard.action_revoke()
        self.assertNobodyGetsIn(key)

    def test_a_key_can_be_mailed_in_the_language_of_the_customer(self):
        self._load_spanish()
        self.customer.lang = 'es_CL'
        with self.mock_mail_gateway():
            self._open_wizard('account.group_account_invoice').action_send()
        mail = self._mails[0]
        self.assertIn('firm@sur.example.com', mail['email_to'][0])
        self.assertIn("Su clave", mail['subject'])
        key = self._find_key(mail['body'])
        self.assertLetIn(self._try(TAX_ID, key), self.customer)

    def test_a_key_in_a_mail_that_waits_is_readable_by_administrators_only(self):
        with patch.object(self.env.registry['mail.mail'], 'send'):
            self._open_wizard('account.group_account_invoice').action_send()
        mail = self.env['mail.mail'].search([('model', '=', 'payment.portal.issued.key')])
        key = self._find_key(mail.body_html)
        self.assertFalse(self.env['mail.message'].search([('body', 'ilike', key)]))

    def test_the_button_is_on_the_contact_where_keys_are_used(self):
        contact = self.customer.with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(contact.is_payment_portal_key_used)
        self._set_key_kind('mail_code')
        self.env.invalidate_all()
        self.assertFalse(contact.is_payment_portal_key_used)

    def _open_wizard(self, group):
        user = new_test_user(
            self.env,
            'si_staff',
            f'base.group_user,{group}',
            context={'no_reset_password': True},
            company_id=self.company.id,
        )
        action = self.customer.with_user(user).action_payment_portal_key()
        form = Form(
            self.env['payment.portal.issue.key'].with_user(user).with_context(**action['context'])
        )
        return form.save()

    @staticmethod
    def _find_key(body):
        return body.split('white-space: nowrap')[1].split('>')[1].split('<')[0].strip()


@tagged('post_install', '-at_install')
class TestSignInRegisteredContact(KeyCommon):
    """The e-mail address or phone on file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_key_kind('registered_contact')

    def test_address_and_phone_are_recognised_in_every_spelling(self):
        for text in (
            'firm@sur.example.com',
            ' Firm@SUR.example.com ',
            '+56 2 2345 6789',
            '56223456789',
            '(2) 2345-6789',
            '0056 2 2345 6789',
            '022345 6789',
        ):
            with self.subTest(text):
                self.assertLetIn(self._try(TAX_ID, text), self.customer)

    def test_it_tells_which_of_two_customers_it_is(self):
        self.assertLetIn(self._try(TAX_ID, 'twin@sur.example.com'), self.twin)

    def test_what_both_have_opens_neither(self):
        self.twin.email = 'firm@sur.example.com'
        self.assertNobodyGetsIn('firm@sur.example.com')

    def test_the_people_of_the_customer_count(self):
        self.env['res.partner'].create(
            {'name': "Paula", 'parent_id': self.customer.id, 'email': 'paula@example.com'}
        )
        self.assertLetIn(self._try(TAX_ID, 'paula@example.com'), self.customer)

    def test_what_others_have_is_refused(self):
        self.assertNobodyGetsIn(
            'firm@norte.example.com', '2 9876 5432', 'sur.example.com', '456789', '6789', *NONSENSE
        )

    def test_a_customer_without_address_and_phone_is_refused(self):
        self.stranger.write({'email': False, 'phone': False})
        self.assertNobodyGetsIn('False', '0', '@', *NONSENSE, tax_id=OTHER_TAX_ID)


@tagged('post_install', '-at_install')
class TestSignInTaxIdDigits(KeyCommon):
    """The last four digits of the tax id."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_key_kind('tax_id_digits')

    def test_the_last_digits_let_in(self):
        for text in ('9092', ' 909-2', '\uff19\uff10\uff19\uff12'):
            self.assertLetIn(self._try(OTHER_TAX_ID, text), self.stranger)

    def test_a_check_letter_may_be_counted_or_not(self):
        customer = self._create_customer("Kappa", '1.000.005-K')
        for text in ('0005', '005k', '005-K'):
            self.assertLetIn(self._try('1000005K', text), customer)

    def test_other_digits_are_refused(self):
        self.assertNobodyGetsIn('1909', '092', '19092', '9093', *NONSENSE, tax_id=OTHER_TAX_ID)

    def test_two_customers_with_one_id_have_the_same_digits_so_neither_gets_in(self):
        self.assertNobodyGetsIn('4285', tax_id=TAX_ID)


@tagged('post_install', '-at_install')
class TestSignInKindOfKey(SignInCommon):
    """How a company chooses the kind of key."""

    def test_a_weak_key_has_to_be_accepted(self):
        for kind in ('registered_contact', 'tax_id_digits'):
            with self.subTest(kind), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.portal.key_kind = kind

    def test_who_accepts_it_is_noted(self):
        user = new_test_user(
            self.env,
            'si_boss',
            'base.group_user,base.group_system,account.group_account_manager',
            company_id=self.company.id,
        )
        form = Form(self.portal.with_user(user))
        form.key_kind = 'tax_id_digits'
        form.is_weak_key_accepted = True
        form.save()
        self.assertEqual(self.portal.weak_key_user_id, user)
        self.assertTrue(self.portal.weak_key_date)

    def test_nobody_accepts_it_in_the_name_of_others(self):
        admin = self.env.ref('base.user_admin')
        with self.assertRaises(ValidationError):
            self.portal.write(
                {
                    'key_kind': 'tax_id_digits',
                    'weak_key_user_id': admin.id,
                    'weak_key_date': '2020-01-01',
                }
            )

    def test_each_weak_key_has_to_be_accepted(self):
        self._set_key_kind('tax_id_digits')
        with self.assertRaises(ValidationError):
            self.portal.key_kind = 'registered_contact'

    def test_an_acceptance_cannot_be_withdrawn_while_the_key_is_used(self):
        self._set_key_kind('tax_id_digits')
        with self.assertRaises(ValidationError):
            self.portal.is_weak_key_accepted = False

    def test_a_code_by_mail_is_the_default(self):
        self.assertEqual(self.portal.key_kind, 'mail_code')
        self.assertFalse(self.portal.is_key_weak)
