"""How often somebody may try to sign in, and why guessing is hopeless while customers get in.

Every try is a row of `payment.portal.attempt`, so that all workers and servers count the same. What
the rows of the last hour say makes the next try wait: not at all at first, then longer with each
failure, never for ever. Nobody sleeps in a request: who is early is told when to come back.

- *Own* limits count the failures of one address and of its network (/24, or /64 of IPv6). They run
  from the last failure, so one machine makes about thirty guesses in an hour. Each customer who has
  signed in from an address lately adds one free failure: many people share it.
- *Shared* limits count the failures on one tax id, at one portal, and all in all, whoever made
  them. Attackers must not be able to use them up for the customer. So they only make everybody wait
  since *his own* last try, a minute at most: the first time one is asked to come back, and whoever
  does is let through, however hard others try meanwhile.
- Who has proved himself passes by the limits that others have used up. A browser that has signed in
  as this customer has a cookie that says so, and its own limit only; an address from which this
  customer has signed in lately has the limit of the address only. Neither is an entrance: without
  the key, all they give is other limits.
- A row that was only told to wait is kept once for each address and wait, so a flood adds nothing.

Whether a tax id is known plays no part in any of this.
"""

import ipaddress
import logging
from datetime import timedelta
from math import ceil
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

_logger = logging.getLogger(__name__)

# What counts, and how long the good history of an address lasts.
WINDOW = timedelta(hours=1)
HISTORY = timedelta(days=30)

# What an attack is: so many more failures than sign-ins at one portal within the window.
ATTACK = 100

SQL_IS_FAILURE = SQL("result IN ('asked', 'refused')")
SQL_TRUE = SQL("TRUE")


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
BY_NETWORK = GrowingDelay(free=50, first=5, longest=300, step=10)
BY_BROWSER = GrowingDelay(free=10, first=15, longest=300)
BY_TAX_ID = GrowingDelay(free=10, first=15, longest=60, step=5)
BY_PORTAL = GrowingDelay(free=ATTACK, first=5, longest=60, step=100)
OVERALL = GrowingDelay(free=300, first=5, longest=60, step=200)

# The most failures that the good history of an address adds to its free ones.
MOST_HISTORY = 200
MOST_COUNTED = BY_SOURCE.enough + MOST_HISTORY


class Visitor(NamedTuple):
    """Who tries to sign in, as far as a server can know."""

    source: str
    network: str
    browser: str = ''

    @classmethod
    def from_address(cls, address, browser=''):
        """Return the visitor who comes from an address.

        :param str address: The address of the client; behind a proxy, what the proxy says.
        :param str browser: What the cookie of a browser says that has signed in as this customer.
        :rtype: Visitor
        """
        try:
            ip = ipaddress.ip_address((address or '').partition('%')[0])
        except ValueError:
            return cls('unknown', 'unknown', browser)
        ip = getattr(ip, 'ipv4_mapped', None) or ip
        network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False)
        return cls(str(ip), str(network), browser)


