from contextlib import contextmanager, nullcontext

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.account_payment_portal.dev.simulators.webpay import (
    INTEGRATION_CODE,
    INTEGRATION_SECRET,
    USD_CODE,
    USD_SECRET,
    WebpaySimulator,
)
from odoo.addons.account_payment_portal.protocols.webpay import parse_return

# Who complains, rightly, while a test lets the gateway refuse or fail.
TROUBLE_LOGGERS = (
    'odoo.addons.payment.models.payment_provider',
    'odoo.addons.account_payment_portal.models.payment_transaction_webpay',
)


class PaymentPortalCommon(AccountPaymentCommon):
    """A company that sells in pesos and has a payment portal, its customers, and Webpay Plus.

    - `company`: keeps its books in CLP on a generic chart; `portal` is its payment portal
    - `customer`: a firm with two contacts, `payer` (logs in as `payer_user`) and `colleague`
    - `stranger`: another firm, whose contact logs in as `stranger_user`
    - `accountant_user`: may make invoices and book payments, and nothing more
    - `transbank`: a provider in test state that talks to `webpay`, a simulator in this process
    - `provider`: core's dummy provider, which takes any currency

    Passwords equal the logins. Works together with `HttpCase`, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency_clp = cls.company.currency_id
        cls.portal = cls._create_portal(cls.company)
        cls._create_customers()
        cls.accountant_user = new_test_user(
            cls.env,
            'ap_accountant',
            'base.group_user,account.group_account_invoice',
            company_id=cls.company.id,
        )
        cls.webpay = WebpaySimulator()
        cls.webpay.start()
        cls.addClassCleanup(cls.webpay.stop)
        cls.transbank = cls._set_up_transbank(cls.company)

    @classmethod
    def default_env_context(cls):
        """Leave messages and tracking on: who hears of a payment is a part of the behaviour."""
        return {'no_reset_password': True}

    @classmethod
    def setup_independent_company(cls, **kwargs):
        """Keep the company's books in pesos: no decimals, and what Webpay Plus takes."""
        return super().setup_independent_company(
            currency_id=cls._enable_currency('CLP').id, **kwargs
        )

    def setUp(self):
        super().setUp()
        self.webpay.reset()

    # === WHO === #

    @classmethod
    def _create_portal(cls, company, **values):
        return cls.env['payment.portal'].create(
            {'name': f"Portal of {company.name}", 'company_id': company.id, **values}
        )

    @classmethod
    def _create_customers(cls):
        chile = cls.env.ref('base.cl')
        cls.customer = cls._create_partner(
            name="Viña del Sur", is_company=True, country_id=chile.id, email='firm@sur.example.com'
        )
        cls.payer = cls._create_partner(
            name="Paula Payer", parent_id=cls.customer.id, country_id=chile.id
        )
        cls.colleague = cls._create_partner(
            name="Carlos Colleague", parent_id=cls.customer.id, country_id=chile.id
        )
        cls.stranger = cls._create_partner(
            name="Norte Limitada",
            is_company=True,
            country_id=chile.id,
            email='firm@norte.example.com',
        )
        cls.payer_user = cls._create_portal_login('ap_payer', cls.payer)
        cls.stranger_user = cls._create_portal_login('ap_stranger', cls.stranger)

    @classmethod
    def _create_portal_login(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            'base.group_portal',
            password=login,
            partner_id=partner.id,
            name=partner.name,
            email=f'{login}@example.com',
            company_id=cls.company.id,
        )

    @classmethod
    def _create_other_company(cls, name, currency_code='CLP', has_portal=True):
        """Create a company with a chart of accounts; the customers are its customers, too.

        Takes seconds, so only the classes that need one call it.
        """
        company = cls._create_company(name=name, currency_id=cls._enable_currency(currency_code).id)
        if has_portal:
            cls._create_portal(company)
        return company

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

    # === WHAT IS OWED === #

    @classmethod
    def _create_document(
        cls, amount, move_type='out_invoice', partner=None, company=None, **values
    ):
        """Create and post a document over an amount without taxes.

        :param float amount: The total, in the document's currency (`currency_id`).
        :param str move_type: 'out_invoice', 'out_refund', …
        :param res.partner partner: The customer; by default the firm of the payer.
        :param res.company company: By default the one with the books in pesos.
        :param dict values: More values; records may be given as they are, None for the default.
            `post=False` leaves a draft; `tax_ids` are records of `account.tax`.
        :rtype: account.move
        """
        company = company or cls.company
        journal_type = 'purchase' if move_type.startswith('in_') else 'sale'
        journal = cls.env['account.journal'].search(
            [
                *cls.env['account.journal']._check_company_domain(company),
                ('type', '=', journal_type),
            ],
            limit=1,
        )
        return cls._create_invoice_one_line(
            **{
                'price_unit': amount,
                'name': "Goods",
                'tax_ids': cls.env['account.tax'],
                'account_id': journal.default_account_id,
                'move_type': move_type,
                'partner_id': partner or cls.customer,
                'journal_id': journal,
                'invoice_payment_term_id': cls.pay_terms_a,
                'post': True,
                **values,
            }
        )

    @classmethod
    def _create_credit_note(cls, amount, **values):
        return cls._create_document(amount, move_type='out_refund', **values)

    @classmethod
    def _create_instalment_term(cls, *percentages, days=30):
        """Create a payment term of several instalments, the first one due at once."""
        return cls.env['account.payment.term'].create(
            {
                'name': f"{len(percentages)} instalments",
                'line_ids': [
                    Command.create(
                        {'value': 'percent', 'value_amount': each, 'nb_days': days * index}
                    )
                    for index, each in enumerate(percentages)
                ],
            }
        )

    @classmethod
    def _create_discount_term(cls, percentage=2, days=7, computation='included'):
        """Create a payment term with an early-payment discount."""
        return cls.env['account.payment.term'].create(
            {
                'name': f"{percentage}% within {days} days",
                'early_discount': True,
                'discount_percentage': percentage,
                'discount_days': days,
                'early_pay_discount_computation': computation,
                'line_ids': [
                    Command.create({'value': 'percent', 'value_amount': 100, 'nb_days': 30})
                ],
            }
        )

    @classmethod
    def _get_items(cls, move):
        """Return the receivable lines of a document, oldest due first."""
        return move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable').sorted(
            lambda line: (line.date_maturity or fields.Date.today(), line.id)
        )

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
