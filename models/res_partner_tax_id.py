import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from odoo.addons.account_payment_portal.protocols.tax_id import tax_id_key

_logger = logging.getLogger(__name__)

# How many contacts get their key at once when the add-on comes to a database.
FILL_BATCH = 20_000


class ResPartner(models.Model):
    _inherit = 'res.partner'

    tax_id_key = fields.Char(
        string="Tax ID Key",
        help="The tax id without its punctuation: under it customers are found who sign in.",
        compute='_compute_tax_id_key',
        compute_sudo=True,
        store=True,
        index='btree_not_null',
        groups='base.group_user',
    )
    same_tax_id_partner_ids = fields.Many2many(
        string="Customers with the Same Tax ID",
        comodel_name='res.partner',
        compute='_compute_same_tax_id_partner_ids',
        groups='base.group_user',
    )

    def _auto_init(self):
        """Override of `base` to fill the keys of existing contacts without loading them all."""
        if not column_exists(self.env.cr, self._table, 'tax_id_key'):
            create_column(self.env.cr, self._table, 'tax_id_key', 'varchar')
            self._fill_tax_id_keys()
        return super()._auto_init()

    # === COMPUTE METHODS === #

    @api.depends('vat', 'company_registry', 'country_id', 'commercial_partner_id')
    def _compute_tax_id_key(self):
        for partner in self:
            # The people of a firm carry its tax id: only the firm itself is a customer.
            is_customer = partner.commercial_partner_id == partner
            partner.tax_id_key = is_customer and self._get_tax_id_key(
                partner.country_id.code, partner.vat, partner.company_registry
            )

    @api.depends('vat', 'company_registry', 'country_id', 'commercial_partner_id', 'company_id')
    def _compute_same_tax_id_partner_ids(self):
        self.same_tax_id_partner_ids = False
        by_key = defaultdict(self.browse)
        keys = [key for key in self.mapped('tax_id_key') if key]
        for partner in self.search([('tax_id_key', 'in', keys)]) if keys else ():
            by_key[partner.tax_id_key] |= partner
        for partner in self.filtered('tax_id_key'):
            partner.same_tax_id_partner_ids = by_key[partner.tax_id_key].filtered(
                lambda other, partner=partner: partner._has_company_in_common(other)
            )

    def _has_company_in_common(self, other):
        """Return whether another contact can be a customer of the same company.

        :param res.partner other: The other contact.
        :rtype: bool
        """
        self.ensure_one()
        if other == self._origin:
            return False
        companies, other_companies = self.company_id, other.company_id
        if not companies or not other_companies:
            return True
        return companies in other_companies.parent_ids or other_companies in companies.parent_ids

    # === BUSINESS METHODS === #

    @api.model
    def _get_tax_id_key(self, country_code, vat, company_registry):
        """Return the key of a contact's tax id.

        Odoo takes the field for tax ids of an Icelander for his VAT number; the number by which
        everybody knows him, the kennitala, is in the one for registries.

        :param str country_code: The code of the contact's country.
        :param str vat: What is in the field for tax ids.
        :param str company_registry: What is in the field for registries.
        :return: The key, False when there is none.
        :rtype: str|bool
        """
        raw = (company_registry or vat) if country_code == 'IS' else vat
        return tax_id_key(raw, country_code) or False

    @api.model
    def _fill_tax_id_keys(self):
        """Compute the keys of all contacts in the database, batch by batch, past the ORM.

        A million contacts would fill the memory and take many minutes as records.
        """
        last_id, count = 0, 0
        while rows := self._get_tax_id_rows(last_id):
            last_id = rows[-1][0]
            keys = [(row[0], key) for row in rows if (key := self._get_tax_id_key(*row[1:]))]
            count += len(keys)
            if keys:
                self.env.cr.execute(
                    SQL(
                        "UPDATE res_partner SET tax_id_key = fill.key FROM unnest(%s::int[],"
                        " %s::varchar[]) AS fill(id, key) WHERE res_partner.id = fill.id",
                        *map(list, zip(*keys, strict=True)),
                    )
                )
        _logger.info("%d contacts can be found by their tax id.", count)

    @api.model
    def _get_tax_id_rows(self, last_id):
        """Return the next contacts that have a tax id of their own.

        :param int last_id: The last contact of the batch before.
        :return: Tuples of id, code of the country, tax id, registry.
        :rtype: list[tuple]
        """
        return self.env.execute_query(
            SQL(
                """
            SELECT partner.id, country.code, partner.vat, partner.company_registry
              FROM res_partner partner
              LEFT JOIN res_country country ON country.id = partner.country_id
             WHERE partner.id > %s
               AND partner.commercial_partner_id = partner.id
               AND (partner.vat IS NOT NULL OR partner.company_registry IS NOT NULL)
             ORDER BY partner.id
             LIMIT %s
            """,
                last_id,
                FILL_BATCH,
            )
        )
