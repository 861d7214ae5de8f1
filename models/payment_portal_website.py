"""The entry in the menu of the website, for those who have Odoo's `website`, which stays optional.

Nothing here can inherit its models. So it is done when portals change, and, whichever of both is
installed first, after each installation and upgrade.
"""

from odoo import api, fields, models

from odoo.addons.account_payment_portal import const

WEBSITE = 'website'

# What decides whether and where a menu entry leads.
_LEADING = {'active', 'company_id', 'slug'}


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    has_website = fields.Boolean(compute='_compute_has_website')
    has_website_menu = fields.Boolean(
        string="In the Website's Menu",
        help="The menu of the company's website has an entry that leads to the portal. You can"
        " rename and move it in the website's menu editor.",
        compute='_compute_has_website_menu',
        inverse='_inverse_has_website_menu',
        default=True,
    )
    # Whoever deletes the entry does not want it to come back with the next upgrade.
    is_website_menu_offered = fields.Boolean(copy=False)

    # === COMPUTE METHODS === #

    @api.depends('company_id')
    def _compute_has_website(self):
        is_installed = self._is_website_installed()
        for portal in self:
            portal.has_website = is_installed and bool(portal._get_websites())

    @api.depends('active', 'company_id', 'slug')
    def _compute_has_website_menu(self):
        is_installed = self._is_website_installed()
        for portal in self:
            portal.has_website_menu = is_installed and bool(portal._get_website_menus())

    def _inverse_has_website_menu(self):
        if self._is_website_installed():
            wanted = self.filtered('has_website_menu')
            (self - wanted)._remove_website_menus()
            wanted._add_website_menus()

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `orm` to let menu entries of websites follow the portal."""
        if not (_LEADING & vals.keys() and self._is_website_installed()):
            return super().write(vals)
        menus = {portal: portal._get_website_menus() for portal in self}
        result = super().write(vals)
        for portal in self:
            portal._move_website_menus(menus[portal])
        self._offer_website_menus()
        return result

    def unlink(self):
        """Override of `orm` to leave no menu entry that leads nowhere."""
        self._leave_websites()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _register_hook(self):
        """Override of `orm` to offer the menu entry when `website` or the add-on has come."""
        super()._register_hook()
        if {WEBSITE, self._original_module} & set(self.env.registry.updated_modules):
            self.search([('is_website_menu_offered', '=', False)])._offer_website_menus()

    @api.model
    def _is_website_installed(self):
        return 'website.menu' in self.env

    def _offer_website_menus(self):
        """Add the portals to the menus of websites, unless it was done before."""
        if self._is_website_installed():
            self.filtered(lambda portal: not portal.is_website_menu_offered)._add_website_menus()

    def _add_website_menus(self):
        """Add the portals to the menus of all websites of their companies that lack them."""
        for portal in self.filtered(lambda portal: portal.active and portal.slug):
            websites = portal._get_websites()
            portal._create_website_menus(websites - portal._get_website_menus().website_id)
            if websites:
                portal.is_website_menu_offered = True
        self.invalidate_recordset(['has_website_menu'])

    def _create_website_menus(self, websites):
        """Create a menu entry on each of some websites, in all languages.

        :param website websites: The websites, in sudo mode.
        """
        self.ensure_one()
        menus = websites.env['website.menu'].create(
            [
                {
                    'name': self._get_button_text(),
                    'parent_id': website.menu_id.id,
                    'url': self._get_guest_path(),
                    'website_id': website.id,
                }
                for website in websites
            ]
        )
        for code, _name in self.env['res.lang'].get_installed():
            menus.with_context(lang=code).name = self.with_context(lang=code)._get_button_text()

    def _leave_websites(self):
        """Take the portals from the menus of websites, if there are any."""
        if self._is_website_installed():
            self._remove_website_menus()

    def _remove_website_menus(self):
        """Take the portals from the menus of websites, for good."""
        for portal in self:
            portal._get_website_menus().unlink()
            portal.is_website_menu_offered = bool(portal._get_websites())
        self.invalidate_recordset(['has_website_menu'])

    def _move_website_menus(self, menus):
        """Let menu entries lead to where the portal is now, or remove them if they can't.

        :param website.menu menus: The entries that the portal has had so far, in sudo mode.
        """
        self.ensure_one()
        if self.active and menus.website_id <= self._get_websites():
            menus.url = self._get_guest_path()
        elif menus:
            menus.unlink()
            # Once it is switched on again, its entries come back.
            self.is_website_menu_offered = False

    # === GETTERS === #

    def _get_websites(self):
        """Return the websites of the company.

        :return: The websites, in sudo mode.
        :rtype: website
        """
        # In sudo mode because accountants may not design websites; they only get this entry.
        websites = self.env['website'].sudo()
        return websites.search([('company_id', 'in', self.company_id.ids)])

    def _get_website_menus(self):
        """Return the menu entries on the company's websites that lead to the portal.

        :return: The entries, in sudo mode, also those that lead to an older address.
        :rtype: website.menu
        """
        # In sudo mode because addresses and websites are other people's to read.
        slugs = {*self.sudo().address_ids.mapped('name'), self.slug}
        paths = [f'{const.GUEST_ROUTE}/{slug}' for slug in slugs]
        websites = self._get_websites()
        return websites.env['website.menu'].search(
            [('url', 'in', paths), ('website_id', 'in', websites.ids)]
        )


class IrModuleModule(models.Model):
    _inherit = 'ir.module.module'

    def module_uninstall(self):
        """Override of `base` to offer the menu entry anew, should `website` ever come back."""
        if WEBSITE in self.mapped('name'):
            portals = self.env['payment.portal'].with_context(active_test=False)
            offered = portals.search([('is_website_menu_offered', '=', True)])
            offered.is_website_menu_offered = False
        return super().module_uninstall()
