"""The receipt of a payment, for the PDF, the mail and the page."""

from odoo.tools import format_date, format_datetime

from odoo.addons.account_payment_portal.models.amounts import AmountWriter
from odoo.addons.account_payment_portal.report.document import (
    render_document,
    render_document_or_apologise,
)

_TEMPLATE = 'account_payment_portal.pdf_receipt'


class ReceiptDocument:
    """The receipt of one payment, in the language of the entry's environment."""

    def __init__(self, move_sudo, tz):
        """Prepare for one payment.

        :param account.move move_sudo: The journal entry that books it, in sudo mode because payers
            have no access to entries; already checked to be the payer's own.
        :param str|bool tz: The time zone of who reads it.
        """
        self.move_sudo = move_sudo
        self.payment_sudo = move_sudo.origin_payment_id
        self.remittance_sudo = self._get_remittance()
        self.env = move_sudo.env
        self.tz = tz
        self.amounts = AmountWriter(self.env(context=self._get_company_context()))

    def _get_company_context(self):
        """Return the context in which amounts are written: in the company's own way."""
        return {**self.env.context, 'allowed_company_ids': self.move_sudo.company_id.ids}

    def _get_remittance(self):
        """Return what the payer said he was paying, if he did.

        :rtype: payment.remittance
        """
        remittances_sudo = self.move_sudo.env['payment.remittance']
        return self.payment_sudo.remittance_id or remittances_sudo.search(
            [('move_id', '=', self.move_sudo.id)], limit=1
        )

    @property
    def file_name(self):
        """Return under which name the receipt is saved.

        :rtype: str
        """
        name = self.move_sudo.name.replace('/', '-')
        return self.env._("Receipt %(number)s.pdf", number=name)

    # === RENDERING === #

    def render(self):
        """Return the receipt as PDF.

        :rtype: bytes
        :raise PdfError: If the server can't make PDFs.
        """
        return render_document(_TEMPLATE, self._company, self.prepare())

    def render_or_apologise(self):
        """Return the receipt as PDF, for somebody who waits for it.

        :rtype: bytes
        :raise UserError: If the server can't make PDFs.
        """
        return render_document_or_apologise(_TEMPLATE, self._company, self.prepare())

    @property
    def _company(self):
        return self.move_sudo.company_id

    # === TEMPLATE VALUES === #

    def prepare(self):
        """Return what the templates need: plain texts.

        :rtype: dict
        """
        paid = self.move_sudo._get_paid_documents()[self.move_sudo]
        rest = self._currency.round(self._amount - sum(document.amount for document in paid))
        return {
            'number': self.move_sudo.name,
            'payer': self._payer.display_name,
            'facts': self._prepare_facts(),
            'lines': [self._prepare_line(document) for document in paid],
            'rest': self._write(rest) if self._currency.compare_amounts(rest, 0) > 0 else '',
            'total': self._write(self._amount),
            'is_free': self._currency.is_zero(self._amount),
        }

    @property
    def _currency(self):
        return self.payment_sudo.currency_id or self.move_sudo.currency_id

    @property
    def _amount(self):
        return self.payment_sudo.amount

    @property
    def _payer(self):
        return self.remittance_sudo.payer_id or self.move_sudo.partner_id

    def _prepare_line(self, document):
        """Return what was paid of one document.

        :param PaidDocument document: The document.
        :rtype: dict
        """
        due = document.date_maturity
        return {
            'name': document.name,
            'due': format_date(self.env, due) if due else '',
            'amount': self._write(document.amount),
            'discount': self._write(document.discount) if document.discount else '',
            'is_credit': document.amount < 0,
        }

    def _prepare_facts(self):
        """Return the facts of the payment; those without a text are left out.

        :rtype: list[tuple[str, str]]
        """
        env, customer = self.env, self.move_sudo.commercial_partner_id
        tx_sudo = self.payment_sudo.payment_transaction_id
        facts = [
            (env._("Paid by"), self._payer.display_name),
            (env._("Customer"), customer.name if customer != self._payer else ''),
            (env._("Paid to"), self._company.name),
        ]
        if tx_sudo:
            facts += PaymentFacts(self.remittance_sudo, tx_sudo, self.amounts, self.tz).prepare()
        else:
            facts += [
                (env._("Date"), format_date(env, self.move_sudo.date)),
                (env._("Reference"), self.payment_sudo.memo or self.remittance_sudo.name),
            ]
        return [(name, text) for name, text in facts if text]

    def _write(self, amount):
        return self.amounts.to_text(amount, self._currency)


class PaymentFacts:
    """The facts of an online payment that a receipt names, in the language of the environment."""

    def __init__(self, remittance_sudo, tx_sudo, amounts, tz):
        """Prepare for one payment.

        :param payment.remittance remittance_sudo: What was paid.
        :param payment.transaction tx_sudo: The transaction, if any.
        :param AmountWriter amounts: Writes the amounts.
        :param str|bool tz: The time zone of who reads it.
        """
        self.remittance_sudo = remittance_sudo
        self.tx_sudo = tx_sudo
        self.amounts = amounts
        self.env = tx_sudo.env
        self.tz = tz

    def prepare(self):
        """Return when and how it was paid, in the order in which a receipt names it.

        :return: Names and texts; empty texts where there is nothing to tell.
        :rtype: list[tuple[str, str]]
        """
        env, tx_sudo = self.env, self.tx_sudo
        date = tx_sudo.webpay_transaction_date or tx_sudo.last_state_change
        return [
            (env._("Date"), format_datetime(env, date, tz=self.tz or False) if date else ''),
            (env._("Reference"), tx_sudo.reference or self.remittance_sudo.name),
            (env._("Payment method"), tx_sudo.payment_method_id.name),
            *self._prepare_webpay_facts(),
        ]

    def _prepare_webpay_facts(self):
        """Return the facts that a voucher of Transbank must name.

        Source: https://www.transbankdevelopers.cl/documentacion/webpay-plus, "Página de resultado".

        :rtype: list[tuple[str, str]]
        """
        tx_sudo = self.tx_sudo
        if not tx_sudo.webpay_authorization_code:
            return []
        env, count = self.env, tx_sudo.webpay_installments_number
        amount = tx_sudo.webpay_installments_amount
        return [
            (env._("Card"), f'**** **** **** {tx_sudo.webpay_card_last_digits}'),
            (env._("Kind of payment"), self._get_webpay_payment_type()),
            (env._("Instalments"), str(count or 0)),
            (
                env._("Amount of each instalment"),
                self.amounts.to_text(amount, tx_sudo.currency_id) if count and amount else '',
            ),
            (env._("Authorisation code"), tx_sudo.webpay_authorization_code),
        ]

    def _get_webpay_payment_type(self):
        """Return the kind of a Webpay payment.

        :rtype: str
        """
        field = self.tx_sudo._fields['webpay_payment_type']
        return dict(field._description_selection(self.env)).get(
            self.tx_sudo.webpay_payment_type, ''
        )
