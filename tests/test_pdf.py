import subprocess
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.report import document, pdf
from odoo.addons.account_payment_portal.tests.pdf_common import read_pdf

PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body>%s</body></html>'


@tagged('post_install', '-at_install')
class TestPdf(TransactionCase):
    """The one door through which PDFs are made."""

    def make(self, body):
        return pdf.make_pdf(PAGE % body)

    def test_page_becomes_a_pdf_with_its_letters(self):
        self.assertEqual(
            read_pdf(self.make("<p>Peña &amp; Ñandú: 1.000 €</p>")), ["Peña & Ñandú: 1.000 €"]
        )

    def test_page_starts_a_sheet_where_it_says_so(self):
        pages = read_pdf(self.make('<p>one</p><p style="page-break-before: always">two</p>'))
        self.assertEqual(pages, ["one", "two"])

    def test_script_does_not_run(self):
        self.assertEqual(
            read_pdf(self.make("<p>plain</p><script>document.write('changed')</script>")),
            ["plain"],
        )

    def test_file_of_the_server_is_not_read(self):
        with self.assertRaises(pdf.PdfError):
            self.make('<iframe src="file:///etc/passwd"></iframe>')

    def test_option_in_the_page_is_not_obeyed(self):
        content = self.make('<meta name="pdfkit-page-size" content="A9"/><p>text</p>')
        self.assertIn(b'/MediaBox [0 0 595', content)

    def test_missing_program_is_told(self):
        missing = pdf._wkhtml()._replace(bin='/nowhere/wkhtmltopdf')
        with (
            patch.object(pdf, '_wkhtml', return_value=missing),
            self.assertRaisesRegex(pdf.PdfError, "not installed"),
        ):
            self.make('x')

    def test_program_that_takes_too_long_is_stopped(self):
        with (
            patch.object(pdf, 'TIMEOUT', 0.001),
            self.assertRaisesRegex(pdf.PdfError, "took more than"),
        ):
            self.make('x')

    def test_program_that_fails_is_told(self):
        failed = subprocess.CompletedProcess([], 1, b'', b"Error: out of paper")
        with (
            patch.object(subprocess, 'run', return_value=failed),
            self.assertRaisesRegex(pdf.PdfError, "out of paper"),
        ):
            self.make('x')

    def test_who_waits_for_a_document_hears_no_technical_reason(self):
        with (
            patch.object(document, 'make_pdf', side_effect=pdf.PdfError("wkhtmltopdf crashed")),
            mute_logger(document.__name__),
            self.assertRaises(UserError) as raised,
        ):
            document.render_document_or_apologise(
                'account_payment_portal.pdf_page', self.env.company, {'title': "Test"}
            )
        self.assertIn("try again later", raised.exception.args[0])
        self.assertNotIn("wkhtmltopdf", raised.exception.args[0])

    def test_document_holds_all_it_needs(self):
        company = self.env.company
        company.write({'name': "<Sur & Co>", 'primary_color': '#336699'})
        page = document._render_page(
            'account_payment_portal.pdf_page', company, {'title': "A <title>"}
        )
        self.assertIn("#336699", page)
        self.assertIn("A &lt;title&gt;", page)
        for address in ('src="/', 'href=', 'http:', 'https:', 'url('):
            self.assertNotIn(address, page)
