from odoo import models

from odoo.addons.account_payment_portal.models.document_mail import MAILING


class MailComposeMessage(models.TransientModel):
    """The dialog that sends quotes. Whoever sends one can attach files as he likes."""

    _inherit = 'mail.compose.message'

    # === BUSINESS METHODS === #

    def _generate_template_for_composer(
        self, res_ids, render_fields, allow_suggested=False, find_or_create_partners=True
    ):
        """Override of `mail` to attach no PDF to quotes that are sent as links."""
        return super(MailComposeMessage, self._say_mailing())._generate_template_for_composer(
            res_ids,
            render_fields,
            allow_suggested=allow_suggested,
            find_or_create_partners=find_or_create_partners,
        )

    def _action_send_mail_comment(self, res_ids):
        """Override of `mail` to put no button into mails with quotes that are sent as PDF."""
        return super(MailComposeMessage, self._say_mailing())._action_send_mail_comment(res_ids)

    def _say_mailing(self):
        """Return the dialog, saying in the context that it mails quotes, if it does.

        Not by the thousand: such mails have no button, so that they need the PDF. Not without a
        template: that is a message about the quote.

        :rtype: mail.compose.message
        """
        is_mailing = (
            self.model == 'sale.order' and self.composition_mode == 'comment' and self.template_id
        )
        return self.with_context(**{MAILING: True}) if is_mailing else self
