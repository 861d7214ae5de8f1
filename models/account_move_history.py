from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES

# Of how many documents the figures are summed up while the payer waits for his history. Of a year
# with more, they are fetched after the page, so that it takes the same time whatever he bought.
HISTORY_COUNT_SUMMED = 1000

# What the sums read; all fields would take longer to look through.
HISTORY_MOVE_FIELDS = [
    'amount_residual',
    'amount_total',
    'commercial_partner_id',
    'company_id',
    'currency_id',
    'invoice_date',
    'move_type',
    'state',
]
HISTORY_LINE_FIELDS = [
    'currency_id',
    'display_type',
    'move_id',
    'name',
    'price_total',
    'product_id',
    'product_uom_id',
    'quantity',
]


class HistoryMonth(NamedTuple):
    """What a payer was invoiced in a month, less credit notes, and how much of it is closed.

    Shape: `month` is the first day of the month
    Units: `currency`; taxes are included.
    """

    month: date
    currency: models.BaseModel
    paid: float
    outstanding: float


class Purchase(NamedTuple):
    """What a payer bought of a product in a year, less what he returned.

    Shape: `product` is a `product.product`; empty for lines without one, which `text` names
    Units: `quantity` in `uom`, `amount` in `currency`; taxes are included.
    """

    product: models.BaseModel
    text: str
    uom: models.BaseModel
    currency: models.BaseModel
    quantity: float
    amount: float


class HistoryPart(NamedTuple):
    """Whose history is asked for, and of which year."""

    payer: models.BaseModel
    companies: models.BaseModel
    year: int


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === BUSINESS METHODS - HISTORY OF A PAYER === #

    @api.model
    def _get_history_years(self, part):
        """Return the years with documents next to a year, for paging from year to year.

        :param HistoryPart part: Whose, and the year.
        :return: The last year before, the first year after; None where there is none.
        :rtype: tuple[int|None, int|None]
        """
        # Both ends of the index in which the documents stand by date: as quick with very many.
        [(earlier, later)] = self.env.execute_query(
            SQL(
                """
            SELECT (SELECT MAX(invoice_date) FROM account_move move
                     WHERE %(is_own)s AND invoice_date < %(first_day)s),
                   (SELECT MIN(invoice_date) FROM account_move move
                     WHERE %(is_own)s AND invoice_date > %(last_day)s)
            """,
                is_own=self._get_history_sql(part),
                first_day=date(part.year, 1, 1),
                last_day=date(part.year, 12, 31),
            )
        )
        return earlier and earlier.year, later and later.year

    @api.model
    def _is_history_longer_than(self, part, limit):
        """Return whether a year has more documents than a limit, without counting on.

        :param HistoryPart part: Whose, and the year.
        :param int limit: The limit.
        :rtype: bool
        """
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (SELECT FROM account_move move WHERE %s AND %s LIMIT %s)"
                " counted",
                self._get_history_sql(part),
                self._get_year_sql(part),
                limit + 1,
            )
        )
        return count > limit

    @api.model
    def _get_history_months(self, part):
        """Return what the payer was invoiced in each month of a year, by currency.

        :param HistoryPart part: Whose, and the year.
        :return: Months with documents, in their order.
        :rtype: list[HistoryMonth]
        """
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DATE_TRUNC('month', invoice_date)::date AS month, currency_id,
                   SUM(%(sign)s * (amount_total - amount_residual)),
                   SUM(%(sign)s * amount_residual)
              FROM account_move move
             WHERE %(is_own)s AND %(is_in_year)s
          GROUP BY month, currency_id
          ORDER BY month, currency_id
            """,
                sign=self._get_sign_sql(),
                is_own=self._get_history_sql(part),
                is_in_year=self._get_year_sql(part),
            )
        )
        currencies = self._browse_by_id('res.currency', [row[1] for row in rows])
        return [
            HistoryMonth(month, currencies[currency_id], float(paid), float(outstanding))
            for month, currency_id, paid, outstanding in rows
        ]

    @api.model
    def _get_purchases(self, part, limit, offset=0):
        """Return what the payer bought in a year, by product, what cost most first.

        :param HistoryPart part: Whose, and the year.
        :param int limit: How many products.
        :param int offset: How many to leave out.
        :return: The purchases, and how many there are without the limit.
        :rtype: tuple[list[Purchase], int]
        """
        self.env['account.move.line'].flush_model(HISTORY_LINE_FIELDS)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT line.product_id,
                   CASE WHEN line.product_id IS NULL
                        THEN SPLIT_PART(line.name, E'\\n', 1) END AS text,
                   line.product_uom_id, line.currency_id,
                   SUM(%(sign)s * line.quantity), SUM(%(sign)s * line.price_total) AS amount,
                   COUNT(*) OVER ()
              FROM account_move move
              JOIN account_move_line line
                ON line.move_id = move.id AND line.display_type = 'product'
             WHERE %(is_own)s AND %(is_in_year)s
          GROUP BY line.product_id, text, line.product_uom_id, line.currency_id
          ORDER BY amount DESC, line.product_id, text, line.product_uom_id, line.currency_id
             LIMIT %(limit)s OFFSET %(offset)s
            """,
                sign=self._get_sign_sql(),
                is_own=self._get_history_sql(part),
                is_in_year=self._get_year_sql(part),
                limit=limit,
                offset=offset,
            )
        )
        return self._build_purchases(rows), rows[0][-1] if rows else 0

    @api.model
    def _build_purchases(self, rows):
        """Return purchases of the rows of the database; names are read for all at once.

        :param list[tuple] rows: See :meth:`_get_purchases`.
        :rtype: list[Purchase]
        """
        products, uoms, currencies = (
            self._browse_by_id(model, [row[index] for row in rows])
            for index, model in ((0, 'product.product'), (2, 'uom.uom'), (3, 'res.currency'))
        )
        return [
            Purchase(
                product=products[row[0]],
                text=row[1] or '',
                uom=uoms[row[2]],
                currency=currencies[row[3]],
                quantity=float(row[4] or 0),
                amount=float(row[5] or 0),
            )
            for row in rows
        ]

    @api.model
    def _browse_by_id(self, model, record_ids):
        """Return records by their ids, so that what is read of one is read of all at once.

        :param str model: The name of the model.
        :param list[int|None] record_ids: The ids; None is the empty record.
        :rtype: dict
        """
        records = self.env[model].browse(set(record_ids) - {None})
        return {None: records.browse(), **{record.id: record for record in records}}

    # === SQL HELPERS === #

    @api.model
    def _get_history_sql(self, part):
        """Return what is true for the payer's documents; matches their index.

        :param HistoryPart part: Whose.
        :rtype: SQL
        """
        self.flush_model(HISTORY_MOVE_FIELDS)
        return SQL(
            """
            move.commercial_partner_id = %s AND move.company_id = ANY(%s)
            AND move.state = 'posted' AND move.move_type IN %s
            """,
            part.payer.commercial_partner_id.id,
            part.companies.ids,
            CUSTOMER_MOVE_TYPES,
        )

    @api.model
    def _get_year_sql(self, part):
        """Return what is true for the documents of the year.

        :param HistoryPart part: The year.
        :rtype: SQL
        """
        return SQL(
            "move.invoice_date BETWEEN %s AND %s", date(part.year, 1, 1), date(part.year, 12, 31)
        )

    @api.model
    def _get_sign_sql(self):
        """Return what takes credit notes off.

        :rtype: SQL
        """
        return SQL("CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END")
