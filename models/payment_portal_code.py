import logging
import secrets
import unicodedata

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_payment_portal import const
from odoo.addons.account_payment_portal.models.payment_portal_key import NOBODY
from odoo.addons.account_payment_portal.models.secret_mail import write_secret_mail
from odoo.addons.account_payment_portal.models.secret_token import (
    hash_secret,
    hash_token,
    verify_secret,
)

_logger = logging.getLogger(__name__)

# The first digits tell which code of the browser it is; the others are the secret.
INDEX_LENGTH = 2
SECRET_LENGTH = 6

# How many codes the job makes before it saves them and sends their mails.
SEND_BATCH = 20


class PaymentPortalCode(models.Model):
    """A one-time code: asked for by a browser, made and mailed by a job, entered in that browser.

    A row without a customer belongs to an unknown tax id: nothing is ever sent for it.
    """

    _name = 'payment.portal.code'
    _description = "One-Time Code to a Payment Portal"
    _rec_name = 'portal_id'
    _log_access = False  # `asked_at` tells it; the fewer columns, the cheaper a request.

    asked_at = fields.Datetime(required=True, default=fields.Datetime.now)
    portal_id = fields.Many2one(comodel_name='payment.portal', required=True, ondelete='cascade')
    company_id = fields.Many2one(related='portal_id.company_id')
    partner_id = fields.Many2one(
        comodel_name='res.partner', index='btree_not_null', ondelete='cascade'
    )
    attempt_id = fields.Many2one(
        comodel_name='payment.portal.attempt', index='btree_not_null', ondelete='set null'
    )
    state = fields.Selection(
        selection=[
            ('asked', "Asked For"),
            ('sent', "Sent"),
            ('withheld', "Withheld"),
            ('used', "Used"),
            ('void', "Void"),
        ],
        required=True,
        default='asked',
    )
    email = fields.Char(help="Where the code was sent.")
    browser_hash = fields.Char(required=True, index=True)
    code_index = fields.Char()
    code_hash = fields.Char()
    tries = fields.Integer(required=True, default=0)

    _asked_idx = models.Index("(id) WHERE state = 'asked'")

    # === BUSINESS METHODS - ASKING === #

    def _start_sending(self):
        """Let the job send what was asked for, as soon as the request is over."""
        if any(code.state == 'asked' for code in self):
            self.env.ref('account_payment_portal.ir_cron_send_codes')._trigger()

    @api.model
    def _get_asked(self, portal, token):
        """Return what a browser has asked for and may still be entered.

        :param payment.portal portal: Where it asked.
        :param str token: The token of the browser.
        :return: One row for each customer with the tax id; one without customer if there is none.
        :rtype: payment.portal.code
        """
        return self.search(
            [
                ('browser_hash', '=', hash_token(token)),
                ('portal_id', '=', portal.id),
                ('state', 'in', ('asked', 'sent', 'withheld')),
                ('asked_at', '>', fields.Datetime.now() - const.CODE_LIFETIME),
                ('tries', '<', const.CODE_TRIES),
            ],
            order='id',
        )

    def _get_addresses(self):
        """Return where the codes go: to the customer, or else to his contact for invoices.

        :return: `{id of the customer: e-mail address}`, without those who have none.
        :rtype: dict
        """
        customer_ids = [NOBODY, *self.partner_id.ids]
        contacts = self.env['res.partner'].search_fetch(
            [
                ('email_normalized', '!=', False),
                '|',
                ('id', 'in', customer_ids),
                *('&', ('parent_id', 'in', customer_ids), ('type', '=', 'invoice')),
            ],
            ['email_normalized', 'parent_id'],
            order='id desc',
        )
        own = {contact.id: contact.email_normalized for contact in contacts}
        of_contacts = {contact.parent_id.id: contact.email_normalized for contact in contacts}
        addresses = {
            customer.id: own.get(customer.id) or of_contacts.get(customer.id)
            for customer in self.partner_id.sorted('id')
        }
        return {customer_id: email for customer_id, email in addresses.items() if email}

    # === BUSINESS METHODS - SENDING === #

    @api.model
    def _cron_send(self):
        """Make the codes that were asked for and send them."""
        while codes := self._claim():
            mails = codes._make_and_write_mails()
            remaining_time = self.env['ir.cron']._commit_progress(len(codes))
            # Only now, when the codes are stored. What can't be sent stays in the queue of mails.
            mails.send()
            if not remaining_time:
                break

    @api.model
    def _claim(self):
        """Return the next codes to be made, locked.

        :rtype: payment.portal.code
        """
        self.flush_model(['state'])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM payment_portal_code WHERE state = 'asked'"
                " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                SEND_BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    def _make_and_write_mails(self):
        """Make the codes and write a mail for each.

        :return: The mails to send.
        :rtype: mail.mail
        """
        oldest = fields.Datetime.now() - const.CODE_LIFETIME
        addresses = self._get_addresses()
        for_somebody = self.filtered(
            lambda code: code.partner_id.id in addresses and code.asked_at > oldest
        )
        (self - for_somebody).state = 'withheld'
        mails = self.env['mail.mail'].sudo()
        for code in for_somebody:
            if code._is_too_many():
                code.state = 'withheld'
                _logger.info("Customer %s gets no more codes for now.", code.partner_id.id)
            else:
                code.email = addresses[code.partner_id.id]
                mails |= code._write_mail(code._make())
        return mails

    def _is_too_many(self):
        """Return whether the customer got as many codes as he may within the last hour.

        Browsers in which he has signed in before have a count of their own: others can't use it up.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.search_count(
                [
                    ('partner_id', '=', self.partner_id.id),
                    ('state', 'in', ('sent', 'used')),
                    ('attempt_id.browser', '!=' if self.attempt_id.browser else '=', False),
                    ('asked_at', '>', fields.Datetime.now() - const.CODES_WINDOW),
                ],
                limit=const.CODES_EACH_WINDOW,
            )
            >= const.CODES_EACH_WINDOW
        )

    def _make(self):
        """Make the code.

        :return: The code; only its hash is stored.
        :rtype: str
        """
        self.ensure_one()
        taken = set(self.search([('browser_hash', '=', self.browser_hash)]).mapped('code_index'))
        indexes = {f'{number:0{INDEX_LENGTH}}' for number in range(10**INDEX_LENGTH)}
        index = secrets.choice(sorted(indexes - taken))
        secret = f'{secrets.randbelow(10**SECRET_LENGTH):0{SECRET_LENGTH}}'
        self.write({'code_index': index, 'code_hash': hash_secret(secret), 'state': 'sent'})
        return index + secret

    def _write_mail(self, code):
        """Write the mail with a code.

        :param str code: The code.
        :rtype: mail.mail
        """
        self.ensure_one()
        template = self.env.ref('account_payment_portal.mail_template_sign_in_code')
        half = len(code) // 2
        return write_secret_mail(
            template.with_context(code=f'{code[:half]} {code[half:]}'), self.id
        )

    # === BUSINESS METHODS - ENTERING === #

    @api.model
    def _use_up(self, portal, token, text):
        """Return the customer whose code was entered, and let it open nothing any more.

        :param payment.portal portal: Where it was entered.
        :param str token: The token of the browser that asked for it.
        :param str text: What was entered.
        :return: The customer, empty if the code is wrong, used, too old, or tried too often.
        :rtype: res.partner
        """
        digits = ''.join(filter(str.isdecimal, unicodedata.normalize('NFKC', text)))
        asked = self._count_try(portal, token)
        chosen = asked.filtered(lambda code: code.code_index == digits[:INDEX_LENGTH])[:1]
        if not verify_secret(digits[INDEX_LENGTH:], chosen.code_hash):
            return self.env['res.partner']
        asked.state = 'void'
        chosen.state = 'used'
        chosen.attempt_id.result = 'accepted'
        return chosen.partner_id

    @api.model
    def _count_try(self, portal, token):
        """Note that a code was entered, and return those that it may be.

        The rows stay locked until the request ends: parallel requests can't share a try.

        :rtype: payment.portal.code
        """
        asked = self._get_asked(portal, token)
        self.env.cr.execute(
            SQL("UPDATE payment_portal_code SET tries = tries + 1 WHERE id = ANY(%s)", asked.ids)
        )
        asked.invalidate_recordset(['tries'])
        return asked.filtered(lambda code: code.state == 'sent')

    @api.autovacuum
    def _gc_codes(self):
        """Delete codes that can't be entered any more."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM payment_portal_code WHERE asked_at < %s",
                fields.Datetime.now() - const.CODES_WINDOW,
            )
        )
