from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_documents import (
    ID_MAX,
    SEARCH_LENGTH,
)
from odoo.addons.account_payment_portal.controllers.payer_messages import PayerMessages
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments
from odoo.addons.account_payment_portal.models.mail_message import MessageQuery

MESSAGES_ROUTE = '/my/messages'

# How many messages stand on a page.
STEP = 20

# The pages on which a customer reads the messages of each kind of document in place.
DOCUMENT_PATHS = {'account.move': '/my/invoices', 'sale.order': '/my/orders'}


class PortalMessages(PortalDocuments, PayerMessages):
    """All that customer and companies have written to each other, and new messages."""

    # === ROUTES === #

    @http.route()
    def home(self, **kw):
        """Override of `portal` to lead to the messages."""
        response = super().home(**kw)
        response.qcontext['has_messages'] = bool(self._get_payer().companies)
        return response

    @http.route(
        [MESSAGES_ROUTE, f'{MESSAGES_ROUTE}/page/<int:page>'],
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_my_messages(self, page=1, search='', sent=None, **params):
        """Show the messages, newest first, or those that have a text."""
        payer = self._get_writer_or_404()
        page = self._read_page(page)
        search = search.replace('\0', '').strip()[:SEARCH_LENGTH]
        query = MessageQuery(search=search, limit=STEP + 1, offset=(page - 1) * STEP)
        ids = self._get_message_ids(payer, query)
        messages_sudo = request.env['mail.message'].sudo().browse(ids[:STEP])
        return self._render_messages_page(
            'portal_my_messages',
            {
                'payer': payer,
                'messages': self._prepare_all_messages(messages_sudo),
                'search': search,
                'page': page,
                'is_more': len(ids) > STEP,
                'can_write': bool(self._get_writable_portals(payer)),
                'is_sent': bool(sent),
            },
        )

    @http.route(
        f'{MESSAGES_ROUTE}/new',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_new_message(self, **params):
        """Show the form for a message to the company."""
        return self._render_new_message(self._get_writable_portals_or_404())

    @http.route(
        f'{MESSAGES_ROUTE}/new',
        type='http',
        auth='user',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def portal_send_message(self, company=None, **params):
        """Send a message to the company."""
        portals_sudo = self._get_writable_portals_or_404()
        company_id = self._cast_as_int(company) if company else portals_sudo[:1].company_id.id
        portal_sudo = portals_sudo.filtered(lambda each: each.company_id.id == company_id)
        if not portal_sudo:
            raise NotFound()
        try:
            values = self._read_message()
            request.env.user.partner_id._write_to_company(portal_sudo, values)
        except UserError as error:
            return self._render_new_message(portals_sudo, error=error.args[0])
        return request.redirect(f'{MESSAGES_ROUTE}?sent=1')

    @http.route(
        f'{MESSAGES_ROUTE}/<int:message_id>/<int:file_id>',
        type='http',
        auth='user',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def portal_message_file(self, message_id, file_id):
        """Send a file of a message."""
        payer = self._get_writer_or_404()
        ids = self._get_message_ids(payer, MessageQuery(message_id=min(message_id, ID_MAX)))
        return self._send_file(request.env['mail.message'].sudo().browse(ids), file_id)

    # === ACCESS === #

    def _get_writer_or_404(self):
        """Return the customer.

        :rtype: Payer
        :raise NotFound: If none of his companies has a payment portal.
        """
        payer = self._get_payer()
        if not payer.companies:
            raise NotFound()
        return payer

    def _get_writable_portals(self, payer):
        """Return the portals to whose companies the customer can write.

        :param Payer payer: The customer.
        :return: Those of companies that he belongs to, or has documents of; may be empty.
        :rtype: payment.portal
        """
        own_companies = self._get_user_companies()
        # In sudo mode because customers may not read portals.
        portals_sudo = request.env['payment.portal'].sudo().search([('allow_messages', '=', True)])
        portals_sudo = portals_sudo.filtered(lambda each: each.company_id in payer.companies)
        return portals_sudo.filtered(
            lambda each: each.company_id in own_companies or self._has_documents_in(each.company_id)
        )

    def _get_writable_portals_or_404(self):
        """Return the portals to whose companies the customer can write.

        :rtype: payment.portal
        :raise NotFound: If there are none, or messages are switched off.
        """
        portals_sudo = self._get_writable_portals(self._get_writer_or_404())
        if not portals_sudo:
            raise NotFound()
        return portals_sudo

    def _get_message_ids(self, payer, query):
        """Return the ids of the customer's messages; see `_get_payer_message_ids`."""
        # In sudo mode because customers may not read all of them one by one; these are his own.
        messages_sudo = request.env['mail.message'].sudo()
        return messages_sudo._get_payer_message_ids(payer.partner, payer.companies, query)

    # === RENDERING === #

    def _render_new_message(self, portals_sudo, error=None):
        """Render the form for a message to the company.

        :param payment.portal portals_sudo: Those of the companies that can be chosen.
        :param str error: Why the message was not sent.
        :rtype: Response
        """
        return self._render_messages_page(
            'portal_new_message',
            {
                **self._prepare_form_values(error),
                'companies': portals_sudo.company_id,
                'company_id': self._cast_as_int(request.httprequest.form.get('company')),
                'messages_url': f'{MESSAGES_ROUTE}/new',
            },
            status=422 if error else 200,
        )

    def _render_messages_page(self, template, values, status=200):
        """Render a page of messages.

        :param str template: The template.
        :param dict values: What it shows.
        :param int status: The HTTP status.
        :rtype: Response
        """
        return request.render(
            f'account_payment_portal.{template}',
            {**self._prepare_portal_layout_values(), 'page_name': 'messages', **values},
            status=status,
        )

    def _prepare_all_messages(self, messages_sudo):
        """Return what the page shows of messages, each with its document.

        Shape: what `_prepare_messages` returns and {'document': str, 'url': str or None}

        :param mail.message messages_sudo: The messages, already narrowed down to the customer's.
        :rtype: list[dict]
        """
        rows = self._prepare_messages(messages_sudo, MESSAGES_ROUTE)
        documents = {
            model: request.env[model]
            .sudo()
            .browse(messages_sudo.filtered(lambda each, m=model: each.model == m).mapped('res_id'))
            for model in DOCUMENT_PATHS
        }
        names = {
            (model, document.id): document.name
            for model, records in documents.items()
            for document in records
        }
        for row, message in zip(rows, messages_sudo, strict=True):
            path = DOCUMENT_PATHS.get(message.model)
            row['document'] = names.get((message.model, message.res_id))
            row['url'] = path and f'{path}/{message.res_id}#discussion'
        return rows
