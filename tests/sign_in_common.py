"""What the tests of signing in without an account share."""

import re
from unittest.mock import patch

from odoo.tests import TransactionCase

from odoo.addons.account_payment_portal.models.payment_portal_sign_in import Attempt
from odoo.addons.mail.tests.common import MockEmail

SLUG = 'andina'

# Addresses that are reserved for examples (RFC 5737): nobody has them.
CUSTOMER_ADDRESS = '198.51.100.7'
ATTACKER_ADDRESS = '203.0.113.66'

TAX_ID = '76.086.428-5'
OTHER_TAX_ID = '12.531.909-2'
UNKNOWN_TAX_ID = '9.999.999-3'


class SignInCommon(MockEmail, TransactionCase):
    """A Chilean company with a payment portal, and two customers without accounts.

    - `portal`: the company's portal; customers sign in with a code by e-mail
    - `customer`: has the tax id `TAX_ID`, an e-mail address and a phone
    - `stranger`: another customer, with `OTHER_TAX_ID`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chile = cls.env.ref('base.cl')
        cls.company = cls.env['res.company'].create(
            {'name': "Andina", 'country_id': cls.chile.id, 'email': 'pagos@andina.example.com'}
        )
        cls.portal = cls.env['payment.portal'].create(
            {'name': "Andina payments", 'company_id': cls.company.id, 'slug': SLUG}
        )
        cls.customer = cls._create_customer(
            "Viña del Sur", TAX_ID, email='firm@sur.example.com', phone='+56 2 2345 6789'
        )
        cls.stranger = cls._create_customer(
            "Norte Limitada", OTHER_TAX_ID, email='firm@norte.example.com', phone='2 9876 5432'
        )

    @classmethod
    def _create_customer(cls, name, vat, **values):
        return cls.env['res.partner'].create(
            {'name': name, 'is_company': True, 'country_id': cls.chile.id, 'vat': vat, **values}
        )

    @classmethod
    def _set_key_kind(cls, kind):
        cls.portal.write({'key_kind': kind, 'is_weak_key_accepted': True})

    @classmethod
    def _issue_key(cls, customer=None):
        """Give a customer a key, and return it.

        :rtype: str
        """
        return cls.env['payment.portal.issued.key']._issue(cls.portal, customer or cls.customer)

    @classmethod
    def _load_spanish(cls):
        """Load the language of Chile, with the add-on's own translations of its records."""
        cls.env['res.lang']._activate_lang('es_CL')
        module = cls.env['ir.module.module']._get('account_payment_portal')
        module._update_translations(['es_CL'])

    # === SIGNING IN === #

    def _try(self, tax_id, text='', address=CUSTOMER_ADDRESS, cookie=''):
        """Try to sign in, as the page does.

        :rtype: Outcome
        """
        return self.portal._sign_in(
            Attempt(address=address, cookie=cookie, tax_id=tax_id, text=text)
        )

    def _enter(self, token, text, address=CUSTOMER_ADDRESS, cookie=''):
        """Enter a code that was sent, as the page does.

        :rtype: Outcome
        """
        return self.portal._enter_sent_key(
            Attempt(address=address, cookie=cookie, text=text, browser=token)
        )

    def _get_session(self, token, portal=None):
        return self.env['payment.portal.session']._get_valid(token, portal or self.portal)

    def assertLetIn(self, outcome, customer):
        """Check that an attempt opened a session of a customer."""
        self.assertEqual(outcome.result, 'accepted')
        self.assertEqual(self._get_session(outcome.token).partner_id, customer)

    # === CODES === #

    def _deliver(self):
        """Let the job send the codes that were asked for, and return them by address.

        :rtype: dict
        """
        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            # The job saves after each batch, which a test may not.
            patch.object(self.env.registry['ir.cron'], '_commit_progress', return_value=1000),
        ):
            self.env['payment.portal.code']._cron_send()
        return {
            mail['email_to'][0]: re.search(r'>(\d{4} \d{4})<', mail['body']).group(1)
            for mail in self._mails
        }
