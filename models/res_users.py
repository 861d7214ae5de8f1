import secrets

from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = 'res.users'

    session_seed = fields.Char(
        help="A part of what makes sessions valid. Changing it ends all sessions of the user.",
        copy=False,
        groups=fields.NO_ACCESS,
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to end the sessions of archived users for good.

        Without it, sessions on devices that were away meanwhile come back to life when the user is
        restored.
        """
        res = super().write(vals)
        if 'active' in vals and not vals['active']:
            self._end_sessions()
        return res

    # === BUSINESS METHODS - SESSIONS === #

    def _end_sessions(self):
        """End all open sessions of the users at once; passwords stay as they are."""
        # In sudo mode because nobody may read or write the seed.
        self.sudo().session_seed = secrets.token_hex(16)

    def _get_session_token_fields(self):
        """Override of `base` to end sessions by changing the seed."""
        return super()._get_session_token_fields() | {'session_seed'}

    @api.model
    def _update_last_login(self):
        """Override of `base` to keep the access shown on the contact right.

        Only the first sign-in changes it: later ones write no contact, so that people of one
        customer who sign in at the same time don't wait for each other.
        """
        res = super()._update_last_login()
        # In sudo mode because portal users may not read the state.
        partner_sudo = self.env.user.sudo().partner_id
        customer_sudo = partner_sudo.commercial_partner_id
        if self.env.user.share and set((partner_sudo | customer_sudo).mapped('portal_state')) != {
            'active'
        }:
            partner_sudo._update_portal_state()
        return res

    def _notify_security_setting_update(self, subject, content, mail_values=None, **kwargs):
        """Override of `mail` to write nothing of a new login to who never had the old one."""
        if self.env.context.get('portal_corrected_login'):
            return None
        return super()._notify_security_setting_update(
            subject, content, mail_values=mail_values, **kwargs
        )

    # === GETTERS === #

    @api.model
    def _get_technical_portal_user_ids(self):
        """Return the users without a person: visitors, and the template of portal users.

        :rtype: tuple[int]
        """
        return (self.env.ref('base.public_user').id, self._get_portal_template_user().id or 0)

    @api.model
    def _get_portal_template_user(self):
        """Return the user of which portal users are copies.

        :return: In sudo mode: salespeople may not read it; empty if it is not set up.
        :rtype: res.users
        """
        users_sudo = self.sudo()
        template_id = users_sudo.env['ir.config_parameter'].get_param(
            'base.template_portal_user_id'
        )
        return users_sudo.browse(int(template_id) if (template_id or '').isdecimal() else [])
