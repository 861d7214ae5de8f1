"""Products, and the invoices and credit notes made out of `documents_data.py`."""

from odoo import Command

from dev.demo.documents_data import DOCUMENTS, PRODUCTS
from dev.demo.server import LANGUAGES

PRICES = {key: {'cl': product.pesos, 'es': product.euros} for key, product in PRODUCTS.items()}


def build(world):
    """Create and post all documents, each company in one batch."""
    _create_products(world)
    for company in ('cl', 'es'):
        documents = [document for document in DOCUMENTS if document.company == company]
        moves = world.model('account.move', world.get(f'company_{company}')).create(
            [_prepare_move(world, document) for document in documents]
        )
        moves.action_post()
        world.say(f"  {len(moves)} documents of {moves.company_id.name}")
        for index, (document, move) in enumerate(zip(documents, moves, strict=True)):
            world.keep(name_of(document, index), move)


def name_of(document, index):
    """Return the external id of the document.

    :param Document document: The document.
    :param int index: Its place among those of its company.
    :rtype: str
    """
    return f'move_{document.name or f"{document.company}_{index}"}'


def _create_products(world):
    companies = [world.get(f'company_{key}') for key in ('cl', 'es')]
    taxes = [company.account_sale_tax_id.id for company in companies]
    records = world.env['product.product'].create(
        [
            {
                'name': product.name,
                'type': 'service',
                'list_price': product.pesos,
                'invoice_policy': 'order',
                'taxes_id': [Command.set(taxes)],
                'supplier_taxes_id': [Command.clear()],
            }
            for product in PRODUCTS.values()
        ]
    )
    for (key, product), record in zip(PRODUCTS.items(), records, strict=True):
        world.keep(f'product_{key}', record)
        for language in LANGUAGES:
            record.with_context(lang=language).name = product.spanish


def _prepare_move(world, document):
    company = world.get(f'company_{document.company}')
    currency = world.env.ref(document.currency) if document.currency else company.currency_id
    day = world.day(document.days_ago)
    return {
        'move_type': 'out_refund' if document.is_credit else 'out_invoice',
        'partner_id': world.get(f'partner_{document.customer}').id,
        'invoice_date': day,
        'date': day,
        'invoice_user_id': world.get(
            'user_sales' if document.company == 'cl' else 'user_accountant'
        ).id,
        'currency_id': currency.id,
        'invoice_payment_term_id': (
            False if document.is_credit else world.get(f'term_{document.term}').id
        ),
        'invoice_line_ids': [
            Command.create(
                {
                    'product_id': world.get(f'product_{product}').id,
                    'quantity': quantity,
                    'price_unit': document.price or PRICES[product][document.company],
                }
            )
            for product, quantity in document.lines
        ],
    }
