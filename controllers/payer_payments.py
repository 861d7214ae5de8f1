from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.account_payment_portal.controllers.payer_documents import (
    ID_MAX,
    PAGES_AHEAD,
    PayerDocuments,
)
from odoo.addons.account_payment_portal.models.amounts import AmountWriter
from odoo.addons.account_payment_portal.report.receipt import ReceiptDocument
from odoo.addons.portal.controllers.portal import pager as portal_pager

# How many documents of a payment the page names; its receipt names all.
DOCUMENTS_NAMED = 3


class PayerPayments(PayerDocuments):
    """What a payer has paid, with receipts, for whoever he is; routes say who."""

    # === RENDERING === #

    def _render_payments(self, payer, page):
        """Render one page of the payer's payments, newest first.

        :param Payer payer: Who has paid.
        :param int|str page: The number of the page, from 1; from outside.
        :rtype: Response
        :raise NotFound: If his companies have no payment portal.
        """
        if not payer.companies:
            raise NotFound()
        step = self._items_per_page
        page = self._read_page(page)
        offset = (page - 1) * step
        ids_ahead = self._get_entry_ids(payer, PAGES_AHEAD * step + 1, offset)
        return request.render(
            'account_payment_portal.portal_my_payments',
            {
                **self._prepare_payer_values(payer),
                'page_name': 'payments',
                'payments': self._prepare_payments(payer, ids_ahead[:step]),
                'pager': portal_pager(
                    url=payer.payments_url, total=offset + len(ids_ahead), page=page, step=step
                ),
            },
        )

    def _make_receipt(self, payer, move_id):
        """Return the receipt of a payment as PDF.

        :param Payer payer: Who has paid.
        :param int move_id: The journal entry that books it, from outside.
        :rtype: Response
        :raise NotFound: If it is unknown or not his.
        """
        move_sudo = self._get_own_entry(payer, move_id)
        if not move_sudo:
            raise NotFound()
        document = ReceiptDocument(move_sudo, payer.partner.tz)
        return self._make_file(document.render_or_apologise(), 'pdf', document.file_name)

    def _make_file(self, content, kind, name):
        """Return an answer that holds a file.

        :param bytes content: The file.
        :param str kind: 'pdf' or 'xlsx'.
        :param str name: Under which name it is saved.
        :rtype: Response
        """
        types = {
            'pdf': 'application/pdf',
            'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        }
        return request.make_response(
            content,
            [
                ('Content-Type', types[kind]),
                ('Content-Length', str(len(content))),
                ('Content-Disposition', http.content_disposition(name)),
            ],
        )

    # === ACCESS === #

    def _get_entry_ids(self, payer, limit, offset):
        """Return the journal entries that book what the payer has paid, newest first.

        :param Payer payer: Who has paid.
        :param int limit: How many.
        :param int offset: How many to leave out.
        :rtype: list[int]
        """
        # In sudo mode because payers have no access to payments; narrowed down to their own.
        if payer.move_ids is None:
            return (
                request.env['account.payment']
                .sudo()
                ._get_payer_entry_ids(payer.partner, payer.companies, limit, offset)
            )
        remittances_sudo = request.env['payment.remittance'].sudo()
        ids = remittances_sudo._get_entry_ids_of(payer.partner, payer.companies, payer.move_ids)
        return ids[offset:][:limit]

    def _get_own_entry(self, payer, move_id):
        """Return the journal entry that books a payment of the payer.

        :param Payer payer: Who asks.
        :param int move_id: Its id, from outside.
        :return: The entry; empty if it is unknown or not his.
        :rtype: account.move
        """
        # In sudo mode because payers have no access to payments; narrowed down to their own.
        payments_sudo = request.env['account.payment'].sudo()
        if move_id > ID_MAX:
            return payments_sudo.env['account.move']
        if payer.move_ids is not None and move_id not in self._get_entry_ids(payer, None, 0):
            return payments_sudo.env['account.move']
        return payments_sudo._get_payer_entry(payer.partner, payer.companies, move_id)

    def _get_payer_env(self, payer):
        """Return a sudoed environment in the payer's language, in a company that he is with.

        Its currency goes without saying: amounts in others name theirs. In sudo mode because payers
        have no access to entries; what is asked for is narrowed down to their own.

        :param Payer payer: Who looks at the page.
        :rtype: Environment
        """
        company = payer.companies & request.env.company or payer.companies[:1]
        context = {**request.env.context, 'allowed_company_ids': company.ids}
        return request.env(su=True, context=context)

    # === TEMPLATE VALUES === #

    def _prepare_payments(self, payer, move_ids):
        """Return the rows of the page; no query for each payment.

        :param Payer payer: Who has paid.
        :param list[int] move_ids: The journal entries, already narrowed down to his own.
        :rtype: list[dict]
        """
        env_sudo = self._get_payer_env(payer)
        moves_sudo = env_sudo['account.move'].browse(move_ids)
        amounts = AmountWriter(env_sudo)
        documents = moves_sudo._get_paid_documents()
        return [
            self._prepare_payment(payer, move_sudo, documents[move_sudo], amounts)
            for move_sudo in moves_sudo
        ]

    def _prepare_payment(self, payer, move_sudo, documents, amounts):
        """Return one row.

        :param Payer payer: Who has paid.
        :param account.move move_sudo: The journal entry that books the payment.
        :param list[PaidDocument] documents: What was paid.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: dict
        """
        payment_sudo = move_sudo.origin_payment_id
        currency = payment_sudo.currency_id or move_sudo.currency_id
        tx_sudo = payment_sudo.payment_transaction_id
        return {
            'number': move_sudo.name,
            'date': format_date(request.env, move_sudo.date),
            'company': move_sudo.company_id.name,
            'amount': amounts.to_text(payment_sudo.amount, currency),
            'is_free': not payment_sudo,
            'method': tx_sudo.payment_method_id.name,
            'documents': [
                {'name': document.name, 'url': self._get_url(payer, document.move)}
                for document in documents[:DOCUMENTS_NAMED]
            ],
            'more': max(len(documents) - DOCUMENTS_NAMED, 0),
            'receipt_url': payer.get_receipt_url(move_sudo),
        }

    def _get_url(self, payer, move_sudo):
        """Return where the payer reads a document that he has paid.

        :param Payer payer: Who has paid.
        :param account.move move_sudo: The document, if it is still there.
        :return: The address; None for what he has no page of.
        :rtype: str|None
        """
        is_shown = move_sudo.is_sale_document(include_receipts=True) and payer.filter_own(move_sudo)
        return payer.get_document_url(move_sudo) if is_shown else None
