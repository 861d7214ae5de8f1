from base64 import b64encode

from odoo import api, fields, models

from ..report.qr_code import draw_png, draw_svg


class PaymentPortalShownLink(models.AbstractModel):
    """A link on the screen. Never in the database: the client only has it from the action."""

    _name = 'payment.portal.shown.link'
    _description = "New Payment Link"

    # The field 'id' is necessary for the form.
    id = fields.Id()
    url = fields.Char(string="Link", readonly=True)
    # The pictures, in base 64.
    qr_png = fields.Text(string="QR Code", readonly=True)
    qr_svg = fields.Text(string="QR Code for Print", readonly=True)
    expires_at = fields.Datetime(string="Works Until", readonly=True)

    @api.model
    def _action_show(self, issued):
        """Return the action that shows a link, once.

        :param IssuedLink issued: The link and its address.
        :rtype: dict
        """
        link, url = issued
        return {
            'name': self.env._("Payment Link of %(customer)s", customer=link.partner_id.name or ''),
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_url': url,
                'default_qr_png': b64encode(draw_png(url)).decode(),
                'default_qr_svg': b64encode(draw_svg(url)).decode(),
                'default_expires_at': fields.Datetime.to_string(link.expires_at),
            },
        }
