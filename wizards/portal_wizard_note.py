"""What the dialog that grants access to the portal says beside each person."""

from odoo import api, fields, models
from odoo.tools import email_normalize, format_date, single_email_re


def is_plain_email(text):
    """Tell whether a text is one address, with a name before it or not.

    Odoo's own reading takes `a b@example.com` for b's address, and `<a>@example` for one.

    :param str text: What was typed.
    :rtype: bool
    """
    email = email_normalize(text or '') or ''
    typed = (text or '').strip().removesuffix('>').rpartition('<')[2].strip()
    return bool(single_email_re.match(email)) and typed.lower() == email


class PortalWizardUser(models.TransientModel):
    _inherit = 'portal.wizard.user'

    person_name = fields.Text(string="Person", compute='_compute_person_name')
    access_note = fields.Text(string="Access", compute='_compute_access_note')
    is_blocked = fields.Boolean(compute='_compute_access_note')

    # === COMPUTE METHODS === #

    @api.depends('email')
    def _compute_email_state(self):
        """Override of `portal` to let fewer typing errors pass as addresses."""
        result = super()._compute_email_state()
        self.filtered(lambda line: not is_plain_email(line.email)).email_state = 'ko'
        return result

    @api.depends('partner_id', 'wizard_id.partner_ids')
    def _compute_person_name(self):
        """Name people without their customer, unless there are several."""
        for line in self:
            customers = line.wizard_id._origin.partner_ids.commercial_partner_id
            line.person_name = (
                line.partner_id.name if len(customers) < 2 else None
            ) or line.partner_id.display_name

    @api.depends('email', 'in_portal', 'wizard_id.user_ids.email', 'wizard_id.user_ids.in_portal')
    def _compute_access_note(self):
        problems = self._get_email_problems()
        for line in self:
            problem = problems.get(line, '')
            line.is_blocked = bool(problem) and line._is_email_needed()
            is_without_access = not line.is_portal and not line.is_internal
            line.access_note = (
                problem
                if problem and (line.is_blocked or is_without_access)
                else line._describe_access()
            )

    # === BUSINESS METHODS - WHAT APPLY WILL DO === #

    def _is_to_invite(self):
        """Tell whether *Apply* sends the person an invitation.

        :rtype: bool
        """
        self.ensure_one()
        if not self.in_portal or self.is_internal:
            return False
        return not self.is_portal or (not self.login_date and self._is_email_changed())

    def _is_to_revoke(self):
        """Tell whether *Apply* ends the person's access.

        :rtype: bool
        """
        self.ensure_one()
        return self.is_portal and not self.in_portal

    def _is_email_needed(self):
        """Tell whether *Apply* uses the address, so that it has to be good.

        :rtype: bool
        """
        self.ensure_one()
        if self.is_internal:
            return False
        return self._is_to_invite() or self._is_email_changed()

    def _is_email_changed(self):
        self.ensure_one()
        return (self.email or '').strip() != (self.partner_id.email or '').strip()

    # === GETTERS === #

    def _get_email_problems(self):
        """Return why the addresses of people can't be used for an account.

        Shape: `{portal.wizard.user: text}`, without people whose address is good

        :rtype: dict
        """
        owner_names = self._get_login_owner_names()
        ticked = self.wizard_id.user_ids.filtered(
            lambda line: line.in_portal and line.email_state == 'ok' and not line.is_internal
        ).grouped(lambda line: email_normalize(line.email))
        problems = {}
        for line in self:
            email = email_normalize(line.email)
            twins = ticked.get(email, line.browse()) if line.in_portal else line.browse()
            twins = twins.filtered(lambda twin, line=line: twin._origin != line._origin)
            problems[line] = line._describe_email_problem(owner_names.get(email), twins)
        return {line: problem for line, problem in problems.items() if problem}

    def _get_login_owner_names(self):
        """Return who signs in with the addresses that are taken.

        Shape: `{login: name}`, without people whom the user may not see

        :rtype: dict
        """
        taken = self.filtered(lambda line: line.email_state == 'exist')
        # In sudo mode because the addresses of users whom one may not see are taken as well.
        users_sudo = (
            self.env['res.users']
            .sudo()
            .with_context(active_test=False)
            .search([('login', 'in', [email_normalize(line.email) for line in taken])])
        )
        visible = users_sudo.partner_id.sudo(False)._filtered_access('read').ids
        return {
            user.login: user.partner_id.display_name
            for user in users_sudo
            if user.partner_id.id in visible
        }

    def _describe_email_problem(self, owner_name, twins):
        """Say why the address can't be used for an account.

        :param str owner_name: Who signs in with it, if that may be told.
        :param portal.wizard.user twins: Other ticked people with the same address.
        :return: The explanation; empty if the address is good.
        :rtype: str
        """
        if not (self.email or '').strip():
            return self.env._("No e-mail address.")
        if self.email_state == 'ko':
            return self.env._("Not a valid e-mail address.")
        if self.email_state == 'exist' and owner_name:
            return self.env._("%(name)s signs in with this e-mail address.", name=owner_name)
        if self.email_state == 'exist':
            return self.env._("Another user signs in with this e-mail address.")
        if twins:
            names = ", ".join(twins.mapped('person_name'))
            return self.env._("The same e-mail address as %(names)s.", names=names)
        return ''

    def _describe_access(self):
        """Say what access the person has or will have.

        :rtype: str
        """
        if self.is_internal:
            return self.env._("Works here: not managed here.")
        if self._is_to_revoke():
            return self.env._("Access will be revoked.")
        if self._is_to_invite():
            return self.env._("Will be invited.")
        if self.is_portal:
            return self._describe_login()
        return self.env._("Access was revoked.") if self.user_id else self.env._("No access.")

    def _describe_login(self):
        if not self.login_date:
            return self.env._("Invited, not signed in yet.")
        return self.env._(
            "Signed in last on %(date)s.", date=format_date(self.env, self.login_date)
        )
