from collections import defaultdict

from odoo import _, api, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.payable_document import PayableDocument


class PaymentRemittance(models.Model):
    _inherit = 'payment.remittance'

    # === BUSINESS METHODS - FREEZE === #

    @api.model
    def _freeze(self, payer, choices):
        """Freeze what a payer picked into remittances, one for each company and currency.

        Nothing is created when any choice is wrong.

        Shape: `choices` is `{account.move id: amount text, or None for all that is due}`
        Units: major units of each document's currency, with a dot for the decimals.

        :param res.partner payer: Who pays.
        :param dict choices: What he picked.
        :return: The remittances.
        :rtype: payment.remittance
        :raise ValidationError: If a choice is wrong; the message is for the payer.
        """
        if not choices:
            raise ValidationError(_("Tick at least one document to pay."))
        lines_by_group = defaultdict(list)
        for document in self._get_payable_documents(payer, list(choices)):
            amount = document.parse_amount(choices[document.move.id])
            lines_by_group[document.move.company_id, document.currency] += document.split(amount)
        vals_list = [
            self._prepare_remittance(payer, company, currency, lines)
            for (company, currency), lines in lines_by_group.items()
        ]
        # What the chatter would say of the creation stands in the remittance itself.
        return self.with_context(mail_create_nolog=True).create(vals_list).with_env(self.env)

    @api.model
    def _get_payable_documents(self, payer, move_ids):
        """Return what the payer can pay today of each of the documents that he picked.

        :param res.partner payer: Who pays.
        :param list[int] move_ids: The `account.move` ids, from outside.
        :rtype: list[PayableDocument]
        :raise ValidationError: If a document is unknown, somebody else's, closed or being paid.
        """
        items = self.env['account.move.line']._get_open_items(payer, move_ids)
        # The same answer for what does not exist, is not the payer's, or has nothing open.
        if set(move_ids) - set(items.move_id.ids):
            raise ValidationError(
                _("One of the documents is no longer open. Please check the list and choose again.")
            )
        if busy := items & self._get_items_being_paid(items):
            raise ValidationError(
                _(
                    "A payment of %(document)s is being processed. Please wait for its result,"
                    " or untick it.",
                    document=busy[0].move_id.name,
                )
            )
        portals = {
            company: self.env['payment.portal']._get_for_company(company)
            for company in items.company_id
        }
        return [
            self._get_payable_document(move, move_items, portals[move.company_id])
            for move, move_items in items.grouped('move_id').items()
        ]

    @api.model
    def _get_payable_document(self, move, items, portal):
        """Return what the payer can pay today of one document.

        Of an entry that holds several currencies, or debts and credits at once, only what is like
        its oldest item is payable.

        :param account.move move: The document.
        :param account.move.line items: Its open items, oldest due first.
        :param payment.portal portal: The portal of its company.
        :rtype: PayableDocument
        """
        first = items[0]
        if len(items) > 1:
            items = items.filtered(
                lambda item: (
                    item.currency_id == first.currency_id
                    and (item.amount_residual_currency > 0) == (first.amount_residual_currency > 0)
                )
            )
        return PayableDocument(move, items._get_payable_today(), portal)

    @api.model
    def _get_items_being_paid(self, items):
        """Return those of the open items for which a payment is at a gateway.

        :param account.move.line items: The open items.
        :rtype: account.move.line
        """
        return (
            self.env['payment.remittance.line']
            .search(
                [
                    ('move_line_id', 'in', items.ids),
                    (
                        'remittance_id.transaction_ids',
                        'any',
                        [
                            ('state', 'in', const.LIVE_TRANSACTION_STATES),
                            # A promised transfer may never come and must not bar other ways to pay.
                            ('provider_code', '!=', 'custom'),
                        ],
                    ),
                    ('remittance_id.state', '!=', 'settled'),
                ]
            )
            .move_line_id
        )

    def _prepare_remittance(self, payer, company, currency, lines):
        """Return the values of a remittance, checked against the rules of its portal.

        :param res.partner payer: Who pays.
        :param res.company company: To whom.
        :param res.currency currency: In which currency.
        :param list[dict] lines: The values of the lines.
        :rtype: dict
        :raise ValidationError: If credits exceed documents or the amount is below the minimum.
        """
        total = currency.round(sum(line['amount'] for line in lines))
        if currency.compare_amounts(total, 0) < 0:
            raise ValidationError(
                _(
                    "The credits you ticked exceed the documents by %(amount)s. Use a smaller"
                    " part of a credit, or tick more documents.",
                    amount=currency.format(-total),
                )
            )
        minimum = self.env['payment.portal']._get_for_company(company)._get_amount_minimum(currency)
        if total and currency.compare_amounts(total, minimum) < 0 and not self._is_whole(lines):
            raise ValidationError(
                _(
                    "The smallest payment is %(minimum)s, and you chose to pay %(amount)s.",
                    minimum=currency.format(minimum),
                    amount=currency.format(total),
                )
            )
        return {
            'company_id': company.id,
            'currency_id': currency.id,
            'partner_id': payer.commercial_partner_id.id,
            'payer_id': payer.id,
            'amount_total': total,
            'channel': 'gateway' if total else 'credit',
            'line_ids': [
                Command.create({**line, 'sequence': sequence})
                for sequence, line in enumerate(lines)
            ],
        }

    @api.model
    def _is_whole(self, lines):
        """Return whether lines close all of their open items, however small these are.

        :param list[dict] lines: The values of the lines.
        :rtype: bool
        """
        items = self.env['account.move.line']
        return all(
            (item := items.browse(line.get('move_line_id')))
            and item.currency_id.is_zero(
                item.amount_residual_currency - line['amount'] - line['discount']
            )
            for line in lines
        )
