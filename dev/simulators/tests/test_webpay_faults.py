import http.client
import time

from .common import ORDER, WebpayCase


class TestFaults(WebpayCase):
    def create_decided(self):
        """Create a payment that the payer paid, and return its token."""
        token = self.create()
        self.webpay.pay(token)
        return token

    def test_error_before_does_nothing(self):
        token = self.create_decided()
        self.webpay.inject('commit', 'error')
        answer = self.commit(token)
        self.assertEqual(
            (answer.status, answer.json), (500, {'description': 'Internal server error'})
        )
        self.assertEqual(self.status(token).json['status'], 'INITIALIZED')
        self.assertEqual(self.commit(token).status, 200)

    def test_error_after_has_done_it(self):
        token = self.create_decided()
        self.webpay.inject('commit', 'error', when='after', status=503)
        self.assertEqual(self.commit(token).status, 503)
        self.assertEqual(self.status(token).json['status'], 'AUTHORIZED')

    def test_dropped_connection_before_and_after(self):
        for when, status in (('before', 'INITIALIZED'), ('after', 'AUTHORIZED')):
            with self.subTest(when=when):
                token = self.create_decided()
                self.webpay.inject('commit', 'drop', when=when)
                with self.assertRaises(http.client.RemoteDisconnected):
                    self.commit(token)
                self.assertEqual(self.status(token).json['status'], status)

    def test_refund_can_be_lost_after_it_was_done(self):
        token = self.create_paid()
        self.webpay.inject('refund', 'drop', when='after')
        with self.assertRaises(http.client.RemoteDisconnected):
            self.refund(token, 12500)
        self.assertEqual(self.status(token).json['status'], 'REVERSED')

    def test_web_page_instead_of_json(self):
        self.webpay.inject('create', 'html', status=200)
        answer = self.call('POST', '', ORDER)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers.get_content_type(), 'text/html')
        self.assertFalse(self.webpay.transactions)

    def test_answer_with_other_values(self):
        changes = {
            'amount': 1,
            'buy_order': 'other',
            'status': 'FAILED',
            'response_code': -1,
            'vci': None,
        }
        for operation in ('commit', 'status'):
            with self.subTest(operation=operation):
                token = self.create_decided()
                if operation == 'status':
                    self.commit(token)
                self.webpay.inject(operation, 'change', changes=changes)
                result = getattr(self, operation)(token).json
                self.assertNotIn('vci', result)
                expected = {name: value for name, value in changes.items() if value is not None}
                self.assertEqual(result, result | expected)
                self.assertEqual(self.status(token).json['amount'], 12500)

    def test_slow_answer_does_not_hold_up_others(self):
        token, other = self.create_decided(), self.create_decided()
        self.webpay.inject('commit', 'slow', seconds=0.5, token=token)
        began = time.monotonic()
        self.assertEqual(self.commit(other).status, 200)
        self.assertLess(time.monotonic() - began, 0.4)
        self.assertEqual(self.commit(token).status, 200)
        self.assertGreater(time.monotonic() - began, 0.5)

    def test_faults_wait_for_their_operation_and_count(self):
        self.webpay.inject('status', 'error', times=2)
        token = self.create_decided()
        self.assertEqual(self.commit(token).status, 200)
        self.assertEqual([self.status(token).status for _n in range(3)], [500, 500, 200])

    def test_faults_come_in_order(self):
        token = self.create()
        self.webpay.inject('status', 'error', status=500)
        self.webpay.inject('status', 'error', status=502)
        self.assertEqual([self.status(token).status for _n in range(3)], [500, 502, 200])

    def test_stopping_wakes_slow_answers(self):
        self.webpay.inject('create', 'slow', seconds=60)
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request('POST', '/rswebpaytransaction/api/webpay/v1.2/transactions')
        while self.webpay.faults.all():
            time.sleep(0.01)
        began = time.monotonic()
        self.webpay.stop()
        self.assertEqual(connection.getresponse().status, 401)
        self.assertLess(time.monotonic() - began, 5)

    def test_impossible_fault_is_refused(self):
        for operation, kind, details in (
            ('pay', 'error', {}),
            ('commit', 'explode', {}),
            ('commit', 'slow', {'seconds': -1}),
            ('commit', 'slow', {'seconds': 'x'}),
            ('commit', 'error', {'when': 'never'}),
            ('commit', 'error', {'times': 0}),
            ('commit', 'change', {}),
            ('commit', 'error', {'changes': {'amount': 1}}),
        ):
            with self.subTest(kind=kind, details=details), self.assertRaises(ValueError):
                self.webpay.inject(operation, kind, **details)

    def test_calls_are_recorded(self):
        token = self.create_decided()
        self.webpay.inject('commit', 'drop', when='after')
        with self.assertRaises(http.client.RemoteDisconnected):
            self.commit(token)
        self.commit(token)
        calls = [('create', None, 200), ('commit', token, None), ('commit', token, 422)]
        self.assertEqual(self.webpay.calls, calls)
