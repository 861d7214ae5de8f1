from os.path import splitext
from zipfile import ZIP_STORED, ZipFile

from odoo import _, models
from odoo.exceptions import ValidationError
from odoo.tools.osutil import clean_filename

# How many documents are downloaded at once. Far beyond what anybody reads.
ARCHIVE_COUNT_MAX = 100

# Of how many of these the PDF may have to be made first, which takes a second or two for each.
ARCHIVE_PROFORMA_COUNT_MAX = 25

# File systems take no longer names; leaves room for a number behind.
FILE_NAME_LENGTH = 100


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === BUSINESS METHODS - PDF FILES === #

    def _get_pdf_file(self):
        """Return the official PDF of the document, or a pro-forma one where there is none yet.

        Shape: `{'filename': str, 'content': bytes}`

        :rtype: dict
        """
        self.ensure_one()
        return self._get_invoice_legal_documents('pdf', allow_fallback=True)

    def _check_archive(self):
        """Make sure that one request can hold the PDFs of the documents.

        :raise ValidationError: If there are too many; the message is for the payer.
        """
        if len(self) > ARCHIVE_COUNT_MAX:
            raise ValidationError(
                _("Please download %(count)s documents at most at once.", count=ARCHIVE_COUNT_MAX)
            )
        unmade = self.filtered(lambda move: not move.invoice_pdf_report_id)
        if len(unmade) > ARCHIVE_PROFORMA_COUNT_MAX:
            raise ValidationError(
                _(
                    "The PDFs of %(count)s of these documents have to be made first, which takes"
                    " long. Please download %(limit)s of them at most at once.",
                    count=len(unmade),
                    limit=ARCHIVE_PROFORMA_COUNT_MAX,
                )
            )

    def _write_archive(self, file):
        """Write the PDFs of the documents into a zip file.

        No more than one PDF is in memory at a time.

        :param io.BufferedIOBase file: The file, open for writing.
        """
        names = set()
        # PDFs are compressed already.
        with ZipFile(file, 'w', compression=ZIP_STORED) as archive:
            for move in self:
                document = move._get_pdf_file()
                archive.writestr(
                    get_unique_file_name(document['filename'], names), document['content']
                )
                move.invoice_pdf_report_id.invalidate_recordset(['raw', 'datas', 'db_datas'])


def get_unique_file_name(name, names):
    """Return a name that every file system takes and that no other file of a folder has.

    :param str name: The name that a file should have.
    :param set names: The names that are given, in small letters; takes up the new one.
    :rtype: str
    """
    stem, ending = splitext(clean_filename(name, replacement='_'))
    stem = stem[:FILE_NAME_LENGTH]
    unique, number = f'{stem}{ending}', 1
    while unique.lower() in names:
        number += 1
        unique = f'{stem} ({number}){ending}'
    names.add(unique.lower())
    return unique
