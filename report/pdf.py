"""PDFs: the only place that knows the library and the program which make them.

A page comes as HTML text that holds all it needs: nothing is asked from any server, no file is
read, no script runs. So PDFs are made in requests and in jobs alike, however few workers there are.
"""

import subprocess

import pdfkit
from pdfkit.configuration import Configuration

from odoo.addons.base.models.ir_actions_report import _wkhtml

# How long the program may work on a page, in seconds. A thousand lines take less than one.
TIMEOUT = 60

# Nobody listens there: whatever a page might ask for, no request leaves the machine.
_NO_PROXY = 'http://127.0.0.1:9'

_OPTIONS = {
    'page-size': 'A4',
    'margin-top': '12mm',
    'margin-bottom': '10mm',
    'margin-left': '15mm',
    'margin-right': '15mm',
    'encoding': 'utf-8',
    'disable-javascript': '',
    'disable-local-file-access': '',
    'disable-external-links': '',
    'proxy': _NO_PROXY,
}

# One CSS pixel is 1/96 of an inch for the program as its makers publish it, and less for the one
# that Linux distributions build themselves, which can't be told otherwise.
_OPTIONS_PATCHED = {**_OPTIONS, 'dpi': '96', 'disable-smart-shrinking': ''}
_TEXT_SIZE = 12
_TEXT_SIZE_UNPATCHED = 15.5


class PdfError(Exception):
    """No PDF could be made; the text tells administrators why."""


def make_pdf(page):
    """Return the PDF of a page.

    :param str page: The page, as self-contained HTML. Sizes are in `rem`; see `get_text_size`.
    :rtype: bytes
    :raise PdfError: If the program is missing, fails or takes too long.
    """
    is_patched = _wkhtml().is_patched_qt
    kit = pdfkit.PDFKit(
        page,
        'string',
        options=_OPTIONS_PATCHED if is_patched else _OPTIONS,
        configuration=_find_program(),
    )
    try:
        # Only the program's path and options of ours are in the command.
        process = subprocess.run(  # noqa: S603
            kit.command(),
            input=page.encode(),
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
        kit.handle_error(process.returncode, process.stderr.decode(errors='replace'))
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"wkhtmltopdf took more than {TIMEOUT} seconds.") from error
    except OSError as error:  # The library says with it that the program failed.
        raise PdfError(str(error)) from error
    if not process.stdout.startswith(b'%PDF'):
        raise PdfError("wkhtmltopdf made no PDF.")
    return process.stdout


def get_text_size():
    """Return how large the text of a page has to be so that it is 9 points high on paper.

    Units: CSS pixels

    :rtype: float
    """
    return _TEXT_SIZE if _wkhtml().is_patched_qt else _TEXT_SIZE_UNPATCHED


def _find_program():
    """Return where the library finds the program: where Odoo's own reports find it.

    :rtype: Configuration
    :raise PdfError: If there is none.
    """
    try:
        # No tag of a page has a name that could be taken for an option of the program.
        return Configuration(wkhtmltopdf=_wkhtml().bin, meta_tag_prefix='\0')
    except OSError as error:
        raise PdfError("wkhtmltopdf is not installed on the server.") from error
