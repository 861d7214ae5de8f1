from odoo import api, fields, models
from odoo.tools import SQL

# The age of an item by its due date. The values sort as the buckets do.
AGEING_BUCKETS = [
    ('00_not_due', "Not Due"),
    ('01_30', "1–30 Days"),  # noqa: RUF001 - a range takes an en dash
    ('31_60', "31–60 Days"),  # noqa: RUF001
    ('61_90', "61–90 Days"),  # noqa: RUF001
    ('91_older', "Older"),
]


class PaymentOutstandingDocument(models.Model):
    """What customers owe and have in credit, for staff: one row for each open receivable item.

    A document has one row, or one for each instalment that is open. The id of a row is the id of
    its journal item. Nothing is stored: the rows are a query, so that they are always right, and
    days late count from the user's own today.

    Extend it with one more column by a field and an override of :meth:`_get_columns`; a column that
    is not asked for costs nothing.
    """

    _name = 'payment.outstanding.document'
    _description = "Outstanding Document"
    _auto = False
    _order = 'date_due, id'

    # What it is
    name = fields.Char(string="Document", readonly=True)
    move_id = fields.Many2one(string="Journal Entry", comodel_name='account.move', readonly=True)
    move_type = fields.Selection(
        string="Type",
        selection=lambda self: (
            self.env['account.move']._fields['move_type']._description_selection(self.env)
        ),
        readonly=True,
    )
    instalment = fields.Char(
        compute='_compute_instalment', help="Which of the document's instalments, as in 2/3."
    )
    ref = fields.Char(string="Reference", readonly=True)
    payment_reference = fields.Char(readonly=True)
    invoice_date = fields.Date(string="Document Date", readonly=True)
    company_id = fields.Many2one(comodel_name='res.company', readonly=True)

    # Who owes it, and who looks after it
    partner_id = fields.Many2one(
        string="Customer",
        comodel_name='res.partner',
        readonly=True,
        help="The firm whose account the document is on.",
    )
    contact_id = fields.Many2one(
        comodel_name='res.partner',
        readonly=True,
        help="Who the document is addressed to: the customer or one of its contacts.",
    )
    invoice_user_id = fields.Many2one(string="Salesperson", comodel_name='res.users', readonly=True)
    last_contact_date = fields.Datetime(
        string="Last Contact",
        readonly=True,
        help="The last message about this document that went out to the customer, or the last call,"
        " e-mail or meeting about it marked as done. To-dos, notes and what the customer wrote do"
        " not count, nor do messages that could not be sent.",
    )

    # When it is due
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator='max', help="Days since the due date; a credit is never late."
    )
    ageing = fields.Selection(
        selection=AGEING_BUCKETS,
        readonly=True,
        help="How long ago the document was due. Credits count by their due date, too, so that the"
        " buckets add up to what the customer owes.",
    )

    # How much is open
    currency_id = fields.Many2one(comodel_name='res.currency', readonly=True)
    amount_residual_currency = fields.Monetary(
        string="Open in Currency",
        currency_field='currency_id',
        readonly=True,
        help="In the document's currency; negative for a credit.",
    )
    company_currency_id = fields.Many2one(comodel_name='res.currency', readonly=True)
    amount_residual = fields.Monetary(
        string="Open Amount",
        currency_field='company_currency_id',
        readonly=True,
        help="In the company's currency; negative for a credit.",
    )

    _depends = {
        'account.account': ['account_type'],
        'account.move': ['invoice_user_id', 'move_type', 'partner_id', 'payment_reference'],
        'account.move.line': [
            'account_id',
            'amount_residual',
            'amount_residual_currency',
            'company_currency_id',
            'company_id',
            'currency_id',
            'date',
            'date_maturity',
            'invoice_date',
            'move_id',
            'move_name',
            'parent_state',
            'partner_id',
            'reconciled',
            'ref',
        ],
        'mail.message': ['date', 'mail_activity_type_id', 'model', 'res_id', 'subtype_id'],
        'mail.notification': ['mail_message_id', 'notification_status', 'res_partner_id'],
        'res.partner': ['commercial_partner_id'],
    }

    # === THE QUERY === #

    @property
    def _table_query(self):
        """Return the query that stands in for a table, as of the user's today.

        :rtype: odoo.tools.SQL
        """
        return SQL(
            "SELECT %s %s",
            SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(column))
                for column, expression in self._get_columns().items()
            ),
            self._get_source(),
        )

    @api.model
    def _get_columns(self):
        """Return what each column is made of; `item` is the journal item, `move` its entry.

        Shape: `{name of the field: SQL expression}`

        :rtype: dict
        """
        return {
            'id': SQL("item.id"),
            'name': SQL("item.move_name"),
            'move_id': SQL("item.move_id"),
            'move_type': SQL("move.move_type"),
            'ref': SQL("item.ref"),
            'payment_reference': SQL("move.payment_reference"),
            'invoice_date': SQL("COALESCE(item.invoice_date, item.date)"),
            'company_id': SQL("item.company_id"),
            'partner_id': SQL("item.partner_id"),
            'contact_id': SQL("COALESCE(move.partner_id, item.partner_id)"),
            'invoice_user_id': SQL("move.invoice_user_id"),
            'last_contact_date': self._get_last_contact_column(),
            'currency_id': SQL("item.currency_id"),
            'amount_residual_currency': SQL("item.amount_residual_currency"),
            'company_currency_id': SQL("item.company_currency_id"),
            'amount_residual': SQL("item.amount_residual"),
            **self._get_age_columns(),
        }

    @api.model
    def _get_age_columns(self):
        """Return the columns about the due date; see :meth:`_get_columns`.

        :rtype: dict
        """
        date_due = SQL("COALESCE(item.date_maturity, item.date)")
        # The user's own today, not the database's: in America the database is hours ahead.
        age = SQL("(%s::date - %s)", fields.Date.context_today(self), date_due)
        return {
            'date_due': date_due,
            'days_late': SQL(
                "CASE WHEN item.amount_residual_currency > 0 THEN GREATEST(%s, 0) ELSE 0 END", age
            ),
            'ageing': SQL(
                "CASE WHEN %(age)s <= 0 THEN '00_not_due' WHEN %(age)s <= 30 THEN '01_30'"
                " WHEN %(age)s <= 60 THEN '31_60' WHEN %(age)s <= 90 THEN '61_90'"
                " ELSE '91_older' END",
                age=age,
            ),
        }

    @api.model
    def _get_last_contact_column(self):
        """Return the column with the last contact about the document; see :meth:`_get_columns`.

        Read from the document's own chatter through core's index on it, so nothing has to be kept
        up to date when messages are posted. PostgreSQL works it out for the rows that are shown
        (a few microseconds each), and for all only to sort, group or filter by it.

        :rtype: odoo.tools.SQL
        """
        ref = self.env['ir.model.data']._xmlid_to_res_id
        # Subqueries in place of joins keep PostgreSQL from starting at the customer, who may have
        # got thousands of messages about other documents.
        return SQL(
            """
            (SELECT MAX(message.date)
               FROM mail_message message
              WHERE message.model = 'account.move'
                AND message.res_id = item.move_id
                AND (
                    message.subtype_id = %(comment)s
                    AND item.partner_id IS DISTINCT FROM (
                        SELECT author.commercial_partner_id
                          FROM res_partner author
                         WHERE author.id = message.author_id
                    )
                    AND EXISTS (
                        SELECT 1
                          FROM mail_notification notification
                         WHERE notification.mail_message_id = message.id
                           AND notification.notification_status NOT IN
                               ('bounce', 'exception', 'canceled')
                           AND item.partner_id = (
                               SELECT recipient.commercial_partner_id
                                 FROM res_partner recipient
                                WHERE recipient.id = notification.res_partner_id
                           )
                    )
                    OR message.subtype_id = %(activity)s
                    AND message.mail_activity_type_id NOT IN (
                        SELECT id FROM mail_activity_type
                         WHERE category = 'upload_file' OR id IN %(inner_types)s
                    )
                ))
            """,
            comment=ref('mail.mt_comment'),
            activity=ref('mail.mt_activities'),
            inner_types=(
                ref('mail.mail_activity_data_todo', raise_if_not_found=False) or 0,
                ref('mail.mail_activity_data_warning', raise_if_not_found=False) or 0,
            ),
        )

    @api.model
    def _get_source(self):
        """Return where the columns come from: open receivable items of posted entries.

        The conditions are those of `account_move_line__payer_open_idx`. The entry is joined from
        the left, so that PostgreSQL leaves it out when no column of it is asked for. The accounts
        are an array, so that PostgreSQL finds them once, not again for each item.

        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
              FROM account_move_line item
              LEFT JOIN account_move move ON move.id = item.move_id
             WHERE item.reconciled IS NOT TRUE
               AND item.parent_state = 'posted'
               AND item.amount_residual_currency <> 0
               AND item.account_id = ANY (ARRAY(
                   SELECT id FROM account_account WHERE account_type = 'asset_receivable'
               ))
            """
        )

    # === COMPUTE METHODS === #

    @api.depends('move_id')
    def _compute_instalment(self):
        # In sudo mode to count the instalments that are paid; the user may see the document.
        groups = (
            self.env['account.move.line']
            .sudo()
            ._read_group(
                [('move_id', 'in', self.move_id.ids), ('display_type', '=', 'payment_term')],
                groupby=['move_id'],
                aggregates=['id:recordset'],
                having=[('__count', '>', 1)],
            )
        )
        places = {
            item.id: f'{place}/{len(items)}'
            for _move, items in groups
            for place, item in enumerate(
                items.sorted(lambda item: (item.date_maturity, item.id)), 1
            )
        }
        for document in self:
            document.instalment = places.get(document.id, False)

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open the invoice or credit note, or the payment that is still on account.

        :return: The action.
        :rtype: dict
        """
        self.ensure_one()
        return self.move_id.action_open_business_doc()
