"""How long somebody has to wait before he may try to sign in again.

Every try is a row of `payment.portal.attempt`, so that all workers and servers count the same. What
the rows of the last hour say makes the next try wait: not at all at first, then longer with each
failure, never for ever. Nobody sleeps in a request: who is early is told when to come back.

- The *own* limit counts the failures of one address, an IPv6 network of a customer (/64) being one
  address. It runs from the last failure, so one machine makes about 25 guesses in an hour. Each
  customer who has signed in from an address lately adds one free failure: many people share it.
- *Shared* limits count the failures in a network (/24), on one tax id, at one portal, and all in
  all, whoever made them. Attackers must not be able to use them up for the customer. So they only
  make everybody wait since *his own* last try, a minute at most: the first time he is asked to come
  back, and when he does he is let through, however hard others try meanwhile.
- Who has proved himself passes by the limits that others have used up. A browser that has signed in
  as this customer has a cookie that says so, and only a limit of its own; an address from which
  this customer has signed in lately has only the limit of the address. Neither is an entrance:
  without the key, all they give is other limits.
- Who is only told to wait is noted once, so a flood of such tries fills no table.

What is left to attackers: whoever shares the address of a customer can make him wait, five minutes
at a time, in a new browser. And as long as strangers ask for codes for a customer, a new browser
may get none (see `payment.portal.code`): he signs in with a browser that he has used before, or by
a link.

Whether a tax id is known plays no part in any of this. Requests that run at the same moment don't
see each other: each worker of the server can be wrong by one.
"""

import ipaddress
from datetime import timedelta
from math import ceil
from typing import NamedTuple

# What counts, and how long the good history of an address lasts.
WINDOW = timedelta(hours=1)
HISTORY = timedelta(days=30)

# What an attack is: so many more failures than sign-ins at one portal within the window.
ATTACK = 100


class GrowingDelay(NamedTuple):
    """A delay that doubles with every `step` failures beyond those that are `free`, in seconds."""

    free: int
    first: int
    longest: int
    step: int = 1

    def get_seconds(self, failures):
        """Return how long to wait after so many failures.

        :param int failures: The number of failures.
        :rtype: int
        """
        if failures < self.free:
            return 0
        return min(self.longest, self.first << min((failures - self.free) // self.step, 20))

    @property
    def enough(self):
        """Return the number of failures from which on the delay does not grow, nor need be counted.

        :rtype: int
        """
        doublings = ceil(self.longest / self.first).bit_length()
        return self.free + doublings * self.step


BY_SOURCE = GrowingDelay(free=10, first=15, longest=300)
BY_BROWSER = GrowingDelay(free=10, first=15, longest=300)
BY_NETWORK = GrowingDelay(free=50, first=5, longest=60, step=20)
BY_TAX_ID = GrowingDelay(free=10, first=15, longest=60, step=5)
BY_PORTAL = GrowingDelay(free=ATTACK, first=5, longest=60, step=50)
OVERALL = GrowingDelay(free=300, first=5, longest=60, step=100)

# The most failures that the good history of an address adds to its free ones.
MOST_HISTORY = 200
MOST_BY_SOURCE = BY_SOURCE.enough + MOST_HISTORY


class Visitor(NamedTuple):
    """Who tries to sign in, as far as a server can know.

    - `source`: his address
    - `network`: the network of his address
    - `browser`: the id of his browser, if it has signed in as this customer before
    """

    source: str
    network: str
    browser: str = ''

    @classmethod
    def from_address(cls, address, browser=''):
        """Return the visitor who comes from an address.

        :param str address: The address of the client; behind a proxy, what the proxy says.
        :param str browser: The id of a browser that has signed in as this customer.
        :rtype: Visitor
        """
        try:
            ip = ipaddress.ip_address((address or '').partition('%')[0])
        except ValueError:
            return cls('unknown', 'unknown', browser)
        ip = getattr(ip, 'ipv4_mapped', None) or ip
        network = str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))
        return cls(str(ip) if ip.version == 4 else network, network, browser)


class Facts(NamedTuple):
    """What the attempts of the last hour say of a visitor, in this order in the database's answer.

    Failures are counted; ages are seconds since the last failure, None for never; `seen_since` is
    the time since the address was seen at all.
    """

    source_failures: int
    source_age: float | None
    seen_since: float | None
    browser_failures: int
    browser_age: float | None
    network_failures: int
    tax_id_failures: int
    portal_excess: int
    overall_excess: int
    customers: int
    has_history: bool

    def get_seconds(self, is_proved):
        """Return how long the visitor must wait, by the limits that apply to him.

        :param bool is_proved: Whether his browser has signed in as this customer before.
        :rtype: int
        """
        own = self.get_own_seconds(is_proved)
        return own if is_proved or self.has_history else max(own, self._get_shared_seconds())

    def get_own_seconds(self, is_proved):
        """Return how long he must wait by the limit that only his own doing uses up.

        :param bool is_proved: Whether his browser has signed in as this customer before.
        :rtype: int
        """
        if is_proved:
            return _get_remaining(BY_BROWSER.get_seconds(self.browser_failures), self.browser_age)
        failures = max(self.source_failures - self.customers, 0)
        return _get_remaining(BY_SOURCE.get_seconds(failures), self.source_age)

    def _get_shared_seconds(self):
        """Return how long he must wait, since he was last seen, because of what others do.

        :rtype: int
        """
        longest = max(
            BY_NETWORK.get_seconds(self.network_failures),
            BY_TAX_ID.get_seconds(self.tax_id_failures),
            BY_PORTAL.get_seconds(self.portal_excess),
            OVERALL.get_seconds(self.overall_excess),
        )
        return _get_remaining(longest, self.seen_since)


def _get_remaining(seconds, age):
    """Return what remains of a delay that began some time ago, in whole seconds.

    :param int seconds: The delay.
    :param float age: How long ago it began; None if it begins now.
    :rtype: int
    """
    return max(ceil(seconds - (age or 0)), 0)
