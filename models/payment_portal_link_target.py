from odoo import Command, api, fields, models

# Why a customer gets no link by e-mail.
PROBLEMS = [
    ('no_portal', "The company has no payment portal"),
    ('no_documents', "None of the documents can be shown at the portal"),
    ('no_address', "No e-mail address"),
    ('nothing_open', "Nothing is open"),
]


class PaymentPortalLinkTarget(models.AbstractModel):
    """What a link is going to open, and for whom: the part that dialogs and mailings share.

    Who inherits it adds the field `scope`, with the values of that of `payment.portal.link`.
    """

    _name = 'payment.portal.link.target'
    _description = "What a Payment Link Is Going to Open"

    company_id = fields.Many2one(comodel_name='res.company', required=True)
    portal_id = fields.Many2one(
        string="Payment Portal", comodel_name='payment.portal', compute='_compute_portal_id'
    )
    partner_id = fields.Many2one(
        string="Customer", comodel_name='res.partner', required=True, ondelete='cascade'
    )
    recipient_id = fields.Many2one(
        string="For",
        comodel_name='res.partner',
        help="Who gets the link. It is written in his language.",
        domain="[('commercial_partner_id', '=', partner_id)]",
        ondelete='set null',
    )
    email = fields.Char(string="E-mail", related='recipient_id.email', related_sudo=False)
    move_ids = fields.Many2many(string="Documents", comodel_name='account.move')
    problem = fields.Selection(selection=PROBLEMS, compute='_compute_problem')

    # === COMPUTE METHODS === #

    @api.depends('company_id')
    def _compute_portal_id(self):
        for target in self:
            target.portal_id = target.env['payment.portal']._get_for_company(target.company_id)

    @api.depends('portal_id', 'partner_id', 'recipient_id.email_normalized', 'scope', 'move_ids')
    def _compute_problem(self):
        # In sudo mode because whether something is open is no secret from who may ask for it.
        targets_sudo = self.sudo()
        open_accounts = targets_sudo._get_open_accounts()
        for target, target_sudo in zip(self, targets_sudo, strict=True):
            moves = target_sudo._get_link_moves()
            key = (target_sudo.partner_id._origin.id, target_sudo.company_id.id)
            if not target_sudo.portal_id:
                target.problem = 'no_portal'
            elif target_sudo.scope == 'documents' and not moves:
                target.problem = 'no_documents'
            elif not target_sudo.recipient_id.email_normalized:
                target.problem = 'no_address'
            elif target_sudo.scope == 'documents':
                is_open = any(move.amount_residual for move in moves)
                target.problem = False if is_open else 'nothing_open'
            else:
                target.problem = False if key in open_accounts else 'nothing_open'

    # === BUSINESS METHODS === #

    def _prepare_link(self):
        """Return the values of a link to what was chosen; see `payment.portal.link._issue`.

        :rtype: dict
        """
        self.ensure_one()
        is_account = self.scope == 'account'
        return {
            'portal_id': self.portal_id.id,
            'partner_id': self.partner_id.id,
            'recipient_id': self.recipient_id.id,
            'scope': self.scope,
            'move_ids': [Command.set([] if is_account else self._get_link_moves().ids)],
        }

    @api.model
    def _prepare_targets(self, partners, moves):
        """Return what to open, for each customer and company: documents, or else the accounts.

        :param res.partner partners: Customers, or people of theirs.
        :param account.move moves: Documents; may be empty.
        :return: The values of targets.
        :rtype: list[dict]
        """
        grouped = moves.grouped(lambda move: (move.company_id, move.commercial_partner_id))
        company = self._get_default_company()
        grouped |= {
            (company, partner): moves.browse()
            for partner in partners.commercial_partner_id
            if not any(customer == partner for _company, customer in grouped)
        }
        customers = partners.browse().union(*(customer for _company, customer in grouped))
        recipients = customers._get_payment_link_recipients()
        return [
            {
                'company_id': company.id,
                'partner_id': customer.id,
                'recipient_id': self._choose_recipient(documents, recipients[customer]).id,
                'scope': 'documents' if documents else 'account',
                'move_ids': [Command.set(documents.ids)],
            }
            for (company, customer), documents in grouped.items()
        ]

    # === GETTERS === #

    @api.model
    def _get_default_company(self):
        """Return the company whose portal is meant where no document tells it.

        :rtype: res.company
        """
        with_portal = self.env.companies & self.env['payment.portal']._get_active_companies()
        return (
            self.env.company
            if self.env.company in with_portal
            else with_portal[:1] or (self.env.company)
        )

    @api.model
    def _choose_recipient(self, moves, recipient):
        """Return who gets a link: whom the documents are addressed to, if he can be written to.

        :param account.move moves: The documents.
        :param res.partner recipient: Who gets it otherwise.
        :rtype: res.partner
        """
        addressee = moves.partner_id
        is_one = len(addressee) == 1 and addressee.email_normalized
        return addressee if is_one else recipient

    def _get_link_moves(self):
        """Return those of the chosen documents that a link can open.

        :rtype: account.move
        """
        self.ensure_one()
        moves = self.move_ids._origin
        return moves.filtered_domain(
            moves._get_payer_document_domain(self.partner_id._origin, self.company_id)
        )

    def _get_open_accounts(self):
        """Return on which accounts something is open.

        Shape: `{(id of the customer, id of the company)}`

        :rtype: set
        """
        groups = self.env['account.move.line']._read_group(
            [
                ('partner_id', 'in', self.partner_id._origin.ids),
                ('company_id', 'in', self.company_id.ids),
                ('account_id.account_type', '=', 'asset_receivable'),
                ('parent_state', '=', 'posted'),
                ('reconciled', '=', False),
                ('amount_residual_currency', '!=', 0),
            ],
            groupby=['partner_id', 'company_id'],
        )
        return {(partner.id, company.id) for partner, company in groups}
