"""Tests of Webpay Plus on the wire, without Odoo.

Run them with `python -m unittest discover -t . -s protocols` from the top of the repository.
"""

import json
import re
import unittest
from datetime import datetime
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from .. import webpay

TEXTS = st.text(max_size=80)
PARAMETERS = ('token_ws', 'TBK_TOKEN', 'TBK_ORDEN_COMPRA', 'TBK_ID_SESION', 'TBK_ID_SESSION')
TOKENS = st.from_regex(re.compile(r'[0-9a-f]{64}', re.ASCII), fullmatch=True)

# What JSON can hold, as Python reads it.
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXTS
    | st.sampled_from(
        ['1e999999', '-0', '9' * 400, '0001-01-01T00:00:00+23:59', '2026-02-30', '\0']
    ),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=3),
    max_leaves=5,
)
ANSWER_FIELDS = (
    'vci',
    'amount',
    'status',
    'buy_order',
    'session_id',
    'card_detail',
    'accounting_date',
    'transaction_date',
    'authorization_code',
    'payment_type_code',
    'response_code',
    'installments_amount',
    'installments_number',
    'balance',
)

# Source: https://www.transbankdevelopers.cl/referencia/webpay, "Confirmar una transacción".
COMMIT_ANSWER = {
    'vci': 'TSY',
    'amount': 10000,
    'status': 'AUTHORIZED',
    'buy_order': 'ordenCompra12345678',
    'session_id': 'sesion1234557545',
    'card_detail': {'card_number': '6623'},
    'accounting_date': '0522',
    'transaction_date': '2019-05-22T16:41:21.063Z',
    'authorization_code': '1213',
    'payment_type_code': 'VN',
    'response_code': 0,
    'installments_number': 0,
}


class TestParseReturn(unittest.TestCase):
    """How the browser came back."""

    @given(st.dictionaries(st.sampled_from(PARAMETERS) | TEXTS, JSON_VALUES))
    def test_anything_a_browser_sends_is_one_of_the_flows(self, params):
        back = webpay.parse_return(params)

        self.assertIn(back.flow, ('commit', 'timeout', 'cancelled', 'form_error', 'unknown'))
        self.assertEqual(bool(back.token), back.flow in ('commit', 'cancelled', 'form_error'), back)
        self.assertTrue(back.token == '' or webpay.is_token(back.token))
        self.assertLessEqual(len(back.buy_order), webpay.BUY_ORDER_LENGTH)
        self.assertLessEqual(len(back.session_id), webpay.SESSION_ID_LENGTH)

    @given(TOKENS, TOKENS)
    def test_form_error_is_never_confirmed(self, token_ws, tbk_token):
        for params in (
            {'token_ws': token_ws, 'TBK_TOKEN': tbk_token},
            {'TBK_TOKEN': tbk_token, 'token_ws': token_ws, 'TBK_ORDEN_COMPRA': 'PR1'},
        ):
            self.assertEqual(webpay.parse_return(params).flow, 'form_error')

    @given(TOKENS)
    def test_only_a_token_alone_is_confirmed(self, token):
        self.assertEqual(
            webpay.parse_return({'token_ws': token}), webpay.WebpayReturn('commit', token)
        )

    def test_both_spellings_of_the_session_are_read(self):
        for name in ('TBK_ID_SESION', 'TBK_ID_SESSION'):
            with self.subTest(name=name):
                back = webpay.parse_return({'TBK_ORDEN_COMPRA': 'PR1', name: 's'})

                self.assertEqual((back.flow, back.session_id), ('timeout', 's'))


class TestIsToken(unittest.TestCase):
    """What can be put into an address of the API."""

    @given(JSON_VALUES)
    def test_token_never_changes_the_address(self, value):
        if webpay.is_token(value):
            self.assertTrue(value.isascii() and value.isalnum())
            self.assertLessEqual(len(value), 64)

    @given(TOKENS)
    def test_tokens_of_transbank_are_tokens(self, token):
        self.assertTrue(webpay.is_token(token))
        for stranger in (f'{token}0', f'{token[1:]}\n', f'{token[1:]}/', f' {token[1:]}'):
            self.assertFalse(webpay.is_token(stranger))


