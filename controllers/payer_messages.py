import mimetypes

from werkzeug.exceptions import NotFound

from odoo import _
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import html2plaintext, plaintext2html
from odoo.tools.misc import format_datetime

from odoo.addons.account_payment_portal.controllers.payer_documents import PayerDocuments
from odoo.addons.account_payment_portal.models.uploads import (
    UPLOAD_SIZE_MAX,
    UPLOAD_TYPES,
    check_upload,
    check_upload_count,
    clean_file_name,
)

# How long a message and its subject can be.
MESSAGE_LENGTH = 10000
SUBJECT_LENGTH = 200


class PayerMessages(PayerDocuments):
    """What the pages of messages share: reading and showing messages, for users and guests."""

    # === REQUEST === #

    def _read_message(self):
        """Return what somebody wrote in a form.

        Shape: {'body': Markup, 'subject': str, 'attachments': [(str, bytes)]}, as core's
            `message_post` takes it

        :rtype: dict
        :raise UserError: If it can't be sent; the message is for who wrote it.
        """
        form = request.httprequest.form
        text = form.get('body', '').replace('\0', '').strip()
        attachments = self._read_attachments()
        if not text and not attachments:
            raise UserError(_("Please write something."))
        if len(text) > MESSAGE_LENGTH:
            raise UserError(
                _(
                    "This message is too long: it can have %(count)s characters at most.",
                    count=MESSAGE_LENGTH,
                )
            )
        subject = ' '.join(form.get('subject', '').replace('\0', '').split())
        return {
            'body': plaintext2html(text),
            'subject': subject[:SUBJECT_LENGTH],
            'attachments': attachments,
        }

    def _read_attachments(self):
        """Return the files of a form; refuse those that can't be attached.

        :return: Name and content of each.
        :rtype: list[tuple]
        """
        # A browser sends a file without a name if none is chosen.
        files = [file for file in request.httprequest.files.getlist('files') if file.filename]
        check_upload_count(len(files))
        attachments = []
        for file in files:
            name, content = clean_file_name(file.filename), file.read(UPLOAD_SIZE_MAX + 1)
            check_upload(name, len(content))
            attachments.append((name, content))
        return attachments

    # === TEMPLATE VALUES === #

    def _prepare_form_values(self, error=None):
        """Return what the form for a message shows.

        :param str error: Why the last message was not sent.
        :rtype: dict
        """
        form = request.httprequest.form
        return {
            'error': error,
            'body': form.get('body', ''),
            'subject': form.get('subject', ''),
            'body_length': MESSAGE_LENGTH,
            'subject_length': SUBJECT_LENGTH,
            'accepted_files': ','.join(f'.{each}' for each in sorted(UPLOAD_TYPES)),
            'megabytes': UPLOAD_SIZE_MAX // 1024 // 1024,
        }

    def _prepare_messages(self, messages_sudo, files_url):
        """Return what pages show of messages.

        Shape: {'id': int, 'date', 'subject', 'text': str, 'is_own': bool, 'author': str, 'company':
            str, 'files': [{'name', 'url': str}]}

        :param mail.message messages_sudo: The messages, already narrowed down to the payer's own.
        :param str files_url: Below which address their files are.
        :rtype: list[dict]
        """
        return [
            {
                'id': message.id,
                'date': format_datetime(request.env, message.date, dt_format='short'),
                # Core's subject says again which document it is.
                'subject': message.subject if message.subject != message.record_name else None,
                # As text: links in a mail may open more than this page does.
                'text': html2plaintext(message.body or '', include_references=False).strip(),
                'is_own': message.author_id.partner_share or not message.author_id,
                'author': message.author_id.name or message.email_from,
                'company': message.record_company_id.name,
                'files': [
                    {'name': file.name, 'url': f'{files_url}/{message.id}/{file.id}'}
                    for file in message.attachment_ids
                ],
            }
            for message in messages_sudo
        ]

    # === FILES === #

    def _send_file(self, messages_sudo, file_id):
        """Send a file of a message; never to be shown in the page's own name.

        :param mail.message messages_sudo: The message, already known to be the payer's own.
        :param int file_id: The id of the file, from outside.
        :rtype: Response
        :raise NotFound: If the message has no such file.
        """
        file_sudo = messages_sudo.attachment_ids.filtered(lambda file: file.id == file_id)
        if not file_sudo:
            raise NotFound()
        stream = request.env['ir.binary'].sudo()._get_stream_from(file_sudo)
        # By its name alone: a browser must not run what it finds inside.
        stream.mimetype = mimetypes.guess_type(file_sudo.name)[0] or 'application/octet-stream'
        response = stream.get_response(as_attachment=True)
        response.headers['X-Content-Type-Options'] = 'nosniff'
        response.headers['Content-Security-Policy'] = "default-src 'none'; sandbox"
        return response
