from odoo import api, fields, models

from odoo.addons.account_payment_portal.models.payment_portal_issued_key import (
    INDEX_LENGTH,
    normalize_key,
)
from odoo.addons.account_payment_portal.models.payment_portal_key import NOBODY
from odoo.addons.account_payment_portal.models.secret_token import verify_secret


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    key_kind = fields.Selection(
        selection_add=[('issued_key', "Key that we issue to the customer")],
        ondelete={'issued_key': 'set default'},
    )


class PaymentPortalKeyIssuedKey(models.AbstractModel):
    """A random key that staff gave to the customer; see `payment.portal.issued.key`.

    Two customers with one tax id have different keys: the letters in front tell which key to
    verify, so exactly one is verified each time.
    """

    _name = 'payment.portal.key.issued_key'
    _inherit = 'payment.portal.key'
    _description = "Issued Key to a Payment Portal"

    @api.model
    def _get_field(self):
        """Override of `account_payment_portal` to ask for the key."""
        return {
            'label': self.env._("Your key"),
            'hint': self.env._("The 16 letters and digits that you received from us."),
            'attributes': {
                'type': 'text',
                'autocomplete': 'current-password',
                'autocapitalize': 'characters',
                'spellcheck': 'false',
            },
        }

    @api.model
    def _verify(self, portal, proof):
        """Override of `account_payment_portal` to verify the key."""
        key = normalize_key(proof.text)
        # In sudo mode because guests may read nothing.
        issued = (
            self.env['payment.portal.issued.key']
            .sudo()
            .search_fetch(
                [
                    ('portal_id', '=', portal.id),
                    ('partner_id', 'in', [NOBODY, *proof.customers.ids]),
                    ('key_index', '=', key[:INDEX_LENGTH]),
                    ('revoked_at', '=', False),
                ],
                ['key_hash', 'partner_id'],
                limit=1,
            )
        )
        if not verify_secret(key[INDEX_LENGTH:], issued.key_hash):
            return proof.customers.browse()
        issued.last_used_at = fields.Datetime.now()
        return issued.partner_id
