import html
import re
from urllib.parse import parse_qsl, urlsplit

from .common import WebpayCase
from .test_webpay_create import USD_HEADERS

FORM = '/webpayserver/initTransaction'
PAY = '/webpayserver/pay'
SHOP = 'https://shop.example.cl/return'


class TestForm(WebpayCase):
    def test_form_opens_by_post_and_by_get(self):
        for method in ('POST', 'GET'):
            with self.subTest(method=method):
                token = self.create(buy_order=f'order-{method}', amount=1234500)
                answer = self.browse(method, FORM, token_ws=token)
                self.assertEqual(answer.status, 200)
                self.assertIn(f'order-{method}', answer.text)
                self.assertIn('$1.234.500', answer.text)
                self.assertIn('no se mueve dinero', answer.text)
                self.assertEqual(self.webpay.transaction(token).step, 'opened')

    def test_dollars_are_written_with_decimals(self):
        token = self.create(USD_HEADERS, amount='1234.5')
        self.assertIn('US$1.234,50', self.browse('GET', FORM, token_ws=token).text)

    def test_every_field_has_a_label(self):
        page = self.browse('GET', FORM, token_ws=self.create()).text
        fields = re.findall(r'<select id="(\w+)"', page)
        self.assertEqual(fields, ['card', 'plan', 'response_code'])
        for field in fields:
            self.assertIn(f'<label for="{field}">', page)

    def test_page_loads_nothing_from_elsewhere_and_allows_no_frame(self):
        answer = self.browse('GET', FORM, token_ws=self.create())
        self.assertNotRegex(answer.text, r'(src|href)="')
        policy = answer.headers['Content-Security-Policy']
        self.assertIn("default-src 'none'", policy)
        self.assertIn("frame-ancestors 'none'", policy)

    def test_page_leaves_by_itself_when_the_time_is_over(self):
        self.webpay.settings.change(pay_within=300)
        token = self.create()
        page = self.browse('GET', FORM, token_ws=token).text
        address = html.unescape(
            re.search(r'http-equiv="refresh" content="301; url=([^"]*)"', page)[1]
        )
        self.webpay.clock.advance(seconds=301)
        answer = self.browse('GET', address)
        self.assertEqual(set(self.read_return(answer)), {'TBK_ID_SESION', 'TBK_ORDEN_COMPRA'})

    def test_strange_texts_are_shown_harmlessly(self):
        token = self.create(buy_order='a>b&c', return_url=SHOP + '?a="<script>')
        page = self.browse('GET', FORM, token_ws=token).text
        self.assertIn('a&gt;b&amp;c', page)
        page = self.browse('POST', PAY, token_ws=token, outcome='cancel').text
        self.assertNotIn('"<script>', page)

    def test_unknown_token_and_choice_are_told(self):
        token = self.create()
        self.assertEqual(self.browse('GET', FORM, token_ws='0' * 64).status, 404)
        self.assertEqual(self.browse('GET', FORM).status, 404)
        self.assertEqual(self.browse('GET', '/nothing').status, 404)
        for fields in (
            {},
            {'outcome': 'nonsense'},
            {'outcome': 'approve', 'card': 'x'},
            {'outcome': 'approve', 'plan': 'x'},
            {'outcome': 'reject', 'response_code': 'x'},
            {'outcome': 'reject', 'response_code': '0'},
        ):
            with self.subTest(fields=fields):
                self.assertEqual(self.browse('POST', PAY, token_ws=token, **fields).status, 400)
        self.assertEqual(self.webpay.transaction(token).step, 'waiting')

    def test_home_page_lists_payments(self):
        self.create(buy_order='listed')
        self.assertIn('listed', self.browse('GET', '/').text)

    def read_return(self, answer):
        """Return the parameters with which a redirected browser reaches the shop."""
        self.assertEqual(answer.status, 303)
        return read_query(answer.headers['Location'])


