from datetime import timedelta

from odoo.addons.payment.const import SENSITIVE_KEYS as PAYMENT_SENSITIVE_KEYS

# The part of a transaction's message that must never reach a log file.
SENSITIVE_KEYS = {'transbank_api_key', 'transbank_api_key_usd', 'Tbk-Api-Key-Secret', 'session_id'}
PAYMENT_SENSITIVE_KEYS.update(SENSITIVE_KEYS)

# === Remittances === #

# How long a frozen remittance can be paid; afterwards the payer picks again from fresh figures.
REMITTANCE_LIFETIME = timedelta(hours=2)

# The letters of a remittance's name: Crockford's base 32 has none that are read two ways.
REMITTANCE_NAME_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

# 'PR' and 12 random letters (60 bits): short enough for Webpay's 26 characters with a suffix, and
# unique across databases that share one commerce code.
REMITTANCE_NAME_PREFIX = 'PR'
REMITTANCE_NAME_RANDOM_LETTERS = 12

# The states of a transaction whose outcome only the gateway knows.
LIVE_TRANSACTION_STATES = ('pending', 'authorized')

# === Signing in without an account === #

# Below it lie the pages of guests: '/pay/<slug>' and more.
GUEST_ROUTE = '/pay'

# Addresses that a portal can't have: the add-on's own pages lie there, or people would take them
# for somebody else's.
_RESERVED_SLUGS = (
    'account admin api app assets button code demo docs documents embed help home info invoice '
    'invoices l link links login logout my odoo pay payment portal qr root script shop sign-in '
    'static status support test web www'
)
RESERVED_SLUGS = frozenset(_RESERVED_SLUGS.split())

# The longest address: it has to fit on paper.
SLUG_LENGTH = 40

# A guest is signed out when he does nothing for so long, and at the latest after the second.
SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFETIME = timedelta(hours=8)

# How long it is known who visited.
SESSION_KEPT = timedelta(days=30)

# How long a link works after the last of its documents is due, and how long at most. When it ended
# long ago it is forgotten, with the visits.
LINK_LIFETIME = timedelta(days=60)
LINK_LIFETIME_MAX = timedelta(days=120)
LINK_KEPT = timedelta(days=180)

# How exactly it is noted when a guest was last seen: each note costs a write.
SESSION_SEEN_EVERY = timedelta(minutes=1)

# How long a browser is known that has signed in.
BROWSER_KNOWN = timedelta(days=180)

# How long a code that was sent by e-mail can be used, and how often it can be mistyped.
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5

# How many codes go to one customer in an hour: when browsers ask that he has used before, and when
# others do. Whoever asks for more fills somebody's mailbox.
CODES_EACH_WINDOW = 10
CODES_WINDOW = timedelta(hours=1)

# A tax id that more customers share belongs to none of them: it is a number for "anonymous".
MOST_CUSTOMERS_WITH_ONE_TAX_ID = 5

# === Transbank === #

# The route to which Transbank sends the browser back.
TRANSBANK_RETURN_ROUTE = '/payment/transbank/return'

# The codes of the payment methods that a fresh Transbank provider activates.
TRANSBANK_PAYMENT_METHOD_CODES = {'webpay'}

# The currencies that Webpay Plus settles. A commerce code is bound to one of them.
TRANSBANK_CURRENCIES = ('CLP', 'USD')

# How long Transbank answers questions about a transaction.
# See https://www.transbankdevelopers.cl/referencia/webpay, "Obtener estado de una transacción".
TRANSBANK_STATUS_LIFETIME = timedelta(days=7)

# When the first question is asked about a payer who has not come back.
TRANSBANK_FIRST_QUESTION_AFTER = timedelta(minutes=5)

# How long a payer can possibly be on Transbank's form: 5 minutes to open it and, by the longest of
# the documented figures, somewhat over 10 minutes to fill it in.
TRANSBANK_FORM_LIFETIME = timedelta(minutes=20)

# === Access === #

# How many people the dialog that grants access to the portal lists at most.
PORTAL_WIZARD_PEOPLE_MAX = 500
