from werkzeug.exceptions import Forbidden, NotFound

from odoo import _
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.guest_pages import GuestPages
from odoo.addons.account_payment_portal.controllers.payer import Payer
from odoo.addons.account_payment_portal.models.payment_portal_preview import (
    PREVIEW,
    PREVIEWED_PORTAL_ID,
)

# How one asks for a page without changing anything.
READING = ('GET', 'HEAD')


class GuestPreview(GuestPages):
    """Guests' pages for staff who want to see what a customer sees, and can change nothing.

    Only pages that ask for their payer have a preview. For all others, forms of the sign-in and
    calls of scripts among them, its address is that of no portal.
    """

    def _get_preview_payer(self, slug):
        """Return the customer as whom the user looks at a page.

        :param str slug: What stands in the address.
        :return: The customer; None if it is not the address of a preview.
        :rtype: Payer | None
        :raise NotFound: If there is no such preview, or it is not for the user.
        :raise Forbidden: If the request is not only to look.
        """
        if not PREVIEW.fullmatch(slug):
            return None
        portal_sudo, partner_sudo = request.env['payment.portal']._find_preview(slug)
        if not portal_sudo:
            raise NotFound()
        if request.httprequest.method not in READING:
            raise Forbidden(_("This is a preview: nothing can be changed here."))
        request.update_context(**{PREVIEWED_PORTAL_ID: portal_sudo.id})
        return Payer(
            partner=partner_sudo.commercial_partner_id,
            companies=portal_sudo.company_id,
            documents_url=portal_sudo._get_guest_path('documents'),
            remittances_url=portal_sudo._get_guest_path('remittances'),
            layout='account_payment_portal.guest_documents_layout',
            portal=portal_sudo,
            is_preview=True,
        )
