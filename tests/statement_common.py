"""What the tests of statements of account share: books that are kept by hand."""

from datetime import date

from odoo.addons.account_payment_portal.models.statement_parts import Account
from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon

MARCH = (date(2024, 3, 1), date(2024, 3, 31))


class StatementCommon(PaymentPortalCommon):
    """Documents and payments on any day, and what the statement says of them."""

    # === HOW BOOKS ARE KEPT === #

    @classmethod
    def post_invoice(cls, amount, day, due=None, **values):
        return cls._create_document(
            amount,
            **{
                'invoice_date': day,
                'date': day,
                'invoice_date_due': due or day,
                'invoice_payment_term_id': None,
                **values,
            },
        )

    @classmethod
    def pay_by_bank(cls, amount, day, documents=None, **values):
        """Book a payment as staff does, and reconcile it with documents.

        :rtype: account.payment
        """
        payment = cls.env['account.payment'].create(
            {
                'amount': amount,
                'date': day,
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': cls.customer.id,
                'journal_id': cls.company_data['default_journal_bank'].id,
                **values,
            }
        )
        payment.action_post()
        for document in documents or ():
            cls.match(payment.move_id, document)
        return payment

    @classmethod
    def match(cls, *moves):
        lines = cls.env['account.move.line'].union(*map(cls._get_items, moves))
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def get_sections(self, first, last, customer=None, **options):
        account = Account(customer or self.customer, self.company, first, last)
        return self.env['payment.statement']._get_sections(account, **options)

    def get_section(self, first, last, **options):
        [section] = self.get_sections(first, last, **options)
        return section

    def read_movements(self, section):
        return [
            (movement.date, movement.amount, movement.balance) for movement in section.movements
        ]
