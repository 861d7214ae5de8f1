"""Two quotations that wait for the customer."""

from odoo import Command

# Key: (customer, products, values).
QUOTATIONS = {
    'printers': ('vina', (('printer', 4), ('course', 1)), {}),
    'licence': (
        'ferreteria',
        (('licence', 1), ('visit', 2)),
        {'require_payment': True, 'prepayment_percent': 0.3},
    ),
}


def build(world):
    """Create the quotations and mark them as sent."""
    company = world.get('company_cl')
    for key, (customer, lines, values) in QUOTATIONS.items():
        order = world.model('sale.order', company).create(
            {
                'partner_id': world.get(f'partner_{customer}').id,
                'user_id': world.get('user_sales').id,
                'validity_date': world.day(-30),
                'order_line': [
                    Command.create(
                        {
                            'product_id': world.get(f'product_{product}').id,
                            'product_uom_qty': quantity,
                        }
                    )
                    for product, quantity in lines
                ],
                **values,
            }
        )
        order.action_quotation_sent()
        world.keep(f'quotation_{key}', order)
