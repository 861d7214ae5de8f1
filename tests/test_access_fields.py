from contextlib import contextmanager

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.access_common import SLUG, AccessCommon
from odoo.addons.account_payment_portal.tests.http_page import Page

# Where actors who may pay find their pages: choice, remittances, and documents.
PAGES = {
    'payer': ('/my/invoices/pay', '/my/remittances', '/my/invoices'),
    'guest': tuple(f'/pay/{SLUG}/{page}' for page in ('documents/pay', 'remittances', 'documents')),
}
PAGES['holder'] = PAGES['guest']

# What is no id of a document of anybody.
NO_IDS = (
    '',
    '0',
    '-1',
    '\uff11',
    '1 OR 1=1',
    '1.0',
    '1e3',
    '0x1',
    'None',
    '9' * 30,
    "1'--",
    '\x00',
)


@tagged('post_install', '-at_install')
class TestAccessFields(AccessCommon):
    """What is somebody else's in every field of a form, every parameter and every address."""

    def setUp(self):
        super().setUp()
        self.first, self.second, self.foreign, self.distant = self.documents.values()

    @contextmanager
    def acting_as(self, actor):
        """Go on as an actor, undone in the end; give his pages.

        :param str actor: One of `PAGES`.
        """
        with self.subTest(actor=actor), self.undone():
            self.act_as(actor)
            yield PAGES[actor]

    def send(self, path, *documents, **fields):
        """Send the choice of documents, and return the page that follows."""
        data = [('csrf_token', http.Request.csrf_token(self))]
        data += [('document', str(getattr(document, 'id', document))) for document in documents]
        return Page(self.url_open(path, data=[*data, *fields.items()]))

    def call(self, path, record='first', **changes):
        """Pay a remittance as a manipulated page does, and return what the server says."""
        params = self._prepare_call('/transaction', record) | changes
        with mute_logger('odoo.http'):
            return self.call_route(f'{path}/{self.remittances[record].name}/transaction', **params)

    def get_last_transaction(self):
        return self.env['payment.transaction'].search([], order='id desc', limit=1)

    # === CHOICE === #

    def test_foreign_document_beside_own_one_freezes_nothing(self):
        for actor in PAGES:
            with self.acting_as(actor) as (choice, *_pages):
                count = self.count_remittances()
                page = self.send(choice, self.first, self.foreign)
                self.assertEqual(page.status, 422)
                self.assertEqual(self.count_remittances(), count)

    def test_amount_of_a_foreign_document_is_not_read(self):
        for actor in PAGES:
            with self.acting_as(actor) as (choice, *_pages):
                page = self.send(choice, self.first, **{f'amount-{self.foreign.id}': '1'})
                remittance = self.get_remittance(page.path)
                self.assertEqual(remittance.line_ids.move_id, self.first)

    def test_form_can_not_say_who_pays_what_to_whom(self):
        fields = {
            'amount_total': '1',
            'commercial_partner_id': self.stranger.id,
            'company_id': self.distant_company.id,
            'move_id': self.foreign.id,
            'name': self.remittances['foreign'].name,
            'partner_id': self.stranger.id,
            'payer_id': self.stranger.id,
            'remittance': self.remittances['foreign'].name,
            'slug': self.distant_portal.slug,
        }
        for actor in PAGES:
            with self.acting_as(actor) as (choice, *_pages):
                remittance = self.get_remittance(self.send(choice, self.first, **fields).path)
                self.assertEqual(remittance.partner_id, self.customer)
                self.assertEqual(remittance.payer_id.commercial_partner_id, self.customer)
                self.assertEqual(remittance.company_id, self.company)
                self.assertEqual(remittance.line_ids.move_id, self.first)
                self.assertEqual(remittance.amount_total, self.first.amount_residual)

    def test_what_is_no_id_freezes_nothing(self):
        for actor in PAGES:
            with self.acting_as(actor) as (choice, *_pages):
                count = self.count_remittances()
                for text in NO_IDS:
                    with self.subTest(text=text):
                        self.assertEqual(self.send(choice, text).status, 422)
                self.assertEqual(self.count_remittances(), count)

    # === ADDRESSES === #

    def test_address_of_no_document_is_not_found(self):
        self.act_as('guest')
        for text in ('0', '-1', '9' * 10, '9' * 30, f'{self.first.id}.0', '1%20'):
            with self.subTest(text=text), mute_logger('odoo.http'):
                self.assertIn(self.get_status(f'/pay/{SLUG}/documents/{text}'), (400, 404))

    def test_list_of_remittances_leaves_out_foreign_ones(self):
        names = ','.join(remittance.name for remittance in self.remittances.values())
        visible = {
            'payer': {'first', 'second', 'distant'},
            'guest': {'first', 'second'},
            'holder': {'first'},
        }
        for actor in PAGES:
            with self.acting_as(actor) as (_choice, remittances, _documents):
                links = self.open_page(remittances, names=names).find('//main//a/@href')
                shown = {
                    record
                    for record, remittance in self.remittances.items()
                    if f'{remittances}/{remittance.name}' in links
                }
                self.assertEqual(shown, visible[actor])

    def test_page_far_away_shows_nothing_of_others(self):
        for actor in PAGES:
            with self.acting_as(actor) as (_choice, _remittances, documents):
                for number in ('0', '2', '9' * 9, '9' * 30):
                    with mute_logger('odoo.http'):
                        response = self.url_open(f'{documents}/page/{number}')
                    self.assertIn(response.status_code, (200, 404), f'{actor} {number}')
                    self.assertFalse(self.is_named('foreign', response))

    # === CALLS === #

    def test_call_can_not_say_who_pays_what_and_where_he_goes(self):
        for actor in PAGES:
            with self.acting_as(actor) as (_choice, remittances, _documents):
                answer = self.call(remittances, amount=1, landing_route='https://evil.example.com/')
                self.assertIn('result', answer)
                tx = self.get_last_transaction()
                name = self.remittances['first'].name
                self.assertEqual(tx.landing_route, f'{remittances}/{name}')
                self.assertEqual(tx.amount, self.first.amount_residual)
                self.assertEqual(tx.partner_id.commercial_partner_id, self.customer)
                self.assertEqual(tx.invoice_ids, self.first)

    def test_call_with_fields_of_a_transaction_is_refused(self):
        fields = {
            'company_id': self.distant_company.id,
            'currency_id': self.env.ref('base.USD').id,
            'custom_create_values': {'remittance_id': self.remittances['foreign'].id},
            'invoice_ids': [self.foreign.id],
            'partner_id': self.stranger.id,
            'reference_prefix': self.remittances['foreign'].name,
            'remittance_id': self.remittances['foreign'].id,
        }
        for actor in PAGES:
            with self.acting_as(actor) as (_choice, remittances, _documents):
                last = self.get_last_transaction()
                for field, value in fields.items():
                    with self.subTest(field=field):
                        self.assertIn('error', self.call(remittances, **{field: value}))
                self.assertEqual(self.get_last_transaction(), last)

    def test_nobody_pays_with_a_card_of_somebody_else(self):
        self.provider.sudo().allow_tokenization = True
        tokens = self.env['payment.token'].sudo()
        values = {
            'provider_id': self.provider.id,
            'payment_method_id': self.payment_method_id,
            'provider_ref': 'card',
        }
        token = tokens.create({**values, 'partner_id': self.stranger.id})
        for actor in PAGES:
            with self.acting_as(actor) as (_choice, remittances, _documents):
                last = self.get_last_transaction()
                answer = self.call(
                    remittances, flow='token', token_id=token.id, payment_method_id=None
                )
                self.assertIn('not available', answer['error']['data']['message'])
                self.assertEqual(self.get_last_transaction(), last)
