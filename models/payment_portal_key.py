"""What a customer shows besides his tax id, which is public.

A kind of key is one file, `payment_portal_key_<kind>.py`, with two things in it:

- a model `payment.portal.key.<kind>` that inherits from `payment.portal.key` and says how such a
  key is asked for and checked: override `_get_field`, `_verify` and, if the key is sent on demand,
  `_send` and `_get_sent`;
- its registration: the kind's name in the selection `key_kind` of `payment.portal`.

What every kind owes the others:

- *One key, one customer.* Several customers can have one tax id: duplicates, branches, numbers for
  "anonymous". A key opens the documents of exactly one of them. What fits two, opens nothing.
- *Silence.* For an unknown tax id, a wrong key and a customer without documents, the same work is
  done: the same queries, the same hashing, the same answer. No kind raises for what was typed.
- *No secret in the database*, in a log or in an address; only hashes.
- *No limits of one's own*: how often one may try is decided before (`payment.portal.attempt`). A
  key that guessing could find anyway says so: `_is_weak`.
"""

from typing import Any, NamedTuple

from odoo import api, models

# An id that no record has: queries that look for a customer are made for nobody, too.
NOBODY = -1

# What nobody types on purpose is cut.
LONGEST_KEY = 100


class Proof(NamedTuple):
    """What somebody shows to be let in.

    - `text`: what he typed
    - `customers`: the customers with the tax id he typed; of the model `res.partner`, none in the
      second step of a key that was sent
    - `browser`: the token of the browser that a key was sent for; empty in the first step
    """

    text: str
    customers: Any
    browser: str = ''


class Request(NamedTuple):
    """What a key that is sent needs to know of who asks for it.

    - `key`: the key of the tax id
    - `customers`: the customers who have it; of the model `res.partner`
    - `attempt`: where the request is logged; of the model `payment.portal.attempt`
    """

    key: str
    customers: Any
    attempt: Any


class Sent(NamedTuple):
    """What a browser is told of a key that was sent for it.

    - `address`: where the key went, masked
    - `tax_id_hash`: for which tax id; see `payment.portal.attempt`
    """

    address: str
    tax_id_hash: str


class PaymentPortalKey(models.AbstractModel):
    _name = 'payment.portal.key'
    _description = "Kind of Key to a Payment Portal"

    # Whether the key is sent on demand, and so is asked for in a second step.
    _is_sent = False

    # Whether strangers can find it out. Somebody has to accept that by his name.
    _is_weak = False

    @api.model
    def _get_field(self):
        """Return how the key is asked for on the page.

        Shape: {label: str, hint: str, attributes: dict of the input's HTML attributes}

        :rtype: dict
        """
        raise NotImplementedError

    @api.model
    def _send(self, portal, request):
        """Let a key be sent to each of the customers, and return the token of the browser.

        Only for kinds that are sent; the browser shows the token in the second step. It looks the
        same when there is no customer.

        :param payment.portal portal: Where it is asked for.
        :param Request request: Who asks.
        :return: The token.
        :rtype: str
        """
        raise NotImplementedError

    @api.model
    def _get_sent(self, portal, browser):
        """Return what was sent for a browser and can still be used.

        Only for kinds that are sent.

        :param payment.portal portal: Where it was asked for.
        :param str browser: The token of the browser.
        :return: None if there is nothing, or nothing any more.
        :rtype: Sent|None
        """
        raise NotImplementedError

    @api.model
    def _verify(self, portal, proof):
        """Return the one customer whose key it is, and use the key up if it can be used once.

        :param payment.portal portal: Where it is shown.
        :param Proof proof: What is shown.
        :return: The customer, empty if it is nobody's or could be more than one's.
        :rtype: res.partner
        """
        raise NotImplementedError
