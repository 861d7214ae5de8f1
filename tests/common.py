from contextlib import contextmanager, nullcontext

from odoo import Command
from odoo.tests import HttpCase

from odoo.addons.account_payment_portal.dev.simulators.webpay import (
    INTEGRATION_CODE,
    INTEGRATION_SECRET,
    USD_CODE,
    USD_SECRET,
    WebpaySimulator,
)
from odoo.addons.account_payment_portal.protocols.webpay import parse_return
from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon

# Who complains, rightly, while a test lets the gateway refuse or fail.
TROUBLE_LOGGERS = (
    'odoo.addons.payment.models.payment_provider',
    'odoo.addons.account_payment_portal.models.payment_transaction_webpay',
    'odoo.addons.account_payment_portal.models.payment_transaction_webpay_status',
)


class PaymentPortalCommon(CustomersCommon):
    """What :class:`CustomersCommon` has, and two ways to pay it.

    - `transbank`: a provider in test state that talks to `webpay`, a simulator in this process
    - `provider`: core's dummy provider, which takes any currency

    Works together with `HttpCase`, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webpay = WebpaySimulator()
        cls.webpay.start()
        cls.addClassCleanup(cls.webpay.stop)
        cls.transbank = cls._set_up_transbank(cls.company)

    def setUp(self):
        super().setUp()
        self.webpay.reset()

    @classmethod
    def _set_up_transbank(cls, company):
        """Let the company take Webpay Plus in pesos and dollars, from the simulator."""
        providers = cls.env['payment.provider'].sudo()
        provider = providers.search(
            [('code', '=', 'transbank'), ('company_id', '=', company.id)], limit=1
        ) or cls.env.ref('account_payment_portal.payment_provider_transbank').sudo().copy(
            {'company_id': company.id}
        )
        provider.write(
            {
                'state': 'test',
                'is_published': True,
                'transbank_commerce_code': INTEGRATION_CODE,
                'transbank_api_key': INTEGRATION_SECRET,
                'transbank_commerce_code_usd': USD_CODE,
                'transbank_api_key_usd': USD_SECRET,
                'transbank_base_url': cls.webpay.url,
            }
        )
        return provider

    # === HOW IT IS PAID === #

    @classmethod
    def _freeze(cls, choices, payer_user=None):
        """Freeze what a payer picked, as his own request does.

        :param dict choices: `{account.move: amount text, or None for all that is due}`; an id will
            do in place of a document.
        :param res.users payer_user: Who picks; by default `payer_user`.
        :rtype: payment.remittance
        """
        user = payer_user or cls.payer_user
        return (
            cls.env['payment.remittance']
            .with_user(user)
            .sudo()
            ._freeze(
                user.partner_id,
                {
                    document if isinstance(document, int) else document.id: text
                    for document, text in choices.items()
                },
            )
            .with_env(cls.env(su=True))
        )

    @classmethod
    def _create_remittance_tx(cls, remittance, provider=None, **values):
        """Create a transaction that pays a remittance, as the checkout's route does.

        :param payment.remittance remittance: What is paid.
        :param payment.provider provider: By default `transbank`.
        :param dict values: Values to change.
        :rtype: payment.transaction
        """
        provider = provider or cls.transbank
        txs = cls.env['payment.transaction'].with_user(remittance.payer_id.user_ids[:1]).sudo()
        return txs.create(
            {
                'provider_id': provider.id,
                'payment_method_id': provider.payment_method_ids[:1].id,
                'reference': txs._compute_reference(provider.code, prefix=remittance.name),
                'amount': remittance.amount_total,
                'currency_id': remittance.currency_id.id,
                'partner_id': remittance.payer_id.id,
                'operation': 'online_redirect',
                'landing_route': f'/my/remittances/{remittance.name}',
                'remittance_id': remittance.id,
                'invoice_ids': [
                    Command.set(
                        remittance.line_ids.move_id.filtered(lambda move: move.is_invoice()).ids
                    )
                ],
                **values,
            }
        ).with_env(cls.env(su=True))

    @classmethod
    def _pay(cls, remittance, **values):
        """Pay a remittance and book the payment, without asking the gateway.

        :rtype: payment.transaction
        """
        return cls._confirm(cls._create_remittance_tx(remittance, **values))

    @classmethod
    def _start(cls, choices):
        """Freeze what a payer picked, and let him start to pay it.

        :rtype: payment.transaction
        """
        return cls._create_remittance_tx(cls._freeze(choices))

    @classmethod
    def _confirm(cls, txs):
        """Let transactions be paid, without asking the gateway, and book them.

        :rtype: payment.transaction
        """
        txs._set_done()
        txs._post_process()
        return txs

    @classmethod
    def _freeze_and_pay(cls, choices, **values):
        """Do all at once; see :meth:`_freeze` and :meth:`_pay`.

        :rtype: payment.transaction
        """
        return cls._pay(cls._freeze(choices), **values)

    def _assert_settled(self, tx):
        """Assert that all that was paid closed something, and that nothing is left to look at."""
        self.assertEqual(tx.remittance_id.state, 'settled')
        self.assertEqual(tx.remittance_id.payment_id, tx.payment_id)
        self.assertFalse(tx.remittance_id.discrepancy_ids)
        receivables = self._get_items(tx.payment_id.move_id)
        self.assertTrue(all(line.reconciled for line in receivables))
        for line in tx.remittance_id.line_ids:
            self.assertEqual(line.amount_applied, line.amount)

    # === WEBPAY === #

    @classmethod
    def _go_to_webpay(cls, remittance, **values):
        """Create a transaction and announce it to Transbank, as pressing "Pay" does.

        :rtype: payment.transaction
        """
        tx = cls._create_remittance_tx(remittance, **values)
        tx._get_processing_values()
        return tx

    def _come_back(self, back):
        """Come back from Transbank's form, as the return route handles it.

        :param PayerReturn back: What the simulator returned for the payer's doing.
        :rtype: payment.transaction
        """
        webpay_return = parse_return(back.params)
        tx = self.env['payment.transaction'].sudo()._webpay_find(webpay_return)
        with self._test_cursors():
            tx._webpay_handle_return(webpay_return)
            tx._post_process_if_done()
        return tx

    @contextmanager
    def _test_cursors(self):
        """Let code with a cursor of its own see what the test did, and the other way round."""
        in_http_test = isinstance(self, HttpCase)  # where that is always so
        with nullcontext() if in_http_test else self.enter_registry_test_mode():
            yield
