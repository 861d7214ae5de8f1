from markupsafe import Markup

from odoo import _, api, models
from odoo.exceptions import UserError
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