class PaymentPortalAttempt(models.Model):
    _name = 'payment.portal.attempt'
    _description = "Attempt to Sign In at a Payment Portal"
    _order = 'at desc, id desc'
    _rec_name = 'source'
    _log_access = False  # `at` tells it; the fewer columns, the cheaper a refusal.

    at = fields.Datetime(string="Date", required=True, default=fields.Datetime.now)
    portal_id = fields.Many2one(comodel_name='payment.portal', required=True, ondelete='cascade')
    company_id = fields.Many2one(related='portal_id.company_id')
    result = fields.Selection(
        selection=[
            ('asked', "Asked for a code"),
            ('refused', "Refused"),
            ('accepted', "Signed in"),
            ('delayed', "Told to wait"),
        ],
        required=True,
    )

    # Who: kept as long as it counts, then deleted.
    source = fields.Char(string="Address", required=True)
    network = fields.Char(required=True)
    tax_id_hash = fields.Char(required=True)
    browser = fields.Char()

    _source_idx = models.Index("(source, at)")
    _network_idx = models.Index("(network, at) WHERE result IN ('asked', 'refused')")
    _tax_id_idx = models.Index("(tax_id_hash, at) WHERE result IN ('asked', 'refused')")
    _portal_idx = models.Index("(portal_id, at) WHERE result != 'delayed'")
    _at_idx = models.Index("(at) WHERE result != 'delayed'")
    _browser_idx = models.Index("(browser, at) WHERE browser IS NOT NULL")
    _history_idx = models.Index("(source, tax_id_hash, at) WHERE result = 'accepted'")

    # === BUSINESS METHODS === #

    @api.model
    def _get_tax_id_hash(self, key):
        """Return under which name a tax id is counted: the rows don't tell who was tried.

        :param str key: The key of the tax id.
        :rtype: str
        """
        return hmac(self.env(su=True), 'payment.portal.attempt', key)[:32]

    @api.model
    def _log(self, portal, visitor, tax_id_hash, result):
        """Note an attempt; a refused one goes to the log of the server, too.

        :param payment.portal portal: Where it was made.
        :param Visitor visitor: Who made it.
        :param str tax_id_hash: On which tax id; see `_get_tax_id_hash`.
        :param str result: What became of it.
        :rtype: payment.portal.attempt
        """
        # With the company of the portal the user, of whom nothing matters, need not be read.
        attempt = self.with_company(portal.company_id).create(
            {
                'portal_id': portal.id,
                'source': visitor.source,
                'network': visitor.network,
                'browser': visitor.browser or False,
                'tax_id_hash': tax_id_hash,
                'result': result,
            }
        )
        if result == 'refused':
            _logger.info(
                "Payment portal %s: sign-in refused (address %s, tax id %s).",
                portal.id,
                visitor.source,
                tax_id_hash[:8],
            )
        return attempt

    @api.model
    def _get_delay(self, portal, visitor, tax_id_hash):
        """Return how long the visitor must wait before he may try, and note that he knocked.

        :param payment.portal portal: Where he tries.
        :param Visitor visitor: Who tries.
        :param str tax_id_hash: On which tax id; see `_get_tax_id_hash`.
        :return: Seconds; 0 if he may try now.
        :rtype: int
        """
        facts = self._read_facts(portal, visitor, tax_id_hash)
        seconds = facts.get_seconds(is_proved=bool(visitor.browser))
        if seconds:
            _logger.info(
                "Payment portal %s: told to wait %s seconds (address %s, tax id %s).",
                portal.id,
                seconds,
                visitor.source,
                tax_id_hash[:8],
            )
            if facts.seen_since is None:
                self._log(portal, visitor, tax_id_hash, 'delayed')
        return seconds

    @api.model
    def _get_own_delay(self, portal, visitor, tax_id_hash):
        """Return how long the visitor must wait when what he tries is no use to anybody else.

        A code that was sent by e-mail works in one browser, a few times: others can't use up its
        tries, and nobody gains by guessing from many places.

        :param payment.portal portal: Where he tries.
        :param Visitor visitor: Who tries.
        :param str tax_id_hash: On which tax id; see `_get_tax_id_hash`.
        :return: Seconds; 0 if he may try now.
        :rtype: int
        """
        facts = self._read_facts(portal, visitor, tax_id_hash)
        return facts.get_own_seconds(is_proved=bool(visitor.browser))

    @api.model
    def _get_excess(self, portal):
        """Return how many more attempts have failed at a portal of late than succeeded.

        :param payment.portal portal: The portal.
        :rtype: int
        """
        self.flush_model()
        portal_sql = SQL("portal_id = %s", portal.id)
        return self.env.execute_query(
            self._excess_sql(portal_sql, fields.Datetime.now(), BY_PORTAL)
        )[0][0]

    # === FACTS === #

    @api.model
    def _read_facts(self, portal, visitor, tax_id_hash):
        """Return what the rows say of a visitor, in one query that reads a bounded number of them.

        :rtype: _Facts
        """
        self.flush_model()
        now = fields.Datetime.now()
        by_source = SQL("source = %s", visitor.source)
        by_network = SQL("network = %s", visitor.network)
        by_browser = SQL("browser = %s", visitor.browser)
        by_tax_id = SQL("tax_id_hash = %s", tax_id_hash)
        by_portal = SQL("portal_id = %s", portal.id)
        return _Facts(
            *self.env.execute_query(
                SQL(
                    """
            SELECT source.failures, source.age, source.seen_since, network.failures, network.age,
                   browser.failures, browser.age, tax_id.failures, portal.excess, overall.excess,
                   history.customers, history.has_this_one
              FROM %s AS source, %s AS network, %s AS browser, %s AS tax_id, %s AS portal,
                   %s AS overall, %s AS history
            """,
                    self._failures_sql(by_source, now, MOST_COUNTED),
                    self._failures_sql(by_network, now, BY_NETWORK.enough, SQL_IS_FAILURE),
                    self._failures_sql(by_browser, now, BY_BROWSER.enough)
                    if visitor.browser
                    else SQL("(SELECT 0 AS failures, NULL::float AS age)"),
                    self._failures_sql(by_tax_id, now, BY_TAX_ID.enough, SQL_IS_FAILURE),
                    self._excess_sql(by_portal, now, BY_PORTAL),
                    self._excess_sql(SQL_TRUE, now, OVERALL),
                    self._history_sql(by_source, by_tax_id, now),
                )
            )[0]
        )

    @api.model
    def _failures_sql(self, condition, now, limit, only=SQL_TRUE):
        """Return a query for the latest attempts: failures, seconds since the last, since any.

        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
            (SELECT COUNT(*) FILTER (WHERE %(is_failure)s) AS failures,
                    EXTRACT(EPOCH FROM %(now)s - MAX(at) FILTER (WHERE %(is_failure)s))::float
                        AS age,
                    EXTRACT(EPOCH FROM %(now)s - MAX(at))::float AS seen_since
               FROM (SELECT at, result
                       FROM payment_portal_attempt
                      WHERE %(condition)s AND at > %(since)s AND %(only)s
                      ORDER BY at DESC
                      LIMIT %(limit)s) AS attempt)
            """,
            is_failure=SQL_IS_FAILURE,
            now=now,
            condition=condition,
            since=now - WINDOW,
            only=only,
            limit=limit,
        )

    @api.model
    def _excess_sql(self, condition, now, delay):
        """Return a query for how many more of the latest attempts failed than succeeded.

        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
            (SELECT COUNT(*) FILTER (WHERE result != 'accepted')
                    - COUNT(*) FILTER (WHERE result = 'accepted') AS excess
               FROM (SELECT result
                       FROM payment_portal_attempt
                      WHERE %s AND at > %s AND result != 'delayed'
                      ORDER BY at DESC
                      LIMIT %s) AS attempt)
            """,
            condition,
            now - WINDOW,
            delay.enough,
        )

    @api.model
    def _history_sql(self, by_source, by_tax_id, now):
        """Return a query for how many customers have signed in from an address, and whether one
        with this tax id has.

        :rtype: odoo.tools.SQL
        """
        success = SQL("%s AND at > %s AND result = 'accepted'", by_source, now - HISTORY)
        return SQL(
            """
            (SELECT COUNT(DISTINCT tax_id_hash) AS customers,
                    EXISTS (SELECT
                              FROM payment_portal_attempt
                             WHERE %s AND %s) AS has_this_one
               FROM (SELECT tax_id_hash
                       FROM payment_portal_attempt
                      WHERE %s
                      LIMIT %s) AS success)
            """,
            by_tax_id,
            success,
            success,
            MOST_HISTORY,
        )

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_attempts(self):
        """Delete what counts no more: addresses of people are not kept for nothing."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                "DELETE FROM payment_portal_attempt"
                " WHERE at < %s OR (at < %s AND result IN ('delayed', 'asked'))",
                now - HISTORY,
                now - 24 * WINDOW,
            )
        )


class _Facts(NamedTuple):
    """What is known of a visitor: failures counted, and seconds since the last; None is never."""

    source_failures: int
    source_age: float | None
    seen_since: float | None
    network_failures: int
    network_age: float | None
    browser_failures: int
    browser_age: float | None
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
        """Return how long he must wait by the limits that only his own doing uses up.

        :param bool is_proved: Whether his browser has signed in as this customer before.
        :rtype: int
        """
        if is_proved:
            return _remaining(BY_BROWSER.get_seconds(self.browser_failures), self.browser_age)
        failures = max(self.source_failures - self.customers, 0)
        source = _remaining(BY_SOURCE.get_seconds(failures), self.source_age)
        if self.has_history:
            return source
        network = BY_NETWORK.get_seconds(self.network_failures)
        return max(source, _remaining(network, self.network_age))

    def _get_shared_seconds(self):
        """Return how long he must wait, since he was last seen, because of what others do."""
        longest = max(
            BY_TAX_ID.get_seconds(self.tax_id_failures),
            BY_PORTAL.get_seconds(self.portal_excess),
            OVERALL.get_seconds(self.overall_excess),
        )
        return longest if self.seen_since is None else _remaining(longest, self.seen_since)


def _remaining(seconds, age):
    """Return what remains of a delay that began some time ago, in whole seconds."""
    return max(ceil(seconds - (age or 0)), 0)
