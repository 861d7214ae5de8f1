from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # === ACTION METHODS === #

    def action_open_portal_access(self):
        """Open the dialog that grants and revokes the access of the contacts and their people.

        :return: The action.
        :rtype: dict
        """
        context = clean_context(self.env.context) | {
            'active_model': self._name,
            'active_ids': self.ids,
        }
        return self.env(context=context)['portal.wizard'].create({})._action_open_modal()

    def action_invite_to_portal_again(self):
        """Send a new link for the password to people who never signed in, or to the contacts.

        :return: The action that says who was written to.
        :rtype: dict
        :raise UserError: If nobody is waiting for a link.
        """
        people = self._get_people_in_portal()
        waiting = people.filtered(lambda person: person.portal_state == 'invited')
        chosen = waiting or (people & self)
        if not chosen:
            raise UserError(
                self.env._(
                    "Nobody is waiting for an invitation. Open Portal Access to send one person a"
                    " new link."
                )
            )
        wizards = self.env(context=clean_context(self.env.context))['portal.wizard']
        wizard = wizards.create({'partner_ids': [Command.set(chosen.ids)]})
        wizard.user_ids._invite_again()
        return wizard._notify_done(invited_count=len(chosen))

    def action_revoke_portal_access(self):
        """End the access of the contacts and all their people to the portal at once.

        :return: The action that says whose access ended.
        :rtype: dict
        """
        people = self._get_people_in_portal()
        (self | people)._revoke_portal_access()
        return self.env['portal.wizard']._notify_done(revoked_count=len(people))

    # === BUSINESS METHODS - ACCESS TO THE PORTAL === #

    def _revoke_portal_access(self):
        """End every way of the contacts into the portal at once.

        Ends what :meth:`_revoke_portal_users` does; and what is open for a whole customer, if the
        customer itself is among the contacts. More ways are ended by extending this method.

        The caller has checked that the user may do so.
        """
        self._revoke_portal_users()
        # In sudo mode because salespeople may not read what guests hold.
        customers_sudo = self.sudo().filtered(
            lambda contact: contact == contact.commercial_partner_id
        )
        customers_sudo._end_guest_access()

    def _revoke_portal_users(self):
        """End the accounts of the contacts, their open sessions and their invitations at once.

        Contacts without an account are skipped, so is who works here.

        The caller has checked that the user may do so.
        """
        # In sudo mode because salespeople may not write users and contacts.
        contacts_sudo = self.sudo().with_context(active_test=False)
        contacts_sudo.filtered('signup_type').signup_type = False
        contacts_sudo.user_ids.filtered(lambda user: user.active and user.share).write(
            {
                'active': False,  # which ends the sessions
                'group_ids': [
                    Command.unlink(self.env.ref('base.group_portal').id),
                    Command.link(self.env.ref('base.group_public').id),
                ],
            }
        )

    # === GETTERS === #

    def _get_people_in_portal(self):
        """Return who of the contacts and their people can sign in to the portal.

        Refused to users who may not manage access, or not see one of the contacts.

        :return: Only contacts whom the user may see.
        :rtype: res.partner
        """
        # Who may open the dialog may do what it does.
        self.env['portal.wizard'].check_access('create')
        # In sudo mode because salespeople see the users only of their own companies.
        users_sudo = (
            self.env['res.users']
            .sudo()
            .search([('partner_id', 'in', self._get_portal_people().ids), ('share', '=', True)])
        )
        return users_sudo.filtered(lambda user: user._is_portal()).partner_id.sudo(False)

    def _get_portal_people(self):
        """Return the contacts and the people below them, without those of other customers.

        Refused to users who may not see one of the contacts themselves.

        :return: Only contacts whom the user may see.
        :rtype: res.partner
        """
        self.check_access('read')
        return self | self.search(
            [
                ('id', 'child_of', self.ids),
                ('commercial_partner_id', 'in', self.sudo().commercial_partner_id.ids),
                ('type', 'in', ('contact', 'other')),
            ]
        )
