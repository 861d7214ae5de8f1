from odoo import api, fields, models
from odoo.tools.misc import hmac, remove_accents

from odoo.addons.account_payment_portal.models.payment_portal_key import NOBODY, Sent
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
    def _send(self, portal, request):
        """Override of `account_payment_portal` to let codes be sent by a job."""
        addresses = self._get_addresses(request.customers)
        mask = next(map(mask_address, addresses.values()), self._make_up_mask(request.key))
        token = new_token()
        # In sudo mode because guests may read and write nothing.
        self.env['payment.portal.code'].with_company(portal.company_id).sudo().create(
            [
                {
                    'portal_id': portal.id,
                    'partner_id': customer_id,
                    'email': email,
                    'address_mask': mask,
                    'browser_hash': hash_token(token),
                    'attempt_id': request.attempt.id,
                }
                for customer_id, email in addresses.items() or [(False, False)]
            ]
        )
        return token

    @api.model
    def _get_sent(self, portal, browser):
        """Override of `account_payment_portal` to tell of the code."""
        # In sudo mode because guests may read nothing.
        codes = self.env['payment.portal.code'].sudo()._get_asked(portal, browser)
        # Not in the request before, which has to be cheap: waking the job costs a connection. And
        # who only guesses, and doesn't come to this page, lets no mail be sent.
        codes._start_sending()
        code = codes[:1]
        return Sent(code.address_mask, code.attempt_id.tax_id_hash) if code else None

    @api.model
    def _verify(self, portal, proof):
        """Override of `account_payment_portal` to use up the code."""
        # In sudo mode because guests may read and write nothing.
        return self.env['payment.portal.code'].sudo()._use_up(portal, proof.browser, proof.text)

    @api.model
    def _get_addresses(self, customers):
        """Return where the codes for the customers go.

        :param res.partner customers: The customers.
        :return: `{id of the customer: e-mail address}`, without those who have none.
        :rtype: dict
        """
        contacts = customers.search_fetch(
            [
                ('parent_id', 'in', [NOBODY, *customers.ids]),
                ('type', '=', 'invoice'),
                ('email_normalized', '!=', False),
            ],
            ['email_normalized', 'parent_id'],
            order='id desc',
            limit=100,
        )
        of_contacts = {contact.parent_id.id: contact.email_normalized for contact in contacts}
        addresses = {
            customer.id: customer.email_normalized or of_contacts.get(customer.id)
            for customer in customers
        }
        return {customer_id: email for customer_id, email in addresses.items() if email}

    @api.model
    def _make_up_mask(self, key):
        """Return what is shown for a tax id that has no address: always the same.

        :param str key: The key of the tax id.
        :rtype: str
        """
        digest = hmac(self.env(su=True), 'payment.portal.key.mail_code', key)
        number = int(digest, 16)
        name = NAME_LETTERS[number % len(NAME_LETTERS)]
        host = HOST_LETTERS[number // len(NAME_LETTERS) % len(HOST_LETTERS)]
        return mask_address(f'{name}@{host}')


def mask_address(email):
    """Return enough of an address for its owner to recognise it, and for nobody to use it.

    :param str email: The address.
    :rtype: str
    """
    name, _at, host = remove_accents(email).rpartition('@')
    return f'{name[:1]}{MASK}@{host[:1]}{MASK}'
