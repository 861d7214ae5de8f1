"""What tests about quotes share."""

from datetime import timedelta

from odoo import Command, fields


class QuotesCommon:
    """Mixin for test classes that have `company` and `payer`: makes quotes and orders."""

    @classmethod
    def create_quote(cls, amount, partner=None, days=30, state='sent', **values):
        """Create a quote that is valid for some days from today; a negative number if it expired.

        :param float amount: The total.
        :param res.partner partner: Who gets it; by default the payer.
        :param int|None days: How long it is valid; None for ever.
        :param str state: 'draft', 'sent', 'sale', …
        :param dict values: More values.
        :rtype: sale.order
        """
        partner = partner or cls.payer
        line = {'name': "Goods", 'price_unit': amount, 'tax_ids': None}
        product = cls.env['product.product'].sudo().create({'name': "Goods", 'taxes_id': None})
        quote = (
            cls.env['sale.order']
            .sudo()
            .create(
                {
                    'company_id': cls.company.id,
                    'partner_id': partner.id,
                    'order_line': [Command.create({**line, 'product_id': product.id})],
                    **values,
                }
            )
        )
        quote.validity_date = fields.Date.today() + timedelta(days=days) if days else False
        quote.state = state
        return quote
