from odoo import api, fields, models
from odoo.tools.misc import hmac, remove_accents

from odoo.addons.account_payment_portal.models.secret_token import hash_token, new_token

# First letters of names and of mail hosts, as often as they are met.
NAME_LETTERS = 'aaaaabbcccccdddeefffgggghiijjjjjkllllmmmmmmnnoppppprrrrssssttvvwxyz'
HOST_LETTERS = 'aabccddeefgggggggggghhhhhiillmmmnooooppprsssttuvwyyy'

MASK = '\u2022' * 5


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    key_kind = fields.Selection(
        selection_add=[('mail_code', "One-time code by e-mail")],
        ondelete={'mail_code': 'cascade'},
    )


class PaymentPortalKeyMailCode(models.AbstractModel):
    """A code that is sent to the customer's e-mail address when he asks for it.

    What happens in the requests is the same for every tax id: a row of `payment.portal.code` is
    written, and the page that follows wakes a job that makes the codes and sends them to those who
    exist. That page shows a masked address in any case, one that is made up when there is none; the
    same tax id always shows the same. So whoever mistypes his tax id sees that the address isn't
    his, and whoever tries tax ids learns nothing.

    Two customers with one tax id each get a code of their own at their own address, even when it is
    the same address; the code tells which of them signs in. The page shows the first one's address.

    The address is that of the customer himself, else that of his contact for invoices.
    """

    _name = 'payment.portal.key.mail_code'
    _inherit = 'payment.portal.key'
    _description = "One-Time Code as a Key to a Payment Portal"

    _is_sent = True

    @api.model
    def _get_field(self):
        """Override of `account_payment_portal` to ask for the code."""
        return {
            'label': self.env._("Code from the e-mail"),
            'hint': self.env._("8 digits"),
            'attributes': {
                'type': 'text',
                'inputmode': 'numeric',
                'autocomplete': 'one-time-code',
                'maxlength': 20,
            },
        }

    @api.model
    def _send(self, portal, customers, attempt):
        """Override of `account_payment_portal` to note who asks: a job sends the codes."""
        token = new_token()
        # In sudo mode because guests may read and write nothing.
        self.env['payment.portal.code'].with_company(portal.company_id).sudo().create(
            [
                {
                    'portal_id': portal.id,
                    'partner_id': customer_id,
                    'browser_hash': hash_token(token),
                    'attempt_id': attempt.id,
                }
                for customer_id in customers.ids or [False]
            ]
        )
        return token

    @api.model
    def _get_waiting(self, portal, browser):
        """Override of `account_payment_portal` to look for a code."""
        # In sudo mode because guests may read nothing.
        codes = self.env['payment.portal.code'].sudo()._get_asked(portal, browser)
        return codes[:1].attempt_id.tax_id_hash or ''

    @api.model
    def _announce(self, portal, browser):
        """Override of `account_payment_portal` to wake the job that sends the codes, too.

        Not when they are asked for, which has to be cheap: waking a job costs a connection. And who
        only guesses, without looking at the page, lets no mail be sent.
        """
        # In sudo mode because guests may read nothing.
        codes = self.env['payment.portal.code'].sudo()._get_asked(portal, browser)
        if not codes:
            return ''
        codes._start_sending()
        made_up = self._make_up_address(codes[0].attempt_id.tax_id_hash)
        return mask_address(next(iter(codes._get_addresses().values()), made_up))

    @api.model
    def _verify(self, portal, proof):
        """Override of `account_payment_portal` to use up the code."""
        # In sudo mode because guests may read and write nothing.
        return self.env['payment.portal.code'].sudo()._use_up(portal, proof.browser, proof.text)

    @api.model
    def _make_up_address(self, tax_id_hash):
        """Return what is shown for a tax id that has no address: always the same, and no address.

        :param str tax_id_hash: See `payment.portal.attempt`.
        :rtype: str
        """
        number = int(hmac(self.env(su=True), 'payment.portal.key.mail_code', tax_id_hash), 16)
        name = NAME_LETTERS[number % len(NAME_LETTERS)]
        host = HOST_LETTERS[number // len(NAME_LETTERS) % len(HOST_LETTERS)]
        return f'{name}@{host}'


def mask_address(email):
    """Return enough of an address for its owner to recognise it, and for nobody to use it.

    :param str email: The address.
    :rtype: str
    """
    name, _at, host = remove_accents(email).rpartition('@')
    return f'{name[:1]}{MASK}@{host[:1]}{MASK}'
