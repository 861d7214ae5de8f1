"""Links to documents: made by staff, and in place of core's in the e-mails about documents."""

from odoo import Command, models

from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === ACTION METHODS === #

    def action_share_payment_link(self):
        """Open the dialog that makes links to the documents, one for each customer.

        :rtype: dict
        """
        return self.env['payment.portal.share.link']._action_open(self.env['res.partner'], self)

    # === BUSINESS METHODS - E-MAILS === #

    def _notify_get_recipients_classify(
        self, message, recipients_data, model_description, msg_vals=False
    ):
        """Override of `mail` to let the button in customers' e-mails open the payment portal.

        Each recipient gets a link of his own, in a mail of his own: it is known who has which, and
        one can be ended without the others. The link stands in the e-mail alone; the message that
        stays on the document has no button.
        """
        groups = super()._notify_get_recipients_classify(
            message, recipients_data, model_description, msg_vals=msg_vals
        )
        portal = self.env['payment.portal']._get_for_company(self.company_id)
        if not portal or self.state != 'posted' or self.move_type not in CUSTOMER_MOVE_TYPES:
            return groups
        return self._put_payment_links(portal, groups)

    def _put_payment_links(self, portal, groups):
        """Return the groups of recipients with a link for each customer who has a button.

        :param payment.portal portal: What the links open.
        :param list[dict] groups: See core's `_notify_get_recipients_classify`.
        :rtype: list[dict]
        """
        kept, singles = [], []
        for group in groups:
            if not group['has_button_access']:
                kept.append(group)
                continue
            staff = [data for data in group['recipients_data'] if _works_here(data)]
            if staff:
                kept.append(_narrow(group, staff))
            singles += [
                _narrow(group, [data]) for data in group['recipients_data'] if not _works_here(data)
            ]
        # In sudo mode because whoever writes the message need not be allowed to make links, such as
        # a customer whose comment goes to his colleagues.
        links = self.env['payment.portal.link'].sudo()
        issued = links._issue(
            [self._prepare_mailed_link(portal, group['recipients_ids']) for group in singles]
        )
        for group, (_link, url) in zip(singles, issued, strict=True):
            group['button_access'] = {**group['button_access'], 'url': url}
        return kept + singles

    def _prepare_mailed_link(self, portal, recipient_ids):
        """Return the values of the link in an e-mail about the document.

        :param payment.portal portal: What it opens.
        :param list[int] recipient_ids: Who gets it; empty if he is known by his address only.
        :rtype: dict
        """
        self.ensure_one()
        return {
            'portal_id': portal.id,
            'partner_id': self.commercial_partner_id.id,
            'scope': 'documents',
            'move_ids': [Command.set(self.ids)],
            'recipient_id': recipient_ids[0] if recipient_ids else False,
        }


def _works_here(recipient_data):
    """Return whether a recipient of an e-mail is an internal user, who has a button of his own.

    :param dict recipient_data: See core's `_notify_get_recipients`.
    :rtype: bool
    """
    return bool(recipient_data['uid']) and not recipient_data['ushare']


def _narrow(group, recipients_data):
    """Return a group of recipients with only some of them.

    :param dict group: See core's `_notify_get_recipients_classify`.
    :param list[dict] recipients_data: Who stays.
    :rtype: dict
    """
    return {
        **group,
        'recipients_data': recipients_data,
        'recipients_ids': [data['id'] for data in recipients_data if data['id']],
        'recipients_emails': [
            data['email_normalized']
            for data in recipients_data
            if not data['id'] and data['email_normalized']
        ],
    }
