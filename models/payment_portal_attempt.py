import logging

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from odoo.addons.account_payment_portal.models import sign_in_limits as limits
from odoo.addons.account_payment_portal.models.sign_in_limits import Facts

_logger = logging.getLogger(__name__)

SQL_IS_FAILURE = SQL("result IN ('asked', 'refused')")
SQL_TRUE = SQL("TRUE")


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
        # Past the ORM, which would take as long as all the rest: attackers write here, too.
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO payment_portal_attempt (at, portal_id, result, source, network,"
                " tax_id_hash, browser) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
                fields.Datetime.now(),
                portal.id,
                result,
                visitor.source,
                visitor.network,
                tax_id_hash,
                visitor.browser or None,
            )
        )
        attempt = self.browse(rows[0][0])
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
            self._excess_sql(portal_sql, fields.Datetime.now(), limits.BY_PORTAL)
        )[0][0]

    # === FACTS === #

    @api.model
    def _read_facts(self, portal, visitor, tax_id_hash):
        """Return what the rows say of a visitor, in one query that reads a bounded number of them.

        :rtype: Facts
        """
        self.flush_model()
        now = fields.Datetime.now()
        by_source = SQL("source = %s", visitor.source)
        by_browser = SQL("browser = %s", visitor.browser)
        by_network = SQL("network = %s", visitor.network)
        by_tax_id = SQL("tax_id_hash = %s", tax_id_hash)
        by_portal = SQL("portal_id = %s", portal.id)
        query = SQL(
            """
            SELECT source.failures, source.age, source.seen_since, browser.failures, browser.age,
                   network.failures, tax_id.failures, portal.excess, overall.excess,
                   history.customers, history.has_this_one
              FROM %s AS source, %s AS browser, %s AS network, %s AS tax_id, %s AS portal,
                   %s AS overall, %s AS history
            """,
            self._failures_sql(by_source, now, limits.MOST_BY_SOURCE),
            self._failures_sql(by_browser, now, limits.BY_BROWSER.enough)
            if visitor.browser
            else SQL("(SELECT 0 AS failures, NULL::float AS age)"),
            self._failures_sql(by_network, now, limits.BY_NETWORK.enough, SQL_IS_FAILURE),
            self._failures_sql(by_tax_id, now, limits.BY_TAX_ID.enough, SQL_IS_FAILURE),
            self._excess_sql(by_portal, now, limits.BY_PORTAL),
            self._excess_sql(SQL_TRUE, now, limits.OVERALL),
            self._history_sql(by_source, by_tax_id, now),
        )
        return Facts(*self.env.execute_query(query)[0])

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
            since=now - limits.WINDOW,
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
            now - limits.WINDOW,
            delay.enough,
        )

    @api.model
    def _history_sql(self, by_source, by_tax_id, now):
        """Return a query for how many customers have signed in from an address, and whether one
        with this tax id has.

        :rtype: odoo.tools.SQL
        """
        success = SQL("%s AND at > %s AND result = 'accepted'", by_source, now - limits.HISTORY)
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
            limits.MOST_HISTORY,
        )

    # === CRON METHODS === #

    @api.autovacuum
    def _gc_attempts(self):
        """Delete what counts no more: addresses of people are not kept for nothing."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                "DELETE FROM payment_portal_attempt WHERE at < %s OR (at < %s AND result IN"
                " ('delayed', 'asked'))",
                now - limits.HISTORY,
                now - 24 * limits.WINDOW,
            )
        )