class TestReturns(WebpayCase):
    def press(self, outcome, **fields):
        """Create a payment, press a button on its form and return token and answer."""
        token = self.create(buy_order='A/1', session_id='s&1', return_url=SHOP)
        self.browse('POST', FORM, token_ws=token)
        return token, self.browse('POST', PAY, token_ws=token, outcome=outcome, **fields)

    def check_redirect(self, answer, params):
        self.assertEqual(answer.status, 303)
        location = answer.headers['Location']
        self.assertEqual(location.partition('?')[0], SHOP)
        self.assertEqual(read_query(location), params)

    def test_approved_and_rejected_return_with_the_token(self):
        self.webpay.settings.change(unique_buy_order=False)
        for outcome in ('approve', 'reject'):
            with self.subTest(outcome=outcome):
                token, answer = self.press(outcome, card='visa', plan='VC6', response_code='-2')
                self.check_redirect(answer, {'token_ws': token})

    def test_time_out_returns_with_the_order_only(self):
        _token, answer = self.press('timeout')
        self.check_redirect(answer, {'TBK_ID_SESION': 's&1', 'TBK_ORDEN_COMPRA': 'A/1'})

    def test_cancel_returns_by_post_in_integration(self):
        token, answer = self.press('cancel')
        self.assertEqual(answer.status, 200)
        self.assertIn(f'method="post" action="{SHOP}"', answer.text)
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
        self.assertEqual(
            {name: html.unescape(value) for name, value in fields},
            {'TBK_TOKEN': token, 'TBK_ID_SESION': 's&1', 'TBK_ORDEN_COMPRA': 'A/1'},
        )

    def test_cancel_returns_by_get_in_production(self):
        self.webpay.settings.change(integration=False)
        token, answer = self.press('cancel')
        params = {'TBK_TOKEN': token, 'TBK_ID_SESION': 's&1', 'TBK_ORDEN_COMPRA': 'A/1'}
        self.check_redirect(answer, params)

    def test_form_error_returns_with_both_tokens(self):
        token, answer = self.press('form_error')
        params = {
            'token_ws': token,
            'TBK_TOKEN': token,
            'TBK_ID_SESION': 's&1',
            'TBK_ORDEN_COMPRA': 'A/1',
        }
        self.check_redirect(answer, params)

    def test_restored_tab_returns_as_form_error_and_changes_nothing(self):
        token, _answer = self.press('approve')
        self.assertIn(
            'name="outcome" value="form_error"', self.browse('GET', FORM, token_ws=token).text
        )
        for outcome in ('form_error', 'cancel', 'approve'):
            answer = self.browse('POST', PAY, token_ws=token, outcome=outcome)
            self.assertIn('TBK_TOKEN', read_query(answer.headers['Location']))
        self.assertEqual(self.webpay.transaction(token).step, 'paid')

    def test_double_return_page_asks_twice(self):
        token, answer = self.press('double')
        self.assertEqual(answer.status, 200)
        self.assertIn(f'href="{SHOP}?token_ws={token}"', answer.text)
        self.assertIn('fetch(address', answer.text)
        self.assertIn('location.replace(address)', answer.text)
        self.assertEqual(self.webpay.transaction(token).step, 'paid')

    def test_lost_payer_has_paid_but_stays(self):
        token, answer = self.press('lost')
        self.assertEqual(answer.status, 200)
        self.assertNotIn(SHOP, answer.text)
        self.assertEqual(self.commit(token).json['status'], 'AUTHORIZED')

    def test_address_keeps_its_own_query(self):
        token = self.create(return_url=SHOP + '?db=demo&x=1#end')
        location = self.webpay.pay(token).location
        self.assertEqual(location, f'{SHOP}?db=demo&x=1&token_ws={token}#end')


def read_query(address):
    """Return the parameters of an address; none may come twice."""
    pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    if len(dict(pairs)) != len(pairs):
        raise AssertionError(f"A parameter comes twice: {address}")
    return dict(pairs)
