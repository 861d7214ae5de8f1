from odoo import models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # The ledger of a customer, by accounts and dates. What statements sum up stands in the index.
    _payer_ledger_idx = models.Index(
        "(partner_id, account_id, date) INCLUDE (company_id, currency_id, amount_currency)"
        " WHERE parent_state = 'posted' AND partner_id IS NOT NULL"
    )


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    # What was applied after a day: to know what was open on it.
    _max_date_idx = models.Index('(max_date)')
