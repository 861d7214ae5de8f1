from odoo.tests import TransactionCase, tagged
from odoo.tools import format_amount

from odoo.addons.account_payment_portal.controllers.payer import Payer
from odoo.addons.account_payment_portal.models.amounts import AmountWriter

AMOUNTS = (0, -0.0, 1, -1, 12.345, 999.995, 1000, -1234567.891, 123456789012.5)
LANGUAGES = ('en_US', 'es_CL', 'en_IN', 'fr_FR', 'de_CH')


@tagged('post_install', '-at_install')
class TestAmountWriter(TransactionCase):
    def test_amounts_look_as_core_writes_them_in_every_language(self):
        currencies = self.env['res.currency'].with_context(active_test=False).search([])
        for code in LANGUAGES:
            self.env['res.lang']._activate_lang(code)
            env = self.env(context={**self.env.context, 'lang': code})
            writer = AmountWriter(env)
            for currency in currencies.with_env(env):
                code_after = writer.get_code(currency)
                end = f'\N{NO-BREAK SPACE}{code_after}' if code_after else ''
                for amount in AMOUNTS:
                    self.assertEqual(
                        writer.to_text(amount, currency),
                        format_amount(env, amount + 0.0, currency) + end,
                        (code, currency.name, amount),
                    )

    def test_what_is_rounded_to_nothing_has_no_sign(self):
        writer = AmountWriter(self.env)
        dollar = self.env.ref('base.USD')
        self.assertEqual(writer.to_text(-0.001, dollar), writer.to_text(0, dollar))

    def test_guests_read_the_currency_of_the_portals_company_without_a_code(self):
        company = self.env['res.company'].create(
            {'name': "Sur", 'currency_id': self.env.ref('base.CLP').id}
        )
        guest = Payer(self.env['res.partner'], company, '/', '/', '')
        public_env = self.env(user=self.env.ref('base.public_user'))

        writer = guest.make_amount_writer(public_env)

        self.assertFalse(writer.get_code(company.currency_id))
        self.assertEqual(writer.get_code(self.env.ref('base.USD')), 'USD')
