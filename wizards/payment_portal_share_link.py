from datetime import datetime, time

import pytz

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import const


class PaymentPortalShareLink(models.TransientModel):
    """The dialog in which staff make payment links: for one customer, or for many by e-mail."""

    _name = 'payment.portal.share.link'
    _inherit = ['payment.portal.link.target']
    _description = "Share a Payment Link"

    # For one customer, what he gets stands here; for many, on the lines.
    company_id = fields.Many2one(required=False)
    partner_id = fields.Many2one(required=False)
    scope = fields.Selection(
        string="Opens",
        selection=[('documents', "Chosen Documents"), ('account', "Whole Account")],
        required=True,
        default='account',
    )
    move_ids = fields.Many2many(
        domain="""[
            ('commercial_partner_id', '=', partner_id),
            ('company_id', '=', company_id),
            ('state', '=', 'posted'),
            ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')),
        ]"""
    )
    line_ids = fields.One2many(
        string="Customers",
        comodel_name='payment.portal.share.link.line',
        inverse_name='wizard_id',
    )

    # How long it works, and what is written with it.
    expires_on = fields.Date(
        string="Works Until",
        compute='_compute_expires_on',
        store=True,
        readonly=False,
        help="The last day of the link, within the next 120 days.",
    )
    use_max = fields.Integer(
        string="Uses at Most",
        help="How often the link can be opened. Zero for as often as wanted.",
    )
    note = fields.Text(string="Your Words")
    summary = fields.Char(compute='_compute_summary')

    # === COMPUTE METHODS === #

    @api.depends('scope', 'move_ids', 'partner_id')
    def _compute_expires_on(self):
        for wizard in self:
            moves = wizard.move_ids._origin
            expiry = self.env['payment.portal.link']._get_default_expiry(
                moves if wizard.scope == 'documents' else moves.browse()
            )
            day = fields.Datetime.context_timestamp(wizard, expiry).date()
            # Many customers have many due dates: each gets a date of his own.
            wizard.expires_on = day if wizard.partner_id else False

    @api.depends('line_ids.problem')
    def _compute_summary(self):
        for wizard in self:
            reached = wizard.line_ids.filtered(lambda line: not line.problem)
            wizard.summary = self.env._(
                "%(reached)s of %(count)s customers get an e-mail, each with a link of his own.",
                reached=len(reached),
                count=len(wizard.line_ids),
            )

    # === ACTION METHODS === #

    @api.model
    def _action_open(self, partners, moves):
        """Open the dialog for documents, or else for the accounts of customers.

        :param res.partner partners: Customers, or people of theirs.
        :param account.move moves: Documents.
        :rtype: dict
        :raise UserError: If no link can open any of the documents.
        """
        partners.check_access('read')
        moves.check_access('read')
        linkable = moves.filtered(
            lambda move: move.state == 'posted' and move.is_sale_document(include_receipts=True)
        )
        targets = self._prepare_targets(partners, linkable)
        if not targets:
            raise UserError(
                self.env._(
                    "A payment link opens confirmed invoices, credit notes and receipts of"
                    " customers. Nothing of the kind is chosen."
                )
            )
        wizard = self.create(self._prepare_wizard(targets))
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'account_payment_portal.payment_portal_share_link_action'
            ),
            'res_id': wizard.id,
        }

    def action_show(self):
        """Make the link and show it once, to be copied, printed or scanned.

        :rtype: dict
        """
        self.ensure_one()
        return self.env['payment.portal.shown.link']._action_show(self._issue())

    def action_send(self):
        """Make the link and mail it to the customer.

        :rtype: dict
        :raise UserError: If there is nobody to write to.
        """
        self.ensure_one()
        if not self.recipient_id.email_normalized:
            raise UserError(self.env._("Choose somebody with an e-mail address."))
        issued = self._issue()
        # Only when the link is stored: whoever gets the mail may open it at once.
        issued.link._write_mail(issued.url, self.note).send_after_commit()
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._("The link is on its way to %(email)s.", email=self.email),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def action_send_all(self):
        """Let a job mail a link to each customer who can get one, and show how far it is.

        :rtype: dict
        """
        self.ensure_one()
        self.line_ids._check_targets()
        # In sudo mode because nobody may write mailings but by this dialog.
        mailing_sudo = (
            self.env['payment.portal.link.mailing'].sudo().create(self._prepare_mailing())
        )
        mailing_sudo._start()
        return {
            'type': 'ir.actions.act_window',
            'res_model': mailing_sudo._name,
            'res_id': mailing_sudo.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def action_open_links(self):
        """Open the links that the customer has.

        :rtype: dict
        """
        self.ensure_one()
        return self.partner_id.action_open_payment_links()

    # === BUSINESS METHODS === #

    def _issue(self):
        """Make the link.

        :rtype: IssuedLink
        :raise UserError: If the user may not open so much.
        """
        values = self._prepare_link() | {'use_max': self.use_max}
        if expires_at := self._get_expires_at():
            values['expires_at'] = expires_at
        try:
            [issued] = self.env['payment.portal.link']._issue([values])
        except AccessError as error:
            raise UserError(
                self.env._(
                    "You may not share this. Choose documents that you may see yourself, or ask"
                    " who is responsible for %(customer)s.",
                    customer=self.partner_id.display_name,
                )
            ) from error
        return issued

    @api.model
    def _prepare_wizard(self, targets):
        """Return the values of the dialog for what is going to be opened.

        :param list[dict] targets: See `_prepare_targets`.
        :rtype: dict
        """
        if len(targets) == 1:
            return targets[0]
        # Documents came with all of the customers, or with none.
        scope = targets[0]['scope']
        return {
            'scope': scope,
            'line_ids': [Command.create({**target, 'scope': scope}) for target in targets],
        }

    def _prepare_mailing(self):
        """Return the values of the mailing that was asked for.

        :rtype: dict
        """
        today = format_date(self.env, fields.Date.context_today(self))
        return {
            'name': self.env._("Payment links of %(date)s", date=today),
            'scope': self.scope,
            'expires_at': self._get_expires_at(),
            'use_max': self.use_max,
            'note': self.note,
            'line_ids': [
                Command.create(
                    {
                        'company_id': line.company_id.id,
                        'partner_id': line.partner_id.id,
                        'recipient_id': line.recipient_id.id,
                        'move_ids': [Command.set(line.move_ids.ids)],
                    }
                )
                for line in self.line_ids
            ],
        }

    def _get_expires_at(self):
        """Return when the link expires: with the end of the chosen day, as the user sees it.

        :return: UTC; False where the default is wanted.
        :rtype: datetime|bool
        """
        if not self.expires_on:
            return False
        latest = fields.Datetime.now() + const.LINK_LIFETIME_MAX
        if self.expires_on == fields.Datetime.context_timestamp(self, latest).date():
            return latest  # The last day that is possible does not last until midnight.
        midnight = self.env.tz.localize(datetime.combine(self.expires_on, time.max))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)
