"""Who gets what: every route of the add-on, every actor, and records that are his or not.

A row is a route with a verb; a cell says, with a letter for each record, what the actor gets when
he asks for that record. Whatever the letter, no answer may name a record that he may not see.

Records:

- `first` and `second`: documents of the customer, and a remittance over each
- `foreign`: the same of another customer of the same company
- `distant`: the same of the customer, but in another company, which has its own payment portal

Letters:

- `P`: the page or the answer that was asked for, with the record
- `p`: a page, without the record
- `d`: a file
- `n`: not found; calls say the same as for what does not exist
- `r`: his own page again, which says what is wrong
- `f`: the record was frozen; he is led to its payment
- `i`: he is led to his list
- `h`: he is led to the start of the portal
- `m`: he is led to the free times of his salesperson
- `t`: he is led to the page that thanks
- `s`: he is led to the sign-in page of the payment portal, without having got in
- `l`: he is led to the page for users to log in; calls say that the session is over
"""

RECORDS = ('first', 'second', 'foreign', 'distant')

ACTORS = {
    'nobody': "somebody who has neither logged nor signed in",
    'payer': "a portal user of the customer",
    'other': "a portal user of the other customer",
    'abroad': "a portal user whose firm is a customer of the other company only",
    'guest': "somebody who has signed in as the customer at the company's payment portal",
    'neighbour': "somebody who has signed in as the customer at the other company's",
    'holder': "somebody who came by a link for the first document",
    'seller': "a salesperson of the company",
    'accountant': "somebody who makes invoices in the company",
}

# Which records an actor may see at all; those of his company that staff see, they see elsewhere.
VISIBLE = {
    'nobody': (),
    'payer': ('first', 'second', 'distant'),
    'other': ('foreign',),
    'abroad': (),
    'guest': ('first', 'second'),
    'neighbour': ('distant',),
    'holder': ('first',),
    'seller': (),
    'accountant': ('first', 'second', 'foreign'),
}


def _row(*cells):
    return dict(zip(ACTORS, cells, strict=True))


# === PAGES OF PORTAL USERS === #

# Guests are nobody here, and staff has no documents of its own. In the order of `ACTORS`.
_MY_RECORD = _row('llll', 'PPnP', 'nnPn', 'nnnn', 'llll', 'llll', 'llll', 'nnnn', 'nnnn')
_MY_LIST = _row('llll', 'PPpP', 'ppPp', 'pppp', 'llll', 'llll', 'llll', 'pppp', 'pppp')
_MY_CHOICE = _row('llll', 'ffrf', 'rrfr', 'rrrr', 'llll', 'llll', 'llll', 'rrrr', 'rrrr')
_MY_SETTLEMENT = _row('llll', 'rrnr', 'nnrn', 'nnnn', 'llll', 'llll', 'llll', 'nnnn', 'nnnn')
_MY_SUMS = _row('l', 'p', 'p', 'p', 'l', 'l', 'l', 'p', 'p')
_MY_WAY = _row('l', 'i', 'i', 'i', 'l', 'l', 'l', 'i', 'i')
_MY_OVERDUE = _row('h', 'i', 'i', 'i', 'h', 'h', 'h', 'i', 'i')

_MY_PAGE = _row('l', 'p', 'p', 'p', 'l', 'l', 'l', 'p', 'p')
_MY_HISTORY = _row('l', 'P', 'p', 'p', 'l', 'l', 'l', 'p', 'p')
_MY_FILE = _row('l', 'd', 'd', 'd', 'l', 'l', 'l', 'd', 'd')
_MY_RECEIPT = _row('llll', 'ddnd', 'nndn', 'nnnn', 'llll', 'llll', 'llll', 'nnnn', 'nnnn')
_MY_DOWNLOAD = _row('llll', 'PPrP', 'rrPr', 'rrrr', 'llll', 'llll', 'llll', 'rrrr', 'rrrr')
_NO_MEETING = _row('l', 'n', 'n', 'n', 'l', 'l', 'l', 'n', 'n')
_NOTHING_BOOKED = _row('l', 'r', 'r', 'r', 'l', 'l', 'l', 'r', 'r')  # No time was chosen.
_NO_FILE = _row('l', 'n', 'n', 'n', 'l', 'l', 'l', 'n', 'n')
_NOTHING_WRITTEN = _row('l', 'r', 'r', 'r', 'l', 'l', 'l', 'r', 'r')
_MEETING_TIMES = _row('l', 'm', 'm', 'm', 'l', 'l', 'l', 'm', 'm')

