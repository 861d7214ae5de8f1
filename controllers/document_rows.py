from odoo import fields
from odoo.tools import format_date

# What a row of the list reads of its document.
ROW_FIELDS = [
    'amount_residual',
    'amount_total',
    'company_id',
    'currency_id',
    'date',
    'invoice_date',
    'invoice_date_due',
    'move_type',
    'name',
    'payment_state',
    'ref',
]


class DocumentRows:
    """Turns documents into the rows of a payer's list: plain texts, cheap to render.

    Written for whole pages: no query for each document.
    """

    def __init__(self, env, payer, amounts):
        """Prepare for one page.

        :param Environment env: A sudoed environment in the payer's language: payers have no access
            to open items, and the ids come from a search narrowed down to what is theirs.
        :param Payer payer: The payer.
        :param AmountWriter amounts: Writes the amounts.
        """
        self.env = env
        self.payer = payer
        self.amounts = amounts
        self.today = fields.Date.context_today(payer.partner)
        self._dates = {}

    def prepare(self, move_ids, selection):
        """Return the rows of documents, in the given order.

        Shape: `selection` is `{account.move id: typed text or None for all}`

        :param list[int] move_ids: The documents.
        :param dict selection: What the payer has already ticked.
        :rtype: list[dict]
        """
        moves = self.env['account.move'].browse(move_ids)
        moves.fetch(ROW_FIELDS)
        payables, busy_moves = self._get_payables(moves)
        return [
            self._prepare_row(move, payables.get(move), move in busy_moves, selection)
            for move in moves
        ]

    def _get_payables(self, moves):
        """Return what can be paid of the documents, and those that are being paid.

        :param account.move moves: The documents.
        :return: `{account.move: PayableDocument}`, and documents.
        :rtype: tuple[dict, account.move]
        """
        items = self.env['account.move.line']._get_open_items(self.payer.partner, moves.ids)
        remittances = self.env['payment.remittance']
        portals = {
            company: self.env['payment.portal']._get_for_company(company)
            for company in items.company_id
        }
        payables = {
            move: remittances._get_payable_document(move, move_items, portals[move.company_id])
            for move, move_items in items.grouped('move_id').items()
        }
        return payables, remittances._get_items_being_paid(items).move_id

    def _prepare_row(self, move, payable, is_busy, selection):
        """Return one row.

        :param account.move move: The document.
        :param PayableDocument|None payable: What can be paid of it.
        :param bool is_busy: Whether a payment of it is at a gateway.
        :param dict selection: What the payer has already ticked.
        :rtype: dict
        """
        if payable:
            is_credit, currency = payable.sign < 0, payable.currency
            due = next(iter(payable.payables)).date_maturity
            residual = sum(item.amount_residual_currency for item in payable.payables)
        else:
            is_credit, currency = move.move_type == 'out_refund', move.currency_id
            due = move.invoice_date_due
            residual = -move.amount_residual if is_credit else move.amount_residual
        days_late = (self.today - due).days if due and residual > 0 else 0
        row = {
            'id': move.id,
            'name': move.name or move.ref or '/',
            'url': self.payer.get_document_url(move),
            'pdf_url': self.payer.get_pdf_url(move),
            'company': move.company_id.name,
            'is_credit': is_credit,
            'date': self._write_date(move.invoice_date or move.date),
            'due': self._write_date(due) if not is_credit else '',
            'days_late': max(days_late, 0),
            'total': self.amounts.to_text(
                -move.amount_total if is_credit else move.amount_total, currency
            ),
            'residual': self.amounts.to_text(residual, currency),
            'status': self._get_status(move, payable, is_busy, days_late),
            'payable': None,
        }
        if payable and not is_busy:
            row['payable'] = self._prepare_payable(payable, selection)
        return row

    def _prepare_payable(self, payable, selection):
        """Return what the tick box and the amount of a row need.

        Units: `due` with a dot before the decimals, as scripts read it.

        :param PayableDocument payable: What can be paid of the document.
        :param dict selection: What the payer has already ticked.
        :rtype: dict
        """
        currency, move, portal = payable.currency, payable.move, payable.portal
        is_debt, amount_due = payable.sign > 0, payable.amount_due
        due = self.amounts.write_input(amount_due, currency)
        typed = selection.get(move.id)
        item, first = next(iter(payable.payables.items()))
        discount = sum(part.discount for part in payable.payables.values())
        return {
            'group': f'{move.company_id.id}-{currency.id}',
            'currency_id': currency.id,
            'sign': 1 if is_debt else -1,
            'due': f'{amount_due:.{currency.decimal_places}f}',
            'text': due if typed is None else typed,
            'is_ticked': move.id in selection,
            # Without partial payments only whole instalments can be chosen.
            'is_fixed': not portal.allow_partial
            and len(payable.payables) == 1
            and is_debt
            and not portal.allow_overpayment,
            'is_open_ended': portal.allow_overpayment and is_debt,
            'instalment': len(payable.payables) > 1
            and {
                'text': self.amounts.write_input(first.amount, currency),
                'amount': self.amounts.to_text(first.amount, currency),
                'due': self._write_date(item.date_maturity),
            },
            'discount': discount > 0
            and {
                'amount': self.amounts.to_text(discount, currency),
                'date': self._write_date(item.discount_date),
            },
        }

    def _get_status(self, move, payable, is_busy, days_late):
        """Return the name of the row's badge.

        :param account.move move: The document.
        :param PayableDocument|None payable: What can be paid of it.
        :param bool is_busy: Whether a payment of it is at a gateway.
        :param int days_late: The days since the due date.
        :rtype: str
        """
        if is_busy:
            return 'busy'
        if payable and payable.sign < 0:
            return 'credit'
        if not payable and move.payment_state in ('paid', 'in_payment', 'reversed'):
            return 'reversed' if move.payment_state == 'reversed' else 'paid'
        if days_late > 0:
            return 'overdue'
        return 'partial' if move.payment_state == 'partial' else 'open'

    def _write_date(self, date):
        """Return the date in the payer's language.

        :param date|bool date: The date, if any.
        :rtype: str
        """
        if date not in self._dates:
            self._dates[date] = format_date(self.env, date) if date else ''
        return self._dates[date]
