import threading
from collections import Counter

from .common import WebpayCase

NOT_PAID = (
    'Invalid status 0 for transaction while authorizing. '
    'Commerce will be notified by webpay to authorize'
)
ABORTED = 'Transaction has an invalid finished state: aborted'
UNKNOWN = 'Invalid value for parameter: transaction not found'


class TestCommit(WebpayCase):
    def test_approved_payment_is_authorized(self):
        token = self.create(buy_order='A1', session_id='s1')
        self.webpay.pay(token)
        result = self.commit(token).json
        expected = {
            'vci': 'TSY',
            'amount': 12500,
            'status': 'AUTHORIZED',
            'buy_order': 'A1',
            'session_id': 's1',
            'card_detail': {'card_number': '6623'},
            'payment_type_code': 'VN',
            'response_code': 0,
            'installments_number': 0,
        }
        self.assertEqual(result, result | expected)
        self.assertRegex(result['accounting_date'], r'\A\d{4}\Z')
        self.assertRegex(result['transaction_date'], r'\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z')
        self.assertRegex(result['authorization_code'], r'\A\d{6}\Z')
        self.assertEqual(self.status(token).json, result)

    def test_rejected_payment_is_failed(self):
        token = self.create()
        self.webpay.reject(token, response_code=-4)
        result = self.commit(token).json
        self.assertEqual((result['status'], result['response_code']), ('FAILED', -4))
        self.assertEqual(result['authorization_code'], '000000')
        self.assertEqual(self.status(token).json, result)

    def test_card_decides(self):
        token = self.create()
        self.assertEqual(self.webpay.pay(token, card='mastercard').outcome, 'reject')
        result = self.commit(token).json
        self.assertEqual((result['status'], result['response_code']), ('FAILED', -1))
        self.assertEqual(result['card_detail'], {'card_number': '0568'})

    def test_card_and_plan_make_the_payment_type(self):
        for card, plan, code, number, share in (
            ('visa', 'S2', 'S2', 2, 6250),
            ('visa', 'SI', 'SI', 3, 4167),
            ('amex', 'NC6', 'NC', 6, 2083),
            ('visa', 'VC12', 'VC', 12, 1042),
            ('4051 8842 3993 7763', 'VC12', 'VD', 0, None),
            ('prepaid_visa', 'VN', 'VP', 0, None),
        ):
            with self.subTest(card=card, plan=plan):
                token = self.create()
                self.webpay.pay(token, card=card, plan=plan)
                result = self.commit(token).json
                self.assertEqual(result['payment_type_code'], code)
                self.assertEqual(result['installments_number'], number)
                self.assertEqual(result.get('installments_amount'), share)

    def test_commit_before_paying_is_refused(self):
        token = self.create()
        self.assertRefused(self.commit(token), NOT_PAID)
        self.browse('GET', '/webpayserver/initTransaction', token_ws=token)
        self.assertRefused(self.commit(token), NOT_PAID)
        self.webpay.pay(token)
        self.assertEqual(self.commit(token).json['status'], 'AUTHORIZED')

    def test_commit_of_a_payment_given_up_is_refused(self):
        for give_up in (self.webpay.cancel, self.webpay.time_out, self.webpay.break_form):
            with self.subTest(give_up=give_up.__name__):
                token = self.create()
                give_up(token)
                self.assertRefused(self.commit(token), ABORTED)
                self.assertEqual(self.status(token).json['status'], 'INITIALIZED')

    def test_second_commit_is_refused_and_status_still_tells(self):
        token = self.create_paid()
        for _time in range(2):
            self.assertRefused(self.commit(token), 'Transaction already locked by another process')
        self.assertEqual(self.status(token).json['status'], 'AUTHORIZED')

    def test_second_commit_can_repeat_the_first(self):
        self.webpay.settings.change(second_commit='repeat')
        token = self.create()
        self.webpay.pay(token)
        self.assertEqual(self.commit(token).json, self.commit(token).json)

    def test_parallel_commits_succeed_once(self):
        token = self.create()
        self.webpay.pay(token)
        self.webpay.inject('commit', 'slow', when='after', seconds=0.2, times=8)
        statuses = []
        threads = [
            threading.Thread(target=lambda: statuses.append(self.commit(token).status))
            for _number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(Counter(statuses), {200: 1, 422: 7})

    def test_commit_takes_no_fields(self):
        token = self.create()
        self.webpay.pay(token)
        self.assertEqual(self.call('PUT', f'/{token}', {'amount': 1}).status, 400)
        self.assertEqual(self.call('PUT', f'/{token}/', {}).status, 200)

    def test_unknown_token_is_refused(self):
        for answer in (self.commit('0' * 64), self.status('0' * 64)):
            self.assertRefused(answer, UNKNOWN)
        for token in ('abc', '0' * 65, 'z' * 64):
            self.assertRefused(self.status(token), 'Invalid value for parameter: token')


class TestTime(WebpayCase):
    def test_status_before_commit_is_initialized(self):
        token = self.create(buy_order='A1')
        for step in (lambda: None, lambda: self.webpay.pay(token)):
            step()
            result = self.status(token).json
            self.assertEqual((result['status'], result['buy_order']), ('INITIALIZED', 'A1'))
            self.assertNotIn('card_detail', result)
            self.assertNotIn('authorization_code', result)

    def test_form_must_be_opened_within_five_minutes(self):
        token = self.create()
        self.webpay.clock.advance(minutes=5, seconds=1)
        self.assertEqual(self.webpay.pay(token).outcome, 'timeout')
        self.assertRefused(self.commit(token), ABORTED)

    def test_form_times_out(self):
        self.webpay.settings.change(pay_within=300)
        token = self.create()
        self.browse('GET', '/webpayserver/initTransaction', token_ws=token)
        self.webpay.clock.advance(seconds=299)
        self.assertRefused(self.commit(token), NOT_PAID)
        self.webpay.clock.advance(seconds=2)
        self.assertEqual(self.webpay.pay(token).outcome, 'timeout')
        self.assertRefused(self.commit(token), ABORTED)

    def test_late_commit_is_aborted(self):
        self.webpay.settings.change(commit_within=60)
        token = self.create()
        self.webpay.pay(token)
        self.webpay.clock.advance(seconds=61)
        self.assertRefused(self.commit(token), ABORTED)
        self.assertEqual(self.status(token).json['status'], 'INITIALIZED')

    def test_status_is_readable_for_seven_days(self):
        token = self.create_paid()
        self.webpay.clock.advance(days=7, seconds=-10)
        self.assertEqual(self.status(token).json['status'], 'AUTHORIZED')
        self.webpay.clock.advance(seconds=20)
        message = 'The transactions date has passed max time (7 days) to recover the status'
        self.assertRefused(self.status(token), message)
        self.webpay.clock.reset()
        self.assertEqual(self.status(token).status, 200)

    def test_impossible_setting_is_refused(self):
        for values in (
            {'nonsense': 1},
            {'second_commit': 'maybe'},
            {'integration': 1},
            {'pay_within': -1},
            {'pay_within': '5'},
            {'pay_within': True},
        ):
            with self.subTest(values=values), self.assertRaises(ValueError):
                self.webpay.settings.change(**values)
