"""What a customer shows besides his tax id, which is public.

A kind of key is one file, `payment_portal_key_<kind>.py`, with two things in it:

- a model `payment.portal.key.<kind>` that inherits from `payment.portal.key` and says how such a
  key is asked for and checked: override `_get_field`, `_verify` and, if the key is sent on demand,
  `_send`, `_get_waiting` and `_announce`;
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
    def _send(self, portal, customers, attempt):
        """Let a key be sent to each of the customers, and return the token of the browser.

        Only for kinds that are sent. The browser shows the token on the next page and with the key.
        It costs the same when there is no customer.

        :param payment.portal portal: Where it is asked for.
        :param res.partner customers: The customers with the tax id that was typed.
        :param payment.portal.attempt attempt: Where the request is logged.
        :return: The token.
        :rtype: str
        """
        raise NotImplementedError

    @api.model
    def _get_waiting(self, portal, browser):
        """Return for which tax id a browser can still enter a key that was sent.

        Only for kinds that are sent.

        :param payment.portal portal: Where it was asked for.
        :param str browser: The token of the browser.
        :return: The hash of the tax id, see `payment.portal.attempt`; empty if there is no key to
            enter, or none any more.
        :rtype: str
        """
        raise NotImplementedError

    @api.model
    def _announce(self, portal, browser):
        """Return what the page tells that asks for a key that was sent: where it has gone, masked.

        Only for kinds that are sent. It tells as much for a tax id that nobody has.

        :param payment.portal portal: Where it was asked for.
        :param str browser: The token of the browser.
        :return: The address; empty if there is no key to enter, or none any more.
        :rtype: str
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
