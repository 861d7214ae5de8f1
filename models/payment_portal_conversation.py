from odoo import models

from odoo.addons.account_payment_portal.models.document_mail import MAILING

# What people write; the rest is what Odoo notes by itself.
WRITTEN_TYPES = ('comment', 'email')

# How many of the last messages of a document are shown, and looked through for who wrote.
MESSAGES_SHOWN = 200


class PaymentPortalConversation(models.AbstractModel):
    """A document about which customer and company talk in its chatter.

    Core tells followers of a new message, nobody else. Here the document's salesperson hears what
    customers write, whoever made the document, and customers hear the answers.
    """

    _name = 'payment.portal.conversation'
    _inherit = 'mail.thread'
    _description = "Conversation with a Customer"

    # === BUSINESS METHODS - ACCESS === #

    def _is_open_to_customers(self):
        """Return whether customers may write about the document.

        :return: Always true where there is no payment portal: everything is as in core.
        :rtype: bool
        """
        self.ensure_one()
        portal_sudo = self._get_conversation_portal()
        return not portal_sudo or portal_sudo.allow_messages

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail` to refuse what customers write where messages are switched off."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation != 'read' and self.env.user.share:
            closed = self.filtered(lambda document: not document._is_open_to_customers())
            operations.update(dict.fromkeys(closed, False))
        return operations

    def _mail_group_by_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail` to leave documents out for which no operation is enough."""
        groups = super()._mail_group_by_operation_for_mail_message_operation(message_operation)
        groups.pop(False, None)
        return groups

    # === BUSINESS METHODS - RECIPIENTS === #

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Override of `mail` to tell the salesperson what customers write, and them the answers.

        Who gets a message anyhow gets it once: core looks for doubles, and for the author.
        """
        msg_vals = dict(msg_vals or {})
        if not kwargs.get('notify_skip_followers') and self._is_talk(message, msg_vals):
            partner_ids = msg_vals.get('partner_ids', message.sudo().partner_ids.ids)
            author_sudo = self._get_author(message, msg_vals)
            if author_sudo and not author_sudo.partner_share:
                msg_vals['partner_ids'] = [*partner_ids, *self._get_people_waiting().ids]
            elif salesperson := self._get_salesperson():
                msg_vals['partner_ids'] = [*partner_ids, salesperson.partner_id.id]
            elif address := self._get_other_address(author_sudo):
                msg_vals['outgoing_email_to'] = address
        return super()._notify_get_recipients(message, msg_vals, **kwargs)

    def _is_talk(self, message, msg_vals):
        """Return whether a message is part of the conversation between customer and company.

        :param mail.message message: The message; see core's `_notify_get_recipients`.
        :param dict msg_vals: What is known of it already.
        :return: False for notes, and for the mails that bring the document itself.
        :rtype: bool
        """
        if len(self) != 1 or self.env.context.get(MAILING) or not self._get_conversation_portal():
            return False
        message_sudo = message.sudo()
        comment_id = self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment')
        return (
            msg_vals.get('message_type', message_sudo.message_type) in WRITTEN_TYPES
            and msg_vals.get('subtype_id', message_sudo.subtype_id.id) == comment_id
            and not msg_vals.get('is_internal', message_sudo.is_internal)
        )

    def _get_author(self, message, msg_vals):
        """Return who wrote a message.

        :param mail.message message: The message; see core's `_notify_get_recipients`.
        :param dict msg_vals: What is known of it already.
        :return: The author, in sudo mode; empty for unknown senders of e-mails.
        :rtype: res.partner
        """
        author_id = msg_vals.get('author_id', message.sudo().author_id.id)
        return self.env['res.partner'].sudo().browse(author_id or None)

    def _get_customer_messages(self):
        """Return the last messages of the conversation, newest first.

        :return: What customers may read, in sudo mode.
        :rtype: mail.message
        """
        # In sudo mode because guests may read nothing; internal notes are left out.
        messages_sudo = self.env['mail.message'].sudo()
        return messages_sudo.search(
            [
                *(('model', '=', self._name), ('res_id', '=', self.id)),
                ('message_type', 'in', WRITTEN_TYPES),
                ('subtype_id', '=', self.env.ref('mail.mt_comment').id),
                ('is_internal', '=', False),
            ],
            order='date desc, id desc',
            limit=MESSAGES_SHOWN,
        )

    def _get_people_waiting(self):
        """Return those of the customer who wrote about the document, and the customer himself.

        :return: Empty as long as nobody of the customer wrote.
        :rtype: res.partner
        """
        customer_sudo = self.sudo().partner_id
        # Who changed to another firm in the meantime is told nothing more.
        people_sudo = self._get_customer_messages().author_id.filtered(
            lambda author: (
                author.partner_share
                and author.commercial_partner_id == customer_sudo.commercial_partner_id
            )
        )
        return (people_sudo | customer_sudo) if people_sudo else people_sudo

    def _get_other_address(self, author_sudo):
        """Return who hears of messages about documents without a salesperson.

        :param res.partner author_sudo: Who wrote.
        :return: The address; None if its owner gets the message anyhow or there is none.
        :rtype: str | None
        """
        address = self._get_conversation_portal().notification_email
        told_sudo = self.sudo().message_partner_ids | author_sudo
        is_told = address and address.lower() in told_sudo.mapped('email_normalized')
        return None if is_told else address or None

    # === GETTERS === #

    def _get_conversation_portal(self):
        """Return the payment portal in which the customer finds the document.

        :return: The portal, in sudo mode; empty where everything is as in core.
        :rtype: payment.portal
        """
        # In sudo mode because neither customers nor all of staff may read portals.
        portals_sudo = self.env['payment.portal'].sudo()
        document_sudo = self.sudo()
        if not document_sudo._is_for_customer():
            return portals_sudo
        return portals_sudo._get_for_company(document_sudo.company_id)

    def _is_for_customer(self):
        """Return whether the document is one that customers find in the portal.

        :rtype: bool
        """
        return True

    def _get_salesperson(self):
        """Return who looks after the customer in this document.

        :return: The user; empty if nobody who still works here.
        :rtype: res.users
        """
        user_sudo = self._get_salesperson_of_document()
        return user_sudo.filtered(lambda user: user.active and not user.share)

    def _get_salesperson_of_document(self):
        """Return the salesperson that the document names.

        :rtype: res.users
        """
        return self.sudo().user_id
