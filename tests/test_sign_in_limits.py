import itertools
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.account_payment_portal.models.sign_in_limits import (
    BY_SOURCE,
    BY_TAX_ID,
    GrowingDelay,
    Visitor,
)
from odoo.addons.account_payment_portal.tests.sign_in_common import (
    ATTACKER_ADDRESS,
    CUSTOMER_ADDRESS,
    OTHER_TAX_ID,
    TAX_ID,
    UNKNOWN_TAX_ID,
    SignInCommon,
)

NOON = '2026-03-02 12:00:00'


@tagged('post_install', '-at_install')
class TestSignInLimits(SignInCommon):
    """How long one has to wait, and who need not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_key_kind('issued_key')
        cls.key = cls._issue_key()
        cls.numbers = itertools.count(9_000_000)

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOON)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def _wait(self, seconds):
        self.clock.tick(timedelta(seconds=seconds))

    def _fail(self, times, tax_id=None, address=ATTACKER_ADDRESS, cookie=''):
        """Try wrong keys, by default on ever other tax ids, and return the last outcome."""
        for _ in range(times):
            outcome = self._try(tax_id or str(next(self.numbers)), 'WRONG', address, cookie)
        return outcome

    def _fail_from_everywhere(self, count, tax_id=UNKNOWN_TAX_ID):
        """Fail once from each of many addresses, each of them in a network of its own."""
        attempts = self.env['payment.portal.attempt']
        tax_id_hash = attempts._get_tax_id_hash(
            self.env['res.partner']._get_tax_id_key('CL', tax_id, False)
        )
        attempts.create(
            [
                {
                    'portal_id': self.portal.id,
                    'source': f'192.{number // 250}.{number % 250}.1',
                    'network': f'192.{number // 250}.{number % 250}.0/24',
                    'tax_id_hash': tax_id_hash,
                    'result': 'refused',
                    'at': fields.Datetime.now(),
                }
                for number in range(count)
            ]
        )

    # === ONE ADDRESS === #

    def test_the_first_failures_cost_nothing(self):
        self.assertEqual(self._fail(BY_SOURCE.free).result, 'refused')

    def test_then_each_failure_doubles_the_wait(self):
        self._fail(BY_SOURCE.free)
        waits = []
        for _ in range(8):
            outcome = self._fail(1)
            self.assertEqual(outcome.result, 'delayed')
            waits.append(outcome.seconds)
            self._wait(outcome.seconds)
            self.assertEqual(self._fail(1).result, 'refused')
        self.assertEqual(waits, [15, 30, 60, 120, 240, 300, 300, 300])

    def test_the_wait_runs_on_while_one_knocks(self):
        self._fail(BY_SOURCE.free)
        for seconds in (15, 10, 5):
            self.assertEqual(self._fail(3).seconds, seconds)
            self._wait(5)
        self.assertEqual(self._fail(1).result, 'refused')

    def test_what_was_long_ago_is_forgotten(self):
        self._fail(BY_SOURCE.free + 5)
        self._wait(3601)
        self.assertEqual(self._fail(BY_SOURCE.free).result, 'refused')

    def test_others_do_not_wait(self):
        self._fail(BY_SOURCE.free + 1)
        self.assertLetIn(self._try(TAX_ID, self.key), self.customer)

    def test_even_the_right_key_waits(self):
        self._fail(BY_SOURCE.free, address=CUSTOMER_ADDRESS)
        self.assertEqual(self._try(TAX_ID, self.key).result, 'delayed')

    def test_an_address_that_many_customers_share_has_more_free_failures(self):
        for customer in (self.customer, self.stranger):
            self._try(customer.vat, self._issue_key(customer), address=CUSTOMER_ADDRESS)
        outcome = self._fail(BY_SOURCE.free + 2, address=CUSTOMER_ADDRESS)
        self.assertEqual(outcome.result, 'refused')
        self.assertEqual(self._fail(1, address=CUSTOMER_ADDRESS).result, 'delayed')

    def test_signing_in_as_oneself_gives_no_more_than_one_guess_at_others(self):
        own_key = self._issue_key(self.stranger)
        for _ in range(5):
            self._try(OTHER_TAX_ID, own_key, address=ATTACKER_ADDRESS)
        self.assertEqual(self._fail(BY_SOURCE.free + 1).result, 'refused')
        self.assertEqual(self._fail(1).result, 'delayed')

    # === ONE TAX ID === #

    def test_guessing_at_one_tax_id_makes_strangers_wait_once(self):
        self._fail_from_everywhere(BY_TAX_ID.enough, TAX_ID)
        outcome = self._try(TAX_ID, self.key)
        self.assertEqual((outcome.result, outcome.seconds), ('delayed', BY_TAX_ID.longest))
        for _ in range(4):
            # Others go on and on, and the customer can't wait either.
            self._wait(BY_TAX_ID.longest // 4)
            self._fail_from_everywhere(50, TAX_ID)
            outcome = self._try(TAX_ID, self.key)
        self.assertLetIn(outcome, self.customer)

    def test_a_browser_that_has_signed_in_does_not_wait_for_others(self):
        cookie = self._try(TAX_ID, self.key).cookie
        self._fail_from_everywhere(1000, TAX_ID)
        elsewhere = self._try(TAX_ID, self.key, '192.0.2.99', cookie)
        self.assertLetIn(elsewhere, self.customer)

    def test_an_address_with_a_good_history_does_not_wait_for_others(self):
        self._try(TAX_ID, self.key)
        self._wait(7 * 24 * 3600)
        self._fail_from_everywhere(1000, TAX_ID)
        self.assertLetIn(self._try(TAX_ID, self.key), self.customer)

    def test_a_cookie_is_good_for_its_own_tax_id_only(self):
        cookie = self._try(OTHER_TAX_ID, self._issue_key(self.stranger), ATTACKER_ADDRESS).cookie
        self._fail_from_everywhere(1000, TAX_ID)
        self.assertEqual(self._fail(1, TAX_ID, '192.0.2.98', cookie).result, 'delayed')

    def test_a_browser_that_has_signed_in_may_not_guess_for_ever(self):
        cookie = self._try(TAX_ID, self.key).cookie
        self._fail(10, TAX_ID, cookie=cookie)
        outcome = self._fail(1, TAX_ID, '192.0.2.97', cookie)
        self.assertEqual((outcome.result, outcome.seconds), ('delayed', 15))

    def test_cookies_that_are_not_ours_are_no_cookies(self):
        self._fail_from_everywhere(1000, TAX_ID)
        for cookie in ('x', 'AQ', '\udcff', 'AQ' * 5000, 'é', '===='):
            self.assertEqual(self._fail(1, TAX_ID, '192.0.2.96', cookie).result, 'delayed')

    def test_unknown_tax_ids_make_wait_like_known_ones(self):
        for tax_id in (TAX_ID, UNKNOWN_TAX_ID):
            self._fail_from_everywhere(12, tax_id)
        known, unknown = (
            self._try(tax_id, 'WRONG', address)
            for tax_id, address in ((TAX_ID, '192.0.2.1'), (UNKNOWN_TAX_ID, '192.0.2.2'))
        )
        self.assertEqual(known, unknown)

    # === ALL IN ALL === #

    def test_an_attack_on_a_portal_makes_strangers_wait_a_little(self):
        for count, seconds in ((100, 5), (50, 10), (1000, 60)):
            self._fail_from_everywhere(count)
            self.env['payment.portal.attempt'].search([('result', '=', 'delayed')]).unlink()
            outcome = self._try(TAX_ID, self.key)
            self.assertEqual((outcome.result, outcome.seconds), ('delayed', seconds))
        self._wait(60)
        self.assertLetIn(self._try(TAX_ID, self.key), self.customer)

    def test_a_portal_where_most_sign_in_is_not_attacked(self):
        self._fail_from_everywhere(99)
        attempts = self.env['payment.portal.attempt']
        attempts.search([]).result = 'accepted'
        self._fail_from_everywhere(150)
        self.assertEqual(attempts._get_excess(self.portal), 51)

    def test_only_a_bounded_number_of_queries_is_made(self):
        self._fail_from_everywhere(3000, TAX_ID)
        visitor = Visitor.from_address(ATTACKER_ADDRESS)
        attempts = self.env['payment.portal.attempt']
        with self.assertQueryCount(1):
            attempts._read_facts(self.portal, visitor, 'x')

    def test_old_attempts_are_forgotten(self):
        self._try(TAX_ID, self.key)
        self._fail(3)
        self._wait(31 * 24 * 3600)
        self._fail(1)
        self.env.flush_all()
        self.env['payment.portal.attempt']._gc_attempts()
        self.assertEqual(len(self.env['payment.portal.attempt'].search([])), 1)

    # === FACTS === #

    def test_delays_double_up_to_the_longest(self):
        delay = GrowingDelay(free=2, first=3, longest=10, step=2)
        seconds = [delay.get_seconds(failures) for failures in range(8)]
        self.assertEqual(seconds, [0, 0, 3, 3, 6, 6, 10, 10])
        self.assertEqual(delay.get_seconds(delay.enough), 10)
        self.assertEqual(delay.get_seconds(10**9), 10)

    def test_addresses_belong_to_networks(self):
        for address, source, network in (
            ('198.51.100.7', '198.51.100.7', '198.51.100.0/24'),
            ('::ffff:198.51.100.7', '198.51.100.7', '198.51.100.0/24'),
            ('2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1:2::/64'),
            ('fe80::1%eth0', 'fe80::/64', 'fe80::/64'),
            (None, 'unknown', 'unknown'),
            ("'; DROP", 'unknown', 'unknown'),
        ):
            self.assertEqual(Visitor.from_address(address), (source, network, ''))
