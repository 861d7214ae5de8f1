from odoo import models


class SaleOrder(models.Model):
    _name = 'sale.order'
    # The conversation first: its overrides come before those of core's chatter.
    _inherit = ['payment.portal.conversation', 'sale.order']
