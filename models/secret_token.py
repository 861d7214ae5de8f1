"""Secrets: made at random, kept only as hashes, compared in constant time."""

import secrets
from hashlib import sha256

from passlib.context import CryptContext

# 192 bits, 32 letters.
_TOKEN_BYTES = 24

# Odoo's own choice for keys that are random. They can't be looked up in a dictionary, so fewer
# rounds than for passwords do: thousands of them would make every refusal expensive for the server.
_CRYPT_CONTEXT = CryptContext(['pbkdf2_sha512'], pbkdf2_sha512__rounds=1000)

# What is verified in place of a secret that doesn't exist, so that it takes as long.
_NO_HASH = _CRYPT_CONTEXT.hash(secrets.token_urlsafe())


def new_token():
    """Return a token that nobody can guess.

    :rtype: str
    """
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_token(token):
    """Return what is kept of a token: so random a secret needs no slow hash, and can be searched.

    :param str token: The token.
    :rtype: str
    """
    return sha256((token or '').encode()).hexdigest()


def hash_secret(secret):
    """Return what is kept of a secret that is short enough for people to type.

    :param str secret: The secret.
    :rtype: str
    """
    return _CRYPT_CONTEXT.hash(secret)


def verify_secret(secret, secret_hash):
    """Return whether the secret is the one that was hashed. Takes as long when there is no hash.

    :param str secret: What somebody typed.
    :param str secret_hash: See `hash_secret`; empty when there is nothing to compare with.
    :rtype: bool
    """
    return _CRYPT_CONTEXT.verify(secret, secret_hash or _NO_HASH) and bool(secret_hash)
