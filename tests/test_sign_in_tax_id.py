from odoo.tests import TransactionCase, tagged

from odoo.addons.account_payment_portal.protocols.tax_id import tax_id_key


@tagged('post_install', '-at_install')
class TestSignInTaxId(TransactionCase):
    """How the contacts of a database are found by their tax id."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Ids as imports and old databases have them: Odoo checks and formats only what people type.
        cls.partners = cls.env['res.partner'].with_context(no_vat_validation=True)

    def _create(self, vat, country='base.cl', **values):
        return self.partners.create(
            {
                'name': "Somebody",
                'vat': vat,
                'country_id': self.env.ref(country).id if country else False,
                **values,
            }
        )

    def _find(self, text, country_code='CL'):
        key = tax_id_key(text, country_code)
        return self.env['res.partner'].search([('tax_id_key', '=', key)])

    def test_a_rut_is_found_in_every_spelling(self):
        customer = self._create('12531909-2')
        for text in (
            '12.531.909-2',
            '125319092',
            ' 12 531 909 - 2',
            '12531909\u20132',
            'CL12.531.909-2',
            '0012531909-2',
            'RUT 12.531.909-2',
        ):
            with self.subTest(text):
                self.assertEqual(self._find(text), customer)

    def test_it_is_found_however_it_is_stored(self):
        for vat, country in (
            ('CL76.086.428-5', 'base.cl'),
            ('76.086.428-5', 'base.cl'),
            ('CL760864285', None),
            ('0076086428-5', 'base.cl'),
        ):
            with self.subTest(vat):
                customer = self._create(vat, country)
                self.assertEqual(self._find('76086428-5'), customer)
                customer.unlink()

    def test_a_k_is_a_k_in_capitals_or_not_but_not_a_cyrillic_one(self):
        customer = self._create('1000005-K')
        self.assertEqual(self._find('1.000.005-k'), customer)
        self.assertFalse(self._find('1.000.005-\u041a'))

    def test_ids_of_other_countries_are_found_at_a_chilean_portal(self):
        for vat, country, text in (
            ('ESB58378431', 'base.es', 'B-58378431'),
            ('B58378431', 'base.es', 'ES B58.378.431'),
            ('X1234567L', 'base.es', 'x-1234567-l'),
            ('7707083893', 'base.ru', 'INN 7707083893'),
            ('KD 4711', None, 'kd-4711'),
        ):
            with self.subTest(vat):
                customer = self._create(vat, country)
                self.assertEqual(self._find(text), customer)
                customer.unlink()

    def test_an_icelander_has_his_kennitala_among_the_registries(self):
        customer = self._create('12345', 'base.is', company_registry='010130-2989')
        self.assertEqual(self._find('0101302989', 'IS'), customer)

    def test_the_people_of_a_firm_are_not_customers(self):
        firm = self._create('12531909-2', is_company=True)
        person = self._create(False, parent_id=firm.id)
        self.assertEqual(person.vat, '12531909-2')
        self.assertEqual(self._find('12531909-2'), firm)
        firm.vat = '76086428-5'
        self.assertEqual(self._find('76086428-5'), firm)
        self.assertFalse(self._find('12531909-2'))

    def test_no_id_is_no_key(self):
        for vat in (False, '/', '--'):
            self.assertFalse(self._create(vat).tax_id_key)

    def test_old_databases_get_the_same_keys(self):
        customers = (
            self._create('CL12.531.909-2')
            | self._create('B58378431', 'base.es')
            | self._create('12345', 'base.is', company_registry='010130-2989')
        )
        firm = self._create('1000005-k', is_company=True)
        people = self._create(False, parent_id=firm.id)
        self.env.flush_all()
        keys = customers.mapped('tax_id_key')
        self.env.cr.execute("UPDATE res_partner SET tax_id_key = NULL")
        self.env.invalidate_all()

        self.partners._fill_tax_id_keys()

        self.assertEqual(customers.mapped('tax_id_key'), keys)
        self.assertEqual(firm.tax_id_key, '1000005K')
        self.assertFalse(people.tax_id_key)

    def test_staff_see_who_has_the_same_id(self):
        customer, twin = self._create('12531909-2'), self._create('CL 12.531.909-2')
        self.assertEqual(customer.same_tax_id_partner_ids, twin)
        self.assertEqual(twin.same_tax_id_partner_ids, customer)

    def test_customers_of_companies_that_share_nothing_are_not_the_same(self):
        companies = self.env['res.company'].create([{'name': "One"}, {'name': "Other"}])
        customer = self._create('12531909-2', company_id=companies[0].id)
        self._create('12531909-2', company_id=companies[1].id)
        self.assertFalse(customer.same_tax_id_partner_ids)
