from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    is_payment_portal_key_used = fields.Boolean(
        compute='_compute_is_payment_portal_key_used', groups='base.group_user'
    )

    # === COMPUTE METHODS === #

    @api.depends_context('allowed_company_ids')
    def _compute_is_payment_portal_key_used(self):
        self.is_payment_portal_key_used = bool(
            self.env['payment.portal.issue.key']._get_portals(self.env.companies)
        )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to sign guests out when their customer is archived."""
        result = super().write(vals)
        if not vals.get('active', True):
            self._end_guest_sessions()
        return result

    # === ACTION METHODS === #

    def action_payment_portal_key(self):
        """Open the dialog in which staff give the customer a key to the payment portal.

        :rtype: dict
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'account_payment_portal.payment_portal_issue_key_action'
            ),
            'context': {'default_partner_id': self.commercial_partner_id.id},
        }

    # === BUSINESS METHODS === #

    def _end_guest_access(self):
        """Sign out the guests of the customers, and let nobody in by what they hold.

        Issued keys are revoked, codes that are on their way are void. A customer who still has the
        registered e-mail address can ask for a new code: to keep him out, archive him.
        """
        customers = self.commercial_partner_id
        customers._end_guest_sessions()
        # In sudo mode because whoever ends access need not be allowed to see keys.
        self.env['payment.portal.issued.key'].sudo().search(
            [('partner_id', 'in', customers.ids), ('revoked_at', '=', False)]
        )._revoke()
        self.env['payment.portal.code'].sudo().search(
            [('partner_id', 'in', customers.ids), ('state', 'in', ('asked', 'sent'))]
        ).state = 'void'

    def _end_guest_sessions(self):
        """Sign out the guests of the customers."""
        self.env['payment.portal.session']._get_going_on([('partner_id', 'in', self.ids)])._end()
