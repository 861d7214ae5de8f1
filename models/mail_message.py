from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, escape_psql
from odoo.tools.sql import column_exists

from odoo.addons.account_payment_portal.models.account_move import CUSTOMER_MOVE_TYPES
from odoo.addons.account_payment_portal.models.payment_portal_conversation import WRITTEN_TYPES

# Of which models messages are shown to customers.
DOCUMENT_MODELS = ('account.move', 'sale.order')

# Among how many of a customer's last messages a text is looked for.
MESSAGES_SEARCHED = 20000


class MessageQuery(NamedTuple):
    """Which part of a customer's messages is asked for."""

    search: str = ''
    limit: int | None = None
    offset: int = 0
    message_id: int | None = None


class MailMessage(models.Model):
    _inherit = 'mail.message'

    # Finds a customer's messages without going through his documents. It does not say who may read
    # them: that is asked for from the documents each time.
    portal_customer_id = fields.Many2one(
        string="Customer of the Portal",
        comodel_name='res.partner',
        copy=False,
        ondelete='set null',
        readonly=True,
    )

    _portal_customer_idx = models.Index(
        "(portal_customer_id, date DESC, id DESC) WHERE portal_customer_id IS NOT NULL"
    )

    # === CRUD METHODS === #

    def _auto_init(self):
        """Override of `base` to find what was written before there was a portal, too."""
        is_new = not column_exists(self.env.cr, self._table, 'portal_customer_id')
        result = super()._auto_init()
        if is_new:
            self._fill_portal_customers()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        customers = self._get_portal_customers(vals_list)
        for vals, customer in zip(vals_list, customers, strict=True):
            # Set here alone: what comes from outside is not believed.
            vals['portal_customer_id'] = customer.id
        return super().create(vals_list)

    def _get_forbidden_access(self, operation):
        """Override of `mail` to refuse what customers write where messages are switched off.

        Core lets followers write whatever the document says.
        """
        forbidden = super()._get_forbidden_access(operation)
        if operation not in ('create', 'write') or not self.env.user.share:
            return forbidden
        for message_sudo in (self - forbidden).sudo():
            if message_sudo.model in DOCUMENT_MODELS and message_sudo.res_id:
                document = self.env[message_sudo.model].browse(message_sudo.res_id)
                if document.exists() and not document._is_open_to_customers():
                    forbidden |= self.browse(message_sudo.id)
        return forbidden

    # === BUSINESS METHODS === #

    @api.model
    def _get_portal_customers(self, vals_list):
        """Return the customer who finds a message in the portal, for each of some messages.

        :param list[dict] vals_list: The messages.
        :return: Commercial entities, in sudo mode; empty for messages of the company alone.
        :rtype: list[res.partner]
        """
        comment_id = self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment')
        customers = [self.env['res.partner'].sudo()] * len(vals_list)
        for model in (*DOCUMENT_MODELS, 'res.partner'):
            talks = {
                index: vals.get('res_id')
                for index, vals in enumerate(vals_list)
                if vals.get('model') == model
                and vals.get('subtype_id') == comment_id
                and vals.get('message_type') in WRITTEN_TYPES
                and not vals.get('is_internal')
            }
            # One recordset, so that all are read at once.
            records_sudo = self.env[model].sudo().browse(filter(None, talks.values()))
            for index, record_sudo in zip(filter(talks.get, talks), records_sudo, strict=True):
                customers[index] = self._get_portal_customer(record_sudo, vals_list[index])
        return customers

    @api.model
    def _get_portal_customer(self, record_sudo, vals):
        """Return the customer who finds a message about a record in the portal.

        :param models.Model record_sudo: A document or a contact.
        :param dict vals: The message.
        :return: The commercial entity; empty for messages of the company alone.
        :rtype: res.partner
        """
        if record_sudo._name in DOCUMENT_MODELS:
            return record_sudo.partner_id.commercial_partner_id
        # Staff talks about a contact in its chatter, too: only what is from or to him is his.
        people_ids = {vals.get('author_id')}
        for command in vals.get('partner_ids') or ():
            people_ids |= {command[1]} if command[0] == fields.Command.LINK else set()
        is_his = record_sudo.id in people_ids
        return record_sudo.commercial_partner_id if is_his else record_sudo.browse()

    @api.model
    def _fill_portal_customers(self):
        """Set the customers of the messages about documents that there are already."""
        comment_id = self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment')
        for model in DOCUMENT_MODELS:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE mail_message message
                       SET portal_customer_id = partner.commercial_partner_id
                      FROM %(table)s document
                      JOIN res_partner partner ON partner.id = document.partner_id
                     WHERE message.model = %(model)s AND message.res_id = document.id
                       AND message.subtype_id = %(comment_id)s
                       AND message.message_type IN %(types)s
                       AND message.is_internal IS NOT TRUE
                    """,
                    table=SQL.identifier(self.env[model]._table),
                    model=model,
                    comment_id=comment_id,
                    types=WRITTEN_TYPES,
                )
            )

    @api.model
    def _get_payer_message_ids(self, payer, companies, query):
        """Return what was written between a customer and some companies, newest first.

        These are the messages about his firm's documents, and those that he wrote to a company or
        got from one himself.

        :param res.partner payer: Who reads.
        :param res.company companies: The companies.
        :param MessageQuery query: Which part; a text is looked for in the messages, and in the
            names of their documents.
        :return: `mail.message` ids.
        :rtype: list[int]
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM (
                    SELECT *
                      FROM mail_message
                     WHERE portal_customer_id = %(customer_id)s
                       AND message_type IN %(types)s
                       AND subtype_id = %(comment_id)s
                       AND is_internal IS NOT TRUE
                       AND %(is_asked_for)s
                  ORDER BY date DESC, id DESC
                     LIMIT %(searched)s
                       ) message
             LEFT JOIN account_move move
                    ON message.model = 'account.move' AND move.id = message.res_id
             LEFT JOIN sale_order sale
                    ON message.model = 'sale.order' AND sale.id = message.res_id
             LEFT JOIN res_partner customer ON customer.id = sale.partner_id
                 WHERE (
                        move.commercial_partner_id = %(customer_id)s
                        AND move.company_id = ANY(%(company_ids)s)
                        AND move.state = 'posted' AND move.move_type IN %(move_types)s
                     OR customer.commercial_partner_id = %(customer_id)s
                        AND sale.company_id = ANY(%(company_ids)s)
                        AND sale.state != 'draft'
                     OR message.model = 'res.partner' AND message.res_id = %(payer_id)s
                       ) AND %(is_found)s
              ORDER BY message.date DESC, message.id DESC
                 LIMIT %(limit)s OFFSET %(offset)s
                """,
                customer_id=payer.commercial_partner_id.id,
                payer_id=payer.id,
                company_ids=companies.ids,
                types=WRITTEN_TYPES,
                comment_id=self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment'),
                move_types=CUSTOMER_MOVE_TYPES,
                is_asked_for=SQL("id = %s", query.message_id)
                if query.message_id is not None
                else SQL("TRUE"),
                searched=MESSAGES_SEARCHED if query.search else None,
                is_found=self._get_found_sql(query.search),
                limit=query.limit,
                offset=query.offset,
            )
        )
        return [message_id for (message_id,) in rows]

    @api.model
    def _get_found_sql(self, search):
        """Return the condition under which a message has a text.

        :param str search: The text, from outside.
        :rtype: odoo.tools.SQL
        """
        if not search:
            return SQL("TRUE")
        pattern = f'%{escape_psql(search)}%'
        # Bodies are HTML: neither their tags nor how they write signs is meant.
        html_pattern = pattern.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
        return SQL(
            "(regexp_replace(message.body, '<[^>]*>', ' ', 'g') ILIKE %s"
            " OR message.subject ILIKE %s OR move.name ILIKE %s OR sale.name ILIKE %s)",
            html_pattern,
            pattern,
            pattern,
            pattern,
        )
