"""What the database says: the checks read the tables, not what the add-on says of itself."""

from collections.abc import Sequence
from decimal import Decimal

import psycopg2
import psycopg2.extras

from . import expect

# All that a customer owes or has in credit: name of the document, and what is open of it.
_OPEN = """
SELECT move.name, SUM(line.amount_residual_currency) AS residual
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  JOIN account_move move ON move.id = line.move_id
  JOIN res_partner partner ON partner.id = line.partner_id
  JOIN res_users users ON users.login = %s
  JOIN res_partner payer ON payer.id = users.partner_id
 WHERE account.account_type = 'asset_receivable'
   AND line.parent_state = 'posted'
   AND NOT line.reconciled
   AND partner.commercial_partner_id = payer.commercial_partner_id
 GROUP BY move.name
"""
_TRANSACTIONS = """
SELECT tx.id, tx.state, tx.amount, tx.reference, tx.provider_reference AS token, tx.payment_id
  FROM payment_transaction tx
  JOIN payment_remittance remittance ON remittance.id = tx.remittance_id
 WHERE remittance.name = %s
 ORDER BY tx.id
"""
_PAYMENTS = """
SELECT payment.id, payment.state, payment.amount, payment.move_id, payment.memo,
       payment.journal_id, provider_line.journal_id AS provider_journal_id,
       method_line.payment_provider_id, tx.provider_id
  FROM account_payment payment
  JOIN payment_transaction tx ON tx.id = payment.payment_transaction_id
  JOIN payment_remittance remittance ON remittance.id = tx.remittance_id
  JOIN account_payment_method_line method_line ON method_line.id = payment.payment_method_line_id
  JOIN account_payment_method_line provider_line
    ON provider_line.payment_provider_id = tx.provider_id
 WHERE remittance.name = %s OR payment.memo LIKE %s
"""
# Each receivable line of a journal entry with the document that it is reconciled with.
_LINES = """
SELECT line.id, ABS(line.amount_currency) AS amount, line.amount_residual_currency AS rest,
       ARRAY_AGG(other_move.name) FILTER (WHERE other_move.id IS NOT NULL) AS documents
  FROM account_move_line line
  JOIN account_account account ON account.id = line.account_id
  LEFT JOIN account_partial_reconcile partial
    ON line.id IN (partial.debit_move_id, partial.credit_move_id)
  LEFT JOIN account_move_line other
    ON other.id IN (partial.debit_move_id, partial.credit_move_id) AND other.id <> line.id
  LEFT JOIN account_move other_move ON other_move.id = other.move_id
 WHERE line.move_id = %s AND account.account_type = 'asset_receivable'
 GROUP BY line.id
"""
_REMITTANCE = """
SELECT remittance.state, move.state AS move_state, move.id AS move_id, remittance.amount_total
  FROM payment_remittance remittance
  LEFT JOIN account_move move ON move.id = remittance.move_id
 WHERE remittance.name = %s
"""
_DISCREPANCIES = 'SELECT kind, name FROM payment_discrepancy ORDER BY id'


