import logging
import re

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.account_payment_portal.models.secret_token import hash_token

_logger = logging.getLogger(__name__)

# What a token looks like. Anything else is not even looked up.
TOKEN = re.compile('[A-Za-z0-9_-]{32}', re.ASCII)


class PaymentPortalLink(models.Model):
    """What visitors do with a link. They are nobody: everything here is done in sudo mode."""

    _inherit = 'payment.portal.link'

    # === BUSINESS METHODS - OPENING === #

    @api.model
    def _get_by_token(self, token):
        """Return the link of a token, whether it still works or not.

        :param str token: What stands in the address, from outside.
        :return: The link, in sudo mode; empty if there is none.
        :rtype: payment.portal.link
        """
        links_sudo = self.sudo()  # Guests may read nothing.
        if not TOKEN.fullmatch(token):
            return links_sudo.browse()
        return links_sudo.search([('token_hash', '=', hash_token(token))])

    def _is_working(self):
        """Return whether the link opens something now.

        :rtype: bool
        """
        return (
            bool(self)
            and self.state == 'active'
            and self.portal_id.active
            and self.partner_id.active
            and self.partner_id.commercial_partner_id == self.partner_id
            and (self.scope == 'account' or bool(self._get_visible_moves()))
        )

    def _open(self, visitor):
        """Use the link once, and let the visitor in.

        :param LinkVisitor visitor: Who opens it.
        :return: The token of the session, for the browser; empty if the link works no more.
        :rtype: str
        """
        if not self._is_working() or not self._update_active(SQL("use_count = use_count + 1")):
            return ''
        self.env['payment.portal.link.visit']._log(self, 'opened', visitor)
        return self.env['payment.portal.session']._open(self.portal_id, self.partner_id, link=self)

    def _refuse(self, visitor):
        """End the link because whoever has it says that it is not for him, and tell staff.

        :param LinkVisitor visitor: Who says so.
        :return: Whether it worked until now.
        :rtype: bool
        """
        if not self._is_working() or not self._update_active(
            SQL("refused_at = %s", fields.Datetime.now())
        ):
            return False
        self._end_sessions()
        self.env['payment.portal.link.visit']._log(self, 'refused', visitor)
        self._tell_of_refusal()
        return True

    def _update_active(self, assignment):
        """Change the link in the database, unless it has just ended.

        The database lets requests that come at the same moment pass one by one, so a link is never
        used more often than it may be, and never once it is revoked.

        :param SQL assignment: What to change.
        :return: Whether it was changed.
        :rtype: bool
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
            UPDATE payment_portal_link
               SET %(assignment)s
             WHERE id = %(id)s
               AND revoked_at IS NULL AND refused_at IS NULL AND expires_at > %(now)s
               AND (use_max = 0 OR use_count < use_max)
         RETURNING id
            """,
                assignment=assignment,
                id=self.id,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_recordset()
        return bool(rows)

    # === BUSINESS METHODS - NOT FOR ME === #

    def _tell_of_refusal(self):
        """Note on the customer that the link went to somebody else, and tell who is responsible."""
        responsible = self._get_responsible()
        env = self.with_context(lang=responsible[:1].lang or self.env.lang).env
        body = env._(
            "Somebody who had the payment link of %(date)s said that it is not for him. The link"
            " opens nothing any more. Check the e-mail address before you make a new one. The link"
            " was made for: %(recipient)s",
            date=format_date(env, self.sent_at or self.create_date),
            recipient=self.recipient_id.email_formatted
            or self.recipient_id.name
            or self.partner_id.name,
        )
        self.partner_id.message_post(
            body=body,
            author_id=env.ref('base.partner_root').id,
            partner_ids=responsible.partner_id.ids,
        )
        _logger.info("Payment link %s was refused by who had it.", self.id)

    def _get_responsible(self):
        """Return who takes care of the link: who made it, else who takes care of the customer.

        :return: Users; all accountants of the company if there is nobody else.
        :rtype: res.users
        """
        for user in (self.create_uid, self.partner_id.user_id):
            if user.active and user._is_internal() and not user._is_superuser():
                return user
        accountants = self.env.ref('account.group_account_manager').all_user_ids
        return accountants.filtered(lambda user: self.company_id in user.company_ids)

    # === GETTERS === #

    def _get_only_move_ids(self):
        """Return to which documents the link confines who came by it.

        :return: `account.move` ids; None for the whole account, and for who came without a link.
        :rtype: tuple[int]|None
        """
        return tuple(self.move_ids.ids) if self.scope == 'documents' else None
