from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.statement_common import MARCH, StatementCommon


@tagged('post_install', '-at_install')
class TestStatement(StatementCommon):
    """The balances and movements of a statement of account, and its period."""

    # === BALANCES === #

    def test_opening_movements_and_closing_add_up(self):
        old = self.post_invoice(1000, date(2024, 2, 10))
        new = self.post_invoice(500, date(2024, 3, 5))
        self.pay_by_bank(300, date(2024, 3, 20), [old])
        self.post_invoice(70, date(2024, 4, 1))

        section = self.get_section(*MARCH)

        self.assertEqual((section.opening, section.closing), (1000, 1200))
        self.assertEqual(
            self.read_movements(section),
            [(date(2024, 3, 5), 500, 1500), (date(2024, 3, 20), -300, 1200)],
        )
        self.assertEqual(section.movements[0].move_id, new.id)

    def test_first_and_last_day_belong_to_the_period(self):
        self.post_invoice(1, date(2024, 2, 29))
        self.post_invoice(2, date(2024, 3, 1))
        self.post_invoice(4, date(2024, 3, 31))
        self.post_invoice(8, date(2024, 4, 1))
        section = self.get_section(*MARCH)
        self.assertEqual((section.opening, section.closing), (1, 7))
        self.assertEqual([movement.amount for movement in section.movements], [2, 4])

    def test_instalments_are_one_movement(self):
        self.post_invoice(
            900,
            date(2024, 3, 5),
            invoice_payment_term_id=self._create_instalment_term(50, 50),
        )
        section = self.get_section(*MARCH)
        self.assertEqual(self.read_movements(section), [(date(2024, 3, 5), 900, 900)])
        self.assertEqual(section.movements[0].date_maturity, date(2024, 3, 5))

    def test_drafts_and_cancelled_documents_do_not_count(self):
        self.post_invoice(5, date(2024, 3, 5), post=False)
        cancelled = self.post_invoice(6, date(2024, 3, 5))
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertFalse(self.get_sections(*MARCH))

    def test_others_have_their_own_account(self):
        self.post_invoice(5, date(2024, 3, 5), partner=self.stranger)
        other_company = self._create_other_company("Other")
        self.post_invoice(6, date(2024, 3, 5), company=other_company)
        self.assertFalse(self.get_sections(*MARCH))
        self.assertEqual(self.get_sections(*MARCH, customer=self.stranger)[0].closing, 5)

    def test_settlement_of_debts_with_credits_changes_no_balance(self):
        document, credit = self._create_document(500), self._create_credit_note(200)
        self._freeze({document: '200', credit: None})._settle_by_credit()
        today = fields.Date.today()
        section = self.get_section(today - timedelta(days=5), today + timedelta(days=5))
        self.assertEqual(section.closing, 300)
        self.assertEqual(sorted(m.amount for m in section.movements), [-200, 500])

    def test_too_many_movements_leave_the_figures(self):
        for number in range(3):
            self.post_invoice(100, date(2024, 3, 5 + number))
        section = self.get_section(*MARCH, movements_max=2)
        self.assertIsNone(section.movements)
        self.assertEqual(section.closing, 300)
        self.assertEqual(len(self.get_section(*MARCH, movements_max=3).movements), 3)

    # === PERIOD === #

    def test_period_that_makes_no_sense_is_refused_with_a_reason(self):
        today = fields.Date.today()
        for first, last, reason in (
            (None, today, "enter both dates"),
            (today, None, "enter both dates"),
            (today, today - timedelta(days=1), "swap them"),
            (date(1974, 1, 1), date(2024, 1, 1), "at most 10 years"),
            (date(1, 1, 1), today, "at most 10 years"),
            (today, date(9999, 12, 31), "one year from now"),
        ):
            with (
                self.subTest(first=first, last=last),
                self.assertRaisesRegex(ValidationError, reason),
            ):
                self.env['payment.statement']._check_period(first, last)

    def test_longest_and_shortest_period_are_allowed(self):
        today = fields.Date.today()
        check_period = self.env['payment.statement']._check_period
        check_period(today, today)
        check_period(fields.Date.subtract(today, years=10), today)
        self.assertFalse(self.get_sections(date(1990, 1, 1), date(1999, 12, 31)))

    def test_statement_takes_the_same_few_queries_whatever_is_in_it(self):
        for count in (1, 20):
            for number in range(count):
                self.post_invoice(10, date(2024, 3, 1 + number))
            self.env.flush_all()
            self.get_sections(*MARCH)
            with self.subTest(count=count), self.assertQueryCount(4):
                self.get_sections(*MARCH)

    def test_document_with_a_receivable_on_another_line_is_one_movement(self):
        """Entries that staff writes count like documents, as far as they change what is owed."""
        receivable = self._get_items(self.post_invoice(1, date(2024, 1, 1))).account_id
        other = self.company_data['default_account_revenue']
        self.env['account.move'].create(
            {
                'date': date(2024, 3, 9),
                'line_ids': [
                    Command.create(
                        {'account_id': receivable.id, 'partner_id': self.customer.id,
                         'debit': 80}
                    ),
                    Command.create(
                        {'account_id': receivable.id, 'partner_id': self.customer.id,
                         'credit': 30}
                    ),
                    Command.create({'account_id': other.id, 'credit': 50}),
                ],
            }
        ).action_post()  # fmt: skip
        section = self.get_section(*MARCH)
        self.assertEqual(self.read_movements(section), [(date(2024, 3, 9), 50, 51)])
