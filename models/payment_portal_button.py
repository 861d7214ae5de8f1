from markupsafe import Markup

from odoo import api, fields, models

# For pages of any site, whose own style sheets we don't know: it brings its look along. A site that
# forbids this shows an ordinary link.
BUTTON = Markup(
    '<a href="{url}" data-payment-portal="{slug}" style="display:inline-block;padding:12px 24px;'
    'border-radius:4px;background-color:{background};color:{color};font-family:sans-serif;'
    'text-decoration:none">{text}</a>'
)
POPUP = Markup('<script src="{url}" defer></script>')
POPUP_PATH = '/account_payment_portal/static/src/button/pay_button.js'


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    button_text = fields.Char(
        string="Text",
        help="What stands on the button for your web page, and in the menu of the website.",
        translate=True,
    )
    button_html = fields.Char(
        string="HTML",
        help="Paste it where the button shall be. It keeps working when the address of the portal"
        " changes.",
        compute='_compute_button',
    )
    button_preview = fields.Html(
        string="Looks Like", compute='_compute_button', sanitize=False
    )  # We write it ourselves, all values escaped.
    button_popup_html = fields.Char(
        string="For a Pop-up Window",
        help="Paste it once in a page with the button, too: the portal then opens in a small window"
        " beside the page. Without scripts, the button works as before. If your site has a"
        " Content-Security-Policy, allow the host of the portal in its script-src. The portal can't"
        " be shown in a frame.",
        compute='_compute_button',
    )

    # === COMPUTE METHODS === #

    @api.depends(
        'button_text',
        'company_id.email_primary_color',
        'company_id.email_secondary_color',
        'sign_in_url',
        'slug',
    )
    @api.depends_context('lang')
    def _compute_button(self):
        for portal in self:
            button = portal.slug and portal._build_button()
            portal.button_html = button
            portal.button_preview = button
            portal.button_popup_html = portal.slug and POPUP.format(
                url=portal.get_base_url() + POPUP_PATH
            )

    # === BUSINESS METHODS === #

    def _build_button(self):
        """Return the button as HTML, in the colours that the company's mails have.

        :rtype: markupsafe.Markup
        """
        self.ensure_one()
        return BUTTON.format(
            url=self.sign_in_url,
            slug=self.slug,
            background=self.company_id.email_secondary_color or '#875A7B',
            color=self.company_id.email_primary_color or '#FFFFFF',
            text=self._get_button_text(),
        )

    def _get_button_text(self):
        """Return what stands on the button and in menus, in the current language.

        :rtype: str
        """
        self.ensure_one()
        return self.button_text or self.env._("Pay invoices online")
