from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.account_payment_portal.report.receipt import PaymentFacts


class RemittancePage:
    """Prepares the pages of one remittance: plain texts for its templates."""

    def __init__(self, remittance_sudo, payer, amounts):
        """Prepare for one remittance.

        :param payment.remittance remittance_sudo: The remittance, in sudo mode because payers have
            no access to it; already checked to be the payer's own.
        :param Payer payer: Who looks at it.
        :param AmountWriter amounts: Writes the amounts.
        """
        self.remittance_sudo = remittance_sudo
        self.payer = payer
        self.amounts = amounts
        self.env = remittance_sudo.env

    def _write(self, amount):
        """Return an amount in the remittance's currency.

        :param float amount: The amount.
        :rtype: str
        """
        return self.amounts.to_text(amount, self.remittance_sudo.currency_id)

    # === GETTERS === #

    def get_obstacle(self):
        """Return why the remittance can't be paid now.

        :return: The reason in plain words; None if it can be paid.
        :rtype: str|None
        """
        try:
            self.remittance_sudo._check_payable()
        except ValidationError as error:
            return error.args[0]
        return None

    def get_payment_options(self):
        """Return the ways to pay that are on offer, as core's payment form wants them.

        :rtype: dict
        """
        report = {}
        remittance_sudo = self.remittance_sudo
        providers_sudo = remittance_sudo._get_compatible_providers(report=report)
        return {
            'providers_sudo': providers_sudo,
            'payment_methods_sudo': self.env['payment.method']._get_compatible_payment_methods(
                providers_sudo.ids,
                self.payer.partner.id,
                currency_id=remittance_sudo.currency_id.id,
                report=report,
            ),
            'tokens_sudo': self._get_tokens(providers_sudo),
            'availability_report': report,
        }

    def is_on_offer(self, params):
        """Return whether a browser chose a way to pay that is on offer.

        Shape: `params` holds `provider_id`, `payment_method_id`, `token_id` and `flow`, whatever
            these are

        :param dict params: What the browser sent.
        :rtype: bool
        """
        options = self.get_payment_options()
        if params['flow'] == 'token':
            return bool(
                options['tokens_sudo'].filtered(
                    lambda token: (
                        token.id == params['token_id']
                        and token.provider_id.id == params['provider_id']
                    )
                )
            )
        methods_sudo = options['payment_methods_sudo'].filtered(
            lambda method: (
                method.id == params['payment_method_id']
                and params['provider_id'] in method.provider_ids.ids
            )
        )
        return (
            params['flow'] in ('redirect', 'direct')
            and bool(methods_sudo)
            and params['provider_id'] in options['providers_sudo'].ids
        )

    def _get_tokens(self, providers_sudo):
        """Return the saved cards that can be used: a guest has none.

        :param payment.provider providers_sudo: The providers on offer.
        :rtype: payment.token
        """
        if self.payer.portal is not None:
            return self.env['payment.token']
        return self.env['payment.token']._get_available_tokens(
            providers_sudo.ids, self.payer.partner.id
        )

    def _get_transaction(self):
        """Return the transaction to tell about: the one that paid, else the last one.

        :rtype: payment.transaction
        """
        txs_sudo = self.remittance_sudo.transaction_ids.sorted('id')
        return (txs_sudo.filtered(lambda tx: tx.state == 'done') or txs_sudo)[-1:]

    def _get_siblings(self):
        """Return what was chosen together with this remittance and is still to be paid.

        :rtype: payment.remittance
        """
        return self.remittance_sudo.search(
            [
                ('payer_id', '=', self.remittance_sudo.payer_id.id),
                ('create_date', '=', self.remittance_sudo.create_date),
                ('id', '!=', self.remittance_sudo.id),
                ('state', '=', 'open'),
            ]
        )

    # === TEMPLATE VALUES === #

    def prepare_summary(self):
        """Return what a remittance is, in short.

        :rtype: dict
        """
        remittance_sudo = self.remittance_sudo
        return {
            'name': remittance_sudo.name,
            'url': self.payer.get_remittance_url(remittance_sudo),
            'company': remittance_sudo.company_id.name,
            'total': self._write(remittance_sudo.amount_total),
            'is_free': not remittance_sudo.amount_total,
            'result': remittance_sudo.result,
            'message': remittance_sudo.result_message,
            'document_count': len(remittance_sudo.line_ids.move_id),
        }

    def prepare_lines(self):
        """Return what is paid of each document; instalments of one document together.

        :rtype: list[dict]
        """
        groups = self.remittance_sudo.line_ids.grouped(
            lambda line: (line.move_id.id or line.name, line.is_on_account)
        )
        return [self._prepare_line(lines) for lines in groups.values()]

    def _prepare_line(self, lines):
        """Return what is paid of one document.

        :param payment.remittance.line lines: The lines of the document.
        :rtype: dict
        """
        item = lines.move_line_id
        move = lines.move_id
        amount = sum(lines.mapped('amount'))
        discount = sum(lines.mapped('discount'))
        remaining = sum(
            item.move_id.line_ids.filtered(
                lambda line: line.account_id in item.account_id and not line.reconciled
            ).mapped('amount_residual_currency')
        )
        return {
            'name': lines[0].name,
            'url': self.payer.get_document_url(move) if move else None,
            'due': format_date(self.env, lines[0].date_maturity) if lines[0].date_maturity else '',
            'amount': self._write(amount),
            'discount': self._write(discount) if discount else '',
            'remaining': self._write(remaining),
            'is_credit': amount < 0,
            'is_on_account': lines[0].is_on_account,
        }

    def prepare_result(self):
        """Return what became of the payment.

        :rtype: dict
        """
        remittance_sudo = self.remittance_sudo
        tx_sudo = self._get_transaction()
        return {
            'facts': self._prepare_facts(tx_sudo),
            'is_payable': not self.get_obstacle(),
            'is_on_account': bool(remittance_sudo.discrepancy_ids),
            'is_transfer': tx_sudo.provider_code == 'custom',
            'transfer_message': tx_sudo.provider_id.pending_msg,
            'receipt_url': self.payer.get_receipt_url(remittance_sudo.move_id),
            'siblings': [
                RemittancePage(sibling, self.payer, self.amounts).prepare_summary()
                for sibling in self._get_siblings()
            ],
        }

    def _prepare_facts(self, tx_sudo):
        """Return the facts of the payment, in the order in which a receipt names them.

        :param payment.transaction tx_sudo: The transaction, if any.
        :return: Names and texts; those without a text are left out.
        :rtype: list[tuple[str, str]]
        """
        env, remittance_sudo = self.env, self.remittance_sudo
        tz = self.payer.partner.tz
        facts = [
            (env._("Amount"), self._write(remittance_sudo.amount_total)),
            (env._("Paid to"), remittance_sudo.company_id.name),
            *PaymentFacts(remittance_sudo, tx_sudo, self.amounts, tz).prepare(),
        ]
        return [(name, text) for name, text in facts if text]
