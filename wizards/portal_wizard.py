from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .. import const


class PortalWizard(models.TransientModel):
    _inherit = 'portal.wizard'

    # === DEFAULTS === #

    def _default_partner_ids(self):
        """Override of `portal` to list only contacts whom the user may see."""
        contacts = self.env['res.partner'].browse(self.env.context.get('active_ids') or [])
        people = contacts._get_portal_people()
        if len(people) > const.PORTAL_WIZARD_PEOPLE_MAX:
            raise UserError(
                self.env._(
                    "These are %(count)s people. Choose fewer contacts: at most %(most)s people can"
                    " be changed at once.",
                    count=len(people),
                    most=const.PORTAL_WIZARD_PEOPLE_MAX,
                )
            )
        return [Command.set(people.ids)]

    # Declared again for the default: core's points to its own function.
    partner_ids = fields.Many2many(default=lambda self: self._default_partner_ids())
    summary = fields.Char(compute='_compute_summary')

    # === COMPUTE METHODS === #

    @api.depends('user_ids.email', 'user_ids.in_portal')
    def _compute_summary(self):
        for wizard in self:
            lines = wizard.user_ids.filtered(lambda line: not line.is_internal)
            invited = lines.filtered(lambda line: line._is_to_invite())
            revoked = lines.filtered(lambda line: line._is_to_revoke())
            wizard.summary = wizard._describe_plan(len(invited), len(revoked))

    # === CONSTRAINT METHODS === #

    @api.constrains('partner_ids')
    def _check_partner_ids(self):
        # The lines are made in sudo mode and show names and addresses.
        self.sudo(False).partner_ids.check_access('read')

    # === ONCHANGE METHODS === #

    @api.onchange('user_ids')
    def _onchange_user_ids(self):
        """Explain all lines again: a tick at one can settle the trouble of another."""
        self.user_ids._compute_access_note()

    # === ACTION METHODS === #

    def action_tick_all(self):
        """Tick everybody with a good e-mail address.

        :return: The action that shows the dialog again.
        :rtype: dict
        """
        self.ensure_one()
        free = self.user_ids.filtered(
            lambda line: not line.in_portal and not line.is_internal and line.email_state == 'ok'
        )
        taken = {email_normalize(line.email) for line in self.user_ids if line.in_portal}
        # Where a person has the address of his company, the person gets the account.
        for line in free.sorted(lambda line: line.partner_id.is_company):
            email = email_normalize(line.email)
            line.in_portal = email not in taken
            taken.add(email)
        return self._action_open_modal()

    def action_apply(self):
        """Invite who is ticked and revoke the access of who is not; all of it or nothing.

        :return: The action that closes the dialog and says what was done.
        :rtype: dict
        """
        self.ensure_one()
        self.check_access('write')
        # Who works here is not managed here.
        lines = self.user_ids.filtered(lambda line: not line.is_internal)
        lines._check_partners_visible()
        lines._check_emails()
        invited = lines.filtered(lambda line: line._is_to_invite())
        revoked = lines.filtered(lambda line: line._is_to_revoke())
        revoked.partner_id._revoke_portal_users()
        lines._update_partner_emails()
        invited._invite()
        return self._notify_done(len(invited), len(revoked))

    # === GETTERS === #

    @api.model
    def _notify_done(self, invited_count=0, revoked_count=0):
        """Return the action that says what was done and closes the dialog.

        :param int invited_count: How many people were invited.
        :param int revoked_count: How many people lost access.
        :rtype: dict
        """
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success' if invited_count or revoked_count else 'info',
                'message': self._describe_done(invited_count, revoked_count),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    @api.model
    def _describe_plan(self, invited_count, revoked_count):
        texts = []
        if invited_count:
            texts.append(self.env._("To invite: %(count)s.", count=invited_count))
        if revoked_count:
            texts.append(self.env._("To revoke: %(count)s.", count=revoked_count))
        return " ".join(texts)

    @api.model
    def _describe_done(self, invited_count, revoked_count):
        texts = []
        if invited_count:
            texts.append(self.env._("Invitations on their way: %(count)s.", count=invited_count))
        if revoked_count:
            texts.append(self.env._("Access revoked: %(count)s.", count=revoked_count))
        return " ".join(texts) or self.env._("Nothing has changed.")
