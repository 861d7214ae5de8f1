from odoo import models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def _write_to_company(self, portal_sudo, values):
        """Send a message to the company; it is kept with the customer's contact.

        Refused if he has written too much of late.

        :param payment.portal portal_sudo: The portal of the company.
        :param dict values: The message; see core's `message_post`.
        :rtype: mail.message
        """
        self.ensure_one()
        self.env['mail.message']._check_written_rate(self)
        salesperson = self._get_salesperson_in(portal_sudo.company_id)
        company = portal_sudo.company_id
        # In sudo mode because customers may not write in the chatter of contacts.
        return (
            self.sudo()
            .with_company(company)
            .with_context(mail_post_autofollow_author_skip=True)
            .message_post(
                **values,
                author_id=self.id,
                message_type='comment',
                subtype_xmlid='mail.mt_comment',
                partner_ids=salesperson.partner_id.ids,
                outgoing_email_to=not salesperson
                and (portal_sudo.notification_email or company.email),
            )
        )

    def _get_salesperson_in(self, company):
        """Return who looks after the customer in a company.

        :param res.company company: The company.
        :return: The user; empty if nobody who still works there.
        :rtype: res.users
        """
        partner_sudo = self.sudo()
        users_sudo = partner_sudo.user_id or partner_sudo.commercial_partner_id.user_id
        return users_sudo.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
