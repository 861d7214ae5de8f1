import http.client
import json

from .common import WebpayCase, ask

JSON = {'Content-Type': 'application/json'}


class TestAdmin(WebpayCase):
    def steer(self, method, path, content=None):
        """Steer the simulator and return the answer."""
        body = json.dumps(content) if content is not None else None
        return ask(self.port, method, f'/simulator/{path}', body, JSON)

    def test_transactions_are_listed(self):
        token = self.create(buy_order='A1')
        listed = self.steer('GET', 'transactions').json
        self.assertEqual([tx['token'] for tx in listed], [token])
        one = self.steer('GET', f'transactions/{token}').json
        self.assertEqual(one, listed[0])
        self.assertEqual((one['buy_order'], one['step'], one['currency']), ('A1', 'waiting', 'CLP'))

    def test_payer_is_played(self):
        token = self.create()
        choices = {'outcome': 'approve', 'card': 'visa', 'plan': 'S2'}
        answer = self.steer('POST', f'transactions/{token}', choices)
        back = answer.json
        self.assertEqual((back['method'], back['params']), ('GET', {'token_ws': token}))
        self.assertTrue(back['location'].endswith(f'?token_ws={token}'))
        self.assertEqual(self.commit(token).json['payment_type_code'], 'S2')

    def test_faults_are_queued_listed_and_cleared(self):
        token = self.create()
        fault = {'operation': 'status', 'kind': 'drop', 'times': 2}
        self.assertEqual(self.steer('POST', 'faults', fault).status, 200)
        self.assertEqual(len(self.steer('GET', 'faults').json), 1)
        with self.assertRaises(http.client.RemoteDisconnected):
            self.status(token)
        self.steer('DELETE', 'faults')
        self.assertEqual(self.status(token).status, 200)

    def test_clock_is_moved(self):
        token = self.create()
        before = self.steer('GET', 'clock').json['now']
        after = self.steer('POST', 'clock', {'days': 8}).json['now']
        self.assertGreater(after, before)
        self.assertEqual(self.status(token).status, 422)
        self.steer('DELETE', 'clock')
        self.assertEqual(self.status(token).status, 200)

    def test_settings_are_changed(self):
        self.assertTrue(self.steer('GET', 'settings').json['integration'])
        answer = self.steer('POST', 'settings', {'integration': False, 'second_commit': 'repeat'})
        self.assertEqual(answer.status, 200)
        token = self.create()
        self.assertEqual(self.webpay.cancel(token).method, 'GET')

    def test_reset_forgets_everything_but_the_settings(self):
        self.webpay.settings.change(integration=False)
        self.create()
        self.webpay.inject('status', 'error')
        self.webpay.clock.advance(days=1)
        self.assertEqual(self.steer('POST', 'reset', {}).status, 200)
        self.assertEqual(self.steer('GET', 'transactions').json, [])
        self.assertEqual(self.steer('GET', 'calls').json, [])
        self.assertEqual(self.steer('GET', 'faults').json, [])
        self.assertFalse(self.webpay.settings.integration)

    def test_nonsense_is_refused(self):
        token = self.create()
        for method, path, content, status in (
            ('GET', 'nothing', None, 404),
            ('GET', '', None, 404),
            ('PUT', 'faults', {}, 404),
            ('GET', 'faults/x', None, 404),
            ('GET', f'transactions/{"0" * 64}', None, 404),
            ('POST', f'transactions/{"0" * 64}', {'outcome': 'approve'}, 404),
            ('POST', f'transactions/{token}', {'outcome': 'nonsense'}, 400),
            ('POST', f'transactions/{token}', {}, 400),
            ('POST', f'transactions/{token}', {'outcome': 'approve', 'card': 5}, 400),
            ('POST', 'faults', {'operation': 'commit'}, 400),
            ('POST', 'settings', {'pay_within': 'x'}, 400),
            ('POST', 'clock', {'years': 1}, 400),
            ('POST', 'clock', {'days': 'x'}, 400),
            ('POST', 'clock', {'days': 10**15}, 400),
            ('POST', 'clock', {'days': 10**6}, 400),
            ('POST', 'reset', [], 400),
        ):
            with self.subTest(method=method, path=path, content=content):
                answer = self.steer(method, path, content)
                self.assertEqual(answer.status, status, answer.text)
                self.assertIn('error', answer.json)

    def test_web_page_of_another_site_cannot_steer(self):
        self.create()
        for kind in ('text/plain', 'application/x-www-form-urlencoded', ''):
            headers = {'Content-Type': kind} if kind else {}
            answer = ask(self.port, 'POST', '/simulator/reset', '{}', headers)
            self.assertEqual(answer.status, 415)
        self.assertTrue(self.webpay.transactions)
