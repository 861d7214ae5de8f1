from odoo.tests import TransactionCase, tagged

PATH = '/pay/andina'


@tagged('post_install', '-at_install')
class TestWebsiteMenu(TransactionCase):
    """A company with two websites, and another with one, in databases that have `website`.

    In others, the same is done without any website: then nothing is expected in a menu, and
    nothing may break for want of one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company, cls.other = cls.env['res.company'].create(
            [{'name': "Andina"}, {'name': "Sur"}]
        )
        cls.websites = [cls.create_website(cls.company, name) for name in cls.get_names("A", "B")]
        cls.foreign = [cls.create_website(cls.other, name) for name in cls.get_names("C")]
        cls.portal = cls.create_portal(cls.company, slug='andina')

    @classmethod
    def get_names(cls, *names):
        """Return the names of the websites that can be there."""
        return names if 'website' in cls.env else ()

    @classmethod
    def create_website(cls, company, name):
        return cls.env['website'].create({'name': name, 'company_id': company.id})

    @classmethod
    def create_portal(cls, company, **values):
        return cls.env['payment.portal'].create(
            {'name': "Payments", 'company_id': company.id, **values}
        )

    def get_menus(self):
        """Return all menu entries that lead to payment portals."""
        return self.env['website.menu'].search(
            [('url', '=like', '/pay/%'), ('website_id', 'in', self.all_ids)]
        )

    @property
    def all_ids(self):
        return [website.id for website in (*self.websites, *self.foreign)]

    def assertMenus(self, *expected):
        """Check which websites have entries, and where these lead.

        :param tuple expected: Pairs of a website and the path.
        """
        found = self.get_menus() if self.all_ids else ()
        self.assertCountEqual([(menu.website_id, menu.url) for menu in found], expected)
        own = [website for website, _path in expected if website in self.websites]
        self.env.invalidate_all()
        self.assertEqual(self.portal.has_website_menu, bool(own))

    def both(self, path=PATH):
        """Return the pairs of a portal that is in the menus of both websites."""
        return [(website, path) for website in self.websites]

    # === TESTS === #

    def test_new_portal_is_in_the_menus_of_its_company_s_websites(self):
        self.assertMenus(*self.both())
        self.assertEqual(self.portal.has_website, bool(self.websites))

    def test_entry_stands_among_the_others_of_the_website(self):
        for website in self.websites:
            self.assertIn(PATH, website.menu_id.child_id.mapped('url'))
        self.assertMenus(*self.both())

    def test_entry_speaks_the_languages_of_the_database(self):
        self.env['res.lang']._activate_lang('es_CL')
        self.portal.has_website_menu = False
        self.portal.button_text = "Pay us"
        self.portal.with_context(lang='es_CL').button_text = "Páguenos"

        self.portal.has_website_menu = True

        self.assertMenus(*self.both())
        for menu in self.get_menus() if self.websites else ():
            self.assertEqual(menu.name, "Pay us")
            self.assertEqual(menu.with_context(lang='es_CL').name, "Páguenos")

    def test_portal_without_an_own_address_gets_one_and_is_in_the_menu_with_it(self):
        portal = self.create_portal(self.other)

        foreign = [(website, f'/pay/{portal.slug}') for website in self.foreign]
        self.assertTrue(portal.slug)
        self.assertMenus(*self.both(), *foreign)

    def test_portal_can_be_created_without_an_entry(self):
        self.create_portal(self.other, has_website_menu=False)

        self.assertMenus(*self.both())

    def test_entry_follows_the_address(self):
        self.portal.slug = 'andina-pagos'

        self.assertMenus(*self.both('/pay/andina-pagos'))

    def test_entry_goes_while_the_portal_is_switched_off(self):
        self.portal.active = False
        self.assertMenus()

        self.portal.active = True
        self.assertMenus(*self.both())

    def test_entry_goes_with_the_portal(self):
        self.portal.unlink()

        found = self.get_menus().mapped('url') if self.websites else []
        self.assertEqual(found, [])

    def test_entry_goes_to_the_other_company_with_the_portal(self):
        self.portal.write({'company_id': self.other.id, 'slug': 'sur'})

        found = self.get_menus().website_id if self.websites else ()
        self.assertEqual([*found], self.foreign)

    def test_entry_that_was_deleted_does_not_come_back_by_itself(self):
        for menu in self.get_menus() if self.websites else ():
            menu.unlink()

        self.portal._register_hook()
        self.portal.search([])._offer_website_menus()
        self.portal.write({'slug': 'andina-pagos'})

        self.assertMenus()

    def test_entry_that_was_removed_in_the_settings_can_be_put_back(self):
        self.portal.has_website_menu = False
        self.assertMenus()
        self.portal._offer_website_menus()
        self.assertMenus()

        self.portal.has_website_menu = True
        self.assertMenus(*self.both())

    def test_website_that_comes_later_gets_its_entry_by_the_setting(self):
        for name in self.get_names("D"):
            self.websites.append(self.create_website(self.company, name))

        self.portal.has_website_menu = True

        self.assertMenus(*self.both())

    def test_entry_that_staff_renamed_is_left_alone(self):
        menus = self.get_menus() if self.websites else ()
        for menu in menus:
            menu.name = "Facturas"

        self.portal.write({'slug': 'andina-pagos', 'has_website_menu': True})

        self.assertMenus(*self.both('/pay/andina-pagos'))
        self.assertEqual({menu.name for menu in menus}, {"Facturas"} if menus else set())

    def test_uninstalling_leaves_no_entry(self):
        self.env['payment.portal'].search([])._leave_websites()

        self.assertMenus()

    def test_entry_is_offered_when_website_is_installed_later(self):
        portals = self.env['payment.portal'].search([])
        portals._leave_websites()
        portals.is_website_menu_offered = False  # As before there was any website.
        updated = self.env.registry.updated_modules
        self.addCleanup(setattr, self.env.registry, 'updated_modules', updated)

        self.env.registry.updated_modules = ['sale']
        portals._register_hook()
        self.assertMenus()

        self.env.registry.updated_modules = ['website']
        portals._register_hook()
        self.assertMenus(*self.both())
