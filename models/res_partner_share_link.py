from odoo import fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    payment_link_count = fields.Integer(
        compute='_compute_payment_link_count',
        groups='account.group_account_invoice,sales_team.group_sale_salesman',
        help="How many links to payment portals work now.",
    )

    # === COMPUTE METHODS === #

    def _compute_payment_link_count(self):
        groups = self.env['payment.portal.link']._read_group(
            [('partner_id', 'in', self.commercial_partner_id.ids), ('state', '=', 'active')],
            groupby=['partner_id'],
            aggregates=['__count'],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.payment_link_count = counts.get(partner.commercial_partner_id.id, 0)

    # === ACTION METHODS === #

    def action_share_payment_link(self):
        """Open the dialog that makes links to the customers' accounts.

        :rtype: dict
        """
        return self.env['payment.portal.share.link']._action_open(self, self.env['account.move'])

    def action_open_payment_links(self):
        """Open the links of the customer.

        :rtype: dict
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'account_payment_portal.payment_portal_link_action'
            ),
            'domain': [('partner_id', '=', self.commercial_partner_id.id)],
            'context': {'search_default_active': 1},
        }

    # === GETTERS === #

    def _get_payment_link_recipients(self):
        """Return who of each customer gets a link: his contact for invoices, or else himself.

        Shape: `{customer: contact or customer}`

        :rtype: dict
        """
        contacts = self.search_fetch(
            [
                ('email_normalized', '!=', False),
                ('parent_id', 'in', self.ids),
                ('commercial_partner_id', 'in', self.ids),
                ('type', '=', 'invoice'),
            ],
            ['parent_id'],
            order='id desc',
        )
        of_customer = {contact.parent_id.id: contact for contact in contacts}
        return {customer: of_customer.get(customer.id, customer) for customer in self}
