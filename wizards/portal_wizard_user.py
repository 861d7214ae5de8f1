from psycopg2 import IntegrityError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


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
        self.filtered(lambda line: not line.is_portal)._grant_access()
        self._read_access_again()
        self._queue_invitations()

    def _invite_again(self):
        """Send another invitation to people with access; refused if one has no good address."""
        self._check_partners_visible()
        for line in self:
            line._assert_user_email_uniqueness()
        self._queue_invitations()

    def _grant_access(self):
        """Give people a portal user, or back the one that they had.

        Not by core's button for each person: one user after the other, it takes five times as long.
        """
        group_portal = self.env.ref('base.group_portal')
        group_public = self.env.ref('base.group_public')
        # In sudo mode because salespeople may not write users.
        lines_sudo = self.sudo()
        lines_sudo.filtered(lambda line: not line.user_id)._create_portal_users(group_portal)
        lines_sudo.user_id.write(
            {
                'active': True,
                'group_ids': [Command.link(group_portal.id), Command.unlink(group_public.id)],
            }
        )

    def _create_portal_users(self, group_portal):
        """Create the users as copies of the template, as core does.

        :param res.groups group_portal: The group that they are in for sure.
        :raise UserError: If somebody else took a login in between.
        """
        template = self.env['res.users']._get_portal_template_user()
        group_ids = (template.group_ids | group_portal).ids
        values = [
            {**template.copy_data(line._prepare_user_values())[0], 'group_ids': group_ids}
            for line in self
        ]
        try:
            with self.env.cr.savepoint():
                self.env['res.users'].with_context(no_reset_password=True).create(values)
        except IntegrityError as error:
            raise UserError(
                self.env._(
                    "Nothing was changed: one of the e-mail addresses was taken by another user"
                    " meanwhile. Please try again."
                )
            ) from error

    def _prepare_user_values(self):
        """Return the values of the person's user.

        Shape: what differs from the template of portal users

        :rtype: dict
        """
        company = self.partner_id.company_id or self.env.company
        return {
            'active': True,
            'company_id': company.id,
            'company_ids': [Command.set(company.ids)],
            'login': email_normalize(self.email),
            'partner_id': self.partner_id.id,
        }

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
        """Override of `portal` to work for salespeople."""
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
