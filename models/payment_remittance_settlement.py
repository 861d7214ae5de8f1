from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from odoo.addons.account_payment_portal.models.payment_settlement import Allocation, Receipt


class PaymentRemittance(models.Model):
    _inherit = 'payment.remittance'

    # === BUSINESS METHODS - SETTLEMENT === #

    @api.model
    def _settle(self, receipts):
        """Book receipts, and close the open items that their payers chose.

        One payment for each receipt, with one receivable line for each item, all reconciled in one
        plan. What no longer fits an item stays on the customer's account and opens a discrepancy.
        Calling it again for settled remittances books the money as paid twice: callers make sure
        that each receipt comes once.

        :param list[Receipt] receipts: The money, of any number of remittances.
        :return: The posted journal entries, in the order of the receipts.
        :rtype: account.move
        """
        remittances = self.browse(receipt.remittance.id for receipt in receipts)
        remittances._lock()
        allocations = self._allocate(receipts)
        # No tracked message for each of maybe hundreds of documents; see `_announce`.
        quiet = self.with_context(tracking_disable=True)
        moves = quiet._create_entries(allocations)
        paid_documents = quiet._reconcile_entries(allocations, moves)
        self._record(allocations, moves)
        self._announce(allocations, moves, paid_documents)
        return moves.with_env(self.env)

    def _settle_by_credit(self):
        """Settle the remittances that the customer's credits cover wholly.

        :raise ValidationError: If one of them can't be settled any more.
        """
        self._lock()
        for remittance in self:
            remittance._check_payable()
            if remittance.amount_total:
                raise UserError(_("The credits don't cover all that you want to pay."))
        no_transaction = self.env['payment.transaction']
        self._settle([Receipt(remittance, 0, {}, no_transaction) for remittance in self])

    def _lock(self):
        """Make every other settlement of the remittances wait until this one is committed."""
        if self:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM payment_remittance WHERE id IN %s ORDER BY id FOR NO KEY"
                    " UPDATE",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(['state', 'move_id'])

    @api.model
    def _allocate(self, receipts):
        """Return what each receipt applies to, given what is open now.

        :param list[Receipt] receipts: The money.
        :rtype: list[Allocation]
        """
        items = self.union(*(receipt.remittance for receipt in receipts)).line_ids.move_line_id
        residuals = {
            item: item.amount_residual_currency
            for item in items
            if item.parent_state == 'posted' and not item.reconciled
        }
        # Core reads them document by document, when it would have to write other lines before.
        items.move_id.line_ids.fetch(['tax_ids'])
        allocations, seen = [], set()
        for receipt in receipts:
            remittance = receipt.remittance
            is_first = remittance.state != 'settled' and remittance.id not in seen
            seen.add(remittance.id)
            allocations.append(Allocation(receipt, residuals, is_first))
        return allocations

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

    # === BUSINESS METHODS - RECORD AND TELL === #

    @api.model
    def _record(self, allocations, moves):
        """Write down what the settlement did, and what did not fit.

        :param list[Allocation] allocations: What was booked.
        :param account.move moves: The entries, in the same order.
        """
        discrepancies = []
        for allocation, move in zip(allocations, moves, strict=True):
            remittance = allocation.receipt.remittance
            for application in allocation.applications:
                application.line.amount_applied = application.amount
            if allocation.is_first:
                remittance._move_to_state('settled', move_id=move.id)
            discrepancies += self._prepare_discrepancies(allocation, move)
        self.env['payment.discrepancy'].create(discrepancies)

    def _prepare_discrepancies(self, allocation, move):
        """Return the discrepancies that a booked receipt leaves.

        :rtype: list[dict]
        """
        receipt = allocation.receipt
        remittance = receipt.remittance
        common = {
            'currency_id': remittance.currency_id.id,
            'company_id': remittance.company_id.id,
            'partner_id': remittance.partner_id.id,
            'remittance_id': remittance.id,
            'transaction_id': receipt.transaction.id,
            'payment_id': move.origin_payment_id.id,
        }
        values_list = []
        if allocation.amount_discrepant:
            values_list.append(
                {
                    **common,
                    **self._describe_unapplied(allocation),
                    'amount': allocation.amount_discrepant,
                    'proposed_action': 'keep_credit',
                }
            )
        if allocation.amount_short > 0:
            values_list.append(
                {
                    **common,
                    'kind': 'credit_used',
                    'name': _(
                        "A credit of %(remittance)s was used meanwhile; a part of the documents"
                        " stays open.",
                        remittance=remittance.name,
                    ),
                    'amount': allocation.amount_short,
                    'proposed_action': 'ask_payer',
                }
            )
        return values_list

    def _describe_unapplied(self, allocation):
        """Return kind and explanation of money that fits no open item.

        :rtype: dict
        """
        remittance = allocation.receipt.remittance
        if not allocation.is_first:
            return {
                'kind': 'duplicate',
                'name': _("%(remittance)s was paid once more.", remittance=remittance.name),
            }
        return {
            'kind': 'not_open',
            'name': _(
                "Paid or changed meanwhile: %(documents)s.",
                documents=', '.join(line.name or '' for line in allocation.closed_lines),
            ),
        }

    @api.model
    def _announce(self, allocations, moves, paid_documents):
        """Log the settlement on the documents, and tell who follows "Invoice Paid".

        One batch of notes and one message for each group of followers, instead of core's tracked
        message for each document.

        :param list[Allocation] allocations: What was booked.
        :param account.move moves: The entries, in the same order.
        :param account.move paid_documents: The documents that became paid by it.
        """
        bodies = {}
        for allocation, move in zip(allocations, moves, strict=True):
            entry = move.origin_payment_id or move
            for application in allocation.applications:
                bodies[application.line.move_id.id] = Markup('<p>%s</p>') % _(
                    "%(amount)s settled by remittance %(remittance)s: %(entry)s",
                    amount=format_amount(
                        self.env, abs(application.amount_closed), allocation.currency
                    ),
                    remittance=allocation.receipt.remittance.name,
                    entry=entry._get_html_link(),
                )
        if bodies:
            self.env['account.move'].browse(bodies)._message_log_batch(bodies=bodies)
        paid_documents._notify_paid_followers()
