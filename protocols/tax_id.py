"""Recognise a tax id however it is written.

People write the same id in many ways: with dots, dashes and spaces, with the country in front, with
or without leading zeros, in small letters, in the wide letters of a Japanese keyboard. All of them
give the same key here, so that one indexed comparison finds the customer. The key isn't for people:
it says nothing about whether an id is valid, and it never raises.

Source: https://www.sii.cl (RUT), https://sede.agenciatributaria.gob.es (NIF, CIF, NIE),
https://www.skra.is (kennitala), https://www.nalog.gov.ru (INN).
"""

import re
import unicodedata

# No tax id is longer, even with all its punctuation.
LONGEST = 64

# Countries whose ids are often written with the code of the country in front: the members of the
# European VAT system with its special codes, and others with which they trade.
_PREFIXES = (
    'AT BE BG CY CZ DE DK EE EL ES EU FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI '
    'AR BO BR CH CL CO EC IS KZ LI MX NO PE PY RU UY'
)
PREFIXES = frozenset(_PREFIXES.split())

# Where the code in front isn't the code of the country.
_OTHER_PREFIXES = {'GR': ('EL',), 'GB': ('XI',)}

# What follows the code of a country has at least so many digits.
_FEWEST_DIGITS = 5

# Names of ids that are typed along with them. The last but one is INN in Cyrillic letters.
_LABEL = re.compile(
    '^(?:RUT|RUN|NIF|CIF|NIE|DNI|VAT|INN|\u0418\u041d\u041d|KT)(?=[A-Z]{0,3}[0-9]{5})'
)

# The id of a foreigner in Spain: zeros may follow the letter, which stands for a digit.
_NIE = re.compile('^([XYZ])0+(?=[0-9]+[A-Z]$)')


def tax_id_key(raw: str | None, country_code: str | None = None) -> str:
    """Return the key under which a tax id is found, the same for all its usual spellings.

    Two ids that differ get different keys, unless they differ in nothing but punctuation, leading
    zeros or the country in front. Letters that only look alike stay different.

    >>> {tax_id_key(rut, 'CL') for rut in ('12.531.909-2', '12531909-2', '125319092',
    ...     '12,531,909-2', 'CL125319092', ' 12 531 909 \u2013 2 ', '0012531909-2',
    ...     'RUT: 12.531.909-2')}
    {'125319092'}
    >>> tax_id_key('\uff11\uff12\uff15\uff13\uff11\uff19\uff10\uff19\uff0d\uff12', 'CL')  # wide
    '125319092'
    >>> {tax_id_key(rut, 'CL') for rut in ('1.000.005-k', '1000005K', 'cl 01000005-K')}
    {'1000005K'}
    >>> tax_id_key('1000005\u041a', 'CL') == '1000005K'  # the former ends with a Cyrillic letter
    False
    >>> {tax_id_key(cif, 'CL') for cif in ('ES-B58378431', 'B 58.378.431', 'b58378431')}
    {'B58378431'}
    >>> {tax_id_key(nie, 'ES') for nie in ('X-1234567-L', 'x01234567L', 'ESX1234567L')}
    {'X1234567L'}
    >>> {tax_id_key(kennitala, 'IS') for kennitala in ('010130-2989', '0101302989', '101302989')}
    {'101302989'}
    >>> {tax_id_key(inn, 'RU') for inn in ('7707083893', 'INN 7707083893', 'RU7707083893')}
    {'7707083893'}
    >>> tax_id_key('Kunde-nr. 007/b')
    'KUNDENR007B'
    >>> [tax_id_key(nothing) for nothing in (None, '', '/', '0', '-' * 9, 'x' * 1000)]
    ['', '', '', '', '', '']

    :param raw: The id as somebody typed it or as it is stored.
    :param country_code: The code of the country whose id it is most likely.
    :return: Letters and digits, upper case; empty if there are none.
    """
    if not raw or len(raw) > LONGEST:
        return ''
    key = _LABEL.sub('', _compact(raw))
    key = _without_prefix(key, (country_code or '').upper()).lstrip('0')
    return _NIE.sub(r'\1', key)


def last_digits(key: str, count: int = 4) -> set[str]:
    """Return what may be meant by the last digits of a tax id.

    A letter at the end is counted by some and left out by others.

    >>> sorted(last_digits('125319092')), sorted(last_digits('1000005K'))
    (['9092'], ['0005', '005K'])
    >>> last_digits('B1')
    set()

    :param key: The key of the id.
    :param count: How many digits.
    :return: Each way to write them; none for an id that has fewer.
    """
    digits = ''.join(filter(str.isdigit, key))
    return {text[-count:] for text in (key, digits)} if len(digits) >= count else set()


def _compact(raw: str) -> str:
    """Return the letters and digits: wide letters folded, the digits of all scripts as 0 to 9."""
    folded = unicodedata.normalize('NFKC', raw).upper()[:LONGEST]
    return ''.join(map(_as_digit, filter(str.isalnum, folded)))


def _as_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))


def _without_prefix(key: str, country_code: str) -> str:
    """Return the key without the country in front.

    The country of the customer isn't known where an id is typed, so the code of any country goes
    when what remains looks like an id. The same happens to what is stored, so nothing is lost when
    the two letters were a part of the id.
    """
    prefix, rest = key[:2], key[2:]
    if rest and prefix in (country_code, *_OTHER_PREFIXES.get(country_code, ())):
        return rest
    return rest if prefix in PREFIXES and _count_digits(rest) >= _FEWEST_DIGITS else key


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))
