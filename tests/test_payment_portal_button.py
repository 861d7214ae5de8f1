from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.account_payment_portal.models.payment_portal_button import POPUP_PATH
from odoo.addons.account_payment_portal.tests.sign_in_common import SLUG, SignInCommon

BASE_URL = 'https://pagos.andina.example.com'


@tagged('post_install', '-at_install')
class TestPaymentPortalButton(SignInCommon, HttpCase):
    """The button for the company's own web page."""

    def setUp(self):
        super().setUp()
        self.env['ir.config_parameter'].sudo().set_param('web.base.url', BASE_URL)
        self.env.invalidate_all()

    def read_button(self):
        """Return the only element of the button's HTML."""
        [button] = html.fragments_fromstring(self.portal.button_html)
        return button

    def test_button_is_a_link_with_the_whole_address(self):
        button = self.read_button()
        self.assertEqual(button.tag, 'a')
        self.assertEqual(button.get('href'), f'{BASE_URL}/pay/{SLUG}')
        self.assertEqual(button.text_content(), "Pay invoices online")

    def test_text_can_not_break_out_of_the_button(self):
        text = '"><script>alert(1)</script> & Söhne'
        self.portal.button_text = text
        button = self.read_button()
        self.assertEqual(len(button), 0)
        self.assertEqual(button.text_content(), text)

    def test_colour_can_not_break_out_of_the_button(self):
        self.company.email_secondary_color = '"><img src=x>'
        button = self.read_button()
        self.assertEqual((button.tag, len(button)), ('a', 0))
        self.assertIn('"><img src=x>', button.get('style'))

    def test_preview_shows_what_is_copied(self):
        self.assertEqual(str(self.portal.button_preview), self.portal.button_html)

    def test_button_follows_the_address_and_the_one_that_was_pasted_leads_there(self):
        before = self.read_button().get('href').removeprefix(BASE_URL)
        self.portal.slug = 'andina-pagos'
        after = self.read_button().get('href').removeprefix(BASE_URL)
        response = self.url_open(before, allow_redirects=False)
        self.assertEqual(response.status_code, 301)
        self.assertTrue(response.headers['Location'].endswith(after))

    def test_script_is_served_to_any_site(self):
        [script] = html.fragments_fromstring(self.portal.button_popup_html)
        self.assertEqual(script.get('src'), BASE_URL + POPUP_PATH)
        response = self.url_open(POPUP_PATH, headers={'Origin': 'https://www.andina.example.com'})
        self.assertEqual(response.status_code, 200)
        self.assertIn('javascript', response.headers['Content-Type'])
        self.assertNotIn('Cross-Origin-Resource-Policy', response.headers)
        self.assertIn('data-payment-portal', response.text)

    def test_pages_are_not_shown_in_frames_of_other_sites(self):
        headers = self.url_open(f'/pay/{SLUG}').headers
        self.assertEqual(headers['X-Frame-Options'], 'SAMEORIGIN')
        self.assertIn("frame-ancestors 'self'", headers['Content-Security-Policy'])
