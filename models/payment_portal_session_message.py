from markupsafe import Markup

from odoo import models


class PaymentPortalSession(models.Model):
    _inherit = 'payment.portal.session'

    def _write_about(self, document_sudo, values):
        """Send what a guest wrote about a document; staff reads that nobody knows who he is.

        Refused if he has written too much of late.

        :param account.move document_sudo: The document, already known to be the guest's own.
        :param dict values: The message; see core's `message_post`.
        :rtype: mail.message
        """
        self.ensure_one()
        self.env['mail.message']._check_written_rate(self.partner_id)
        warning = Markup('<p>%s</p>') % self._get_unverified_warning()
        return document_sudo.message_post(
            **{**values, 'body': Markup('%s%s') % (values['body'], warning)},
            author_id=self.partner_id.id,
            message_type='comment',
            subtype_xmlid='mail.mt_comment',
        )

    def _get_unverified_warning(self):
        """Return what staff has to know of a message, in the language of the company.

        :rtype: str
        """
        company = self.portal_id.company_id
        env = self.with_context(lang=company.partner_id.lang or self.env.lang).env
        if self.link_id:
            return env._("Not verified: written by somebody who opened a payment link.")
        return env._(
            "Not verified: written by somebody who signed in at the payment portal without an"
            " account."
        )
