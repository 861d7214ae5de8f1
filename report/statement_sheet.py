"""The statement of account as spreadsheet."""

import io

import xlsxwriter


class StatementSheet:
    """Figures to calculate with: a row for each section, and a row for each movement."""

    def __init__(self, document):
        """Prepare for one statement.

        :param StatementDocument document: The statement.
        """
        self.document = document
        self.env = document.env
        self.account = document.account
        self.sections = document.sections

    def make(self):
        """Return the spreadsheet.

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
            *(env._("Company"), env._("Currency"), env._("Opening balance")),
            *(env._("Closing balance"), *self.document.get_bucket_names()),
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
            texts = self.document.prepare_rows(section, section.movements)
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
