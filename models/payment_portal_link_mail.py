"""How links are brought to people."""

from datetime import timedelta

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.account_payment_portal.models.secret_mail import write_secret_mail

# How long the queue of mails leaves a mail alone: until then whoever wrote it sends it himself. Two
# who send at the same time would send it twice.
TAKEOVER_AFTER = timedelta(minutes=15)

# How many documents are named in a mail; more are counted.
NAMED_DOCUMENTS = 10


class PaymentPortalLink(models.Model):
    _inherit = 'payment.portal.link'

    # === ACTION METHODS === #

    def action_renew(self):
        """Give the link a new address and show it; the old one opens nothing any more.

        :rtype: dict
        """
        self.ensure_one()
        [issued] = self._renew()
        return self.env['payment.portal.shown.link']._action_show(issued)

    def action_revoke(self):
        """Let the links open nothing any more, and sign out who came by them."""
        self._revoke()

    # === BUSINESS METHODS === #

    def _write_mail(self, url, note):
        """Write the mail that brings the link to its recipient, and note so on the customer.

        :param str url: The address of the link.
        :param str note: A few words of the sender's; may be empty.
        :return: The mail, to be sent when it is stored.
        :rtype: mail.mail
        """
        self.ensure_one()
        # In sudo mode because salespeople may not read templates nor the queue of mails.
        link_sudo = self.sudo()
        template_sudo = self.env.ref('account_payment_portal.mail_template_payment_link').sudo()
        mail_sudo = write_secret_mail(
            template_sudo.with_context(link_url=url, link_note=note),
            self.id,
            email_values={'scheduled_date': fields.Datetime.now() + TAKEOVER_AFTER},
        )
        link_sudo.sent_at = fields.Datetime.now()
        self._log_sent()
        return mail_sudo

    def _log_sent(self):
        """Note on the customer who was sent a link to what, without the address."""
        link_sudo = self.sudo()
        recipient = link_sudo._get_addressee()
        what = ', '.join(link_sudo.move_ids.mapped('name')) or self.env._("the whole account")
        body = self.env._(
            "Payment link sent to %(name)s <%(email)s>. It opens %(documents)s until %(date)s.",
            name=recipient.name or '',
            email=recipient.email or '',
            documents=what,
            date=format_date(self.env, self._get_last_day()),
        )
        link_sudo.partner_id._message_log(
            body=Markup('<p>%s</p>') % escape(body), author_id=self.env.user.partner_id.id
        )

    def _get_addressee(self):
        """Return whom the mail with the link is written to.

        :rtype: res.partner
        """
        self.ensure_one()
        return self.recipient_id or self.partner_id

    def _get_mailed_documents(self):
        """Return the numbers of the documents that the mail names.

        :return: The numbers; empty where the link opens the account, or too many of them.
        :rtype: list[str]
        """
        self.ensure_one()
        moves = self.move_ids.sorted(lambda move: (move.invoice_date_due or move.date, move.id))
        return moves.mapped('name') if len(moves) <= NAMED_DOCUMENTS else []

    def _get_last_day(self):
        """Return the last day on which the link works to the end, as its sender sees days.

        :rtype: date
        """
        self.ensure_one()
        # A link that ends with its day ends one second before the next day.
        end = fields.Datetime.context_timestamp(self, self.expires_at + timedelta(seconds=1))
        return end.date() - timedelta(days=1)
