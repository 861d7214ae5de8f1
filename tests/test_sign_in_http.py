from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.sign_in_common import (
    ATTACKER_ADDRESS,
    TAX_ID,
    UNKNOWN_TAX_ID,
)
from odoo.addons.account_payment_portal.tests.sign_in_http_common import (
    PATH,
    SignInHttpCommon,
)

DOCUMENTS = f'{PATH}/documents'


@tagged('post_install', '-at_install')
class TestSignInPages(SignInHttpCommon):
    """The pages on which guests sign in, as browsers see them."""

    def _sign_in_with_code(self):
        self._post(tax_id=TAX_ID, allow_redirects=False)
        code = self._deliver()['firm@sur.example.com']
        return self._post(f'{PATH}/code', key=code, allow_redirects=False)

    # === PAGES === #

    def test_the_page_asks_for_the_tax_id_in_words_of_the_country(self):
        page = self._get()
        self.assertEqual(page.status, 200)
        self.assertEqual(list(page.fields), ['tax_id'])
        label = page.find("//label[@for='o_app_tax_id']")[0]
        self.assertEqual(label.text_content().strip(), self.chile.vat_label)

    def test_the_page_asks_for_the_key_where_one_is_needed(self):
        for kind in ('issued_key', 'registered_contact', 'tax_id_digits'):
            self._set_key_kind(kind)
            field = self._get().fields['key']
            self.assertTrue(field.get('autocomplete'))
            self.assertEqual(field.get('aria-describedby'), 'o_app_key_hint')

    def test_the_page_welcomes_customers_in_the_words_of_the_company(self):
        self.portal.welcome_text = '<p>Hello <b>you</b><script>alert(1)</script></p>'
        text = self._get().response.text
        self.assertIn('<p>Hello <b>you</b></p>', text)

    def test_the_page_stays_out_of_caches_frames_and_search_engines(self):
        for response in (self._get().response, self._post(tax_id=TAX_ID, allow_redirects=False)):
            self.assertEqual(response.headers['Referrer-Policy'], 'no-referrer')
            self.assertEqual(response.headers['Cache-Control'], 'no-store')
            self.assertEqual(response.headers['X-Frame-Options'], 'SAMEORIGIN')
            self.assertIn('noindex', response.headers['X-Robots-Tag'])

    def test_the_page_has_no_menu_of_whoever_is_logged_in(self):
        self.authenticate('admin', 'admin')
        page = self._get()
        self.assertEqual(page.status, 200)
        self.assertFalse(page.find("//*[contains(@class, 'js_usermenu')]"))

    def test_the_form_is_ready_for_a_captcha(self):
        self.assertTrue(self._get().find("//form[@data-captcha='payment_portal_sign_in']"))

    # === ADDRESSES === #

    @mute_logger('odoo.http')
    def test_unknown_addresses_are_not_found(self):
        for slug in ('nobody', 'l', 'x' * 5000, "'; DROP TABLE res_partner; --"):
            for path in (f'/pay/{slug}', f'/pay/{slug}/code'):
                self.assertEqual(self._get(path).status, 404)
        self.assertEqual(self._get('/pay/%00').status, 400)

    @mute_logger('odoo.http')
    def test_a_portal_that_is_switched_off_is_not_found(self):
        self._sign_in_with_code()
        self.portal.active = False
        for path in (PATH, f'{PATH}/code', DOCUMENTS):
            self.assertEqual(self._get(path).status, 404)

    def test_old_addresses_lead_to_the_new_one(self):
        self.portal.slug = 'sur'
        for path in (PATH, PATH.upper().replace('/PAY', '/pay'), '/pay/Sur'):
            response = self._get(path, allow_redirects=False).response
            self.assertEqual(response.status_code, 301)
            self.assertTrue(response.headers['Location'].endswith('/pay/sur'))

    # === A CODE BY E-MAIL === #

    def test_a_customer_signs_in_with_a_code(self):
        page = self._send(tax_id=TAX_ID)
        self.assertEqual((page.status, page.path), (200, f'{PATH}/code'))
        self.assertEqual(page.fields['key'].get('autocomplete'), 'one-time-code')
        self.assertEqual(page.fields['key'].get('inputmode'), 'numeric')
        code = self._deliver()['firm@sur.example.com']
        response = self._post(f'{PATH}/code', key=code, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers['Location'].endswith(DOCUMENTS))
        session = self.env['payment.portal.session'].search([])
        self.assertEqual(session.partner_id, self.customer)

    def test_a_customer_who_is_signed_in_need_not_do_it_again(self):
        self._sign_in_with_code()
        response = self._get(allow_redirects=False).response
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers['Location'].endswith(DOCUMENTS))

    def test_the_session_of_the_browser_changes_when_it_signs_in(self):
        self._get()
        before = self.opener.cookies['session_id']
        self._sign_in_with_code()
        self.assertNotEqual(self.opener.cookies['session_id'], before)

    def test_the_browser_is_known_afterwards(self):
        response = self._sign_in_with_code()
        cookie = next(c for c in response.cookies if c.name == 'payment_portal_browser')
        self.assertEqual(cookie.path, '/pay')
        self.assertTrue(cookie.has_nonstandard_attr('HttpOnly'))
        self.assertEqual(cookie.get_nonstandard_attr('SameSite'), 'Lax')

    def test_the_code_is_of_no_use_in_another_browser(self):
        self._post(tax_id=TAX_ID)
        code = self._deliver()['firm@sur.example.com']
        self._come_from(ATTACKER_ADDRESS)
        page = self._send(f'{PATH}/code', key=code)
        self.assertEqual(page.path, PATH)
        self._post(tax_id=TAX_ID)
        page = self._send(f'{PATH}/code', key=code)
        self.assertEqual(page.path, f'{PATH}/code')
        self.assertIn("didn't match", page.notice)
        self.assertFalse(self.env['payment.portal.session'].search([]))

    def test_after_too_many_tries_one_asks_again(self):
        for tax_id in (TAX_ID, UNKNOWN_TAX_ID):
            self.env['payment.portal.attempt'].search([]).unlink()
            self._post(tax_id=tax_id)
            for _ in range(5):
                page = self._send(f'{PATH}/code', key='00000000')
            self.assertEqual(page.path, PATH)
            self.assertIn("can't be used any more", page.notice)
            self.assertEqual(page.fields['tax_id'].get('value'), tax_id)

    # === SIGNING OUT === #

    def test_a_guest_signs_out(self):
        self._sign_in_with_code()
        session = self.env['payment.portal.session'].search([])
        token = self.opener.cookies['session_id']
        page = self._send(f'{PATH}/logout')
        self.assertEqual(page.path, PATH)
        self.assertIn("signed out", page.notice)
        self.assertTrue(session.ended_at)
        self.assertNotEqual(self.opener.cookies['session_id'], token)

    @mute_logger('odoo.http')
    def test_an_address_alone_signs_nobody_out(self):
        self._sign_in_with_code()
        self.assertEqual(self._get(f'{PATH}/logout').status, 405)
        self.assertEqual(self.url_open(f'{PATH}/logout', data={'a': 1}).status_code, 400)
        self.assertFalse(self.env['payment.portal.session'].search([]).ended_at)

    def test_a_guest_whose_access_is_revoked_has_to_sign_in(self):
        self._sign_in_with_code()
        self.customer._end_guest_access()
        page = self._get(DOCUMENTS)
        self.assertEqual(page.path, PATH)
        self.assertEqual(list(page.fields), ['tax_id'])

    def test_one_portal_does_not_know_the_guests_of_another(self):
        company = self.env['res.company'].create({'name': "Other"})
        self.env['payment.portal'].create(
            {'name': "Other", 'company_id': company.id, 'slug': 'other-firm'}
        )
        self._sign_in_with_code()
        self.assertEqual(self._get('/pay/other-firm').status, 200)
        self.assertEqual(self._get('/pay/other-firm/documents').path, '/pay/other-firm')
