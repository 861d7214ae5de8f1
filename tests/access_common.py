"""Who asks for what over HTTP, and how to tell what he got."""

from urllib.parse import urlsplit

from odoo import Command, http
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.controllers.guest_pages import SESSION_KEY
from odoo.addons.account_payment_portal.tests.access_table import RECORDS
from odoo.addons.account_payment_portal.tests.http_common import (
    RETURN_LOGGER,
    PaymentPortalHttpCommon,
)

SLUG = 'sur'
TAX_IDS = ('76.086.428-5', '12.531.909-2')

# What is left to pay of each record, and what was paid: whoever reads the amount or the total has
# seen the record. No sum is like another one.
AMOUNTS = dict(zip(RECORDS, (10007, 20011, 40031, 80051), strict=True))
PAID = 50


# Of whose meetings these are, other tests know more.
NO_MEETING = str(2**31 - 1)


class AccessCommon(PaymentPortalHttpCommon):
    """All actors and records of the access table; `portal` has the address `SLUG`.

    - `documents`, `remittances`: `{record: account.move}`, `{record: payment.remittance}`
    - `payments`: `{record: account.move}`, of which a part of each document was paid
    - `keys`, `links`: `{record: text}`, for the first customer and for the foreign one
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.write({'slug': SLUG, 'key_kind': 'issued_key', 'allow_meetings': True})
        cls.customer.vat, cls.stranger.vat = TAX_IDS
        cls.distant_company = cls._create_other_company("Distant Limited")
        cls.distant_portal = cls.env['payment.portal']._get_for_company(cls.distant_company)
        cls.distant_provider = cls._equip(cls.distant_company)
        cls._create_records()
        cls._create_actors()
        cls._create_keys()

    @classmethod
    def _equip(cls, company):
        """Give a company numbers of its own for documents, and a provider, which is returned."""
        domain = [('company_id', '=', company.id), ('type', '=', 'sale')]
        cls.env['account.journal'].search(domain).code = 'FAR'
        provider = cls.provider.sudo().copy({'company_id': company.id})
        provider.write(
            {
                'state': 'test',
                'is_published': True,
                'payment_method_ids': [Command.set(cls.payment_method.ids)],
            }
        )
        return provider

    @classmethod
    def _create_records(cls):
        owners = {'foreign': cls.stranger}
        companies = {'distant': cls.distant_company}
        cls.documents = {
            record: cls._create_document(
                AMOUNTS[record] + PAID,
                partner=owners.get(record, cls.payer),
                company=companies.get(record),
            )
            for record in RECORDS
        }
        users = {'foreign': cls.stranger_user}
        cls.payments = {
            record: cls._pay_part(document, users.get(record))
            for record, document in cls.documents.items()
        }
        cls.remittances = {
            record: cls._freeze({document: None}, payer_user=users.get(record))
            for record, document in cls.documents.items()
        }

    @classmethod
    def _pay_part(cls, document, user):
        """Pay a part of a document, and return the payment's journal entry."""
        is_distant = document.company_id == cls.distant_company
        provider = cls.distant_provider if is_distant else cls.provider
        remittance = cls._freeze({document: str(PAID)}, payer_user=user)
        return cls._pay(remittance, provider=provider).payment_id.move_id

    @classmethod
    def _create_actors(cls):
        cls.abroad = cls._create_partner(name="Abroad Limited", is_company=True)
        cls._create_document(55555, partner=cls.abroad, company=cls.distant_company)
        cls.users = {
            'payer': cls.payer_user,
            'other': cls.stranger_user,
            'abroad': cls._create_portal_login('ap_abroad', cls.abroad),
            'accountant': cls.accountant_user,
            'seller': new_test_user(
                cls.env,
                'ap_seller',
                'base.group_user,sales_team.group_sale_salesman',
                company_id=cls.company.id,
            ),
        }

    @classmethod
    def _create_keys(cls):
        issued = cls.env['payment.portal.issued.key'].sudo()
        owners = {'first': cls.customer, 'foreign': cls.stranger}
        cls.keys = {record: issued._issue(cls.portal, owners[record]) for record in owners}
        made = {record: cls._make_link(cls.documents[record]) for record in owners}
        made['foreign'].link._revoke()
        cls.link = made['first'].link
        cls.links = {record: link.url.rpartition('/')[2] for record, link in made.items()}

    @classmethod
    def _make_link(cls, move):
        [issued] = (
            cls.env['payment.portal.link']
            .sudo()
            ._issue(
                [
                    {
                        'portal_id': cls.portal.id,
                        'partner_id': move.commercial_partner_id.id,
                        'scope': 'documents',
                        'move_ids': [Command.set(move.ids)],
                    }
                ]
            )
        )
        return issued

    # === WHO === #

    def act_as(self, actor):
        """Go on as an actor of the table, in a fresh browser."""
        user = self.users.get(actor)
        self.authenticate(*(user.login,) * 2 if user else (None, None))
        visits = {
            'guest': (self.portal, None),
            'neighbour': (self.distant_portal, None),
            'holder': (self.portal, self.link),
        }
        if actor in visits:
            portal, link = visits[actor]
            sessions = self.env['payment.portal.session'].sudo()
            self.session[SESSION_KEY] = sessions._open(portal, self.customer, link=link)
            http.root.session_store.save(self.session)

    # === WHAT === #

    def ask(self, verb, rule, record, extra=None):
        """Ask for a record on a route, with all that the route may need.

        :param str verb: 'GET', 'POST', or 'CALL' for scripts.
        :param str rule: The route, as the routing map has it.
        :param str record: The record.
        :param dict extra: More parameters.
        :return: The answer; redirections are not followed.
        :rtype: requests.Response
        """
        path = self._fill(rule, record)
        with mute_logger('odoo.http', RETURN_LOGGER):
            if verb == 'CALL':
                params = self._prepare_call(rule, record)
                return self.url_open(path, json=self.build_rpc_payload(params))
            query = {'remittance': self.remittances[record].name, **(extra or {})}
            if verb == 'GET':
                query['names'] = self.remittances[record].name
                return self.url_open(path, params=query, allow_redirects=False)
            data = self._prepare_form(record) | (extra or {})
            return self.url_open(path, params=query, data=data, allow_redirects=False)

    def _fill(self, rule, record):
        """Return the address of a route for a record."""
        document_id = str(self.documents[record].id)
        is_payment = rule.endswith('/receipt')
        for placeholder, text in {
            '<string:slug>': SLUG,
            '<string:name>': self.remittances[record].name,
            '<string:token>': self.links.get(record, 'unknown'),
            '<int:page>': '1',
            '<int:event_id>': NO_MEETING,
            '<int:message_id>/<int:file_id>': '999999999/999999999',
            '<int:order_id>': '999999999',
            '<int:move_id>': str(self.payments[record].id) if is_payment else document_id,
            '<int:invoice_id>': document_id,
        }.items():
            rule = rule.replace(placeholder, text)
        return rule

    def _prepare_form(self, record):
        """Return the fields of all forms: to choose a document, and to sign in."""
        return {
            'csrf_token': http.Request.csrf_token(self),
            'document': str(self.documents[record].id),
            'tax_id': TAX_IDS[0],
            'key': self.keys.get(record, ''),
        }

    def _prepare_call(self, rule, record):
        """Return what core's script sends when "Pay" is pressed; other scripts send nothing."""
        if '/transaction' not in rule:
            return {}
        provider = self.distant_provider if record == 'distant' else self.provider
        return {
            'provider_id': provider.id,
            'payment_method_id': self.payment_method_id,
            'token_id': None,
            'amount': AMOUNTS[record],
            'flow': 'redirect',
            'tokenization_requested': False,
            'landing_route': '/',
            'is_validation': False,
            'access_token': '',
        }

    # === WHAT HE GOT === #

    def read_letter(self, response, record):
        """Return what an answer is, as a letter of the table.

        :param requests.Response response: The answer.
        :param str record: What was asked for.
        :rtype: str
        """
        if 'json' in response.headers['Content-Type']:
            return self._read_call(response.json())
        if response.is_redirect:
            return self._read_redirection(urlsplit(response.headers['Location']), record)
        if response.status_code == 200:
            if self.is_named(record, response):
                return 'P'
            return 'p' if 'html' in response.headers['Content-Type'] else 'd'
        return {404: 'n', 409: 'r', 422: 'r'}.get(response.status_code, str(response.status_code))

    def _read_call(self, answer):
        if 'result' in answer:
            return 'n' if answer['result'] == {'error': "Invalid order."} else 'P'
        error = answer['error']['data']
        letters = {
            'odoo.http.SessionExpiredException': 'l',
            'werkzeug.exceptions.NotFound': 'n',
            "The access token is invalid.": 'n',
            "This document does not exist.": 'n',
            "Your visit has ended. Please sign in again.": 's',
        }
        return letters.get(error['name']) or letters.get(error['message'], error['message'])

    def _read_redirection(self, address, record):
        letters = {
            '/web/login': 'l',
            '/my': 'h',
            '/my/invoices': 'i',
            '/my/meetings/new': 'm',
            f'/pay/{SLUG}': 's',
            f'/pay/{SLUG}/documents': 'i',
            '/pay/l/refused': 't',
        }
        page, _slash, name = address.path.rpartition('/')
        if page in ('/my/remittances', f'/pay/{SLUG}/remittances'):
            frozen = self.env['payment.remittance'].search([('name', '=', name)])
            return 'f' if frozen.line_ids.move_id == self.documents[record] else address.path
        return letters.get(address.path, address.path)

    def is_named(self, record, response):
        """Return whether an answer tells of a record, by its number or its amount.

        :rtype: bool
        """
        text = response.text.replace('\ufeff', '')
        amount = AMOUNTS[record]
        signs = (self.documents[record].name, f'{amount:,}', f'{amount + PAID:,}')
        return any(sign in text for sign in signs)
