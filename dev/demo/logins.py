"""Who can sign in to the demo, and what to look at. Plain data: read without Odoo, too."""

from typing import NamedTuple


class Login(NamedTuple):
    """One line of the table that the starter prints."""

    login: str
    password: str
    language: str
    who: str
    what: str


PORTAL_LOGINS = (
    Login(
        'customer',
        'customer',
        'en_US',
        "Viña Los Robles SpA, the head office",
        "Tick several invoices, pay a part of one, use a credit note, pay all by Webpay",
    ),
    Login(
        'colleague',
        'colleague',
        'es_CL',
        "Camila Fuentes, a contact of Viña Los Robles SpA",
        "The same documents as the head office, in Spanish",
    ),
    Login(
        'other',
        'other',
        'en_US',
        "Rodrigo Tapia, a contact of Ferretería San Cristóbal Ltda.",
        "Another customer: none of the documents of the others",
    ),
    Login(
        'both',
        'both',
        'es_CL',
        "Transportes Austral S.A.",
        "Documents of two companies, in pesos and in euros",
    ),
    Login(
        'spain',
        'spain',
        'es_ES',
        "Bodegas Ejemplo del Duero SL",
        "A customer of the Spanish company, in euros",
    ),
)

STAFF_LOGINS = (
    Login(
        'accountant',
        'accountant',
        'en_US',
        "Antonia Reyes, accountant of both companies",
        "Payments, reconciled invoices and discrepancies",
    ),
    Login(
        'sales',
        'sales',
        'es_CL',
        "Sebastián Muñoz, salesperson in Chile",
        "Quotations and customers",
    ),
    Login('admin', 'admin', 'en_US', "Administrator", "Payment providers and payment portals"),
)

LOGINS = PORTAL_LOGINS + STAFF_LOGINS

# The address of the portal where customers pay without an account, and the tax id of one.
GUEST_SLUG = 'andina'
GUEST_TAX_ID = '99.910.018-K'


def as_table():
    """Return the logins as aligned lines of text, the title first.

    >>> as_table().splitlines()[1].split()[:2]
    ['customer', 'customer']
    """
    rows = [('login', 'password', 'who', 'what to try')]
    rows += [(login.login, login.password, login.who, login.what) for login in LOGINS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return '\n'.join(
        '  '.join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )


if __name__ == '__main__':
    print(as_table())
