from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

# The documents that customers may see.
CUSTOMER_MOVE_TYPES = ('out_invoice', 'out_refund', 'out_receipt')

# How many open items are summed up while the payer waits for his list. Beyond, the figures are
# fetched after the page, so that a list takes the same time whatever the customer owes.
OPEN_ITEM_COUNT_SUMMED = 5000

# What the statements about open items read; all fields would take longer to look through.
SEARCHED_FIELDS = ['name', 'payment_reference', 'ref']
OPEN_ITEM_COLUMNS = [
    'account_id',
    'amount_residual_currency',
    'company_id',
    'currency_id',
    'date',
    'date_maturity',
    'move_id',
    'move_name',
    'parent_state',
    'partner_id',
    'reconciled',
]

# How each kind of list is sorted. Unique keys come last: pages must not overlap.
OPEN_ITEM_ORDERS = {
    'duedate': SQL("item.date_maturity, item.id"),
    'date': SQL("item.date DESC, item.id DESC"),
    'name': SQL("item.move_name, item.id"),
}
DOCUMENT_ORDERS = {
    'duedate': 'invoice_date_due DESC, id DESC',
    'date': 'invoice_date DESC, id DESC',
    'name': 'name, id',
}


class DocumentQuery(NamedTuple):
    """Which part of a payer's documents is asked for.

    Shape: `view` is 'outstanding', 'overdue', 'credits', 'paid' or 'all'; `sort` is a key of
    `OPEN_ITEM_ORDERS`
    """

    view: str = 'outstanding'
    sort: str = 'duedate'
    search: str = ''
    limit: int | None = None
    offset: int = 0
    move_ids: tuple | None = None


class Balance(NamedTuple):
    """What a payer owes in one currency. Credits are positive."""

    currency: models.BaseModel
    outstanding: float
    overdue: float
    credit: float


