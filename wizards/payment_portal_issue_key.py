from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.account_payment_portal.models.secret_mail import write_secret_mail


class PaymentPortalIssueKey(models.TransientModel):
    """The dialog in which staff give a customer a key to the payment portal."""

    _name = 'payment.portal.issue.key'
    _description = "Give a Key to a Payment Portal"

    partner_id = fields.Many2one(string="Customer", comodel_name='res.partner', required=True)
    portal_id = fields.Many2one(
        string="Payment Portal",
        comodel_name='payment.portal',
        required=True,
        default=lambda self: self._get_portals(self.env.companies)[:1],
        domain="[('key_kind', '=', 'issued_key')]",
    )
    portal_count = fields.Integer(default=lambda self: len(self._get_portals(self.env.companies)))
    email = fields.Char(related='partner_id.email')

    # The key that the customer has now.
    has_key = fields.Boolean(compute='_compute_key')
    issued_at = fields.Datetime(compute='_compute_key')
    last_used_at = fields.Datetime(compute='_compute_key')

    # === COMPUTE METHODS === #

    @api.depends('partner_id', 'portal_id')
    def _compute_key(self):
        for wizard in self:
            # In sudo mode because only when a key was made and used is shown.
            key = (
                self.env['payment.portal.issued.key']
                .sudo()
                ._get_in_use(wizard.portal_id, wizard.partner_id)
            )
            wizard.has_key = bool(key)
            wizard.issued_at = key.create_date
            wizard.last_used_at = key.last_used_at

    # === ACTION METHODS === #

    def action_show(self):
        """Make a new key and show it once, to be told or printed.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'name': self.env._("Key of %(customer)s", customer=self.partner_id.display_name),
            'type': 'ir.actions.act_window',
            'res_model': 'payment.portal.shown.key',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_portal_key': self._issue(),
                'default_sign_in_url': self.portal_id.sign_in_url,
            },
        }

    def action_send(self):
        """Make a new key and mail it to the customer.

        :rtype: dict
        :raise UserError: If the customer has no e-mail address.
        """
        self.ensure_one()
        if not self.email:
            raise UserError(self.env._("The customer has no e-mail address."))
        template = self.env.ref('account_payment_portal.mail_template_issued_key').sudo()
        key = self._issue()
        # In sudo mode because the mail is written for the portal, not for the user.
        issued = (
            self.env['payment.portal.issued.key']
            .sudo()
            ._get_in_use(self.portal_id, self.partner_id)
        )
        write_secret_mail(template.with_context(portal_key=key), issued.id).send()
        return self._close_with(self.env._("The key is on its way to %(email)s.", email=self.email))

    def action_revoke(self):
        """Let the customer's key open nothing any more.

        :rtype: dict
        """
        self.ensure_one()
        self._check_customer()
        # In sudo mode because who may use the dialog may revoke, but not see keys.
        self.env['payment.portal.issued.key'].sudo()._get_in_use(
            self.portal_id, self.partner_id
        )._revoke()
        return self._close_with(self.env._("The key opens nothing any more."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_portals(self, companies):
        """Return the portals of companies that customers enter with an issued key.

        :param res.company companies: The companies.
        :rtype: payment.portal
        """
        return self.env['payment.portal'].search(
            [('company_id', 'in', companies.ids), ('key_kind', '=', 'issued_key')]
        )

    def _issue(self):
        """Give the customer a new key.

        :return: The key.
        :rtype: str
        """
        self._check_customer()
        # In sudo mode because who may use the dialog may make keys, but not see or change them.
        return self.env['payment.portal.issued.key'].sudo()._issue(self.portal_id, self.partner_id)

    def _check_customer(self):
        """Refuse customers and portals that the user may not see."""
        self.partner_id.check_access('read')
        self.portal_id.check_access('read')

    def _close_with(self, message):
        """Return the action that closes the dialog and says what was done.

        :param str message: What was done.
        :rtype: dict
        """
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': message,
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }


class PaymentPortalShownKey(models.AbstractModel):
    """A key on the screen. Never in the database: the client only has it from the action."""

    _name = 'payment.portal.shown.key'
    _description = "New Key to a Payment Portal"

    # The field 'id' is necessary for the form.
    id = fields.Id()
    portal_key = fields.Char(string="Key", readonly=True)
    sign_in_url = fields.Char(string="Sign-in Link", readonly=True)
