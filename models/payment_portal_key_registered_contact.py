import unicodedata

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.account_payment_portal.models.payment_portal_key import NOBODY

# Fewer digits are no phone number: an extension, or a slip.
FEWEST_PHONE_DIGITS = 7

# A number is the same with the code of its country in front, which has three digits at most.
LONGEST_COUNTRY_CODE = 3

# How many people of one customer are looked at.
MOST_CONTACTS = 500


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    key_kind = fields.Selection(
        selection_add=[('registered_contact', "E-mail or phone on file")],
        ondelete={'registered_contact': 'set default'},
    )


class PaymentPortalKeyRegisteredContact(models.AbstractModel):
    """The e-mail address or the phone number of the customer or of one of his people.

    Many know them, so this is weak. Two customers with one tax id are told apart by what is on
    file: an address that both have opens neither.
    """

    _name = 'payment.portal.key.registered_contact'
    _inherit = 'payment.portal.key'
    _description = "E-mail or Phone as a Key to a Payment Portal"

    _is_weak = True

    @api.model
    def _get_field(self):
        """Override of `account_payment_portal` to ask for an address or a number."""
        return {
            'label': self.env._("Your e-mail address or phone number"),
            'hint': self.env._("The one that we have on file for you."),
            'attributes': {'type': 'text', 'autocomplete': 'email', 'autocapitalize': 'off'},
        }

    @api.model
    def _verify(self, portal, proof):
        """Override of `account_payment_portal` to compare with what is on file."""
        email = email_normalize(proof.text, strict=False)
        digits = get_phone_digits(proof.text)
        fitting = (
            self._get_contacts(proof.customers)
            .filtered(
                lambda contact: (
                    (email and contact.email_normalized == email)
                    or is_same_phone(get_phone_digits(contact.phone), digits)
                )
            )
            .commercial_partner_id
        )
        return fitting if len(fitting) == 1 else fitting.browse()

    @api.model
    def _get_contacts(self, customers):
        """Return the customers and their people.

        :param res.partner customers: The customers.
        :rtype: res.partner
        """
        return customers.search_fetch(
            [('commercial_partner_id', 'in', [NOBODY, *customers.ids])],
            ['email_normalized', 'phone', 'commercial_partner_id'],
            order='id',
            limit=MOST_CONTACTS,
        )


def get_phone_digits(number):
    """Return the digits of a phone number without zeros in front, which depend on where one dials.

    :param str number: The number in any spelling.
    :rtype: str
    """
    folded = unicodedata.normalize('NFKC', number or '')
    return ''.join(filter(str.isdecimal, folded)).lstrip('0')


def is_same_phone(one, other):
    """Return whether two numbers are the same but for the country in front.

    :param str one: The digits of the one; see `get_phone_digits`.
    :param str other: The digits of the other.
    :rtype: bool
    """
    short, long = sorted((one, other), key=len)
    if len(short) < FEWEST_PHONE_DIGITS or len(long) - len(short) > LONGEST_COUNTRY_CODE:
        return False
    return long.endswith(short)