class AccountMove(models.Model):
    _inherit = 'account.move'

    # A customer's documents, newest first, without reading those of others.
    _payer_date_idx = models.Index(
        "(commercial_partner_id, invoice_date DESC, id DESC) WHERE state = 'posted' AND"
        " move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )

    # === BUSINESS METHODS - DOCUMENTS OF A PAYER === #

    @api.model
    def _get_payer_document_domain(self, payer, companies):
        """Return what narrows documents down to those that the payer may see.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies whose documents are shown.
        :rtype: odoo.fields.Domain
        """
        return Domain(
            [
                ('commercial_partner_id', '=', payer.commercial_partner_id.id),
                ('company_id', 'in', companies.ids),
                ('state', '=', 'posted'),
                ('move_type', 'in', CUSTOMER_MOVE_TYPES),
            ]
        )

    @api.model
    def _get_payer_document_ids(self, payer, companies, query):
        """Return the ids of a part of the payer's documents, in the order of the query.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies whose documents are shown.
        :param DocumentQuery query: Which part.
        :return: `account.move` ids; invoices, credit notes and, where open, other entries.
        :rtype: list[int]
        """
        if query.view not in ('paid', 'all'):
            return self._get_open_document_ids(payer, companies, query)
        domain = self._get_payer_document_domain(payer, companies)
        if query.move_ids is not None:
            domain &= Domain('id', 'in', query.move_ids)
        if query.view == 'paid':
            domain &= Domain('payment_state', 'in', ('paid', 'in_payment', 'reversed'))
        if query.search:
            pattern = escape_psql(query.search)
            domain &= Domain.OR(
                Domain(name, 'ilike', pattern) for name in ('name', 'ref', 'payment_reference')
            )
        order = DOCUMENT_ORDERS[query.sort]
        return self.search(domain, order=order, limit=query.limit, offset=query.offset).ids

    @api.model
    def _get_open_document_ids(self, payer, companies, query):
        """Return the ids of a part of the documents on which something is open.

        A document stands where its earliest open instalment stands.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies whose documents are shown.
        :param DocumentQuery query: Which part.
        :rtype: list[int]
        """
        rows = self.env.execute_query(
            SQL(
                """
            SELECT item.move_id
              FROM account_move_line item
             WHERE %(is_open)s AND %(is_in_view)s AND %(is_found)s
               AND item.account_id = ANY(%(account_ids)s)
               AND NOT EXISTS (
                    SELECT 1
                      FROM account_move_line earlier
                     WHERE earlier.move_id = item.move_id
                       AND earlier.account_id = item.account_id
                       AND earlier.reconciled IS NOT TRUE
                       AND SIGN(earlier.amount_residual_currency)
                         = SIGN(item.amount_residual_currency)
                       AND (COALESCE(earlier.date_maturity, 'infinity'), earlier.id)
                         < (COALESCE(item.date_maturity, 'infinity'), item.id)
               )
          ORDER BY %(order)s
             LIMIT %(limit)s OFFSET %(offset)s
            """,
                is_open=self._get_open_item_sql(payer, companies, query.move_ids),
                is_in_view=self._get_view_sql(query.view),
                is_found=self._get_search_sql(query.search),
                # Ids, not a join: the database knows how many items an account has, and that it can
                # stop early.
                account_ids=self._get_receivable_account_ids(),
                order=OPEN_ITEM_ORDERS[query.sort],
                limit=query.limit,
                offset=query.offset,
            )
        )
        # Odd entries have debts and credits, or open items on two receivable accounts.
        return list(dict.fromkeys(move_id for (move_id,) in rows))

    @api.model
    def _get_payer_balances(self, payer, companies, limit=None, move_ids=None):
        """Return what the payer owes, one balance for each currency.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies whose documents are shown.
        :param int limit: Give up beyond this number of open items.
        :param tuple move_ids: The only documents to look at; all when omitted.
        :return: The balances; None if there are more open items than the limit.
        :rtype: list[Balance]|None
        """
        is_open = self._get_open_item_sql(payer, companies, move_ids)
        if limit and self._is_more_open_than(limit, is_open):
            return None
        rows = self.env.execute_query(
            SQL(
                """
            WITH item AS (
                SELECT item.account_id, item.currency_id, item.date_maturity,
                       item.amount_residual_currency AS residual
                  FROM account_move_line item
                 WHERE %(is_open)s
            )
            SELECT item.currency_id,
                   COALESCE(SUM(residual) FILTER (WHERE residual > 0), 0),
                   COALESCE(SUM(residual) FILTER (
                       WHERE residual > 0 AND item.date_maturity < %(today)s), 0),
                   COALESCE(-SUM(residual) FILTER (WHERE residual < 0), 0)
              FROM item
              JOIN account_account account
                ON account.id = item.account_id AND account.account_type = 'asset_receivable'
          GROUP BY item.currency_id
          ORDER BY SUM(ABS(residual)) DESC
            """,
                is_open=is_open,
                today=fields.Date.context_today(self),
            )
        )
        currencies = self.env['res.currency'].browse(row[0] for row in rows)
        return [
            Balance(currency, *(float(amount) for amount in row[1:4]))
            for currency, row in zip(currencies, rows, strict=True)
        ]

    @api.model
    def _is_more_open_than(self, limit, is_open):
        """Return whether there are more open items than a limit, without counting on.

        :param int limit: The limit.
        :param SQL is_open: What is true for the items.
        :rtype: bool
        """
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM (SELECT FROM account_move_line item WHERE %s LIMIT %s)"
                " counted",
                is_open,
                limit + 1,
            )
        )
        return count > limit

    # === SQL HELPERS === #

    @api.model
    def _get_receivable_account_ids(self):
        """Return the ids of the accounts on which customers owe money, of all companies.

        :rtype: list[int]
        """
        self.env['account.account'].flush_model(['account_type'])
        rows = self.env.execute_query(
            SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
        )
        return [account_id for (account_id,) in rows]

    @api.model
    def _get_open_item_sql(self, payer, companies, move_ids):
        """Return what is true for the payer's open items; matches their index.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies whose documents are shown.
        :param tuple|None move_ids: The only documents to look at; None for all.
        :rtype: SQL
        """
        self.flush_model(SEARCHED_FIELDS)
        self.env['account.move.line'].flush_model(OPEN_ITEM_COLUMNS)
        return SQL(
            """
            item.partner_id = %s AND item.company_id = ANY(%s)
            AND item.reconciled IS NOT TRUE AND item.parent_state = 'posted'
            AND item.amount_residual_currency <> 0 AND %s
            """,
            payer.commercial_partner_id.id,
            companies.ids,
            SQL("TRUE") if move_ids is None else SQL("item.move_id = ANY(%s)", list(move_ids)),
        )

    @api.model
    def _get_view_sql(self, view):
        """Return what is true for the open items of a view.

        :param str view: 'outstanding', 'overdue' or 'credits'.
        :rtype: SQL
        """
        if view == 'overdue':
            return SQL(
                "item.amount_residual_currency > 0 AND item.date_maturity < %s",
                fields.Date.context_today(self),
            )
        if view == 'credits':
            return SQL("item.amount_residual_currency < 0")
        return SQL("TRUE")

    @api.model
    def _get_search_sql(self, search):
        """Return what is true for the open items of documents that a text is found in.

        :param str search: A part of the number or of a reference.
        :rtype: SQL
        """
        if not search:
            return SQL("TRUE")
        return SQL(
            """
            EXISTS (
                SELECT 1
                  FROM account_move move
                 WHERE move.id = item.move_id
                   AND (move.name ILIKE %(pattern)s OR move.ref ILIKE %(pattern)s
                        OR move.payment_reference ILIKE %(pattern)s)
            )
            """,
            pattern=f'%{escape_psql(search)}%',
        )
