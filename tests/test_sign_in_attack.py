import secrets

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models.payment_portal_issued_key import ALPHABET
from odoo.addons.account_payment_portal.tests.sign_in_common import TAX_ID, SignInCommon

ATTEMPT_LOGGER = 'odoo.addons.account_payment_portal.models.payment_portal_attempt'
WATCH_LOGGER = 'odoo.addons.account_payment_portal.models.payment_portal_watch'


@tagged('post_install', '-at_install')
class TestSignInAttack(SignInCommon):
    """Many guesses from many addresses, while customers go on."""

    GUESSES = 1000
    ADDRESSES = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_key_kind('issued_key')
        cls.key = cls._issue_key()
        cls.stranger_key = cls._issue_key(cls.stranger)

    def _attack(self):
        """Guess keys of a known customer, address after address, and return what came of it.

        :rtype: list[Outcome]
        """
        outcomes = []
        for number in range(self.GUESSES):
            guess = ''.join(secrets.choice(ALPHABET) for _ in range(16))
            address = f'203.0.{number % self.ADDRESSES}.9'
            outcomes.append(self._try(TAX_ID, guess, address))
        return outcomes

    @mute_logger(ATTEMPT_LOGGER, WATCH_LOGGER)
    def test_an_attack_finds_nothing_and_keeps_no_customer_out(self):
        with freeze_time('2026-03-02 12:00:00') as clock:
            cookie = self._try(self.stranger.vat, self.stranger_key, '198.51.100.1').cookie
            outcomes = self._attack()
            self.assertNotIn('accepted', {outcome.result for outcome in outcomes})
            # Guesses are told to wait, the sooner the more there are of them.
            evaluated = [outcome for outcome in outcomes if outcome.result == 'refused']
            self.assertLess(len(evaluated), 20)
            # A customer who has been here before notices nothing.
            known = self._try(self.stranger.vat, self.stranger_key, '198.51.100.2', cookie)
            self.assertLetIn(known, self.stranger)
            # The one who is attacked waits a minute, in a browser that nobody knows.
            waits = self._try(TAX_ID, self.key)
            self.assertEqual(waits.result, 'delayed')
            self.assertLessEqual(waits.seconds, 60)
            clock.tick(60)
            self._attack()
            self.assertLetIn(self._try(TAX_ID, self.key), self.customer)

    @mute_logger(ATTEMPT_LOGGER, WATCH_LOGGER)
    def test_staff_are_told_once(self):
        self.portal.notification_email = 'security@andina.example.com'
        with freeze_time('2026-03-02 12:00:00') as clock:
            for number in range(150):
                for _ in range(2):
                    self._try(f'{number}234567', 'WRONG', f'203.{number}.0.9')
                    clock.tick(10)
            told = []
            for _ in range(3):
                with self.mock_mail_gateway():
                    self.env['payment.portal']._cron_watch()
                told += [mail['email_to'] for mail in self._mails]
            self.assertEqual(told, [['security@andina.example.com']])
            self.assertTrue(self.portal.attacked_since)
            clock.tick(3601)
            self.env['payment.portal']._cron_watch()
            self.assertFalse(self.portal.attacked_since)

    @mute_logger(WATCH_LOGGER)
    def test_without_an_address_the_accountants_are_told(self):
        watchers = self.portal._get_watchers()
        self.assertIn('recipient_ids', watchers)
        self.portal._tell_of_attack()
