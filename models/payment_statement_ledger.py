from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_payment_portal.models.statement_parts import Ageing, Movement

# What the statements about journal items read.
ITEM_COLUMNS = [
    'account_id',
    'amount_currency',
    'amount_residual_currency',
    'company_id',
    'currency_id',
    'date',
    'date_maturity',
    'move_id',
    'parent_state',
    'partner_id',
    'reconciled',
]


class PaymentStatement(models.AbstractModel):
    _inherit = 'payment.statement'

    # === SQL === #

    @api.model
    def _flush_ledger(self):
        """Write down what the statements read and is still in memory."""
        self.env['account.move.line'].flush_model(ITEM_COLUMNS)
        self.env['account.partial.reconcile'].flush_model()

    @api.model
    def _get_item_sql(self, account):
        """Return what is true for the customer's journal items; matches their index.

        :param Account account: Whose account.
        :rtype: SQL
        """
        return SQL(
            """
            item.partner_id = %s AND item.account_id = ANY(%s) AND item.company_id = ANY(%s)
            AND item.parent_state = 'posted'
            """,
            account.customer.id,
            self.env['account.move']._get_receivable_account_ids(),
            account.companies.ids,
        )

    @api.model
    def _get_totals(self, account, is_item):
        """Return what the ledger says before the period and at its end.

        Shape: `{(company id, currency id): (float, float)}`

        :param Account account: The period.
        :param SQL is_item: What is true for the items.
        :rtype: dict
        """
        rows = self.env.execute_query(
            SQL(
                """
            SELECT item.company_id, item.currency_id,
                   COALESCE(SUM(item.amount_currency) FILTER (WHERE item.date < %(first)s), 0),
                   COALESCE(SUM(item.amount_currency) FILTER (WHERE item.date >= %(first)s), 0)
              FROM account_move_line item
             WHERE %(is_item)s AND item.date <= %(last)s
          GROUP BY item.company_id, item.currency_id
            """,
                is_item=is_item,
                first=account.date_from,
                last=account.date_to,
            )
        )
        return {
            (company_id, currency_id): (float(before), float(before + within))
            for company_id, currency_id, before, within in rows
        }

    @api.model
    def _get_booked_movements(self, account, is_item, limit):
        """Return the journal entries of the period, without those that changed nothing.

        Shape: `{(company id, currency id): list[Movement]}`

        :param Account account: The period.
        :param SQL is_item: What is true for the items.
        :param int limit: Give up beyond this number of movements.
        :return: The movements; None if there are more than the limit.
        :rtype: dict|None
        """
        rows = self.env.execute_query(
            SQL(
                """
            SELECT item.company_id, item.currency_id, item.date, item.move_id,
                   MIN(item.date_maturity), SUM(item.amount_currency)
              FROM account_move_line item
             WHERE %s AND item.date BETWEEN %s AND %s
          GROUP BY item.company_id, item.currency_id, item.date, item.move_id
            HAVING SUM(item.amount_currency) <> 0
          ORDER BY item.date, item.move_id
             LIMIT %s
            """,
                is_item,
                account.date_from,
                account.date_to,
                limit + 1,
            )
        )
        if len(rows) > limit:
            return None
        movements = {}
        for company_id, currency_id, day, move_id, date_maturity, amount in rows:
            movements.setdefault((company_id, currency_id), []).append(
                Movement(day, move_id, date_maturity, float(amount), 0.0, is_outside=False)
            )
        return movements

    @api.model
    def _get_ageings(self, account, is_item):
        """Return what was open at the end of the period, by the days since it was due.

        Shape: `{(company id, currency id): Ageing}`

        :param Account account: The period.
        :param SQL is_item: What is true for the items.
        :rtype: dict
        """
        rows = self.env.execute_query(
            SQL(
                """
            WITH later AS MATERIALIZED (
                SELECT id, SUM(amount) AS amount
                  FROM (
                    SELECT item.id, partial.debit_amount_currency AS amount
                      FROM account_partial_reconcile partial
                      JOIN account_move_line item ON item.id = partial.debit_move_id
                     WHERE %(is_item)s AND item.date <= %(day)s AND partial.max_date > %(day)s
                 UNION ALL
                    SELECT item.id, -partial.credit_amount_currency
                      FROM account_partial_reconcile partial
                      JOIN account_move_line item ON item.id = partial.credit_move_id
                     WHERE %(is_item)s AND item.date <= %(day)s AND partial.max_date > %(day)s
                       ) applied
              GROUP BY id
            ), open_item AS (
                SELECT item.company_id, item.currency_id, item.amount_residual_currency AS amount,
                       %(day)s - COALESCE(item.date_maturity, item.date) AS days
                  FROM account_move_line item
                 WHERE %(is_item)s AND item.date <= %(day)s
                   AND item.reconciled IS NOT TRUE AND item.amount_residual_currency <> 0
                   AND NOT EXISTS (SELECT FROM later WHERE later.id = item.id)
             UNION ALL
                SELECT item.company_id, item.currency_id,
                       item.amount_residual_currency + later.amount,
                       %(day)s - COALESCE(item.date_maturity, item.date)
                  FROM later
                  JOIN account_move_line item ON item.id = later.id
            )
            SELECT company_id, currency_id,
                   CASE WHEN amount < 0 THEN 'credits'
                        WHEN days <= 0 THEN 'not_due'
                        WHEN days <= 30 THEN 'days_1_30'
                        WHEN days <= 60 THEN 'days_31_60'
                        WHEN days <= 90 THEN 'days_61_90'
                        ELSE 'over_90' END AS age,
                   SUM(amount)
              FROM open_item
          GROUP BY company_id, currency_id, age
            """,
                is_item=is_item,
                day=account.date_to,
            )
        )
        ageings = {}
        for company_id, currency_id, age, amount in rows:
            ageing = ageings.get((company_id, currency_id), Ageing())
            ageings[company_id, currency_id] = ageing._replace(**{age: float(amount)})
        return ageings

    @api.model
    def _get_outside_movements(self, account, is_item, totals, ageings):
        """Return what was settled from outside the account, until the end of the period.

        A debt in dollars may be paid in pesos, and a firm may pay for another. Then the ledger of
        the account says something else than what is open; only then it is looked for.

        Shape: `{(company id, currency id): list[Movement]}`, oldest first

        :param Account account: The period.
        :param SQL is_item: What is true for the items.
        :param dict totals: What the ledger says; see :meth:`_get_totals`.
        :param dict ageings: What is open.
        :rtype: dict
        """
        differing = {
            key
            for key in {*totals, *ageings}
            if self.env['res.currency']
            .browse(key[1])
            .compare_amounts(totals.get(key, (0, 0))[1], sum(ageings.get(key, ())))
        }
        if not differing:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
            SELECT item.company_id, item.currency_id, settled.date, item.move_id,
                   SUM(settled.amount)
              FROM account_move_line item
        CROSS JOIN LATERAL (
                SELECT max_date AS date, credit_move_id AS line_id,
                       -debit_amount_currency AS amount
                  FROM account_partial_reconcile
                 WHERE debit_move_id = item.id
             UNION ALL
                SELECT max_date, debit_move_id, credit_amount_currency
                  FROM account_partial_reconcile
                 WHERE credit_move_id = item.id
                   ) settled
              JOIN account_move_line other ON other.id = settled.line_id
             WHERE %s AND settled.date <= %s
               AND (other.company_id, other.currency_id, other.partner_id, other.account_id)
                   IS DISTINCT FROM
                   (item.company_id, item.currency_id, item.partner_id, item.account_id)
          GROUP BY item.company_id, item.currency_id, settled.date, item.move_id
            HAVING SUM(settled.amount) <> 0
          ORDER BY settled.date, item.move_id
            """,
                is_item,
                account.date_to,
            )
        )
        movements = {}
        for company_id, currency_id, day, move_id, amount in rows:
            if (company_id, currency_id) in differing:
                movements.setdefault((company_id, currency_id), []).append(
                    Movement(day, move_id, None, float(amount), 0.0, is_outside=True)
                )
        return movements
