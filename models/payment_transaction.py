from odoo import _, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.account_payment_portal.models.payment_settlement import Receipt


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    remittance_id = fields.Many2one(
        help="What the payer said he was paying.",
        comodel_name='payment.remittance',
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='restrict',
    )

    # === BUSINESS METHODS - PRE-PROCESSING === #

    def _get_obstacle(self):
        """Return why the money of the transaction would no longer fit what its payer chose.

        Asked before a gateway is told to take the money, where it waits to be told.

        :return: The reason in plain words; None if it fits.
        :rtype: str | None
        """
        self.ensure_one()
        if not self.remittance_id:
            return None
        try:
            self.remittance_id._check_chargeable(self)
        except ValidationError as error:
            return error.args[0]
        return None

    # === BUSINESS METHODS - POST-PROCESSING === #

    def _cron_post_process(self):
        """Override of `payment` to go on with money that has arrived, for as long as it takes.

        Core looks at the transactions of the last four days only.
        """
        result = super()._cron_post_process()
        domain = [
            ('remittance_id', '!=', False),
            ('state', '=', 'done'),
            ('is_post_processed', '=', False),
        ]
        if not self and (unbooked := self.search(domain)):
            super(PaymentTransaction, unbooked)._cron_post_process()
        return result

    def _post_process(self):
        """Override of `payment` to settle remittances, as many at once as there are.

        What can't be booked now stays unprocessed and is tried again by core's cron.
        """
        self._lock_or_start_again()
        unbooked = self._settle_remittances()
        self._let_go_of_drafts()
        return super(PaymentTransaction, self - unbooked)._post_process()

    def _let_go_of_drafts(self):
        """Leave alone the documents of remittances that staff took back to work on them.

        Core posts every draft that is linked to a transaction, and fails with all the transactions
        if it is not ready for that.
        """
        for tx in self.filtered('remittance_id'):
            if drafts := tx.invoice_ids.filtered(lambda move: move.state == 'draft'):
                tx.invoice_ids -= drafts

    def _post_process_if_done(self):
        """Post-process those of the transactions that are confirmed and not yet worked on."""
        self.filtered(lambda tx: tx.state == 'done' and not tx.is_post_processed)._post_process()

    def _settle_remittances(self):
        """Book the confirmed transactions of remittances, each once; they must be locked.

        :return: The transactions that could not be booked.
        :rtype: payment.transaction
        """
        unbooked = self.browse()
        unsettled = self.filtered(
            lambda tx: tx.remittance_id and tx.state == 'done' and not tx.payment_id
        )
        for company, txs in unsettled.grouped('company_id').items():
            unbooked |= txs.with_company(company)._settle_or_report()
        return unbooked

    def _lock_or_start_again(self):
        """Keep others off the transactions until this request ends.

        Whoever finds that somebody else has changed them meanwhile is sent back by the database,
        and Odoo starts his request again: so it should be, and is no error for the server's log.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM payment_transaction WHERE id IN %s ORDER BY id FOR NO"
                    " KEY UPDATE",
                    tuple(self.ids),
                ),
                log_exceptions=False,
            )

    def _settle_or_report(self):
        """Book the transactions, or put those that can't be booked before the accountant.

        :return: The transactions that could not be booked.
        :rtype: payment.transaction
        """
        try:
            with self.env.cr.savepoint():
                self._settle()
        except UserError as error:
            if len(self) > 1:  # One must not keep the others from being booked.
                return self.browse().union(*(tx._settle_or_report() for tx in self))
            self._report_discrepancy(
                'not_booked',
                self.amount,
                'fix_books',
                _(
                    "%(reference)s is paid but can't be booked: %(reason)s",
                    reference=self.reference,
                    reason=error.args[0],
                ),
            )
            return self
        self._get_discrepancies('not_booked').action_done()
        return self.browse()

    def _settle(self):
        """Book the transactions and close what their payers chose."""
        moves = self.env['payment.remittance']._settle([tx._prepare_receipt() for tx in self])
        for tx, move in zip(self, moves, strict=True):
            tx.payment_id = move.origin_payment_id

    def _prepare_receipt(self):
        """Return what is booked for the transaction.

        :rtype: Receipt
        :raise UserError: If the provider has no journal.
        """
        self.ensure_one()
        journal = self.provider_id.journal_id
        method_line = journal.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.provider_id
        )
        if not method_line:
            raise UserError(
                _(
                    "The payment provider %(provider)s has no payment journal. Please choose one"
                    " in its configuration.",
                    provider=self.provider_id.name,
                )
            )
        return Receipt(
            self.remittance_id,
            self.amount,
            {
                'journal_id': journal.id,
                'payment_method_line_id': method_line[0].id,
                'payment_token_id': self.token_id.id,
                'payment_transaction_id': self.id,
                'remittance_id': self.remittance_id.id,
                'memo': self.reference,
            },
            self,
        )

    # === BUSINESS METHODS - DISCREPANCIES === #

    def _get_discrepancies(self, kind):
        """Return the discrepancies of a kind that are on record for the transactions.

        :param str kind: The kind.
        :rtype: payment.discrepancy
        """
        return self.env['payment.discrepancy'].search(
            [('transaction_id', 'in', self.ids), ('kind', '=', kind)]
        )

    def _report_discrepancy(self, kind, amount, proposed_action, name):
        """Put a discrepancy of the transaction on record, once for each kind.

        :param str kind: The kind.
        :param float amount: The money concerned, in the currency of the transaction.
        :param str proposed_action: What the accountant should do.
        :param str name: What happened.
        """
        self.ensure_one()
        if discrepancy := self._get_discrepancies(kind):
            discrepancy.write({'name': name, 'state': 'open'})
            return
        discrepancy.create(
            {
                'kind': kind,
                'name': name,
                'amount': amount,
                'proposed_action': proposed_action,
                'currency_id': self.currency_id.id,
                'company_id': self.company_id.id,
                'partner_id': self.partner_id.commercial_partner_id.id,
                'remittance_id': self.remittance_id.id,
                'transaction_id': self.id,
            }
        )

    # === BUSINESS METHODS - LOGGING === #

    def _get_invoices_to_notify(self):
        """Override of `account_payment` to log on a remittance, not on each of its documents."""
        if self.remittance_id:
            return self.env['account.move']
        return super()._get_invoices_to_notify()

    def _log_message_on_linked_documents(self, message):
        """Override of `account_payment` to log on the remittance."""
        if self.remittance_id:
            self.remittance_id._message_log(body=message, author_id=self.partner_id.id)
        return super()._log_message_on_linked_documents(message)
