from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.sign_in_common import (
    ATTACKER_ADDRESS,
    CUSTOMER_ADDRESS,
    OTHER_TAX_ID,
    TAX_ID,
    UNKNOWN_TAX_ID,
)
from odoo.addons.account_payment_portal.tests.sign_in_http_common import (
    PATH,
    GuestPage,
    SignInHttpCommon,
)

DOCUMENTS = f'{PATH}/documents'

# What a browser can send and a person would not.
NONSENSE = (
    '-',
    '\0',
    '0',
    '%',
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    'ñ' * 100_000,
    '\u202e1234',
    '\u041a',
    '\ufdfa' * 60,
    '\uff11' * 9,
    '../../etc/passwd',
    '{{7*7}}',
    '\r\nSet-Cookie: a=b',
)


@tagged('post_install', '-at_install')
class TestSignInRefusals(SignInHttpCommon):
    """What guests and attackers are told who don't get in."""

    # === WHAT IS REFUSED === #

    def test_a_refusal_is_tied_to_the_fields(self):
        self._set_key_kind('issued_key')
        page = self._send(tax_id=TAX_ID, key='WRONG')
        self.assertIn("didn't match", page.notice)
        for field in page.fields.values():
            self.assertEqual(field.get('aria-invalid'), 'true')
            self.assertIn('o_app_notice', field.get('aria-describedby'))
        self.assertEqual(page.fields['tax_id'].get('value'), TAX_ID)
        self.assertFalse(page.fields['key'].get('value'))
        self.assertFalse(self._get().notice)

    def test_empty_fields_are_asked_for(self):
        self._set_key_kind('issued_key')
        for fields in ({}, {'tax_id': ' '}, {'tax_id': TAX_ID}, {'tax_id': TAX_ID, 'key': ' '}):
            self.assertIn("every field", self._send(**fields).notice)
        self.assertFalse(self.env['payment.portal.attempt'].search([]))

    def _answer(self, **fields):
        """Return all that a browser gets for a first attempt, but for what is random."""
        self.env['payment.portal.attempt'].search([]).unlink()
        self._come_from(CUSTOMER_ADDRESS)
        response = self._post(allow_redirects=False, **fields)
        page = self._get(response.headers['Location'])
        headers = set(response.headers) | {response.headers['Location']}
        return (
            response.status_code,
            headers,
            len(response.content),
            page.status,
            len(page.response.content),
            page.notice,
            set(page.response.headers),
        )

    def test_nobody_learns_whether_a_tax_id_is_known(self):
        self.stranger.email = False
        for kind in ('mail_code', 'issued_key', 'registered_contact', 'tax_id_digits'):
            self._set_key_kind(kind)
            answers = [
                self._answer(tax_id=tax_id, key='WRONG-KEY')
                for tax_id in ('76.086.428-5', '12.531.909-2', '99.999.999-3')
            ]
            self.assertEqual(answers[0], answers[1], kind)
            self.assertEqual(answers[0], answers[2], kind)

    def test_nonsense_is_refused_like_anything_else(self):
        self._set_key_kind('issued_key')
        for text in NONSENSE:
            self.env['payment.portal.attempt'].search([]).unlink()
            with self.subTest(text[:50]):
                for fields in ({'tax_id': text, 'key': 'K'}, {'tax_id': TAX_ID, 'key': text}):
                    page = self._send(**fields)
                    self.assertEqual((page.status, page.path), (200, PATH))
                    self.assertIn("didn't match", page.notice)
                    self.assertFalse(page.find('//script[contains(text(), "alert(1)")]'))

    def test_nonsense_is_no_code_either(self):
        self._post(tax_id=TAX_ID)
        for text in NONSENSE:
            self.env['payment.portal.code'].search([]).tries = 0
            self.env['payment.portal.attempt'].search([('result', '=', 'refused')]).unlink()
            page = self._send(f'{PATH}/code', key=text)
            self.assertEqual((page.status, page.path), (200, f'{PATH}/code'))

    @mute_logger('odoo.http')
    def test_forms_of_other_sites_are_refused(self):
        response = self._post(tax_id=TAX_ID, csrf_token='x')
        self.assertEqual(response.status_code, 400)

    def test_files_are_no_text(self):
        page = GuestPage(self._post(files={'tax_id': ('a.txt', b'\x00\xff')}))
        self.assertIn("every field", page.notice)

    def test_only_the_form_counts(self):
        self._set_key_kind('issued_key')
        key = self._issue_key()
        response = self._post(query=f'?tax_id={TAX_ID}&key={key}', tax_id=TAX_ID, key='WRONG')
        self.assertIn("didn't match", GuestPage(response).notice)

    def test_nothing_that_is_sent_decides_where_it_leads(self):
        self._set_key_kind('issued_key')
        evil = 'https://evil.example.com/'
        response = self._post(
            query=f'?next={evil}&redirect={evil}',
            tax_id=TAX_ID,
            key=self._issue_key(),
            next=evil,
            redirect=evil,
            partner_id=self.stranger.id,
            portal_id=0,
            allow_redirects=False,
        )
        self.assertTrue(response.headers['Location'].endswith(DOCUMENTS))
        self.assertNotIn('evil', str(response.headers))
        session = self.env['payment.portal.session'].search([])
        self.assertEqual(session.partner_id, self.customer)

    def test_a_key_of_another_customer_opens_nothing(self):
        self._set_key_kind('issued_key')
        page = self._send(tax_id=OTHER_TAX_ID, key=self._issue_key())
        self.assertIn("didn't match", page.notice)

    def test_no_log_has_a_secret(self):
        self._set_key_kind('issued_key')
        key = self._issue_key()
        with self.assertLogs(level='DEBUG') as log, mute_logger('odoo.sql_db'):
            self._post(tax_id=TAX_ID, key=f'{key[:-1]}*', allow_redirects=False)
            self._post(tax_id=TAX_ID, key=key, allow_redirects=False)
        text = '\n'.join(log.output)
        self.assertIn('sign-in refused', text)
        self.assertIn('has signed in', text)
        for secret in (key[:-1], key.replace('-', '')[:-1], TAX_ID, '760864285'):
            self.assertNotIn(secret, text)

    # === WAITING === #

    def test_who_fails_too_often_waits_and_others_do_not(self):
        self._set_key_kind('issued_key')
        self._come_from(ATTACKER_ADDRESS)
        for number in range(10):
            self._post(tax_id=f'{number}1234567', key='WRONG', allow_redirects=False)
        for tax_id in (TAX_ID, UNKNOWN_TAX_ID):
            page = self._send(tax_id=tax_id, key='WRONG')
            self.assertEqual((page.status, page.path), (429, PATH))
            self.assertTrue(0 < int(page.response.headers['Retry-After']) <= 15)
            self.assertIn("Please wait", page.notice)
            self.assertEqual(page.fields['tax_id'].get('value'), tax_id)
        self.assertEqual(self._get().status, 429)
        self._come_from('198.51.100.77')
        response = self._post(tax_id=TAX_ID, key=self._issue_key(), allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_a_code_cannot_be_tried_for_ever(self):
        self._post(tax_id=TAX_ID)
        for _ in range(12):
            self.env['payment.portal.code'].search([]).tries = 0
            page = self._send(f'{PATH}/code', key='00000000')
        self.assertEqual((page.status, page.path), (429, f'{PATH}/code'))
        self.assertIn("Please wait", page.notice)

    def test_behind_a_proxy_the_address_of_the_client_counts(self):
        self._post(tax_id=TAX_ID)
        attempt = self.env['payment.portal.attempt'].search([])
        self.assertEqual((attempt.source, attempt.network), ('198.51.100.7', '198.51.100.0/24'))
