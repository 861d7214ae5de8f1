import secrets
import unicodedata

from odoo import api, fields, models

from odoo.addons.account_payment_portal.models.secret_token import hash_secret

# The letters of a key: Crockford's base 32 has none that are read two ways.
ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

# The first letters tell which key it is; the others, 60 random bits, are the secret.
INDEX_LENGTH = 4
SECRET_LENGTH = 12

# How people read the letters that the alphabet doesn't have.
_READ_AS = str.maketrans({'O': '0', 'I': '1', 'L': '1'})


class PaymentPortalIssuedKey(models.Model):
    _name = 'payment.portal.issued.key'
    _description = "Customer's Key to a Payment Portal"
    _order = 'id desc'
    _rec_name = 'partner_id'
    _check_company_auto = True

    portal_id = fields.Many2one(comodel_name='payment.portal', required=True, ondelete='cascade')
    company_id = fields.Many2one(related='portal_id.company_id', store=True)
    partner_id = fields.Many2one(
        string="Customer",
        comodel_name='res.partner',
        required=True,
        index=True,
        ondelete='cascade',
        check_company=True,
    )
    key_index = fields.Char(required=True, groups='base.group_system')
    key_hash = fields.Char(required=True, groups='base.group_system')
    last_used_at = fields.Datetime(string="Last Used", readonly=True)
    revoked_at = fields.Datetime(string="Revoked", readonly=True)

    _in_use_uniq = models.UniqueIndex(
        '(portal_id, partner_id) WHERE revoked_at IS NULL',
        "A customer has one key to a payment portal: the new one replaces the old one.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _issue(self, portal, partner):
        """Give a customer a new key; an older one opens nothing any more.

        :param payment.portal portal: What it opens.
        :param res.partner partner: The customer.
        :return: The key, to be shown once and never stored.
        :rtype: str
        """
        customer = partner.commercial_partner_id
        self._get_in_use(portal, customer)._revoke()
        key = ''.join(secrets.choice(ALPHABET) for _ in range(INDEX_LENGTH + SECRET_LENGTH))
        self.create(
            {
                'portal_id': portal.id,
                'partner_id': customer.id,
                'key_index': key[:INDEX_LENGTH],
                'key_hash': hash_secret(key[INDEX_LENGTH:]),
            }
        )
        return '-'.join(key[start : start + 4] for start in range(0, len(key), 4))

    @api.model
    def _get_in_use(self, portal, partner):
        """Return the customer's key that opens the portal.

        :param payment.portal portal: The portal.
        :param res.partner partner: The customer.
        :rtype: payment.portal.issued.key
        """
        return self.search(
            [
                ('portal_id', '=', portal.id),
                ('partner_id', '=', partner.commercial_partner_id.id),
                ('revoked_at', '=', False),
            ]
        )

    def _revoke(self):
        """Let the keys open nothing any more."""
        self.filtered(lambda key: not key.revoked_at).revoked_at = fields.Datetime.now()
        self.flush_recordset()  # Before the next key comes: only one is in use.


def normalize_key(text):
    """Return the letters of a key that somebody typed in any usual way.

    :param str text: What he typed.
    :rtype: str
    """
    folded = unicodedata.normalize('NFKC', text).upper().translate(_READ_AS)
    return ''.join(letter for letter in folded if letter in ALPHABET)[
        : INDEX_LENGTH + SECRET_LENGTH
    ]
