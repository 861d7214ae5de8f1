from odoo import fields, models

# How documents can go to customers.
WAYS_TO_SEND = [
    ('both', "PDF and link to the portal"),
    ('pdf', "PDF"),
    ('link', "Link to the portal"),
]


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    # What customers can do besides paying.
    allow_messages = fields.Boolean(
        string="Messages",
        help="Customers can comment on their documents and write to the company.",
        default=True,
    )
    allow_quote_acceptance = fields.Boolean(
        string="Acceptance of Quotes",
        help="Customers can accept, sign and decline quotes.",
        default=True,
    )
    allow_meetings = fields.Boolean(
        string="Meetings",
        help="Customers can book meetings with their salesperson in his free time.",
    )

    # What customers see of the company.
    show_address = fields.Boolean(
        string="Postal Address", help="Customers see where the company is.", default=True
    )
    show_phone = fields.Boolean(
        string="Phone", help="Customers see the company's phone number.", default=True
    )
    show_social = fields.Boolean(
        string="Social Networks",
        help="Customers see links to the company's pages in social networks.",
    )
    show_bank_account = fields.Boolean(
        string="Bank Accounts", help="Customers see to which accounts they can transfer money."
    )

    # How customers get their documents.
    invoice_sending = fields.Selection(
        string="Invoices",
        help="What the e-mails bring with which you send invoices and credit notes. Whoever sends"
        " one can still attach files, or take the PDF away.",
        selection=WAYS_TO_SEND,
        required=True,
        default='both',
    )
    quote_sending = fields.Selection(
        string="Quotes and Orders",
        help="What the e-mails bring with which you send quotes and confirm orders. Whoever sends"
        " one can still attach files, or take the PDF away.",
        selection=WAYS_TO_SEND,
        required=True,
        default='both',
    )
