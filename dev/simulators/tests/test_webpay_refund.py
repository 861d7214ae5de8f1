from ..webpay import INTEGRATION_DEFERRED_CODE
from .common import HEADERS, WebpayCase

DEFERRED = HEADERS | {'Tbk-Api-Key-Id': INTEGRATION_DEFERRED_CODE}


class TestRefund(WebpayCase):
    def test_whole_amount_within_three_hours_is_reversed(self):
        token = self.create_paid()
        self.webpay.clock.advance(hours=2, minutes=59)
        self.assertEqual(self.refund(token, 12500).json, {'type': 'REVERSED'})
        result = self.status(token).json
        self.assertEqual((result['status'], result['balance']), ('REVERSED', 0))

    def test_whole_amount_later_is_nullified(self):
        token = self.create_paid()
        self.webpay.clock.advance(hours=3, seconds=1)
        answer = self.refund(token, '12500').json
        self.assertEqual(
            (
                answer['type'],
                answer['nullified_amount'],
                answer['balance'],
                answer['response_code'],
            ),
            ('NULLIFIED', 12500, 0, 0),
        )
        self.assertRegex(answer['authorization_code'], r'\A\d{6}\Z')
        self.assertRegex(answer['authorization_date'], r'Z\Z')
        self.assertEqual(self.status(token).json['status'], 'NULLIFIED')

    def test_parts_are_nullified_until_nothing_is_left(self):
        token = self.create_paid()
        self.assertEqual(self.refund(token, 500).json['balance'], 12000)
        result = self.status(token).json
        self.assertEqual((result['status'], result['balance']), ('PARTIALLY_NULLIFIED', 12000))
        message = 'Amount to refund is bigger than authorized'
        self.assertRefused(self.refund(token, 12001), message)
        answer = self.refund(token, 12000).json
        self.assertEqual((answer['type'], answer['balance']), ('NULLIFIED', 0))
        message = 'Transaction already fully refunded'
        self.assertRefused(self.refund(token, 1), message)

    def test_nothing_is_refunded_twice(self):
        token = self.create_paid()
        self.refund(token, 12500)
        self.assertRefused(self.refund(token, 12500), 'Transaction already fully refunded')

    def test_debit_and_prepaid_are_refunded_in_whole_only(self):
        message = 'Debit or prepaid transactions only allow reverses, not nullifications.'
        for card in ('redcompra', 'prepaid_visa'):
            with self.subTest(card=card):
                token = self.create_paid(card=card)
                self.assertRefused(self.refund(token, 12499), message)
                self.assertEqual(self.refund(token, 12500).json, {'type': 'REVERSED'})

    def test_instalments_are_refunded_in_whole_only(self):
        token = self.create_paid(plan='VC3')
        message = 'Transactions with installments do not allow partial refunds'
        self.assertRefused(self.refund(token, 1), message)
        self.assertEqual(self.refund(token, 12500).json, {'type': 'REVERSED'})

    def test_refund_needs_a_confirmed_payment(self):
        unpaid, paid, rejected = self.create(), self.create(), self.create()
        self.webpay.pay(paid)
        self.webpay.reject(rejected)
        self.commit(rejected)
        for token in (unpaid, paid, rejected, '0' * 64):
            self.assertRefused(self.refund(token, 12500), 'Transaction not found')

    def test_refund_is_possible_for_ninety_days(self):
        token = self.create_paid()
        self.webpay.clock.advance(days=89)
        self.assertEqual(self.refund(token, 1).status, 200)
        self.webpay.clock.advance(days=2)
        self.assertEqual(self.refund(token, 1).status, 422)

    def test_amount_is_checked(self):
        token = self.create_paid()
        self.assertRefused(self.refund(token, None), 'amount is required!')
        for amount in (0, -1, 1.5, 'abc'):
            answer = self.refund(token, amount)
            self.assertRefused(answer, 'Invalid value for parameter: amount')
        self.assertEqual(self.call('POST', f'/{token}/refunds', {'sum': 1}).status, 400)


class TestCapture(WebpayCase):
    def capture(self, token, headers=DEFERRED, **changes):
        tx = self.webpay.transaction(token)
        fields = {
            'buy_order': tx.buy_order,
            'authorization_code': tx.authorization_code,
            'capture_amount': 12500,
        }
        return self.call('PUT', f'/{token}/capture', fields | changes, headers)

    def test_deferred_payment_is_captured_once(self):
        token = self.create_paid(DEFERRED)
        result = self.status(token, DEFERRED).json
        self.assertEqual(result['status'], 'AUTHORIZED')
        self.assertIn('capture_expiration_date', result)
        answer = self.capture(token, capture_amount=12000).json
        self.assertEqual((answer['captured_amount'], answer['response_code']), (12000, 0))
        self.assertEqual(self.status(token, DEFERRED).json['status'], 'CAPTURED')
        self.assertRefused(self.capture(token), 'Transaction already captured')
        answer = self.refund(token, 12001, DEFERRED)
        self.assertRefused(answer, 'Amount to refund is bigger than authorized')
        self.assertEqual(self.refund(token, 12000, DEFERRED).json, {'type': 'REVERSED'})

    def test_other_shops_cannot_capture(self):
        token = self.create_paid()
        answer = self.capture(token, HEADERS)
        self.assertRefused(answer, 'The commerce is not configured for deferred capture')

    def test_capture_must_match(self):
        token = self.create_paid(DEFERRED)
        for changes, parameter in (
            ({'buy_order': 'other'}, 'buy order not found'),
            ({'authorization_code': '000000'}, 'Transaction Detail not found'),
            ({'capture_amount': 12501}, 'capture_amount'),
            ({'capture_amount': 0}, 'capture_amount'),
        ):
            with self.subTest(changes=changes):
                answer = self.capture(token, **changes)
                self.assertRefused(answer, f'Invalid value for parameter: {parameter}')
        self.assertRefused(self.capture(token, buy_order=''), 'buy_order is required!')

    def test_capture_has_an_end(self):
        token = self.create_paid(DEFERRED)
        self.webpay.clock.advance(days=7, seconds=1)
        self.assertEqual(self.capture(token).status, 422)

    def test_authorized_amount_is_given_back_in_whole_only(self):
        token = self.create_paid(DEFERRED)
        self.assertRefused(self.refund(token, 1, DEFERRED), 'Operation not allowed')
        self.webpay.clock.advance(days=1)
        self.assertEqual(self.refund(token, 12500, DEFERRED).json, {'type': 'REVERSED'})
        self.assertEqual(self.capture(token).status, 422)
