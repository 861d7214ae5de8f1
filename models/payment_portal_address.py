import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import remove_accents

from odoo.addons.account_payment_portal import const

SLUG = re.compile('[a-z0-9]+(?:-[a-z0-9]+)*')


class PaymentPortalAddress(models.Model):
    """An address that a payment portal has or had. Printed ones must never lead to another company.

    The address of a portal that was deleted stays with its company.
    """

    _name = 'payment.portal.address'
    _description = "Address of a Payment Portal"

    name = fields.Char(required=True)
    portal_id = fields.Many2one(
        comodel_name='payment.portal', index='btree_not_null', ondelete='set null'
    )
    company_id = fields.Many2one(
        comodel_name='res.company', required=True, index=True, ondelete='cascade'
    )

    _name_uniq = models.UniqueIndex('(name)', "Another payment portal has or had this address.")

    # === BUSINESS METHODS === #

    @api.model
    def _get_of_others(self, portal):
        """Return the domain of the addresses that a portal can't take.

        :param payment.portal portal: The portal.
        :rtype: list
        """
        return [('company_id', '!=', portal.company_id.id), ('portal_id', '!=', portal._origin.id)]

    @api.model
    def _is_free(self, slug, portal):
        """Return whether a portal may take an address.

        :param str slug: The address.
        :param payment.portal portal: The portal.
        :rtype: bool
        """
        # In sudo mode because the addresses of all companies are unique together.
        return not self.sudo().search_count(
            [('name', '=', slug), *self._get_of_others(portal)], limit=1
        )

    @api.model
    def _propose(self, text, portal):
        """Return an address that is free and close to a text.

        :param str text: A name, or an address that is not free.
        :param payment.portal portal: The portal that wants one.
        :rtype: str
        """
        words = re.sub('[^a-z0-9]+', '-', remove_accents(text or '').lower()).strip('-')
        stem = words[: const.SLUG_LENGTH - 4].strip('-') or 'company'
        if stem in const.RESERVED_SLUGS:
            stem = f'{stem}-pay'
        # In sudo mode because the addresses of all companies are unique together.
        taken = set(
            self.sudo()
            .search([('name', '=like', f'{stem}%'), *self._get_of_others(portal)])
            .mapped('name')
        )
        numbered = (f'{stem}-{number}' for number in range(2, len(taken) + 3))
        return next(slug for slug in (stem, *numbered) if slug not in taken)

    @api.model
    def _keep_for(self, portal):
        """Note the current address of a portal.

        :param payment.portal portal: The portal.
        """
        # In sudo mode because addresses are written along with the portal only.
        address = self.sudo().search([('name', '=', portal.slug)])
        if address:
            address.portal_id = portal
        else:
            self.sudo().create(
                {'name': portal.slug, 'portal_id': portal.id, 'company_id': portal.company_id.id}
            )


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    slug = fields.Char(
        string="Address",
        help="The last part of the portal's address. Addresses that it had before lead here, too.",
        index=True,
        copy=False,
    )
    address_ids = fields.One2many(
        string="Addresses So Far",
        comodel_name='payment.portal.address',
        inverse_name='portal_id',
        readonly=True,
    )
    sign_in_url = fields.Char(
        string="Sign-in Link",
        help="Where customers without an account sign in: put it on your web page and in e-mails.",
        compute='_compute_sign_in_url',
    )

    # === COMPUTE METHODS === #

    @api.depends('slug', 'company_id')
    def _compute_sign_in_url(self):
        for portal in self:
            portal.sign_in_url = (
                portal.slug and f'{portal.get_base_url()}{portal._get_guest_path()}'
            )

    # === CONSTRAINT METHODS === #

    @api.constrains('slug', 'company_id')
    def _check_slug(self):
        for portal in self:
            if problem := portal._get_slug_problem():
                raise ValidationError(problem)

    # === ONCHANGE METHODS === #

    @api.onchange('slug', 'company_id')
    def _onchange_slug(self):
        addresses = self.env['payment.portal.address']
        if not self.slug:
            self.slug = addresses._propose(self.company_id.name, self)
        elif problem := self._get_slug_problem():
            self.slug = addresses._propose(self.slug, self)
            return {
                'warning': {
                    'title': self.env._("Address changed"),
                    'message': self.env._(
                        "%(problem)s How about “%(proposal)s”?", problem=problem, proposal=self.slug
                    ),
                }
            }
        return None

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `orm` to give each portal an address, and to keep it for ever."""
        portals = super().create(vals_list)
        for portal in portals.filtered('slug'):
            portal._register_address()
        portals._propose_addresses()
        return portals

    def write(self, vals):
        """Override of `orm` to keep every address that a portal has had."""
        result = super().write(vals)
        if vals.get('slug'):
            for portal in self:
                portal._register_address()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _give_missing_addresses(self):
        """Give an address to the portals that were made before there were any."""
        self.with_context(active_test=False).search([('slug', '=', False)])._propose_addresses()

    def _propose_addresses(self):
        """Give the portals that have no address the one that is closest to the company's name."""
        for portal in self.filtered(lambda portal: not portal.slug):
            portal.slug = self.env['payment.portal.address']._propose(
                portal.company_id.name, portal
            )

    @api.model
    def _get_by_slug(self, slug):
        """Return the open portal with an address, whether it is the current one or an old one.

        :param str slug: The address.
        :return: The portal, empty if there is none or if it is switched off.
        :rtype: payment.portal
        """
        name = (slug or '')[: const.SLUG_LENGTH + 1].lower().replace('\0', '')
        # In sudo mode because guests may read nothing.
        portals = self.sudo().search_fetch(
            [('slug', '=', name)],
            ['slug', 'active', 'company_id', 'country_code', 'key_kind'],
            limit=1,
        )
        if portals:
            return portals
        address = self.env['payment.portal.address'].sudo().search([('name', '=', name)])
        return address.portal_id.filtered('active')

    def _get_guest_path(self, *parts):
        """Return where a page for guests lies on the server.

        :param str parts: What stands behind the address of the portal.
        :rtype: str
        """
        self.ensure_one()
        return '/'.join((const.GUEST_ROUTE, self.slug, *parts))

    def _get_slug_problem(self):
        """Return what is wrong with the address.

        :return: A sentence; empty if all is well.
        :rtype: str
        """
        self.ensure_one()
        slug = self.slug or ''
        if slug in const.RESERVED_SLUGS:
            return self.env._("The address “%(slug)s” is reserved.", slug=slug)
        if slug and (not SLUG.fullmatch(slug) or len(slug) > const.SLUG_LENGTH):
            return self.env._(
                "An address has small letters, digits and single dashes between them, and at most"
                " %(length)s characters.",
                length=const.SLUG_LENGTH,
            )
        if slug and not self.env['payment.portal.address']._is_free(slug, self):
            return self.env._("Another company has or had the address “%(slug)s”.", slug=slug)
        return ''

    def _register_address(self):
        """Note the current address, so that it leads to this portal for ever."""
        self.ensure_one()
        self.env['payment.portal.address']._keep_for(self)
