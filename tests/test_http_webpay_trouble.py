from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.account_payment_portal.tests.http_common import (
    RETURN_LOGGER,
    PaymentPortalHttpCommon,
)

RETURN = '/payment/transbank/return'


@tagged('post_install', '-at_install')
class TestHttpWebpayTrouble(PaymentPortalHttpCommon):
    """Forged returns, and a gateway or a network that misbehaves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.sudo().state = 'disabled'
        cls.document = cls._create_document(10000)

    def ask_transbank(self, minutes=6):
        """Let the time pass until Odoo's scheduler asks what became of payments.

        :param int minutes: How long ago the payers went to the gateway.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE payment_transaction SET create_date = %s",
                fields.Datetime.now() - timedelta(minutes=minutes),
            )
        )
        cron = self.env.ref('account_payment_portal.ir_cron_webpay_ask_status')
        with self.env.registry.cursor() as cr:
            cron.with_env(self.env(cr=cr, su=True)).method_direct_trigger()
        self.env.invalidate_all()

    def check_untouched(self, tx):
        """Check that a transaction is as it was when the payer went to the gateway."""
        self.assertEqual((tx.state, tx.payment_id.id), ('draft', False))
        self.assertEqual(self.document.amount_residual, 10000)
        self.assertEqual([call.operation for call in self.webpay.calls], ['create'])

    def check_paid(self, tx):
        """Check that the money of a transaction is in the books, once."""
        self.assertEqual((tx.state, tx.payment_id.amount), ('done', 10000))
        self.assertEqual(self.document.amount_residual, 0)
        self.assertEqual(
            self.env['account.payment'].search_count([('company_id', '=', self.company.id)]), 1
        )

    # === FORGED RETURNS === #

    def test_forged_returns_are_refused_and_change_nothing(self):
        tx = self.go_to_webpay({self.document: None})
        token, order, session = (tx.provider_reference, tx.reference, tx._webpay_get_session_id())
        for params in (
            {},
            {'token_ws': '0' * 64},
            {'token_ws': token[:-1]},
            {'token_ws': f'{token}0'},
            {'token_ws': token.upper()},
            {'token_ws': f' {token}'},
            {'token_ws': '%'},
            {'token_ws': '../refunds'},
            {'token_ws': "' OR '1'='1"},
            {'token_ws': '\0'},
            {'token_ws': 'x' * 100000},
            {'token_ws': ''},
            {'token_ws[]': token},
            {'TBK_TOKEN': '0' * 64},
            {'TBK_TOKEN': '0' * 64, 'token_ws': token},
            {'TBK_TOKEN': '0' * 64, 'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': session},
            {'TBK_ORDEN_COMPRA': order},
            {'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': ''},
            {'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': session[:-1]},
            {'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': 'ñ'},
            {'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': '\0'},
            {'TBK_ORDEN_COMPRA': order, 'TBK_ID_SESION': session * 1000},
            {'TBK_ORDEN_COMPRA': 'PR000000000000', 'TBK_ID_SESION': session},
            {'TBK_ORDEN_COMPRA': '%', 'TBK_ID_SESION': session},
            {'TBK_ORDEN_COMPRA': '\0', 'TBK_ID_SESION': session},
            {'TBK_ORDEN_COMPRA': 'x' * 100000, 'TBK_ID_SESION': session},
            {'TBK_ID_SESION': session},
            {'reference': order, 'state': 'done'},
        ):
            for method, key in (('GET', 'params'), ('POST', 'data')):
                if method == 'GET' and any(len(value) > 60000 for value in params.values()):
                    continue  # Refused by the server itself.
                name = {key: value[:30] for key, value in params.items()}
                with self.subTest(method=method, **name), self.assertLogs(RETURN_LOGGER, 'WARNING'):
                    response = self.url_open(
                        RETURN, method=method, allow_redirects=False, **{key: params}
                    )
                    self.assertEqual(response.status_code, 404)
        self.check_untouched(tx)

    def test_parameters_that_come_twice_decide_nothing(self):
        tx = self.go_to_webpay({self.document: None})
        for params in (
            [('token_ws', '0' * 64), ('token_ws', tx.provider_reference)],
            [
                ('TBK_ORDEN_COMPRA', tx.reference),
                ('TBK_ID_SESION', 'x'),
                ('TBK_ID_SESION', tx._webpay_get_session_id()),
            ],
        ):
            with self.subTest(params=params[0]), mute_logger(RETURN_LOGGER):
                response = self.url_open(RETURN, params=params, allow_redirects=False)
                self.assertEqual(response.status_code, 404)
        self.check_untouched(tx)

    def test_forged_return_of_a_known_token_asks_the_gateway_and_no_more(self):
        tx = self.go_to_webpay({self.document: None})

        # The payer has not paid: whoever knows his token can't make it look so.
        with self.mute_webpay():
            response = self.url_open(
                RETURN,
                params={
                    'token_ws': tx.provider_reference,
                    'status': 'AUTHORIZED',
                    'response_code': '0',
                    'amount': '10000',
                    'buy_order': tx.reference,
                },
            )

        self.assertEqual(response.status_code, 200)
        self.assertNotEqual(tx.state, 'done')
        self.assertEqual(self.document.amount_residual, 10000)

    def test_return_of_another_provider_s_transaction_is_unknown(self):
        tx = self.go_to_webpay({self.document: None})
        token = tx.provider_reference
        tx.sudo().provider_reference = False
        other = self._create_remittance_tx(
            tx.remittance_id, provider=self.provider, payment_method_id=self.payment_method_id
        )
        other.provider_reference = token

        with self.assertLogs(RETURN_LOGGER, 'WARNING'):
            self.assertEqual(self.get_status(RETURN, params={'token_ws': token}), 404)
        self.assertEqual(other.state, 'draft')

    def test_other_methods_are_refused(self):
        for method in ('PUT', 'DELETE', 'PATCH'):
            self.assertEqual(self.get_status(RETURN, method=method), 405)

    # === FAULTS OF THE GATEWAY === #

    def test_lost_answer_to_the_confirmation_is_asked_for_later(self):
        for fault in (
            {'kind': 'drop', 'when': 'after'},
            {'kind': 'error', 'when': 'after'},
            {'kind': 'html', 'when': 'after', 'status': 200},
        ):
            with self.subTest(fault=fault), self.undone():
                self.webpay.reset()
                tx = self.go_to_webpay({self.document: None})
                back = self.webpay.pay(tx.provider_reference)
                self.webpay.inject('commit', **fault)

                with self.mute_webpay():
                    page = self.come_back(back)

                self.assertEqual((page.status, page.result, tx.state), (200, 'pending', 'pending'))
                self.assertIn("We are waiting for the bank", page.text)
                self.assertIn("Please don't pay again meanwhile.", page.text)
                self.assertEqual(self.document.amount_residual, 10000)

                self.ask_transbank()

                self.check_paid(tx)
                page = self.open_remittance(tx.remittance_id)
                self.assertEqual((page.result, page.facts['Card']), ('paid', '**** **** **** 6623'))
                self.assertEqual(
                    [call.operation for call in self.webpay.calls], ['create', 'commit', 'status']
                )

    def test_confirmation_that_never_arrived_is_no_payment(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        self.webpay.inject('commit', 'drop')
        with self.mute_webpay():
            self.assertEqual(self.come_back(back).result, 'pending')

        self.ask_transbank()
        self.assertEqual(tx.state, 'pending')

        self.ask_transbank(minutes=21)
        self.assertEqual(tx.state, 'cancel')
        page = self.open_remittance(tx.remittance_id)
        self.assertEqual(page.result, 'cancelled')
        self.assertEqual(self.document.amount_residual, 10000)

    def test_payer_who_closes_the_browser_is_not_lost(self):
        tx = self.go_to_webpay({self.document: None})
        self.webpay.cancel(tx.provider_reference)

        self.ask_transbank()
        self.assertEqual(tx.state, 'draft')  # He may still be typing.
        self.ask_transbank(minutes=21)

        self.assertEqual(tx.state, 'cancel')
        page = self.open_remittance(tx.remittance_id)
        self.assertIn("The payment was not finished at Transbank.", page.text)
        self.assertEqual(page.get_link("Try again"), f'{page.path}?again=1')

    def test_gateway_that_confirms_another_payment_is_not_believed(self):
        for changes in (
            {'amount': 1000000},
            {'amount': None},
            {'amount': 'NaN'},
            {'buy_order': 'PR000000000000'},
        ):
            with self.subTest(changes=changes), self.undone():
                self.webpay.reset()
                tx = self.go_to_webpay({self.document: None})
                back = self.webpay.pay(tx.provider_reference)
                self.webpay.inject('commit', 'change', changes=changes)

                with self.mute_webpay():
                    page = self.come_back(back)

                self.assertIn(page.result, ('failed', 'pending'))
                self.assertEqual((tx.payment_id.id, tx.state == 'done'), (False, False))
                self.assertEqual(self.document.amount_residual, 10000)

    def test_wrong_amount_is_put_before_the_accountant(self):
        tx = self.go_to_webpay({self.document: None})
        back = self.webpay.pay(tx.provider_reference)
        self.webpay.inject('commit', 'change', changes={'amount': 9999})

        page = self.come_back(back)

        self.assertIn("We look into it; please don't pay again.", page.text)
        self.assertRecordValues(
            tx.remittance_id.discrepancy_ids,
            [
                {
                    'kind': 'wrong_amount',
                    'amount': 9999,
                    'state': 'open',
                    'transaction_id': tx.id,
                }
            ],
        )

    def test_half_an_approval_is_none(self):
        for changes in (
            {'status': None},
            {'status': 'FAILED'},
            {'response_code': None},
            {'response_code': -1},
        ):
            with self.subTest(changes=changes), self.undone():
                self.webpay.reset()
                tx = self.go_to_webpay({self.document: None})
                back = self.webpay.pay(tx.provider_reference)
                self.webpay.inject('commit', 'change', changes=changes)

                with self.mute_webpay():
                    self.assertNotEqual(self.come_back(back).result, 'paid')

                self.assertNotEqual(tx.state, 'done')
                self.assertEqual(self.document.amount_residual, 10000)
