from odoo import fields, models


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
    show_address = fields.Boolean(string="Address", default=True)
    show_phone = fields.Boolean(string="Phone", default=True)
    show_social = fields.Boolean(string="Social Networks")
    show_bank_account = fields.Boolean(
        string="Bank Account", help="Customers see to which accounts they can transfer money."
    )

    # How customers get their documents.
    invoice_sending = fields.Selection(
        string="Invoices",
        selection=[
            ('both', "PDF and link"),
            ('pdf', "PDF"),
            ('link', "Link to the portal"),
        ],
        required=True,
        default='both',
    )
    quote_sending = fields.Selection(
        string="Quotes",
        selection=[
            ('both', "PDF and link"),
            ('pdf', "PDF"),
            ('link', "Link to the portal"),
        ],
        required=True,
        default='both',
    )
