from odoo import api, fields, models
from odoo.fields import Command


class PaymentRemittance(models.Model):
    _inherit = 'payment.remittance'

    # === BUSINESS METHODS - JOURNAL ENTRIES === #

    @api.model
    def _create_entries(self, allocations):
        """Create and post the journal entries, those of payments and those of credits alone.

        :param list[Allocation] allocations: What to book.
        :return: The entries, in the order of the allocations.
        :rtype: account.move
        """
        today = fields.Date.context_today(self)
        payments = self.env['account.payment'].create(
            [
                self._prepare_payment(allocation, today)
                for allocation in allocations
                if allocation.receipt.payment_values
            ]
        )
        next_payment = iter(payments)
        move_values = [
            self._prepare_payment_entry(allocation, next(next_payment))
            if allocation.receipt.payment_values
            else self._prepare_credit_entry(allocation, today)
            for allocation in allocations
        ]
        moves = self._create_moves(move_values)
        payment_moves = moves.filtered('origin_payment_id')
        for move in payment_moves:
            move.origin_payment_id.move_id = move
        payment_moves.origin_payment_id.action_post()
        (moves - payment_moves).action_post()
        # What hangs on name and state is worked out now, and each line is written once.
        moves.line_ids._recompute_recordset()
        return moves

    @api.model
    def _create_moves(self, values_list):
        """Create journal entries whose lines are complete.

        :param list[dict] values_list: The values of the entries, with those of their lines.
        :rtype: account.move
        """
        # Nothing to sync: analytic lines are made when the entries are posted.
        quick = {
            'skip_invoice_sync': True,
            'skip_invoice_line_sync': True,
            'skip_analytic_sync': True,
        }
        moves = self.env['account.move'].with_context(**quick).create(values_list)
        moves = moves.with_env(self.env)
        # The total of a line without taxes is its amount; core would ask the tax engine for each.
        untaxed = moves.line_ids.filtered(
            lambda line: line.display_type == 'product' and not line.tax_ids
        )
        for name in ('price_subtotal', 'price_total'):
            self.env.remove_to_compute(untaxed._fields[name], untaxed)
        # Core reads them while it numbers the entry, and would have to write all lines before.
        moves.fetch(['journal_line_ids'])
        return moves

    def _prepare_payment(self, allocation, date):
        """Return the values of the payment that books a receipt.

        :param Allocation allocation: The receipt, and what it closes.
        :param date date: The day on which it is booked.
        :rtype: dict
        """
        remittance = allocation.receipt.remittance
        return {
            'amount': allocation.receipt.amount,
            'payment_type': 'inbound',
            'partner_type': 'customer',
            'date': date,
            'currency_id': remittance.currency_id.id,
            'partner_id': remittance.partner_id.id,
            'company_id': remittance.company_id.id,
            'destination_account_id': remittance._get_receivable_account().id,
            **allocation.receipt.payment_values,
        }

    def _prepare_payment_entry(self, allocation, payment):
        """Return the values of the journal entry of a payment.

        :param Allocation allocation: The receipt, and what it closes.
        :param account.payment payment: The payment.
        :rtype: dict
        """
        line_values = allocation.prepare_entry_lines(
            payment.date,
            {'account': payment.outstanding_account_id, 'name': payment.memo},
            payment.destination_account_id,
        )
        return {
            **payment._generate_move_vals(
                line_ids=[
                    Command.create({**values, 'payment_id': payment.id}) for values in line_values
                ]
            ),
            # Given, so that they are not worked out.
            'fiscal_position_id': False,
            'preferred_payment_method_line_id': False,
        }

    def _prepare_credit_entry(self, allocation, date):
        """Return the values of the journal entry that sets credits off against debts.

        :param Allocation allocation: The receipt, and what it closes.
        :param date date: The day on which it is booked.
        :rtype: dict
        """
        remittance = allocation.receipt.remittance
        line_values = allocation.prepare_entry_lines(
            date, None, remittance._get_receivable_account()
        )
        return {
            'move_type': 'entry',
            'date': date,
            'ref': remittance.name,
            'company_id': remittance.company_id.id,
            'partner_id': remittance.partner_id.id,
            'currency_id': remittance.currency_id.id,
            'journal_id': remittance._get_credit_journal().id,
            'line_ids': [Command.create(values) for values in line_values],
        }

    def _get_receivable_account(self):
        """Return the account on which the customer's unapplied cash stays.

        :rtype: account.account
        """
        self.ensure_one()
        return (
            self.line_ids.move_line_id.account_id[:1]
            or self.partner_id.with_company(self.company_id).property_account_receivable_id
        )

    def _get_credit_journal(self):
        """Return the journal of entries that set credits off against debts.

        :rtype: account.journal
        """
        self.ensure_one()
        return self.env['account.journal'].search(
            [
                *self.env['account.journal']._check_company_domain(self.company_id),
                ('type', '=', 'general'),
            ],
            limit=1,
        )

    @api.model
    def _reconcile_entries(self, allocations, moves):
        """Reconcile each receivable line of the entries with its open item, in one plan.

        :param list[Allocation] allocations: What was booked.
        :param account.move moves: The entries, in the same order.
        :return: The documents that became paid by it.
        :rtype: account.move
        """
        plan = []
        for allocation, move in zip(allocations, moves, strict=True):
            items = [application.line.move_line_id for application in allocation.applications]
            lines = move.line_ids.sorted('id')[: len(items)]
            plan += [
                line + item.with_env(self.env) for line, item in zip(lines, items, strict=True)
            ]
        documents = self.env['account.move'].union(*(lines.move_id for lines in plan)) - moves
        unpaid = documents.filtered(lambda move: move.payment_state in ('not_paid', 'partial'))
        # No reconciliation changes the lines of a document: nothing to sync.
        self.env['account.move.line'].with_context(skip_invoice_sync=True)._reconcile_plan(plan)
        return unpaid.filtered(lambda move: move.payment_state in ('paid', 'in_payment'))
