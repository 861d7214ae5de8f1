"""The statement of account: plain texts for the page and the PDF, figures for the spreadsheet."""

import io

import xlsxwriter

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
        buckets = [
            (self.env._("Not due"), ageing.not_due),
            (self.env._("1 to 30 days"), ageing.days_1_30),
            (self.env._("31 to 60 days"), ageing.days_31_60),
            (self.env._("61 to 90 days"), ageing.days_61_90),
            (self.env._("Over 90 days"), ageing.over_90),
            (self.env._("Credits"), ageing.credits),
        ]
        return {
            'section': section,
            'company': section.company.name,
            'currency': currency.name,
            'opening': self.amounts.to_text(section.opening, currency),
            'closing': self.amounts.to_text(section.closing, currency),
            'ageing': [(name, self.amounts.to_text(amount, currency)) for name, amount in buckets],
            'movement_count': None if section.movements is None else len(section.movements),
        }

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
        values = self.prepare()
        for section in values['sections']:
            rows = self.prepare_rows(section['section'], section['section'].movements)
            section['sheets'] = _split(rows)
        return render_document_or_apologise(_TEMPLATE, company, values)

    # === SPREADSHEET === #

    def make_sheet(self):
        """Return the statement as spreadsheet: figures to calculate with, one movement a row.

        :rtype: bytes
        """
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {'in_memory': True}) as book:
            formats = {
                'bold': book.add_format({'bold': True}),
                'date': book.add_format({'num_format': 'yyyy-mm-dd'}),
            }
            for currency in {section.currency for section in self.sections}:
                digits = f".{'0' * currency.decimal_places}" if currency.decimal_places else ''
                formats[currency] = book.add_format({'num_format': f'#,##0{digits}'})
            self._write_summary(book.add_worksheet(self.env._("Summary")), formats)
            self._write_movements(book.add_worksheet(self.env._("Movements")), formats)
        return stream.getvalue()

    def _write_summary(self, sheet, formats):
        """Write balances and ageing, a row for each section.

        :param Worksheet sheet: The sheet.
        :param dict formats: How cells look.
        """
        env = self.env
        sheet.set_column(0, 20, 16)
        self._write_cells(sheet, 0, [(env._("Customer"), formats['bold'])])
        sheet.write_string(0, 1, self.account.customer.name or '')
        for row, (name, day) in enumerate(
            ((env._("From"), self.account.date_from), (env._("To"), self.account.date_to)), 1
        ):
            sheet.write_string(row, 0, name, formats['bold'])
            sheet.write_datetime(row, 1, day, formats['date'])
        titles = (
            [
                *(env._("Company"), env._("Currency"), env._("Opening balance")),
                env._("Closing balance"),
                *(name for name, _text in self._prepare_section(self.sections[0])['ageing']),
            ]
            if self.sections
            else []
        )
        self._write_cells(sheet, 4, [(title, formats['bold']) for title in titles])
        for row, section in enumerate(self.sections, 5):
            sheet.write_string(row, 0, section.company.name)
            sheet.write_string(row, 1, section.currency.name)
            figures = (section.opening, section.closing, *section.ageing)
            for column, figure in enumerate(figures, 2):
                sheet.write_number(row, column, figure, formats[section.currency])

    def _write_movements(self, sheet, formats):
        """Write all movements.

        :param Worksheet sheet: The sheet.
        :param dict formats: How cells look.
        """
        env = self.env
        titles = (
            *(env._("Company"), env._("Currency"), env._("Date"), env._("Kind"), env._("Number")),
            *(env._("Reference"), env._("Due"), env._("Charges"), env._("Payments")),
            env._("Balance"),
        )
        sheet.set_column(0, len(titles), 16)
        sheet.freeze_panes(1, 0)
        self._write_cells(sheet, 0, [(title, formats['bold']) for title in titles])
        row = 0
        for section in self.sections:
            texts = self.prepare_rows(section, section.movements)
            for movement, text in zip(section.movements, texts, strict=True):
                row += 1
                self._write_movement(sheet, row, section, (movement, text), formats)

    def _write_movement(self, sheet, row, section, pair, formats):
        """Write one movement.

        :param Worksheet sheet: The sheet.
        :param int row: The number of the row.
        :param Section section: Its section.
        :param tuple pair: The movement and its texts.
        :param dict formats: How cells look.
        """
        movement, text = pair
        names = (section.company.name, section.currency.name)
        cells = dict(enumerate(names)) | {3: text['kind'], 4: text['name'], 5: text['ref']}
        for column, value in cells.items():
            # Never `write`: it would take a reference that starts with '=' for a formula.
            sheet.write_string(row, column, value)
        sheet.write_datetime(row, 2, movement.date, formats['date'])
        if text['due']:
            sheet.write_datetime(row, 6, movement.date_maturity, formats['date'])
        amount_format = formats[section.currency]
        sheet.write_number(
            row, 7 if movement.amount > 0 else 8, abs(movement.amount), amount_format
        )
        sheet.write_number(row, 9, movement.balance, amount_format)

    def _write_cells(self, sheet, row, cells):
        """Write texts from the left.

        :param Worksheet sheet: The sheet.
        :param int row: The number of the row.
        :param list[tuple] cells: Texts and how they look.
        """
        for column, (text, cell_format) in enumerate(cells):
            sheet.write_string(row, column, text, cell_format)


def _split(rows):
    """Return the rows of each sheet of paper: none is cut, and long tables stay fast to make.

    :param list[dict] rows: The rows.
    :rtype: list[list[dict]]
    """
    further = range(_ROWS_FIRST, len(rows), _ROWS_FURTHER)
    return [rows[:_ROWS_FIRST], *(rows[start : start + _ROWS_FURTHER] for start in further)]
