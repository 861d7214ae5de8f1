"""PDFs as people read them."""

import io
import re

from odoo.tools.pdf import PdfFileReader


def read_pdf(content):
    """Return the texts of the pages of a PDF, with single spaces.

    :param bytes content: The PDF.
    :rtype: list[str]
    """
    pages = PdfFileReader(io.BytesIO(content)).pages
    return [re.sub(r'\s+', ' ', page.extract_text()).strip() for page in pages]