# === PAGES OF GUESTS === #

# To be logged in helps nobody here, and neither does a visit at another portal.
_GUEST_RECORD = _row('ssss', 'ssss', 'ssss', 'ssss', 'PPnn', 'ssss', 'Pnnn', 'ssss', 'ssss')
_GUEST_LIST = _row('ssss', 'ssss', 'ssss', 'ssss', 'PPpp', 'ssss', 'Pppp', 'ssss', 'ssss')
_GUEST_CHOICE = _row('ssss', 'ssss', 'ssss', 'ssss', 'ffrr', 'ssss', 'frrr', 'ssss', 'ssss')
_GUEST_SETTLEMENT = _row('ssss', 'ssss', 'ssss', 'ssss', 'rrnn', 'ssss', 'rnnn', 'ssss', 'ssss')
_GUEST_NO_FILE = _row('s', 's', 's', 's', 'n', 's', 'n', 's', 's')
_GUEST_SUMS = _row('s', 's', 's', 's', 'p', 's', 'P', 's', 's')  # One document is the sum.
_GUEST_WAY = _row('s', 's', 's', 's', 'i', 's', 'i', 's', 's')
_GUEST_HISTORY = _row('s', 's', 's', 's', 'P', 's', 'P', 's', 's')
_GUEST_RECEIPT = _row('ssss', 'ssss', 'ssss', 'ssss', 'ddnn', 'ssss', 'dnnn', 'ssss', 'ssss')
# A link to a document opens no statement.
_GUEST_STATEMENT = _row('s', 's', 's', 's', 'P', 's', 'n', 's', 's')
_GUEST_SUMMARY = _row('s', 's', 's', 's', 'p', 's', 'n', 's', 's')
_GUEST_FILE = _row('s', 's', 's', 's', 'd', 's', 'n', 's', 's')
_GUEST_DOWNLOAD = _row('ssss', 'ssss', 'ssss', 'ssss', 'PPrr', 'ssss', 'Prrr', 'ssss', 'ssss')
_SIGN_IN = _row('p', 'p', 'p', 'p', 'i', 'p', 'i', 'p', 'p')

# Who has the customer's tax id and key gets in, whoever he is; with another one's key, nobody does.
_KEY = dict.fromkeys(ACTORS, 'i-s-')

# A link is for whoever has it. The second one was revoked.
_LINK_PAGE = dict.fromkeys(ACTORS, 'p-n-')

_EACH = dict.fromkeys

_SIGN_IN_ROUTE = '/pay/<string:slug>'
_DOCUMENTS = f'{_SIGN_IN_ROUTE}/documents'
_REMITTANCES = f'{_SIGN_IN_ROUTE}/remittances'
_LINK = '/pay/l/<string:token>'

