"""The documents of the demo as plain data, dated relative to the day on which it is built."""

from typing import NamedTuple


class Product(NamedTuple):
    """What is sold; dollar prices stand in the documents.

    Units: prices before taxes
    """

    name: str
    spanish: str
    pesos: int
    euros: float


PRODUCTS = {
    'care': Product("Monthly maintenance", "Mantención mensual", 189900, 210),
    'visit': Product("Technician's visit", "Visita técnica", 64900, 72.5),
    'paper': Product("Thermal paper, box of 50", "Papel térmico, caja de 50", 38900, 42.9),
    'labels': Product("Adhesive labels, roll", "Etiquetas adhesivas, rollo", 7450, 8.35),
    'scanner': Product("Barcode scanner", "Lector de código de barras", 129900, 139),
    'printer': Product("Label printer", "Impresora de etiquetas", 349900, 389),
    'course': Product("Training, half a day", "Capacitación, media jornada", 158000, 175),
    'licence': Product("Software licence, one year", "Licencia de software, un año", 612000, 680),
}


class Document(NamedTuple):
    """One invoice or credit note.

    Units: `prices` replaces the price list; in the currency of the document, before taxes
    """

    customer: str
    days_ago: int
    lines: tuple  # Pairs of product and quantity.
    term: str = 'days_30'
    company: str = 'cl'
    paid: float = 0  # The share that is paid: 1 for all.
    is_credit: bool = False
    currency: str = ''  # External id; the one of the company when empty.
    price: float = 0  # Of every line; the price list when 0.
    name: str = ''  # External id, for those that somebody looks for.


def monthly(customer, months, paid_until, **values):
    """Return a maintenance invoice for each of the last months, old ones paid.

    :param str customer: Key of the customer.
    :param int months: How many months back it starts.
    :param int paid_until: The months back until which all is paid.
    :param dict values: Other values of the documents.
    :rtype: list[Document]
    """
    return [
        Document(
            customer, 30 * month + 4, (('care', 1),), paid=1 if month >= paid_until else 0, **values
        )
        for month in range(months, 0, -1)
    ]


# What a customer orders, in turn.
BASKETS = (
    (('paper', 2), ('labels', 10)),
    (('visit', 1),),
    (('scanner', 1), ('labels', 4)),
    (('paper', 5),),
    (('printer', 1), ('visit', 1)),
    (('labels', 25),),
    (('course', 1),),
)


def orders(customer, days, **values):
    """Return one invoice for each of the days, with changing baskets.

    :param str customer: Key of the customer.
    :param iterable days: How many days ago each was made out.
    :param dict values: Other values of the documents.
    :rtype: list[Document]
    """
    return [
        Document(customer, day, BASKETS[index % len(BASKETS)], **values)
        for index, day in enumerate(days)
    ]


VINA = [
    *monthly('vina', 12, 8),
    *orders('vina', range(2, 80, 5)),  # Those above 30 days are overdue.
    *orders('vina', (95, 130, 170, 215), paid=1),
    Document('vina', 66, (('printer', 2),), paid=0.4, name='part_paid'),
    Document('vina', 48, (('scanner', 3), ('course', 1)), term='thirds', name='instalments'),
    Document('vina', 12, (('licence', 1),), term='halves', name='halves'),
    Document('vina', 3, (('licence', 2),), term='early', name='early_discount'),
    Document('vina', 20, (('licence', 1),), currency='base.USD', price=1250, name='dollars'),
    Document('vina', 40, (('labels', 10),), is_credit=True, name='credit'),
    Document('vina', 9, (('visit', 1),), is_credit=True),
]
OTHERS_IN_CHILE = [
    *monthly('ferreteria', 5, 3),
    *orders('ferreteria', (6, 19, 41, 63), term='days_15'),
    Document('ferreteria', 25, (('paper', 1),), is_credit=True),
    *orders('clinica', (8, 27, 52), term='days_15'),
    *monthly('clinica', 4, 2),
    *orders('austral', (5, 21, 44, 71)),
    Document('austral', 90, (('printer', 3),), term='thirds', paid=0.3333),
    *orders('cafe', (3, 17, 38), term='days_15'),
    *orders('cafe', (60, 88), paid=1),
    *orders('valentina', (14, 50), term='days_15'),
    *orders('valentina', (80,), paid=1),
]
SPAIN = [
    *monthly('bodegas', 4, 3, company='es'),
    *orders('bodegas', (4, 16, 47), company='es'),
    Document('bodegas', 55, (('printer', 1),), company='es', paid=0.5),
    Document('bodegas', 11, (('labels', 6),), company='es', is_credit=True),
    Document('bodegas', 35, (('licence', 1),), term='thirds', company='es'),
    *orders('libreria', (7, 33, 58), company='es'),
    *orders('lucia', (13,), company='es', paid=1),
    *orders('austral', (10, 42), company='es'),
]
DOCUMENTS = sorted([*VINA, *OTHERS_IN_CHILE, *SPAIN], key=lambda document: -document.days_ago)

# Money received that fits no document: (company, customer, amount, days ago).
ON_ACCOUNT = (
    ('cl', 'vina', 150000, 30),
    ('cl', 'cafe', 25000, 12),
    ('es', 'bodegas', 120, 18),
)
