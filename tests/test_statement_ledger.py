import random
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.account_payment_portal.tests.statement_common import MARCH, StatementCommon


@tagged('post_install', '-at_install')
class TestStatementLedger(StatementCommon):
    """What was open on any day, by age, and whether it is what the ledger says."""

    # === AGEING === #

    def test_each_debt_stands_by_the_days_since_it_was_due(self):
        last = MARCH[1]
        for days, amount in (
            (-1, 1), (0, 2), (1, 4), (30, 8), (31, 16), (60, 32), (61, 64), (90, 128), (91, 256),
        ):  # fmt: skip
            self.post_invoice(amount, date(2023, 11, 1), due=last - timedelta(days=days))
        self.post_invoice(7, date(2024, 3, 2), move_type='out_refund')

        section = self.get_section(*MARCH)

        self.assertEqual(section.ageing, (3, 12, 48, 192, 256, -7))
        self.assertEqual(sum(section.ageing), section.closing)

    def test_past_day_shows_what_was_open_then(self):
        document = self.post_invoice(1000, date(2024, 1, 10), due=date(2024, 2, 10))
        self.pay_by_bank(400, date(2024, 3, 15), [document])
        self.pay_by_bank(600, date(2024, 4, 15), [document])

        for day, ageing in (
            (date(2024, 1, 31), (1000, 0, 0, 0, 0, 0)),
            (date(2024, 3, 1), (0, 1000, 0, 0, 0, 0)),
            (date(2024, 3, 31), (0, 0, 600, 0, 0, 0)),
            (date(2024, 4, 30), (0, 0, 0, 0, 0, 0)),
        ):
            with self.subTest(day=day):
                section = self.get_section(date(2024, 1, 1), day)
                self.assertEqual(section.ageing, ageing)

    def test_payment_before_its_invoice_was_a_credit_until_then(self):
        payment = self.pay_by_bank(500, date(2024, 3, 1))
        self.match(payment.move_id, self.post_invoice(500, date(2024, 4, 1)))
        self.assertEqual(self.get_section(*MARCH).ageing, (0, 0, 0, 0, 0, -500))
        self.assertFalse(any(self.get_section(MARCH[0], date(2024, 4, 2)).ageing))

    # === FROM OUTSIDE === #

    def test_debt_in_dollars_that_was_paid_in_pesos_is_paid_in_both(self):
        usd = self._enable_currency('USD')
        self.env['res.currency.rate'].create(
            {'name': date(2024, 1, 1), 'currency_id': usd.id, 'rate': 0.001,
             'company_id': self.company.id}
        )  # fmt: skip
        document = self.post_invoice(10, date(2024, 2, 5), currency_id=usd.id)
        self.pay_by_bank(10000, date(2024, 3, 10), [document])

        sections = {section.currency: section for section in self.get_sections(*MARCH)}

        self.assertEqual((sections[usd].opening, sections[usd].closing), (10, 0))
        self.assertEqual([m.is_outside for m in sections[usd].movements], [True])
        self.assertEqual(sections[self.currency_clp].closing, 0)
        self.assertFalse(any(sections[usd].ageing + sections[self.currency_clp].ageing))

    def test_debt_that_another_firm_paid_is_paid(self):
        document = self.post_invoice(1000, date(2024, 3, 5))
        self.pay_by_bank(1000, date(2024, 3, 10), [document], partner_id=self.stranger.id)
        section = self.get_section(*MARCH)
        self.assertEqual(section.closing, 0)
        self.assertEqual([m.amount for m in section.movements], [1000, -1000])
        self.assertFalse(any(section.ageing))

    # === THE LEDGER === #

    def test_random_books_say_the_same_as_the_ledger(self):
        seed = 20260127
        chance = random.Random(seed)  # noqa: S311 - books, not secrets
        start = date(2024, 1, 1)
        documents = []
        for _number in range(40):
            day = start + timedelta(days=chance.randrange(180))
            due = day + timedelta(days=chance.randrange(60))
            amount = chance.randrange(1, 100000)
            if documents and chance.random() < 0.45:
                paid = chance.sample(documents, min(len(documents), chance.randrange(1, 4)))
                self.pay_by_bank(amount, day, [doc for doc in paid if doc.amount_residual])
            else:
                move_type = 'out_refund' if chance.random() < 0.2 else 'out_invoice'
                documents.append(self.post_invoice(amount, day, due=due, move_type=move_type))
        for _number in range(12):
            first = start + timedelta(days=chance.randrange(150))
            last = first + timedelta(days=chance.randrange(60))
            with self.subTest(seed=seed, first=first, last=last):
                self.check_against_ledger(first, last)

    def check_against_ledger(self, first, last):
        sections = self.get_sections(first, last)
        section = sections[0] if sections else None
        opening, closing = self.sum_ledger(first - timedelta(days=1)), self.sum_ledger(last)
        if section is None:
            self.assertEqual((opening, closing), (0, 0))
            return
        self.assertEqual((section.opening, section.closing), (opening, closing))
        self.assertEqual(
            section.opening + sum(m.amount for m in section.movements), section.closing
        )
        self.assertEqual(sum(section.ageing), section.closing)
        self.assertEqual(list(section.ageing), self.age_ledger(last))

    def sum_ledger(self, day):
        """Return what the customer owed on a day, as plain as it can be asked for."""
        [(amount,)] = self.env.execute_query(
            SQL(
                """
            SELECT COALESCE(SUM(line.balance), 0)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN account_move move ON move.id = line.move_id
             WHERE account.account_type = 'asset_receivable' AND move.state = 'posted'
               AND line.partner_id = %s AND line.company_id = %s AND move.date <= %s
            """,
                self.customer.id,
                self.company.id,
                day,
            )
        )
        return float(amount)

    def age_ledger(self, day):
        """Return the ageing on a day, item by item: its amount less what was applied until then."""
        buckets = [0.0] * 6
        items = self.env['account.move.line'].search(
            [
                ('partner_id', '=', self.customer.id),
                ('account_type', '=', 'asset_receivable'),
                ('parent_state', '=', 'posted'),
                ('date', '<=', day),
            ]
        )
        for item in items:
            applied = (item.matched_debit_ids | item.matched_credit_ids).filtered(
                lambda partial: partial.max_date <= day
            )
            sign = 1 if item.balance > 0 else -1
            residual = item.balance - sign * sum(applied.mapped('amount'))
            days = (day - (item.date_maturity or item.date)).days
            limits = (0, 30, 60, 90)
            index = 5 if residual < 0 else sum(days > limit for limit in limits)
            buckets[index] += residual
        return buckets
