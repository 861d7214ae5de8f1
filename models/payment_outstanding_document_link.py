from odoo import api, fields, models
from odoo.tools import SQL


class PaymentPortalLink(models.Model):
    _inherit = 'payment.portal.link'

    # The newest link to a customer's account, without reading those to his documents.
    _account_idx = models.Index("(partner_id, company_id, id DESC) WHERE scope = 'account'")


class PaymentOutstandingDocument(models.Model):
    _inherit = 'payment.outstanding.document'

    link_state = fields.Selection(
        string="Link",
        selection=lambda self: (
            self.env['payment.portal.link']._fields['state']._description_selection(self.env)
        ),
        readonly=True,
        help="The newest payment link that opens the document. Empty if there is none.",
    )

    _depends = {
        'payment.portal.link': [
            'company_id',
            'expires_at',
            'move_ids',
            'partner_id',
            'refused_at',
            'revoked_at',
            'scope',
            'use_count',
            'use_max',
        ]
    }

    # === THE QUERY === #

    @api.model
    def _get_columns(self):
        """Override of `account_payment_portal` to add the state of the newest link.

        :rtype: dict
        """
        return {**super()._get_columns(), 'link_state': self._get_link_column()}

    @api.model
    def _get_link_column(self):
        """Return the column with the state of the newest link that opens the document.

        PostgreSQL looks it up row by row, by two indexes: the document's own links, and the newest
        one to the customer's account. The states are those of the link's own `_compute_state`.

        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
            (SELECT CASE WHEN link.refused_at IS NOT NULL THEN 'refused'
                         WHEN link.revoked_at IS NOT NULL THEN 'revoked'
                         WHEN link.expires_at <= %(now)s THEN 'expired'
                         WHEN link.use_max > 0 AND link.use_count >= link.use_max THEN 'used_up'
                         ELSE 'active' END
               FROM payment_portal_link link
              WHERE link.id = GREATEST(
                    (SELECT MAX(opened.link_id)
                       FROM payment_portal_link_move_rel opened
                      WHERE opened.move_id = item.move_id),
                    (SELECT account.id
                       FROM payment_portal_link account
                      WHERE account.scope = 'account'
                        AND account.partner_id = item.partner_id
                        AND account.company_id = item.company_id
                   ORDER BY account.id DESC LIMIT 1)))
            """,
            now=fields.Datetime.now(),
        )

    # === ACTION METHODS === #

    def action_share_payment_link(self):
        """Open the dialog that makes links to the documents, one for each customer.

        :rtype: dict
        """
        return self.move_id.action_share_payment_link()
