import logging

from odoo import Command, api, fields, models

from odoo.addons.account_payment_portal.models.sign_in_limits import ATTACK

_logger = logging.getLogger(__name__)


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    attacked_since = fields.Datetime(readonly=True, copy=False)

    # === ACTION METHODS === #

    def action_view_attempts(self):
        """Show who tried to sign in at the portal.

        :rtype: dict
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'account_payment_portal.payment_portal_attempt_action'
            ),
            'domain': [('portal_id', '=', self.id)],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _cron_watch(self):
        """Tell staff once when somebody guesses at a portal, and note when it is over."""
        attempts = self.env['payment.portal.attempt']
        for portal in self.search([('active', '=', True)]):
            excess = attempts._get_excess(portal)
            if excess >= ATTACK and not portal.attacked_since:
                portal.attacked_since = fields.Datetime.now()
                portal._tell_of_attack()
            elif excess < ATTACK // 2 and portal.attacked_since:
                portal.attacked_since = False
                _logger.info("Payment portal %s: nobody guesses any more.", portal.id)

    def _tell_of_attack(self):
        """Write to those who hear of trouble at the portal."""
        self.ensure_one()
        _logger.warning("Payment portal %s: somebody guesses at the sign-in page.", self.id)
        template = self.env.ref('account_payment_portal.mail_template_sign_in_attack')
        template.send_mail(
            self.id,
            email_layout_xmlid='mail.mail_notification_light',
            email_values=self._get_watchers(),
            force_send=True,
        )

    def _get_watchers(self):
        """Return to whom mails about trouble at the portal go.

        Shape: values of `mail.mail`

        :rtype: dict
        """
        self.ensure_one()
        if self.notification_email:
            return {'email_to': self.notification_email}
        group = self.env.ref('account.group_account_manager')
        accountants = group.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids and user.email
        )
        return {'recipient_ids': [Command.set(accountants.partner_id.ids)]}