class Books:
    """The database of the running demo.

    :param database: Its name; where it is say PostgreSQL's own environment variables.
    """

    def __init__(self, database: str):
        self._connection = psycopg2.connect(dbname=database)
        self._connection.autocommit = True

    def _rows(self, query: str, *values) -> list[dict]:
        with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(query, values)
            return [dict(row) for row in cursor.fetchall()]

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    # === READING === #

    def open_items(self, login: str) -> dict[str, Decimal]:
        """Return what is open of each document of a customer; credits are negative."""
        return {row['name']: row['residual'] for row in self._rows(_OPEN, login)}

    def states(self, remittance: str) -> list[str]:
        """Return the states of the transactions of a remittance, the first one first."""
        return [row['state'] for row in self._rows(_TRANSACTIONS, remittance)]

    def token(self, remittance: str) -> str:
        """Return the gateway's name of the last transaction of a remittance."""
        return self._rows(_TRANSACTIONS, remittance)[-1]['token']

    def make_older(self, remittance: str, minutes: int) -> None:
        """Let the transactions of a remittance look as if they had been made earlier."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE payment_transaction tx
                   SET create_date = tx.create_date - make_interval(mins => %s)
                  FROM payment_remittance remittance
                 WHERE remittance.id = tx.remittance_id AND remittance.name = %s
                """,
                (minutes, remittance),
            )

    # === CHECKS === #

    def check_paid(
        self,
        remittance: str,
        login: str,
        before: dict[str, Decimal],
        chosen: dict[str, Decimal],
    ) -> None:
        """Make sure that a payment is booked once, and closes exactly what was chosen.

        :param remittance: Name of the remittance.
        :param login: The customer.
        :param before: What was open of each document before; see `open_items`.
        :param chosen: What he paid of each document; credits are negative.
        :raise Failure: If anything else is in the books.
        """
        total = sum(chosen.values())
        payment = self._check_one_payment(remittance, total)
        self._check_remittance(remittance, total, payment['move_id'])
        self._check_lines(payment['move_id'], chosen)
        after = {name: amount - chosen.get(name, 0) for name, amount in before.items()}
        expect.equal(
            'what is open of each document',
            self.open_items(login),
            {name: amount for name, amount in after.items() if amount},
        )
        self._check_discrepancies(())

    def _check_one_payment(self, remittance: str, total: Decimal) -> dict:
        payments = self._rows(_PAYMENTS, remittance, f'{remittance}%')
        expect.equal('number of payments', len(payments), 1)
        payment = payments[0]
        expect.equal('amount of the payment', payment['amount'], total)
        expect.equal(
            'journal of the payment', payment['journal_id'], payment['provider_journal_id']
        )
        expect.equal(
            'provider of the payment method', payment['payment_provider_id'], payment['provider_id']
        )
        expect.true(payment['state'] in ('in_process', 'paid'), payment['state'])
        paid = [row for row in self._rows(_TRANSACTIONS, remittance) if row['state'] == 'done']
        expect.equal('number of transactions that paid', len(paid), 1)
        expect.equal('payment of the transaction', paid[0]['payment_id'], payment['id'])
        expect.equal('amount of the transaction', paid[0]['amount'], total)
        return payment

    def _check_remittance(self, remittance: str, total: Decimal, move_id: int) -> None:
        expect.equal(
            'the remittance',
            self._rows(_REMITTANCE, remittance),
            [
                {
                    'state': 'settled',
                    'move_state': 'posted',
                    'move_id': move_id,
                    'amount_total': total,
                }
            ],
        )

    def _check_lines(self, move_id: int, chosen: dict[str, Decimal]) -> None:
        lines = self._rows(_LINES, move_id)
        expect.equal('unreconciled rest', [line['rest'] for line in lines if line['rest']], [])
        expect.equal(
            'receivable lines of the payment',
            sorted((line['documents'], line['amount']) for line in lines),
            sorted(([name], abs(amount)) for name, amount in chosen.items()),
        )

    def check_unpaid(
        self,
        remittance: str,
        login: str,
        before: dict[str, Decimal],
        discrepancies: Sequence[str] = (),
    ) -> None:
        """Make sure that nothing was booked for a remittance.

        :param remittance: Name of the remittance.
        :param login: The customer.
        :param before: What was open of each document before; see `open_items`.
        :param discrepancies: The kinds of discrepancies that are on record.
        :raise Failure: If something was.
        """
        payments = self._rows(_PAYMENTS, remittance, f'{remittance}%')
        expect.equal('payments', payments, [])
        expect.equal('what is open of each document', self.open_items(login), before)
        self._check_discrepancies(discrepancies)

    def _check_discrepancies(self, kinds: Sequence[str]) -> None:
        """Make sure that money and documents disagree only where they should."""
        found = self._rows(_DISCREPANCIES)
        expect.equal(f'kinds of {found}', [row['kind'] for row in found], list(kinds))
