from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.guest_documents import (
    DOCUMENTS_ROUTE,
    GuestDocuments,
)
from odoo.addons.account_payment_portal.controllers.guest_pages import NOTICE_KEY
from odoo.addons.account_payment_portal.controllers.payer_messages import PayerMessages

MESSAGES_ROUTE = f'{DOCUMENTS_ROUTE}/<int:move_id>/messages'

# What the page tells after a message was sent.
SENT = 'message_sent'


class GuestMessages(GuestDocuments, PayerMessages):
    """What guests and the company write about a document.

    Nobody knows who a guest is: his messages are the customer's, and say that they are not
    verified. He sees who wrote by the names of the customer and the company alone.
    """

    # Who asks is checked by the session of the guest.
    @http.route(
        MESSAGES_ROUTE,
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
    )
    def guest_messages(self, slug, move_id):
        """Show what was written about a document, with a form to write more."""
        payer = self._get_guest_payer(slug)
        return self._secure(self._render_document(payer, self._get_own_document(payer, move_id)))

    # Who asks is checked by the session of the guest.
    @http.route(
        MESSAGES_ROUTE,
        type='http',
        auth='public',
        methods=['POST'],
        website=True,
        sitemap=False,
    )
    def guest_write_message(self, slug, move_id, **params):
        """Send a message about a document."""
        payer = self._get_guest_payer(slug)
        move_sudo = self._get_own_document(payer, move_id)
        if not move_sudo._is_open_to_customers():
            raise NotFound()
        try:
            self._get_guest_session(payer.portal)._write_about(move_sudo, self._read_message())
        except UserError as error:
            return self._secure(self._render_document(payer, move_sudo, error=error.args[0]))
        return self._redirect_guest(
            payer.portal, 'documents', str(move_sudo.id), 'messages', notice=SENT
        )

    # Who asks is checked by the session of the guest.
    @http.route(
        f'{MESSAGES_ROUTE}/<int:message_id>/<int:file_id>',
        type='http',
        auth='public',
        methods=['GET'],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def guest_message_file(self, slug, move_id, message_id, file_id):
        """Send a file of a message."""
        payer = self._get_guest_payer(slug)
        messages_sudo = self._get_own_document(payer, move_id)._get_customer_messages()
        own_sudo = messages_sudo.filtered(lambda message: message.id == message_id)
        return self._secure(self._send_file(own_sudo, file_id))

    # === STEPS === #

    def _get_own_document(self, payer, move_id):
        """Return a document of the guest.

        :param Payer payer: The guest.
        :param int move_id: The id of the document, from outside.
        :rtype: account.move
        :raise NotFound: If there is none or it is not his.
        """
        move_sudo = self._get_own_documents(payer, [move_id])
        if not move_sudo:
            raise NotFound()
        return move_sudo

    def _render_document(self, payer, move_sudo, error=None):
        """Render what was written about a document.

        :param Payer payer: The guest.
        :param account.move move_sudo: The document.
        :param str error: Why his message was not sent.
        :rtype: Response
        """
        messages_url = f'{payer.documents_url}/{move_sudo.id}/messages'
        return request.render(
            'account_payment_portal.guest_messages',
            {
                **self._prepare_payer_values(payer),
                **self._prepare_form_values(error),
                'document': move_sudo,
                'messages': self._prepare_messages(
                    move_sudo._get_customer_messages(), messages_url
                ),
                'messages_url': messages_url,
                'can_write': move_sudo._is_open_to_customers(),
                'is_sent': request.session.pop(NOTICE_KEY, None) == SENT,
            },
            status=422 if error else 200,
        )
