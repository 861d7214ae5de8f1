"""A million customers and a million attempts to sign in."""

from passlib.context import CryptContext

from dev.bench.site import Site

COUNT = 1_000_000

# Tax ids of eight digits and a letter: nobody else's, and those of customers are followed by others
# of nobody.
_FIRST_TAX_ID = 30_000_000

# The first letters of all keys; the others are random.
KEY_INDEX = 'KEYS'

# Where the attempts of the benchmark come from (RFC 2544); those that are there already come from
# elsewhere.
NETWORK = '198.18.'

_CUSTOMERS = """
INSERT INTO res_partner (
    name, complete_name, vat, tax_id_key, email, email_normalized, phone, type, active, is_company,
    autopost_bills, create_date, write_date, create_uid, write_uid
)
SELECT 'Customer ' || number, 'Customer ' || number, number || 'A', number || 'A',
       number || '@example.com', number || '@example.com', '+56 2 ' || number, 'contact', TRUE,
       TRUE,
       'ask', now(), now(), 1, 1
  FROM generate_series(%(first)s, %(last)s) AS number;
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL;
"""

_KEYS = """
INSERT INTO payment_portal_issued_key (
    portal_id, company_id, partner_id, key_index, key_hash, create_date, write_date
)
SELECT portal.id, portal.company_id, partner.id, '%(index)s', '%(hash)s', now(), now()
  FROM payment_portal portal, res_partner partner
 WHERE portal.id = %(portal)s AND partner.tax_id_key BETWEEN '%(first)sA' AND '%(last)sA';
"""

# Of the last month, three in an hour's time that failed for each four that did not.
_ATTEMPTS = """
INSERT INTO payment_portal_attempt (at, portal_id, result, source, network, tax_id_hash)
SELECT now() AT TIME ZONE 'utc' - number * interval '2.5 seconds', %(portal)s,
       (ARRAY['asked', 'accepted', 'refused', 'delayed', 'accepted', 'accepted'])[1 + number %% 6],
       '10.' || number %% 200 || '.' || number %% 250 || '.' || number %% 240,
       '10.' || number %% 200 || '.' || number %% 250 || '.0/24',
       md5((number %% 100000)::text)
  FROM generate_series(1, %(count)s) AS number;
"""


def fill(site: Site, portal_id: int, first: int, count: int) -> None:
    """Add customers with keys, and as many attempts.

    :param site: Whose database it is.
    :param portal_id: The portal.
    :param first: The number of the first customer.
    :param count: How many there are to be.
    """
    context = CryptContext(['pbkdf2_sha512'], pbkdf2_sha512__rounds=1000)
    values = {
        'portal': portal_id,
        'first': _FIRST_TAX_ID + first,
        'last': _FIRST_TAX_ID + first + count - 1,
        'count': count,
        'index': KEY_INDEX,
        'hash': context.hash('nobody knows'),
    }
    for statement in (_CUSTOMERS, _KEYS, _ATTEMPTS):
        site.sql(statement % values)
    site.sql('ANALYZE res_partner, payment_portal_issued_key, payment_portal_attempt')


def tax_id(number: int, *, is_known: bool) -> str:
    """Return the tax id of a customer, or one of nobody, which has the same length."""
    return f'{_FIRST_TAX_ID + number + (0 if is_known else 2 * COUNT)}A'
