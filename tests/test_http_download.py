import io
from zipfile import ZipFile

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models import account_move_archive
from odoo.addons.account_payment_portal.models.account_move_archive import get_unique_file_name
from odoo.addons.account_payment_portal.tests.guest_common import GuestCommon
from odoo.addons.account_payment_portal.tests.http_page import Page

PDF = b'%PDF-1.4 the official one'


@tagged('post_install', '-at_install')
class TestHttpDownload(GuestCommon):
    """Documents as PDF files: one to look at, several as one zip file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(10000, partner=cls.payer)
        cls.second_invoice = cls._create_document(2500, partner=cls.payer)
        cls.foreign_invoice = cls._create_document(700, partner=cls.stranger)
        for document in (cls.invoice, cls.second_invoice, cls.foreign_invoice):
            cls.attach_pdf(document)

    @classmethod
    def attach_pdf(cls, document, name='invoice.pdf'):
        """Give a document its official PDF, which tells what it is of."""
        cls.env['ir.attachment'].sudo().create(
            {
                'name': name,
                'raw': PDF + document.name.encode(),
                'mimetype': 'application/pdf',
                'res_model': 'account.move',
                'res_id': document.id,
                'res_field': 'invoice_pdf_report_file',
            }
        )
        document.invalidate_recordset(['invoice_pdf_report_id', 'invoice_pdf_report_file'])

    def download(self, *documents, path='/my/invoices/download', field='document'):
        """Tick documents, or texts in their place, and press the button.

        :rtype: requests.Response
        """
        texts = [each if isinstance(each, str) else str(each.id) for each in documents]
        data = [('csrf_token', self.read_csrf_token()), *((field, text) for text in texts)]
        return self.url_open(path, data=data)

    def read_archive(self, response):
        """Return what is in a zip file.

        Shape: `{name: bytes}`

        :rtype: dict
        """
        self.assertEqual(response.headers['Content-Type'], 'application/zip')
        with ZipFile(io.BytesIO(response.content)) as archive:
            self.assertIsNone(archive.testzip())
            return {name: archive.read(name) for name in archive.namelist()}

    def assert_refused(self, response, text):
        page = Page(response)
        self.assertEqual(page.status, 422)
        self.assertIn(text, page.alerts[0])

    # === ONE === #

    def test_official_pdf_is_shown_in_the_browser(self):
        response = self.url_open(f'/my/invoices/{self.invoice.id}/pdf')
        self.assertEqual(response.content, PDF + self.invoice.name.encode())
        self.assertEqual(response.headers['Content-Type'], 'application/pdf')
        self.assertTrue(response.headers['Content-Disposition'].startswith('inline'))

    def test_list_leads_to_the_pdf_of_each_document(self):
        page = self.open_page('/my/invoices')
        [link] = page.find(f"//a[@aria-label='View PDF of {self.invoice.name}']")
        self.assertEqual(link.get('href'), f'/my/invoices/{self.invoice.id}/pdf')

    def test_pdf_of_somebody_else_is_not_found(self):
        draft = self._create_document(5, partner=self.payer, post=False)
        for move_id in (self.foreign_invoice.id, draft.id, 0, 2**31, 10**30):
            with self.subTest(move_id=move_id):
                self.assertEqual(self.get_status(f'/my/invoices/{move_id}/pdf'), 404)

    def test_document_without_official_pdf_comes_as_pro_forma(self):
        document = self._create_document(40, partner=self.payer)
        response = self.url_open(f'/my/invoices/{document.id}/pdf')
        # While tests run, Odoo's report engine stops before the last step.
        self.assertIn(document.name, response.text)
        self.assertIn('proforma', response.headers['Content-Disposition'])

    def test_single_document_is_sent_as_it_is(self):
        response = self.download(self.invoice)
        self.assertEqual(response.content, PDF + self.invoice.name.encode())
        self.assertTrue(response.headers['Content-Disposition'].startswith('attachment'))

    # === SEVERAL === #

    def test_ticked_documents_come_in_one_zip_file_under_unique_names(self):
        response = self.download(self.invoice, self.second_invoice)
        self.assertEqual(
            self.read_archive(response),
            {
                'invoice.pdf': PDF + self.invoice.name.encode(),
                'invoice (2).pdf': PDF + self.second_invoice.name.encode(),
            },
        )
        self.assertEqual(response.headers['Content-Length'], str(len(response.content)))

    def test_paid_documents_have_a_box_to_be_downloaded(self):
        self._freeze_and_pay({self.invoice: None})
        page = self.open_page('/my/invoices', filterby='paid')
        [box] = page.find("//input[@name='download']")
        self.assertEqual(box.get('value'), str(self.invoice.id))
        response = self.download(self.invoice, self.second_invoice, field='download')
        self.assertEqual(len(self.read_archive(response)), 2)

    def test_documents_of_others_are_left_out(self):
        draft = self._create_document(5, partner=self.payer, post=False)
        response = self.download(
            self.invoice,
            self.second_invoice,
            self.foreign_invoice,
            draft,
            '0',
            '-1',
            "1'--",
            '9' * 40,
        )
        contents = b''.join(self.read_archive(response).values())
        self.assertNotIn(self.foreign_invoice.name.encode(), contents)
        self.assertEqual(contents.count(PDF), 2)

    def test_nothing_of_his_own_is_refused(self):
        for documents in ((), (self.foreign_invoice,), ("x'y\0",), ('1' * 10000,)):
            self.assert_refused(self.download(*documents), "Tick the documents")

    def test_too_many_are_refused(self):
        self.patch(account_move_archive, 'ARCHIVE_COUNT_MAX', 1)
        response = self.download(self.invoice, self.second_invoice)
        self.assert_refused(response, "Please download 1 documents at most at once.")

    def test_too_many_that_have_to_be_made_are_refused(self):
        self.patch(account_move_archive, 'ARCHIVE_PROFORMA_COUNT_MAX', 1)
        others = [self._create_document(40, partner=self.payer) for _each in range(2)]
        self.assert_refused(self.download(*others), "2 of these documents")

    def test_pdf_that_can_not_be_made_is_told_in_place_of_half_a_file(self):
        error = "There is no program for PDFs."

        def refuse(*_args, **_kwargs):
            raise UserError(error)

        document = self._create_document(40, partner=self.payer)
        self.patch(self.registry['account.move'], '_get_invoice_pdf_proforma', refuse)
        self.assert_refused(self.download(self.invoice, document), "There is no program")

    def test_names_are_clean_and_unique(self):
        names = set()
        given = ['../../etc/passwd', 'A/B.pdf', 'a_b.pdf', 'A\x00\n.pdf', 'x' * 300 + '.pdf', '']
        cleaned = [get_unique_file_name(name, names) for name in given]
        self.assertEqual(cleaned[1:3], ['A_B.pdf', 'a_b (2).pdf'])
        self.assertEqual(len({name.lower() for name in cleaned}), len(given))
        for name in cleaned:
            self.assertNotRegex(name, r'[/\\\x00-\x1f]|^\.')
            self.assertTrue(0 < len(name) < 120)

    # === WHO === #

    def test_guest_downloads_what_is_his(self):
        self.go_as_guest()
        response = self.download(
            self.invoice,
            self.second_invoice,
            self.foreign_invoice,
            path='/pay/sur/documents/download',
        )
        self.assertEqual(len(self.read_archive(response)), 2)
        self.assertEqual(response.headers['Cache-Control'], 'no-store')

    def test_holder_of_a_link_downloads_what_it_opens(self):
        self.go_by_link(self.invoice)
        response = self.download(
            self.invoice, self.second_invoice, path='/pay/sur/documents/download'
        )
        self.assertEqual(response.content, PDF + self.invoice.name.encode())

    def test_who_has_to_sign_in_first_comes_to_the_list(self):
        self.assertEqual(self.open_page('/my/invoices/download').path, '/my/invoices')
        self.go_as_guest()
        self.assertEqual(self.open_page('/pay/sur/documents/download').path, '/pay/sur/documents')

    @mute_logger('odoo.http')
    def test_other_sites_can_not_press_the_button(self):
        data = {'csrf_token': 'x', 'document': self.invoice.id}
        self.assertEqual(self.get_status('/my/invoices/download', data=data), 400)

    def test_there_are_no_downloads_without_a_payment_portal(self):
        self.portal.active = False
        self.assertEqual(self.download(self.invoice).status_code, 404)
        self.assertEqual(self.get_status(f'/my/invoices/{self.invoice.id}/pdf'), 404)
