from urllib.parse import urlsplit

from lxml import html

from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.access_common import AccessCommon
from odoo.addons.account_payment_portal.tests.access_table import (
    ACTORS,
    CORE_ROUTES,
    RECORDS,
    ROUTES,
    VISIBLE,
)

PACKAGE = 'odoo.addons.account_payment_portal.'

# Another site, and by which parameters a page could be told to lead there.
EVIL = 'https://evil.example.com/'
REDIRECTIONS = ('back', 'landing_route', 'next', 'redirect', 'return_url', 'url')


@tagged('post_install', '-at_install')
class TestAccessTable(AccessCommon):
    """The access table, played over HTTP: each route, by each actor, for each record."""

    def play(self, actor):
        """Play all rows as an actor."""
        for (verb, rule), row in (ROUTES | CORE_ROUTES).items():
            cell = row[actor]
            records = RECORDS if len(cell) > 1 else RECORDS[:1]
            for record, letter in zip(records, cell, strict=True):
                if letter == '-':
                    continue
                with self.subTest(actor=actor, route=f'{verb} {rule}', record=record):
                    self.play_cell(actor, verb, rule, record, letter)

    def play_cell(self, actor, verb, rule, record, letter):
        with self.undone():
            self.act_as(actor)
            response = self.ask(verb, rule, record)
            self.assertEqual(self.read_letter(response, record), letter)
            self.assertNothingLeaks(actor, response)

    def assertNothingLeaks(self, actor, response):
        """Check that an answer names neither records nor customers that are not the actor's."""
        for record in set(RECORDS) - set(VISIBLE[actor]):
            self.assertFalse(self.is_named(record, response), record)
        customers = {record: self.documents[record].commercial_partner_id for record in RECORDS}
        own = {customers[record] for record in VISIBLE[actor]}
        for customer in {*customers.values()} - own:
            self.assertNotIn(customer.name, response.text)

    def test_nobody(self):
        self.play('nobody')

    def test_portal_user_of_the_customer(self):
        self.play('payer')

    def test_portal_user_of_another_customer(self):
        self.play('other')

    def test_portal_user_of_another_company_s_customer(self):
        self.play('abroad')

    def test_guest(self):
        self.play('guest')

    def test_guest_of_another_company_s_portal(self):
        self.play('neighbour')

    def test_holder_of_a_link_to_one_document(self):
        self.play('holder')

    def test_salesperson(self):
        self.play('seller')

    def test_accountant(self):
        self.play('accountant')

    # === THE TABLE === #

    def test_table_has_all_routes_of_the_add_on(self):
        self.assertEqual(self.get_routes(), set(ROUTES))

    def get_routes(self):
        """Return the verbs and routes of the add-on's controllers, as the server knows them."""
        routes = set()
        for rule in self.env['ir.http'].routing_map().iter_rules():
            function = getattr(rule.endpoint, 'func', rule.endpoint)
            if function.__module__.startswith(PACKAGE):
                routes |= {(verb, rule.rule) for verb in self.get_verbs(rule)}
        return routes

    def get_verbs(self, rule):
        if rule.endpoint.routing['type'] == 'jsonrpc':
            return {'CALL'}
        # Core's own routes take any verb, and do the same for each.
        return {'GET', 'POST'} & (rule.methods or {'GET'})

    def test_table_has_all_actors(self):
        self.assertEqual(set(VISIBLE), set(ACTORS))
        for route, row in (ROUTES | CORE_ROUTES).items():
            with self.subTest(route=route):
                self.assertEqual(set(row), set(ACTORS))

    # === OTHER SITES === #

    def test_no_parameter_leads_to_another_site(self):
        evil = dict.fromkeys(REDIRECTIONS, EVIL)
        for actor in ('nobody', 'payer', 'guest', 'holder'):
            for verb, rule in ROUTES:
                if verb != 'CALL':
                    with self.subTest(actor=actor, route=f'{verb} {rule}'), self.undone():
                        self.act_as(actor)
                        self.assertStaysHere(self.ask(verb, rule, 'first', extra=evil))

    def assertStaysHere(self, response):
        """Check that neither the answer nor what can be pressed there leads to the other site."""
        host = urlsplit(self.base_url()).netloc
        location = urlsplit(response.headers.get('Location', ''))
        self.assertIn(location.netloc, ('', host))
        for attribute in ('href', 'action', 'content'):
            for address in html.fromstring(response.text or '<p/>').xpath(f'//@{attribute}'):
                self.assertFalse(address.lower().startswith(EVIL), address)
