"""What tests about messages share."""

from odoo.tests import new_test_user

from odoo.addons.account_payment_portal.tests.guest_common import GuestCommon
from odoo.addons.account_payment_portal.tests.quotes_common import QuotesCommon

MINIMAL_PDF = b'%PDF-1.4\n%%EOF\n'


class MessagesCommon(QuotesCommon, GuestCommon):
    """Documents of `customer` about which he and the company talk.

    - `seller`: the salesperson of `invoice` and `quote`, follows neither
    - `accountant_user`: made and follows `invoice`
    - `orphan`: an invoice without a salesperson
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            'ap_message_seller',
            'base.group_user,base.group_partner_manager,sales_team.group_sale_salesman,'
            'account.group_account_invoice',
            name="Sonia Seller",
            email='seller@example.com',
            company_id=cls.company.id,
        )
        cls.accountant_user.email = 'accountant@example.com'
        cls.portal.notification_email = 'team@example.com'
        cls.invoice = cls._create_document(100, invoice_user_id=cls.seller.id)
        cls.orphan = cls._create_document(200, invoice_user_id=False)
        cls.foreign = cls._create_document(300, partner=cls.stranger, invoice_user_id=cls.seller.id)
        cls.quote = cls.create_quote(500, user_id=cls.seller.id)
        for record in (cls.invoice, cls.orphan, cls.quote, cls.customer, cls.payer):
            record.message_unsubscribe(record.message_partner_ids.ids)
        cls.invoice.message_subscribe(cls.accountant_user.partner_id.ids)

    # === WRITE === #

    def post(self, document, body="Good day", **post_data):
        """Send a message from the chatter of a document's page.

        :return: The answer; see `call_route`.
        :rtype: dict
        """
        return self.call_route(
            '/mail/message/post',
            thread_model=document._name,
            thread_id=document.id,
            post_data={
                'body': body,
                'message_type': 'comment',
                'subtype_xmlid': 'mail.mt_comment',
                **post_data,
            },
            **self.get_token(document),
        )

    def get_token(self, document):
        """Return what the page of a document sends along."""
        return {'token': document._portal_ensure_token()}

    def upload(self, document, name, content):
        """Attach a file to a message that is being written, from the chatter of a page.

        :rtype: requests.Response
        """
        return self.url_open(
            '/mail/attachment/upload',
            data={
                'csrf_token': self.read_csrf_token(),
                'thread_model': document._name,
                'thread_id': document.id,
                'is_pending': 'true',
                **self.get_token(document),
            },
            files={'ufile': (name, content)},
        )

    def answer(self, document, body="We look into it", user=None, **values):
        """Let staff write a message that customers see.

        :rtype: mail.message
        """
        return document.with_user(user or self.seller).message_post(
            body=body, message_type='comment', subtype_xmlid='mail.mt_comment', **values
        )

    # === READ === #

    def find_messages(self, record, text):
        """Return the messages about a record that contain a text.

        :rtype: mail.message
        """
        return self.env['mail.message'].search(
            [('model', '=', record._name), ('res_id', '=', record.id), ('body', 'ilike', text)]
        )

    def read_recipients(self, message):
        """Return the addresses to which e-mails about a message are queued, sorted.

        :rtype: list[str]
        """
        mails = self.env['mail.mail'].sudo().search([('mail_message_id', '=', message.id)])
        addresses = mails.recipient_ids.mapped('email')
        for mail in mails:
            addresses += mail.email_to.split(',') if mail.email_to else []
        # One mail goes to more people: each must be there once all the same.
        counted = [partner for mail in mails for partner in mail.recipient_ids]
        self.assertEqual(len(counted), len(set(counted)), "somebody gets the message twice")
        return sorted(addresses)
