from odoo import api, models
from odoo.tools import SQL


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    # What a customer has paid, newest first, without reading what others have.
    _payer_date_idx = models.Index(
        "(partner_id, date DESC, move_id DESC) WHERE payment_type = 'inbound' AND"
        " partner_type = 'customer' AND state IN ('in_process', 'paid')"
    )

    # === BUSINESS METHODS - PAYMENTS OF A PAYER === #

    @api.model
    def _get_payer_entry_ids(self, payer, companies, limit=None, offset=0):
        """Return the journal entries that book what a payer has paid, newest first.

        These are the entries of payments, whoever made them, and those of credits alone.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies that are paid.
        :param int limit: How many.
        :param int offset: How many to leave out.
        :return: `account.move` ids.
        :rtype: list[int]
        """
        self.flush_model()
        self.env['payment.remittance'].flush_model(['amount_total', 'move_id', 'partner_id'])
        customer = payer.commercial_partner_id
        rows = self.env.execute_query(
            SQL(
                """
            SELECT move_id
              FROM (
                SELECT payment.move_id, payment.date
                  FROM UNNEST(%(partner_ids)s) AS payer (id)
            CROSS JOIN LATERAL (
                    SELECT move_id, date
                      FROM account_payment
                     WHERE partner_id = payer.id AND company_id = ANY(%(company_ids)s)
                       AND payment_type = 'inbound' AND partner_type = 'customer'
                       AND state IN ('in_process', 'paid') AND move_id IS NOT NULL
                  ORDER BY date DESC, move_id DESC
                     LIMIT %(last)s
                       ) payment
             UNION ALL
                SELECT remittance.move_id, move.date
                  FROM payment_remittance remittance
                  JOIN account_move move ON move.id = remittance.move_id
                 WHERE remittance.partner_id = %(customer_id)s
                   AND remittance.company_id = ANY(%(company_ids)s)
                   AND remittance.state = 'settled' AND remittance.amount_total = 0
                   ) entry
          ORDER BY date DESC, move_id DESC
             LIMIT %(limit)s OFFSET %(offset)s
            """,
                partner_ids=self._get_payer_partner_ids(customer),
                customer_id=customer.id,
                company_ids=companies.ids,
                last=None if limit is None else offset + limit,
                limit=limit,
                offset=offset,
            )
        )
        return [move_id for (move_id,) in rows]

    @api.model
    def _get_payer_partner_ids(self, customer):
        """Return the ids of all for whom a payment can be recorded: the firm and its people.

        :param res.partner customer: The commercial entity.
        :rtype: list[int]
        """
        partners = self.env['res.partner'].with_context(active_test=False)
        return partners.search([('commercial_partner_id', '=', customer.id)]).ids

    @api.model
    def _get_payer_entry(self, payer, companies, move_id):
        """Return the journal entry that books a payment of the payer.

        :param res.partner payer: Anybody of the customer's commercial entity.
        :param res.company companies: The companies that are paid.
        :param int move_id: The id of the entry, from outside.
        :return: The entry; empty if there is none or it books something else.
        :rtype: account.move
        """
        move = self.env['account.move'].search(
            [
                ('id', '=', move_id),
                ('commercial_partner_id', '=', payer.commercial_partner_id.id),
                ('company_id', 'in', companies.ids),
                ('state', '=', 'posted'),
            ]
        )
        payment = move.origin_payment_id
        is_payment = (
            payment.payment_type == 'inbound'
            and payment.partner_type == 'customer'
            and payment.state in ('in_process', 'paid')
        )
        remittances = self.env['payment.remittance']
        if move and (is_payment or remittances.search([('move_id', '=', move.id)], limit=1)):
            return move
        return move.browse()
