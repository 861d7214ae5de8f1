from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account_payment.tests.common import AccountPaymentCommon


class CustomersCommon(AccountPaymentCommon):
    """A company that sells in pesos and has a payment portal, its customers and what they owe.

    - `company`: keeps its books in CLP on a generic chart; `portal` is its payment portal
    - `customer`: a firm with two contacts, `payer` (logs in as `payer_user`) and `colleague`
    - `stranger`: another firm, which logs in as `stranger_user`
    - `accountant_user`: may make invoices and book payments, and nothing more

    The passwords of customers equal their logins.
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
