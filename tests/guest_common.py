"""What tests about guests share: a browser in which a customer has signed in."""

from odoo.addons.account_payment_portal.controllers.guest_pages import SESSION_KEY
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.link_common import LinkCommon


class GuestCommon(LinkCommon, PaymentPortalHttpCommon):
    """A browser for guests of `portal`, whose pages lie below `/pay/sur`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal.slug = 'sur'

    def go_as_guest(self, link=None):
        """Go on as a guest of `customer`, and return his list.

        :param payment.portal.link link: By which he comes; None if he has signed in.
        :rtype: Page
        """
        token = self.env['payment.portal.session']._open(self.portal, self.customer, link=link)
        self.authenticate(None, None, session_extra={SESSION_KEY: token})
        page = self.open_page('/pay/sur/documents')
        self._csrf_token = page.find("//input[@name='csrf_token']")[0].get('value')
        return page

    def go_by_link(self, documents):
        """Go on as the holder of a link to a few documents, and return his list.

        :rtype: Page
        """
        return self.go_as_guest(self._issue(documents).link.sudo())
