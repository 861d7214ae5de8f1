"""The statement of account: plain texts for the page, the PDF and the spreadsheet."""

from odoo.tools import format_date

from odoo.addons.account_payment_portal.models.amounts import AmountWriter
from odoo.addons.account_payment_portal.report.document import (
    render_document_or_apologise,
    write_address,
)

_TEMPLATE = 'account_payment_portal.pdf_statement'

# How many rows fit the first sheet of paper, below the letterhead, and each further one.
_ROWS_FIRST = 28
_ROWS_FURTHER = 45

# The longest amount that a column holds in letters of the usual size.
_AMOUNT_LENGTH = 14

# What is read of the entries; all their fields would take longer.
_ENTRY_FIELDS = ['move_type', 'name', 'origin_payment_id', 'ref']


class StatementDocument:
    """A statement of account, in the language of its environment."""

    def __init__(self, env_sudo, account, sections):
        """Prepare for one statement.

        :param Environment env_sudo: A sudoed environment in the language of who reads it: payers
            have no access to entries, and the sections are narrowed down to their own.
        :param Account account: Whose account, and the period.
        :param list[Section] sections: The figures.
        """
        self.env = env_sudo
        self.account = account
        self.sections = sections
        self.amounts = AmountWriter(env_sudo)
        self._dates = {}

    @property
    def name(self):
        """Return under which name the statement is saved, without the kind of the file.

        :rtype: str
        """
        return self.env._(
            "Statement %(first)s to %(last)s",
            first=self.account.date_from.isoformat(),
            last=self.account.date_to.isoformat(),
        )

    # === TEXTS === #

    def prepare(self):
        """Return what the templates need besides the rows.

        :rtype: dict
        """
        return {
            'customer': self.account.customer.name,
            'address': write_address(self.account.customer),
            'date_from': self._write_date(self.account.date_from),
            'date_to': self._write_date(self.account.date_to),
            'sections': [self._prepare_section(section) for section in self.sections],
            'is_multi_company': len({section.company for section in self.sections}) > 1,
        }

    def _prepare_section(self, section):
        """Return the figures of a section, without its rows.

        :param Section section: The section.
        :rtype: dict
        """
        currency, ageing = section.currency, section.ageing
        buckets = zip(self.get_bucket_names(), ageing, strict=True)
        return {
            'section': section,
            'company': section.company.name,
            'currency': currency.name,
            'opening': self.amounts.to_text(section.opening, currency),
            'closing': self.amounts.to_text(section.closing, currency),
            'ageing': [(name, self.amounts.to_text(amount, currency)) for name, amount in buckets],
            'movement_count': None if section.movements is None else len(section.movements),
        }

    def get_bucket_names(self):
        """Return what the figures of an :class:`Ageing` are called, in their order.

        :rtype: tuple[str, ...]
        """
        return (
            self.env._("Not due"),
            self.env._("1 to 30 days"),
            self.env._("31 to 60 days"),
            self.env._("61 to 90 days"),
            self.env._("Over 90 days"),
            self.env._("Credits"),
        )

    def prepare_rows(self, section, movements):
        """Return some rows of a section.

        :param Section section: The section.
        :param list[Movement] movements: Which ones.
        :rtype: list[dict]
        """
        moves = self.env['account.move'].browse(movement.move_id for movement in movements)
        moves.fetch(_ENTRY_FIELDS)
        return [
            self._prepare_row(section.currency, movement, move)
            for movement, move in zip(movements, moves, strict=True)
        ]

    def _prepare_row(self, currency, movement, move):
        """Return one row.

        :param res.currency currency: The currency of the section.
        :param Movement movement: The movement.
        :param account.move move: Its journal entry.
        :rtype: dict
        """
        is_charge = movement.amount > 0
        amount = self.amounts.to_text(abs(movement.amount), currency)
        due = movement.date_maturity
        return {
            'date': self._write_date(movement.date),
            'kind': self._get_kind(movement, move),
            'name': move.name or '',
            'ref': move.ref or '',
            'move': move,
            'due': self._write_date(due) if due and move.is_invoice() else '',
            'amount': self.amounts.to_text(movement.amount, currency),
            'charge': amount if is_charge else '',
            'payment': '' if is_charge else amount,
            'balance': self.amounts.to_text(movement.balance, currency),
        }

    def _get_kind(self, movement, move):
        """Return what a movement is, in words of customers.

        :param Movement movement: The movement.
        :param account.move move: Its journal entry.
        :rtype: str
        """
        if movement.is_outside:
            return self.env._("Settled otherwise")
        if move.origin_payment_id:
            return self.env._("Payment") if movement.amount < 0 else self.env._("Refund")
        if move.move_type in ('out_invoice', 'out_receipt'):
            return self.env._("Invoice")
        if move.move_type == 'out_refund':
            return self.env._("Credit note")
        return self.env._("Other entry")

    def _write_date(self, day):
        """Return a date in the language of the statement.

        :param date day: The date.
        :rtype: str
        """
        if day not in self._dates:
            self._dates[day] = format_date(self.env, day)
        return self._dates[day]

    # === PDF === #

    def render_pdf(self, company):
        """Return the statement as PDF.

        :param res.company company: In whose look.
        :rtype: bytes
        :raise UserError: If the server can't make PDFs.
        """
        return render_document_or_apologise(_TEMPLATE, company, self.prepare_sheets())

    def prepare_sheets(self):
        """Return what the template of the PDF needs: all rows, split into sheets of paper.

        :rtype: dict
        """
        values = self.prepare()
        for section in values['sections']:
            rows = self.prepare_rows(section['section'], section['section'].movements)
            section['sheets'] = _split(rows)
            section['is_long'] = self._has_long_amounts(section, rows)
        return values

    def _has_long_amounts(self, section, rows):
        """Return whether an amount is too long for letters of the usual size.

        :param dict section: The texts of the section.
        :param list[dict] rows: The texts of its rows.
        :rtype: bool
        """
        amounts = [section['opening'], section['closing']]
        amounts += (amount for _name, amount in section['ageing'])
        amounts += (row[name] for row in rows for name in ('amount', 'balance'))
        return max(map(len, amounts)) > _AMOUNT_LENGTH


def _split(rows):
    """Return the rows of each sheet of paper: none is cut, and long tables stay fast to make.

    :param list[dict] rows: The rows.
    :rtype: list[list[dict]]
    """
    further = range(_ROWS_FIRST, len(rows), _ROWS_FURTHER)
    return [rows[:_ROWS_FIRST], *(rows[start : start + _ROWS_FURTHER] for start in further)]
