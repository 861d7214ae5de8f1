import json
import unittest

from ..webpay import USD_CODE, USD_SECRET, Account, WebpaySimulator
from ..webpay.api import API_PATH
from .common import HEADERS, ORDER, WebpayCase, ask

USD_HEADERS = HEADERS | {'Tbk-Api-Key-Id': USD_CODE, 'Tbk-Api-Key-Secret': USD_SECRET}


class TestCreate(WebpayCase):
    def test_answers_token_and_address_of_the_form(self):
        answer = self.call('POST', '', ORDER)
        self.assertEqual(answer.status, 200)
        self.assertEqual(set(answer.json), {'token', 'url'})
        self.assertRegex(answer.json['token'], r'\A[0-9a-f]{64}\Z')
        self.assertEqual(answer.json['url'], f'{self.webpay.url}/webpayserver/initTransaction')

    def test_path_may_end_with_a_slash(self):
        self.assertEqual(self.call('POST', '/', ORDER).status, 200)

    def test_amount_may_be_a_text(self):
        token = self.create(amount='12500')
        self.assertEqual(self.status(token).json['amount'], 12500)

    def test_peso_amount_with_decimals_is_refused(self):
        for amount in (12500.5, 12500.0, '12500.0', '12500.50'):
            with self.subTest(amount=amount):
                answer = self.call('POST', '', ORDER | {'amount': amount})
                self.assertRefused(answer, 'Invalid value for parameter: amount')

    def test_dollar_amount_has_up_to_two_decimals(self):
        for number, amount in enumerate((12, 12.5, 12.34, '12.34')):
            with self.subTest(amount=amount):
                token = self.create(USD_HEADERS, buy_order=f'U{number}', amount=amount)
                self.assertEqual(self.status(token, USD_HEADERS).json['amount'], float(amount))
        answer = self.call('POST', '', ORDER | {'amount': 12.345}, USD_HEADERS)
        self.assertRefused(answer, 'Invalid value for parameter: amount')

    def test_amount_that_is_none_is_refused(self):
        impossible = (0, -1, '-1', '1e3', ' 5', '٣', 'abc', True, [], {}, 10**17, '0.00')
        for amount in impossible:
            with self.subTest(amount=amount):
                answer = self.call('POST', '', ORDER | {'amount': amount})
                self.assertRefused(answer, 'Invalid value for parameter: amount')

    def test_huge_exponent_is_refused_at_once(self):
        body = json.dumps(ORDER).replace('12500', '1e999999999')
        answer = ask(self.port, 'POST', API_PATH, body, HEADERS)
        self.assertRefused(answer, 'Invalid value for parameter: amount')

    def test_longest_amount_is_accepted(self):
        token = self.create(amount=10**17 - 1)
        self.assertEqual(self.status(token).json['amount'], 10**17 - 1)

    def test_missing_field_is_named(self):
        for name in ORDER:
            for value in (None, ''):
                with self.subTest(name=name, value=value):
                    answer = self.call('POST', '', ORDER | {name: value})
                    self.assertRefused(answer, f'{name} is required!')
        answer = self.call('POST', '', {})
        self.assertRefused(answer, 'buy_order is required!')

    def test_unknown_field_is_bad_request(self):
        answer = self.call('POST', '', ORDER | {'currency': 'CLP'})
        self.assertRefused(answer, 'Unrecognized field: currency', 400)

    def test_lengths_are_checked(self):
        self.webpay.settings.change(unique_buy_order=False)
        lengths = {'buy_order': 26, 'session_id': 61, 'return_url': 256}
        for name, length in lengths.items():
            with self.subTest(name=name):
                text = (ORDER[name] if name == 'return_url' else '').ljust(length, 'x')
                self.assertEqual(self.call('POST', '', ORDER | {name: text}).status, 200)
                answer = self.call('POST', '', ORDER | {name: text + 'x'})
                self.assertRefused(answer, f'Invalid value for parameter: {name}')

    def test_buy_order_has_its_own_alphabet(self):
        self.create(buy_order='aZ9|_=&%.,~:/?[+!@()>-')
        for text in ('a b', 'ñ', 'a"b', 'a#b', 'a;b', 'a]b', 'a\n', 'a<b'):
            with self.subTest(text=text):
                answer = self.call('POST', '', ORDER | {'buy_order': text})
                self.assertRefused(answer, 'Invalid value for parameter: buy_order')

    def test_return_url_must_be_a_web_address(self):
        for text in (
            '/payment/return',
            'ftp://a.cl/',
            'javascript:alert(1)',
            'http://',
            'http://[',
            7,
        ):
            with self.subTest(text=text):
                answer = self.call('POST', '', ORDER | {'return_url': text})
                self.assertRefused(answer, 'Invalid value for parameter: return_url')

    def test_buy_order_is_used_once_for_each_shop(self):
        self.create(buy_order='once')
        answer = self.call('POST', '', ORDER | {'buy_order': 'once'})
        self.assertRefused(answer, 'Transaction already exists')
        self.create(USD_HEADERS, buy_order='once')
        self.webpay.settings.change(unique_buy_order=False)
        self.create(buy_order='once')

    def test_body_must_be_a_json_object(self):
        for body in ('', '{', '[]', 'null', '"text"', '{"amount": NaN}', '[' * 100_000):
            with self.subTest(body=body[:20]):
                answer = ask(self.port, 'POST', API_PATH, body, HEADERS)
                self.assertEqual(answer.status, 400 if body else 422, answer.text)
                self.assertIn('error_message', answer.json)

    def test_other_content_type_is_refused(self):
        answer = self.call('POST', '', ORDER, HEADERS | {'Content-Type': 'text/plain'})
        self.assertEqual(answer.status, 415)
        answer = self.call('POST', '', ORDER, HEADERS | {'Accept': 'text/html'})
        self.assertEqual(answer.status, 406)


