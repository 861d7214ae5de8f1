from odoo import api, models

from odoo.addons.account_payment_portal.models.account_move_paid_documents import PaidDocument


class PaymentRemittance(models.Model):
    _inherit = 'payment.remittance'

    # The few of a customer that no payment stands for: his credits covered all.
    _credit_only_idx = models.Index("(partner_id) WHERE state = 'settled' AND amount_total = 0")

    # === BUSINESS METHODS - SETTLEMENT === #

    @api.model
    def _settle(self, receipts):
        """Override of our own to have a receipt sent for each, when all is booked."""
        moves = super()._settle(receipts)
        self.env['payment.receipt']._queue(
            [receipt.remittance for receipt in receipts], list(moves)
        )
        return moves

    # === BUSINESS METHODS - RECEIPT === #

    @api.model
    def _get_entry_ids_of(self, payer, companies, move_ids):
        """Return the entries that book what was paid of some documents and of no others.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies that were paid.
        :param tuple move_ids: The documents.
        :return: `account.move` ids, newest first.
        :rtype: list[int]
        """
        lines = self.env['payment.remittance.line'].search(
            [
                ('move_line_id.move_id', 'in', list(move_ids)),
                ('remittance_id.partner_id', '=', payer.commercial_partner_id.id),
                ('remittance_id.company_id', 'in', companies.ids),
                ('remittance_id.state', '=', 'settled'),
            ]
        )
        only_these = lines.remittance_id.filtered(
            lambda remittance: set(remittance.line_ids.move_id.ids) <= set(move_ids)
        )
        return only_these.move_id.sorted(lambda move: (move.date, move.id), reverse=True).ids

    def _get_paid_documents_by_entry(self):
        """Return what the settlement of each remittance closed, by its journal entry.

        Shape: `{account.move: list[PaidDocument]}`

        :rtype: dict
        """
        return {remittance.move_id: remittance._get_paid_documents() for remittance in self}

    def _get_paid_documents(self):
        """Return what the settlement closed; instalments of one document together.

        :rtype: list[PaidDocument]
        """
        self.ensure_one()
        applied = self.line_ids.filtered('amount_applied')
        groups = applied.grouped(lambda line: line.move_id.id or line.name)
        return [lines._prepare_paid_document() for lines in groups.values()]


class PaymentRemittanceLine(models.Model):
    _inherit = 'payment.remittance.line'

    def _prepare_paid_document(self):
        """Return what the settlement closed of the document of the lines.

        :rtype: PaidDocument
        """
        currency = self.currency_id
        whole = self.filtered(
            lambda line: not currency.compare_amounts(line.amount_applied, line.amount)
        )
        return PaidDocument(
            self.move_id,
            self[0].name or '',
            self[0].date_maturity,
            currency.round(sum(self.mapped('amount_applied'))),
            # A discount is lost when only a part could be applied.
            currency.round(sum(whole.mapped('discount'))),
        )