# `{(verb, route): {actor: a letter for each record, or one where there is no record}}`. The verb is
# CALL for the routes of scripts.
ROUTES = {
    # The record is the remittance that a list is opened with.
    ('GET', '/my/invoices'): _MY_LIST,
    ('GET', '/my/invoices/page/<int:page>'): _MY_LIST,
    ('GET', '/my/invoices/totals'): _MY_SUMS,
    ('GET', '/my/invoices/overdue'): _MY_OVERDUE,
    ('GET', '/my/invoices/pay'): _MY_WAY,
    ('POST', '/my/invoices/pay'): _MY_CHOICE,
    ('GET', '/my/remittances'): _MY_RECORD,
    ('GET', '/my/remittances/<string:name>'): _MY_RECORD,
    ('POST', '/my/remittances/<string:name>/settle'): _MY_SETTLEMENT,
    ('CALL', '/my/remittances/<string:name>/transaction'): _MY_RECORD,
    ('CALL', '/my/remittances/<string:name>/status'): _MY_RECORD,
    ('GET', '/my/payments'): _MY_HISTORY,
    ('GET', '/my/payments/page/<int:page>'): _MY_HISTORY,
    ('GET', '/my/payments/<int:move_id>/receipt'): _MY_RECEIPT,
    ('GET', '/my/statement'): _MY_HISTORY,
    ('GET', '/my/statement/page/<int:page>'): _MY_HISTORY,
    ('GET', '/my/statement/pdf'): _MY_FILE,
    ('GET', '/my/statement/xlsx'): _MY_FILE,
    ('GET', '/my/invoices/<int:move_id>/pdf'): _MY_RECORD,
    ('GET', '/my/invoices/download'): _MY_WAY,
    ('POST', '/my/invoices/download'): _MY_DOWNLOAD,
    ('GET', '/my/history'): _MY_PAGE,
    ('GET', '/my/history/page/<int:page>'): _MY_PAGE,
    ('GET', '/my/history/figures'): _MY_PAGE,
    # Meetings.
    ('GET', '/my'): _MY_PAGE,
    ('GET', '/my/home'): _MY_PAGE,
    ('GET', '/my/meetings'): _MY_PAGE,
    ('GET', '/my/meetings/new'): _MY_PAGE,
    ('POST', '/my/meetings/new'): _NOTHING_BOOKED,
    ('POST', '/my/meetings/zone'): _MEETING_TIMES,
    ('GET', '/my/meetings/<int:event_id>/cancel'): _NO_MEETING,
    ('POST', '/my/meetings/<int:event_id>/cancel'): _NO_MEETING,
    ('GET', '/my/meetings/<int:event_id>/invitation.ics'): _NO_MEETING,
    ('GET', '/my/meetings/<int:event_id>/move'): _NO_MEETING,
    ('POST', '/my/meetings/<int:event_id>/move'): _NO_MEETING,
    # Messages: nothing is written, and the file is unknown.
    ('GET', '/my/messages'): _MY_PAGE,
    ('GET', '/my/messages/page/<int:page>'): _MY_PAGE,
    ('GET', '/my/messages/new'): _MY_PAGE,
    ('POST', '/my/messages/new'): _NOTHING_WRITTEN,
    ('GET', '/my/messages/<int:message_id>/<int:file_id>'): _NO_FILE,
    ('POST', '/mail/attachment/upload'): _EACH(ACTORS, 'n'),
    # Quotes: an unknown one.
    ('GET', '/my/orders/<int:order_id>'): _EACH(ACTORS, 'h'),
    ('CALL', '/my/orders/<int:order_id>/accept'): _EACH(ACTORS, 'n'),
    ('CALL', '/my/orders/<int:order_id>/transaction'): _EACH(ACTORS, 'n'),
    # The same for guests.
    ('GET', _DOCUMENTS): _GUEST_LIST,
    ('GET', f'{_DOCUMENTS}/page/<int:page>'): _GUEST_LIST,
    ('GET', f'{_DOCUMENTS}/totals'): _GUEST_SUMS,
    ('GET', f'{_DOCUMENTS}/<int:move_id>'): _GUEST_RECORD,
    ('GET', f'{_DOCUMENTS}/<int:move_id>/messages'): _GUEST_RECORD,
    ('POST', f'{_DOCUMENTS}/<int:move_id>/messages'): _GUEST_SETTLEMENT,
    ('GET', f'{_DOCUMENTS}/<int:move_id>/messages/<int:message_id>/<int:file_id>'): _GUEST_NO_FILE,
    ('GET', f'{_DOCUMENTS}/pay'): _GUEST_WAY,
    ('POST', f'{_DOCUMENTS}/pay'): _GUEST_CHOICE,
    ('GET', _REMITTANCES): _GUEST_RECORD,
    ('GET', f'{_REMITTANCES}/<string:name>'): _GUEST_RECORD,
    ('POST', f'{_REMITTANCES}/<string:name>/settle'): _GUEST_SETTLEMENT,
    ('CALL', f'{_REMITTANCES}/<string:name>/transaction'): _GUEST_RECORD,
    ('CALL', f'{_REMITTANCES}/<string:name>/status'): _GUEST_RECORD,
    ('GET', f'{_SIGN_IN_ROUTE}/payments'): _GUEST_HISTORY,
    ('GET', f'{_SIGN_IN_ROUTE}/payments/page/<int:page>'): _GUEST_HISTORY,
    ('GET', f'{_SIGN_IN_ROUTE}/payments/<int:move_id>/receipt'): _GUEST_RECEIPT,
    ('GET', f'{_SIGN_IN_ROUTE}/statement'): _GUEST_STATEMENT,
    ('GET', f'{_SIGN_IN_ROUTE}/statement/page/<int:page>'): _GUEST_STATEMENT,
    ('GET', f'{_SIGN_IN_ROUTE}/statement/pdf'): _GUEST_FILE,
    ('GET', f'{_SIGN_IN_ROUTE}/statement/xlsx'): _GUEST_FILE,
    ('GET', f'{_DOCUMENTS}/download'): _GUEST_WAY,
    ('POST', f'{_DOCUMENTS}/download'): _GUEST_DOWNLOAD,
    ('GET', f'{_SIGN_IN_ROUTE}/history'): _GUEST_SUMMARY,
    ('GET', f'{_SIGN_IN_ROUTE}/history/page/<int:page>'): _GUEST_SUMMARY,
    ('GET', f'{_SIGN_IN_ROUTE}/history/figures'): _GUEST_SUMMARY,
    # Signing in: the record is whose key it is.
    ('GET', _SIGN_IN_ROUTE): _SIGN_IN,
    ('POST', _SIGN_IN_ROUTE): _KEY,
    ('GET', f'{_SIGN_IN_ROUTE}/code'): _EACH(ACTORS, 's'),  # Nobody has asked for one.
    ('POST', f'{_SIGN_IN_ROUTE}/code'): _EACH(ACTORS, 's'),
    ('POST', f'{_SIGN_IN_ROUTE}/logout'): _EACH(ACTORS, 's'),
    # Links: the record is whose link it is.
    ('GET', '/pay/l'): _EACH(ACTORS, 'n'),
    ('GET', _LINK): _LINK_PAGE,
    ('POST', _LINK): _EACH(ACTORS, 'i-n-'),
    ('GET', f'{_LINK}/refuse'): _LINK_PAGE,
    ('POST', f'{_LINK}/refuse'): _EACH(ACTORS, 't-n-'),
    ('GET', '/pay/l/refused'): _EACH(ACTORS, 'p'),
    # Returning from the gateway, with a token that fits nothing.
    ('GET', '/payment/transbank/return'): _EACH(ACTORS, 'n'),
    ('POST', '/payment/transbank/return'): _EACH(ACTORS, 'n'),
}

# Routes of Odoo itself whose answers the add-on changes.
CORE_ROUTES = {
    ('GET', '/my/invoices/<int:invoice_id>'): _row(
        'hhhh', 'PPhP', 'hhPh', 'hhhh', 'hhhh', 'hhhh', 'hhhh', 'hhhh', 'PPPh'
    ),
    ('CALL', '/invoice/transaction/<int:invoice_id>'): _row(
        'nnnn', 'PPnP', 'nnPn', 'nnnn', 'nnnn', 'nnnn', 'nnnn', 'nnnn', 'PPPn'
    ),
}