class TestCredentials(WebpayCase):
    def test_wrong_or_missing_key_is_unauthorized(self):
        wrong = (
            {},
            {'Tbk-Api-Key-Id': HEADERS['Tbk-Api-Key-Id']},
            {'Tbk-Api-Key-Secret': 'wrong'},
            {'Tbk-Api-Key-Id': '597000000000'},
            {'Tbk-Api-Key-Id': USD_CODE},
        )
        for headers in wrong:
            with self.subTest(headers=headers):
                headers = (HEADERS if len(headers) == 1 else {}) | headers
                if headers.get('Tbk-Api-Key-Id') == HEADERS['Tbk-Api-Key-Id']:
                    headers |= {'Tbk-Api-Key-Secret': 'wrong'}
                self.assertRefused(self.call('POST', '', ORDER, headers), 'Not Authorized', 401)
        self.assertFalse(self.webpay.transactions)

    def test_payment_of_another_shop_is_unknown(self):
        token = self.create_paid()
        unknown = 'Invalid value for parameter: transaction not found'
        self.assertRefused(self.commit(token, USD_HEADERS), unknown)
        self.assertRefused(self.status(token, USD_HEADERS), unknown)
        self.assertRefused(self.refund(token, 12500, USD_HEADERS), 'Transaction not found')

    def test_accounts_can_be_given(self):
        with WebpaySimulator(accounts=(Account('597012345678', 'sesame'),)) as webpay:
            port = int(webpay.url.rpartition(':')[2])
            own = {'Tbk-Api-Key-Id': '597012345678', 'Tbk-Api-Key-Secret': 'sesame'}
            body = json.dumps(ORDER)
            self.assertEqual(ask(port, 'POST', API_PATH, body, HEADERS | own).status, 200)
            self.assertEqual(ask(port, 'POST', API_PATH, body, HEADERS).status, 401)

    def test_secret_is_never_logged_nor_shown(self):
        with self.assertLogs('dev.simulators', 'DEBUG') as logs:
            token = self.create_paid()
            self.call('POST', '', ORDER, HEADERS | {'Tbk-Api-Key-Secret': 'wrong-secret'})
        text = '\n'.join(logs.output)
        secret = HEADERS['Tbk-Api-Key-Secret']
        self.assertNotIn(secret, text)
        self.assertNotIn('wrong-secret', text)
        self.assertNotIn(token, text)
        self.assertNotIn(secret, repr(self.webpay.transactions))
        self.assertNotIn(secret, self.browse('GET', '/simulator/transactions').text)


class TestPaths(WebpayCase):
    def test_unknown_path_is_not_found(self):
        token = self.create()
        for path in (f'/{token}/refund', f'/{token}/a/b', 'x', f'x/{token}'):
            with self.subTest(path=path):
                self.assertRefused(self.call('POST', path, {}), 'Not Found', 404)
        answer = ask(self.port, 'POST', API_PATH.replace('v1.2', 'v1.9'), '{}', HEADERS)
        self.assertEqual(answer.status, 404)

    def test_wrong_method_is_not_allowed(self):
        token = self.create()
        for method, path in (
            ('GET', ''),
            ('PUT', ''),
            ('POST', f'/{token}'),
            ('DELETE', f'/{token}'),
            ('GET', f'/{token}/refunds'),
            ('POST', f'/{token}/capture'),
        ):
            with self.subTest(method=method, path=path):
                answer = self.call(method, path)
                self.assertRefused(answer, f"Request method '{method}' is not supported", 405)

    def test_body_has_a_limit(self):
        headers = HEADERS | {'Content-Length': str(10**9)}
        self.assertEqual(ask(self.port, 'POST', API_PATH, '{}', headers).status, 413)
        headers = HEADERS | {'Content-Length': '-5'}
        self.assertEqual(ask(self.port, 'POST', API_PATH, '{}', headers).status, 400)


if __name__ == '__main__':
    unittest.main()
