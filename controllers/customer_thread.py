from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.account_payment_portal.models.mail_message import DOCUMENT_MODELS
from odoo.addons.account_payment_portal.models.uploads import (
    check_upload,
    check_upload_count,
    clean_file_name,
)
from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.portal.controllers.thread import PortalThreadController


class CustomerThread(PortalThreadController, AttachmentController):
    """What customers send from the chatter of their documents: only files of some kinds and sizes.

    That they may write at all is checked by the documents; see `payment.portal.conversation`.
    """

    # Core checks the access to the document.
    @http.route()
    def mail_attachment_upload(
        self, ufile=None, thread_id=None, thread_model=None, is_pending=False, **kwargs
    ):
        """Override of `mail` to refuse files that customers can't attach."""
        if not (ufile and thread_id and thread_model):
            raise NotFound()
        if self._is_from_customer(thread_model, thread_id):
            ufile.filename = clean_file_name(ufile.filename)
            # Read from the file system: the server has stored what came already.
            size = ufile.stream.seek(0, 2)
            ufile.stream.seek(0)
            try:
                check_upload(ufile.filename, size)
            except UserError as error:
                return request.make_json_response({'error': error.args[0]})
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Override of `mail` to refuse files that were uploaded elsewhere and can't be attached."""
        values = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        attachment_ids = values.get('attachment_ids')
        if attachment_ids and self._is_from_customer(thread._name, thread.id):
            check_upload_count(len(attachment_ids))
            # In sudo mode because core has checked that they are his.
            for attachment_sudo in request.env['ir.attachment'].sudo().browse(attachment_ids):
                check_upload(attachment_sudo.name, attachment_sudo.file_size)
        return values

    def _is_from_customer(self, model, res_id):
        """Return whether a customer writes, about a document that is in a payment portal.

        :param str model: The model of the document, from outside.
        :param int|str res_id: Its id, from outside.
        :rtype: bool
        """
        if not request.env.user.share or model not in DOCUMENT_MODELS:
            return False
        return bool(request.env[model].browse(int(res_id)).exists()._get_conversation_portal())
