from contextlib import ExitStack
from tempfile import TemporaryFile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import _, fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_documents import ID_MAX, PayerDocuments


class PayerDownload(PayerDocuments):
    """Documents as PDF, one or many, for whoever downloads them; routes say who."""

    # === ANSWERS === #

    def _show_pdf(self, payer, move_id):
        """Show the PDF of a document in the browser.

        :param Payer payer: Who reads it.
        :param int move_id: The document, from outside.
        :rtype: Response
        :raise NotFound: If it is unknown or not his.
        """
        move_sudo = self._get_own_documents(payer, [move_id])
        if not move_sudo:
            raise NotFound()
        return self._make_pdf_response(move_sudo, 'inline')

    def _download(self, payer):
        """Send the PDFs of the documents that the payer ticked: one as it is, more as a zip file.

        :param Payer payer: Who downloads.
        :rtype: Response
        :raise NotFound: If his companies have no payment portal.
        """
        if not payer.companies:
            raise NotFound()
        moves_sudo = self._get_own_documents(payer, self._read_ticked_ids())
        try:
            if not moves_sudo:
                raise UserError(_("Tick the documents that you want to download."))
            if len(moves_sudo) == 1:
                return self._make_pdf_response(moves_sudo, 'attachment')
            return self._make_archive_response(moves_sudo)
        except UserError as error:
            values = self._prepare_payer_values(payer)
            values.update(page_name='documents', error=error.args[0])
            return request.render(
                'account_payment_portal.portal_download_refused', values, status=422
            )

    def _make_pdf_response(self, move_sudo, disposition):
        """Return the PDF of a document.

        :param account.move move_sudo: The document.
        :param str disposition: 'inline' or 'attachment'.
        :rtype: Response
        """
        document = move_sudo._get_pdf_file()
        name = http.content_disposition(document['filename'], disposition)
        return request.make_response(
            document['content'],
            [
                ('Content-Type', 'application/pdf'),
                ('Content-Length', str(len(document['content']))),
                ('Content-Disposition', name),
                ('X-Content-Type-Options', 'nosniff'),
            ],
        )

    def _make_archive_response(self, moves_sudo):
        """Return the PDFs of documents as one zip file.

        It is written to the disk first, and sent from there in pieces: neither memory nor a
        connection to the database is held for a slow browser, and a PDF that can't be made is told
        in place of half a file.

        :param account.move moves_sudo: The documents.
        :rtype: Response
        """
        moves_sudo._check_archive()
        with ExitStack() as stack:
            file = stack.enter_context(TemporaryFile())
            moves_sudo._write_archive(file)
            stack.pop_all()  # The server closes it, when it has been sent.
        length = file.tell()
        file.seek(0)
        date = fields.Date.context_today(moves_sudo)
        name = _("documents %(date)s", date=date)
        response = request.make_response(
            wrap_file(request.httprequest.environ, file),
            [
                ('Content-Type', 'application/zip'),
                ('Content-Length', str(length)),
                ('Content-Disposition', http.content_disposition(f'{name}.zip')),
                ('X-Content-Type-Options', 'nosniff'),
            ],
        )
        response.direct_passthrough = True
        return response

    # === REQUEST === #

    def _read_ticked_ids(self):
        """Return the ids of what the payer ticked; what can't be an id is left out.

        :rtype: list[int]
        """
        form = request.httprequest.form
        texts = form.getlist('document') + form.getlist('download')
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]

    # === ACCESS === #

    def _get_own_documents(self, payer, move_ids):
        """Return those of some documents that are the payer's own.

        :param Payer payer: Who asks.
        :param list[int] move_ids: The documents, from outside.
        :rtype: account.move
        """
        # In sudo mode because payers have no access to documents of all companies; narrowed down
        # to their own.
        moves_sudo = request.env['account.move'].sudo()
        domain = moves_sudo._get_payer_document_domain(payer.partner, payer.companies)
        ids = [move_id for move_id in move_ids if move_id <= ID_MAX]
        return payer.filter_own(moves_sudo.search([('id', 'in', ids), *domain], order='name, id'))
