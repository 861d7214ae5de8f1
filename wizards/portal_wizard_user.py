from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.auth_signup.models.res_partner import SignupError


class PortalWizardUser(models.TransientModel):
    _inherit = 'portal.wizard.user'

    in_portal = fields.Boolean(
        help="Ticked: has access to the portal. Takes effect with Apply.",
        compute='_compute_in_portal',
        store=True,
        readonly=False,
    )

    # === COMPUTE METHODS === #

    @api.depends('partner_id')
    def _compute_user_id(self):
        """Override of `portal` to prefer who works here, then who can sign in.

        A contact can have several users, most of them archived.
        """
        for line in self:
            users = line.partner_id.with_context(active_test=False).user_ids
            line.user_id = users.sorted(lambda user: (user.share, not user.active))[:1]

    @api.depends('user_id', 'user_id.active', 'user_id.group_ids')
    def _compute_group_details(self):
        """Override of `portal` because an archived user has no access, whatever his groups."""
        result = super()._compute_group_details()
        self.filtered(lambda line: line.is_portal and not line.user_id.active).is_portal = False
        return result

    @api.depends('partner_id')
    def _compute_in_portal(self):
        for line in self:
            line.in_portal = line.is_portal

    # === CONSTRAINT METHODS === #

    @api.constrains('partner_id')
    def _check_partner_id(self):
        self._check_partners_visible()

    # === ACTION METHODS === #

    def action_grant_access(self):
        """Override of `portal` to work for salespeople, and to tick the person."""
        self._check_partners_visible()
        action = super().action_grant_access()
        self._read_access_again()
        self.in_portal = True
        return action

    def action_revoke_access(self):
        """Override of `portal` to untick the person."""
        self._check_partners_visible()
        action = super().action_revoke_access()
        self._read_access_again()
        self.in_portal = False
        return action

    def action_invite_again(self):
        """Override of `portal` to work for salespeople."""
        self._check_partners_visible()
        return super().action_invite_again()

    # === BUSINESS METHODS - CHECKS === #

    def _check_partners_visible(self):
        """Refuse people whom the user may not see, and dialogs of others.

        The lines are partly made, and their people changed, in sudo mode: salespeople may not
        write users and contacts. So what they may see is the limit of what they may do.
        """
        self.check_access('write')
        self.sudo(False).partner_id.check_access('read')

    def _check_emails(self):
        """Refuse to go on with addresses that can't be used.

        :raise UserError: If there is one; all are named.
        """
        problems = [
            self.env._("%(name)s: %(problem)s", name=line.person_name, problem=line.access_note)
            for line in self.filtered('is_blocked')
        ]
        if problems:
            head = self.env._("Nothing was changed. Please mend this first:")
            raise UserError("\n".join([head, *problems]))

    # === BUSINESS METHODS - INVITATIONS === #

    def _invite(self):
        """Give people access and send them an invitation."""
        for line in self.filtered(lambda line: not line.is_portal):
            line._grant_access()
        self._read_access_again()
        self._queue_invitations()

    def _invite_again(self):
        """Send another invitation to people with access; refused if one has no good address."""
        self._check_partners_visible()
        for line in self:
            line._assert_user_email_uniqueness()
        self._queue_invitations()

    def _grant_access(self):
        try:
            self.with_context(portal_invitation_is_queued=True).action_grant_access()
        except SignupError as error:
            # Another user with the same login came in between.
            raise UserError(
                self.env._(
                    "%(name)s can't be invited: %(reason)s",
                    name=self.person_name,
                    reason=error,
                )
            ) from error

    def _queue_invitations(self):
        """Write the invitations, each in the language of its reader, and wake the mail queue."""
        if not self:
            return
        # In sudo mode because salespeople may not write contacts, which preparing the link does.
        users_sudo = self.sudo().user_id
        users_sudo.partner_id.signup_prepare()
        for wizard in self.wizard_id:
            self.env.ref('auth_signup.portal_set_password_email').sudo().with_context(
                dbname=self.env.cr.dbname,
                medium='portalinvite',
                welcome_message=wizard.welcome_message,
            ).send_mail_batch((users_sudo & wizard.user_ids.sudo().user_id).ids)
        # By itself, the queue works once an hour.
        self.env.ref('mail.ir_cron_mail_scheduler_action').sudo()._trigger()

    def _send_email(self):
        """Override of `portal` to work for salespeople, and to leave batches to the mail queue."""
        if self.env.context.get('portal_invitation_is_queued'):
            return True
        # In sudo mode because salespeople may not write contacts, which preparing the link does.
        return super(PortalWizardUser, self.sudo())._send_email()

    def _update_partner_emails(self):
        for line in self.filtered(lambda line: line._is_email_changed()):
            line._update_partner_email()

    def _update_partner_email(self):
        """Override of `portal` to work for salespeople, and to correct the login with the address.

        Somebody who has signed in keeps his login: he knows it.
        """
        old_email = email_normalize(self.partner_id.email)
        # In sudo mode because salespeople may not write contacts.
        result = super(PortalWizardUser, self.sudo())._update_partner_email()
        new_email = email_normalize(self.partner_id.email)
        user_sudo = self.sudo().user_id
        is_unused = user_sudo.share and not user_sudo.login_date
        if is_unused and user_sudo.login == old_email and old_email != new_email:
            user_sudo.with_context(portal_corrected_login=True).login = new_email
        return result

    def _read_access_again(self):
        """Forget what was read of the users: changes of them don't reach a wizard's fields."""
        self.invalidate_recordset(['user_id', 'is_portal', 'is_internal', 'access_note'])
