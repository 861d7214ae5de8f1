from typing import NamedTuple

from odoo import models
from odoo.tools import SQL


class PaidDocument(NamedTuple):
    """What a payment closed of one document.

    Shape: `move` is the `account.move` of the document; empty if it was redrafted and deleted
    Units: the currency of the payment; `amount` is negative for a credit that was used.
    """

    move: models.BaseModel
    name: str
    date_maturity: object
    amount: float
    discount: float = 0.0


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === BUSINESS METHODS - PAYMENTS OF A PAYER === #

    def _get_paid_documents(self):
        """Return what each entry of a payment closed.

        Of remittances what their settlement applied, which does not change any more; of other
        payments what they are reconciled with now.

        Shape: `{account.move: list[PaidDocument]}`

        :rtype: dict
        """
        remittances = self.env['payment.remittance'].search([('move_id', 'in', self.ids)])
        paid = remittances._get_paid_documents_by_entry()
        others = self.filtered(lambda move: move not in paid)
        return {**dict.fromkeys(others, ()), **others._get_reconciled_documents(), **paid}

    def _get_reconciled_documents(self):
        """Return what each entry is reconciled with.

        Shape: `{account.move: list[PaidDocument]}`, without entries that closed nothing

        :rtype: dict
        """
        if not self:
            return {}
        self.env['account.partial.reconcile'].flush_model()
        self.env['account.move.line'].flush_model(['account_id', 'date_maturity', 'move_id'])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT own.move_id, other.move_id, MIN(other.date_maturity), SUM(closed.amount)
              FROM account_move_line own
        CROSS JOIN LATERAL (
                SELECT debit_move_id AS line_id, credit_amount_currency AS amount
                  FROM account_partial_reconcile
                 WHERE credit_move_id = own.id
             UNION ALL
                SELECT credit_move_id, -debit_amount_currency
                  FROM account_partial_reconcile
                 WHERE debit_move_id = own.id
                   ) closed
              JOIN account_move_line other ON other.id = closed.line_id
             WHERE own.move_id = ANY(%s) AND own.account_id = ANY(%s)
          GROUP BY own.move_id, other.move_id
            HAVING SUM(closed.amount) <> 0
          ORDER BY own.move_id, MIN(other.date_maturity), other.move_id
            """,
                self.ids,
                self._get_receivable_account_ids(),
            )
        )
        documents = self.browse(row[1] for row in rows)
        documents.fetch(['name', 'ref'])
        paid = {}
        for move_id, document_id, date_maturity, amount in rows:
            document = documents.browse(document_id)
            name = document.name or document.ref or ''
            paid.setdefault(self.browse(move_id), []).append(
                PaidDocument(document, name, date_maturity, float(amount))
            )
        return paid
