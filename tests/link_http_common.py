"""Payment links as a browser opens them."""

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.http_page import Page
from odoo.addons.account_payment_portal.tests.link_common import PERSON, LinkCommon

# What a person's browser sends.
BROWSER = {'User-Agent': PERSON.user_agent, 'Accept-Language': 'en'}


class LinkHttpCommon(LinkCommon, PaymentPortalHttpCommon):
    """A browser in which nobody is logged in, and a link to `invoice` (10,000 pesos).

    - `hidden_invoice`: another one of the same customer, which the link does not open
    - `foreign_invoice`: one of another customer
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'
        cls.invoice = cls._create_document(10000, partner=cls.payer)
        cls.hidden_invoice = cls._create_document(2500, partner=cls.payer)
        cls.foreign_invoice = cls._create_document(700, partner=cls.stranger)

    def setUp(self):
        super().setUp()
        self.issued = self._issue(self.invoice, recipient_id=self.payer.id)
        self.link = self.issued.link.sudo()
        self.path = self.get_path(self.issued)
        self.become_somebody_else()

    def get_path(self, issued):
        """Return the address of a link on the server of the test.

        :rtype: str
        """
        return issued.url[issued.url.index('/pay/l/') :]

    def become_somebody_else(self):
        """Go on in a new browser, in which nobody is logged in."""
        self.opener.cookies.clear()
        self.authenticate(None, None)
        self._csrf_token = None

    def look(self, path=None, headers=None):
        """Open the address of a link.

        :rtype: Page
        """
        return Page(self.url_open(path or self.path, headers=headers or BROWSER))

    def press(self, page, **options):
        """Press the button of a link's page.

        :return: The answer.
        :rtype: requests.Response
        """
        form = page.get_form('o_app_send_once')
        return self.url_open(form.action, data=dict(form.form_values()), headers=BROWSER, **options)

    def open_link(self, issued=None):
        """Open a link and go on to the documents.

        :rtype: Page
        """
        page = Page(self.press(self.look(self.get_path(issued or self.issued))))
        self._csrf_token = page.find("//input[@name='csrf_token']")[0].get('value')
        return page

    def send(self, path, **options):
        """Send the form of a link's page without having seen the page.

        :rtype: requests.Response
        """
        token = self.url_open('/pay/l').text.partition('csrf_token: "')[2].partition('"')[0]
        return self.url_open(path, data={'csrf_token': token}, headers=BROWSER, **options)

    def get_kinds(self, link=None):
        """Return what is on record of the visits of a link, in the order of time.

        :rtype: list[str]
        """
        link = link or self.link
        link.invalidate_recordset()
        return link.visit_ids.sorted('id').mapped('kind')

    def assertDead(self, page):
        """Check that a page says that the link doesn't work, as it does for every reason."""
        self.assertEqual(page.status, 404)
        self.assertIn("This link doesn't work", page.text)
        for secret in (self.customer.name, self.invoice.name, '10,000'):
            self.assertNotIn(secret, page.response.text)