class TestBuildOrder(unittest.TestCase):
    """What the shop announces."""

    def _build(self, **values):
        return webpay.build_order(
            **{
                'buy_order': 'PR1',
                'session_id': 's',
                'amount': Decimal(1),
                'return_url': 'https://a.cl/r',
                'decimal_places': 0,
                **values,
            }
        )

    @given(st.decimals('1', '1000000000000', places=0))
    def test_pesos_are_sent_as_whole_numbers(self, amount):
        text = json.dumps(self._build(amount=amount)['amount'])

        self.assertEqual(text, str(int(amount)))

    @given(st.decimals('0.01', '9999999999.99', places=2))
    def test_dollars_are_sent_to_the_cent(self, amount):
        text = json.dumps(self._build(amount=amount, decimal_places=2)['amount'])

        self.assertEqual(Decimal(text), amount)

    @given(st.decimals(allow_nan=False, allow_infinity=False, max_value=0))
    def test_nothing_and_less_is_refused(self, amount):
        with self.assertRaises(ValueError):
            self._build(amount=amount)

    @given(st.decimals('0.0001', '1000000', places=4), st.sampled_from([0, 2]))
    def test_amounts_are_never_rounded(self, amount, decimal_places):
        try:
            order = self._build(amount=amount, decimal_places=decimal_places)
        except ValueError:
            self.assertNotEqual(amount, round(amount, decimal_places))
        else:
            self.assertEqual(Decimal(str(order['amount'])), amount)

    def test_texts_are_sent_up_to_the_length_that_transbank_takes(self):
        for name, length in (('buy_order', 26), ('session_id', 61), ('return_url', 255)):
            with self.subTest(name=name):
                self.assertEqual(self._build(**{name: 'a' * length})[name], 'a' * length)
                for text in ('a' * (length + 1), ''):
                    with self.assertRaises(ValueError):
                        self._build(**{name: text})


class TestParseResult(unittest.TestCase):
    """What Transbank says of a payment."""

    def test_answer_of_the_reference_is_an_approval(self):
        result = webpay.parse_result(COMMIT_ANSWER)

        self.assertTrue(result.is_approved())
        self.assertEqual(
            result,
            webpay.WebpayResult(
                status='AUTHORIZED',
                response_code=0,
                amount=Decimal(10000),
                buy_order='ordenCompra12345678',
                session_id='sesion1234557545',
                card_last_digits='6623',
                authorization_code='1213',
                payment_type='VN',
                installments_number=0,
                installments_amount=None,
                transaction_date=datetime(2019, 5, 22, 16, 41, 21, 63000),
            ),
        )

    @given(st.dictionaries(st.sampled_from(ANSWER_FIELDS), JSON_VALUES))
    @example({'amount': '1e999999', 'installments_amount': '1e400'})
    @example({'amount': 10**5000})
    @example({'amount': '1_000'})
    @example({'installments_number': 2**40})
    @example({'transaction_date': '0001-01-01T00:00:00+23:59'})
    @example({'transaction_date': '9999-12-31T23:59:59-23:59'})
    def test_any_answer_is_read_into_what_a_database_can_keep(self, answer):
        result = webpay.parse_result(answer)

        for text in (
            result.status,
            result.buy_order,
            result.authorization_code,
            result.payment_type,
            result.card_last_digits,
        ):
            self.assertTrue(text.isascii() and text.isprintable())
        for amount in (result.amount, result.installments_amount):
            self.assertTrue(amount is None or abs(amount) < 10**18)
        self.assertLess(abs(result.installments_number), 2**31)
        self.assertTrue(result.transaction_date is None or result.transaction_date.tzinfo is None)

    @given(st.dictionaries(st.sampled_from(ANSWER_FIELDS), JSON_VALUES))
    def test_nothing_but_status_and_code_together_is_an_approval(self, answer):
        result = webpay.parse_result(answer)

        self.assertEqual(
            result.is_approved(),
            answer.get('status') in ('AUTHORIZED', 'CAPTURED')
            and answer.get('response_code') == 0
            and answer['response_code'] is not False
            and isinstance(answer['response_code'], int),
        )

    @given(st.sampled_from(ANSWER_FIELDS), JSON_VALUES)
    def test_one_garbled_field_leaves_the_others_readable(self, field, value):
        result = webpay.parse_result({**COMMIT_ANSWER, field: value})

        if field not in ('status', 'response_code'):
            self.assertTrue(result.is_approved())
        if field != 'amount':
            self.assertEqual(result.amount, Decimal(10000))

    @given(st.text('0123456789', min_size=5, max_size=19))
    def test_no_more_of_a_card_number_is_kept_than_a_receipt_shows(self, number):
        result = webpay.parse_result({'card_detail': {'card_number': number}})

        self.assertEqual(result.card_last_digits, number[-4:])

    def test_moments_are_kept_in_utc(self):
        for text in ('2026-06-24T12:26:21.463Z', '2026-06-24T08:26:21.463-04:00'):
            with self.subTest(text=text):
                self.assertEqual(
                    webpay.parse_result({'transaction_date': text}).transaction_date,
                    datetime(2026, 6, 24, 12, 26, 21, 463000),
                )
