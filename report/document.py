"""Documents as PDFs, in the look of the company: self-contained pages made of QWeb templates."""

import logging
from functools import cache

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tools import file_open, is_html_empty
from odoo.tools.image import image_data_uri

from odoo.addons.account_payment_portal.report.pdf import PdfError, get_text_size, make_pdf

_logger = logging.getLogger(__name__)

# What companies that chose no colour get; as on Odoo's own documents.
_COLOR = '#000000'


def render_document(template, company, values):
    """Return a document as PDF.

    :param str template: The template, which calls `account_payment_portal.pdf_page`.
    :param res.company company: Whose document it is; its environment says the language.
    :param dict values: What the template needs.
    :rtype: bytes
    :raise PdfError: If the server can't make PDFs.
    """
    return make_pdf(_render_page(template, company, values))


def render_document_or_apologise(template, company, values):
    """Return a document as PDF, for somebody who waits for it; see :func:`render_document`.

    :param str template: The template.
    :param res.company company: Whose document it is.
    :param dict values: What the template needs.
    :rtype: bytes
    :raise UserError: If the server can't make PDFs; the message is for customers.
    """
    try:
        return render_document(template, company, values)
    except PdfError as error:
        _logger.exception("The document %s could not be made.", template)
        raise UserError(
            company.env._(
                "This document can't be made just now. Please try again later, or contact us."
            )
        ) from error


def _render_page(template, company, values):
    """Return the HTML of a document.

    :param str template: The template.
    :param res.company company: Whose document it is.
    :param dict values: What the template needs.
    :rtype: str
    """
    page = company.env['ir.qweb']._render(
        template,
        {
            **values,
            'company': company,
            'company_details': _get_details(company),
            'logo': image_data_uri(company.logo) if _has_logo(company) else None,
            'style': _read_style(),
            'text_size': get_text_size(),
            'color': company.primary_color or _COLOR,
            'lang': (company.env.lang or 'en_US').replace('_', '-'),
        },
    )
    return f'<!DOCTYPE html>\n{page}'


def _has_logo(company):
    return company.logo and not company.uses_default_logo


def _get_details(company):
    """Return who the company is, as it stands on its other documents.

    :param res.company company: The company.
    :return: HTML or, where the company wrote none, the lines of its address.
    :rtype: Markup|str
    """
    if not is_html_empty(company.company_details):
        return company.company_details
    return write_address(company.partner_id)


def write_address(partner):
    """Return the address of a partner, one part a line, without empty lines.

    :param res.partner partner: The partner.
    :rtype: str
    """
    lines = partner._display_address(without_company=True).splitlines()
    return '\n'.join(line for line in lines if line.strip())


@cache
def _read_style():
    """Return the style sheet of documents.

    :rtype: Markup
    """
    with file_open('account_payment_portal/report/document.css') as file:
        # The file is ours, and escaped quotes would mean nothing in it.
        return Markup(file.read())  # noqa: S704
