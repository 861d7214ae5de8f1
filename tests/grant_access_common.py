from odoo.tests import new_test_user

from odoo.addons.mail.tests.common import MailCase


class GrantAccessCommon(MailCase):
    """A salesperson who may not create contacts, and a customer with people.

    - `seller`: the salesperson; `worker`: an internal user among the customer's people
    - `customer`: a firm with `ana`, `bruno` (no e-mail address), `carla` (in the portal, login
      `ga_carla`, has never signed in) and `worker`
    - `stranger`: another firm
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'no_reset_password': True})
        cls.company = cls.env.company
        cls.seller = new_test_user(
            cls.env, 'ga_seller', 'base.group_user,sales_team.group_sale_salesman', name="Sally"
        )
        partners = cls.env['res.partner']
        cls.customer = partners.create(
            {'name': "Viña del Sur", 'is_company': True, 'email': 'firm@ga-sur.example.com'}
        )
        cls.ana, cls.bruno, cls.carla = partners.create(
            [
                {'name': name, 'parent_id': cls.customer.id, 'email': email}
                for name, email in (
                    ("Ana", 'ana@ga-sur.example.com'),
                    ("Bruno", False),
                    ("Carla", 'carla@ga-sur.example.com'),
                )
            ]
        )
        cls.stranger = partners.create(
            {'name': "Norte Limitada", 'is_company': True, 'email': 'firm@ga-norte.example.com'}
        )
        cls.carla_user = cls._create_portal_user('ga_carla', cls.carla)
        cls.worker = new_test_user(
            cls.env, 'ga_worker', 'base.group_user', name="Walter", email='walter@ga-us.example.com'
        )
        cls.worker.partner_id.parent_id = cls.customer

    @classmethod
    def _create_portal_user(cls, login, partner):
        return new_test_user(
            cls.env,
            login,
            'base.group_portal',
            password=login,
            partner_id=partner.id,
            name=partner.name,
            email=partner.email,
        )

    # === WHAT THE SALESPERSON DOES === #

    def _open_dialog(self, partners=None, user=None):
        """Open the dialog from the contact, or from the list.

        :param res.partner partners: By default the customer.
        :param res.users user: By default the salesperson.
        :rtype: portal.wizard
        """
        partners = partners or self.customer
        action = (
            partners.with_user(user or self.seller)
            .with_context(default_is_company=True, default_partner_ids=[])
            .action_open_portal_access()
        )
        return self.env['portal.wizard'].with_user(user or self.seller).browse(action['res_id'])

    def _apply(self, ticks, emails=None, partners=None):
        """Open the dialog, set ticks and addresses, and apply.

        :param dict ticks: `{res.partner: whether ticked}`
        :param dict emails: `{res.partner: typed address}`
        :param res.partner partners: See :meth:`_open_dialog`.
        :return: The action that ends it.
        :rtype: dict
        """
        wizard = self._open_dialog(partners)
        for partner, email in (emails or {}).items():
            self._get_line(wizard, partner).email = email
        for partner, is_ticked in ticks.items():
            self._get_line(wizard, partner).in_portal = is_ticked
        with self.mock_mail_gateway():
            return wizard.action_apply()

    def _get_line(self, wizard, partner):
        return wizard.user_ids.filtered(lambda line: line.partner_id == partner)

    def _sign_in(self, user):
        """Sign in, as far as the records tell."""
        user.with_user(user)._update_last_login()

    def _get_readers(self):
        """Return to whom the new mails go."""
        return self._new_mails.recipient_ids

    def _get_user(self, partner):
        return partner.with_context(active_test=False).user_ids
