from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.sign_in_common import SLUG, SignInCommon


@tagged('post_install', '-at_install')
class TestSignInAddress(SignInCommon):
    """The addresses of payment portals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env['res.company'].create({'name': "Ñandú & Cía. Ltda."})

    def _create_other_portal(self, **values):
        return self.env['payment.portal'].create(
            {'name': "Other", 'company_id': self.other_company.id, **values}
        )

    def _get(self, slug):
        return self.env['payment.portal']._get_by_slug(slug)

    def test_an_address_is_made_from_the_name_of_the_company(self):
        self.assertEqual(self._create_other_portal().slug, 'nandu-cia-ltda')

    def test_a_name_without_latin_letters_gets_an_address_too(self):
        self.other_company.name = "Компания"
        self.assertEqual(self._create_other_portal().slug, 'company')

    def test_a_reserved_name_is_not_proposed(self):
        self.other_company.name = "Portal"
        self.assertEqual(self._create_other_portal().slug, 'portal-pay')

    def test_companies_of_one_name_get_different_addresses(self):
        self.other_company.name = "ANDINA"
        self.assertEqual(self._create_other_portal().slug, 'andina-2')

    def test_unfriendly_addresses_are_refused(self):
        for slug in (
            'Andina',
            'a b',
            'a/b',
            '-a',
            'a-',
            'a--b',
            'ñ',
            'a.b',
            'x' * 41,
            '%2e',
            'l',
            'pay',
        ):
            with self.subTest(slug), self.assertRaises(ValidationError):
                self.portal.slug = slug

    def test_every_address_leads_to_the_portal_for_ever(self):
        for slug in ('sur', 'norte'):
            self.portal.slug = slug
        for slug in (SLUG, 'sur', 'norte', 'NORTE'):
            self.assertEqual(self._get(slug), self.portal)
        self.assertEqual(self.portal.address_ids.mapped('name'), [SLUG, 'sur', 'norte'])

    def test_a_portal_can_go_back_to_an_old_address(self):
        self.portal.slug = 'sur'
        self.portal.slug = SLUG
        self.assertEqual(self._get('sur'), self.portal)

    def test_no_portal_gets_an_address_that_another_had(self):
        self.portal.slug = 'sur'
        with self.assertRaises(ValidationError):
            self._create_other_portal(slug=SLUG)

    def test_the_database_knows_each_address_once(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.env['payment.portal.address'].create(
                {'name': SLUG, 'company_id': self.other_company.id}
            )

    def test_the_address_of_a_deleted_portal_stays_with_its_company(self):
        self.portal.unlink()
        self.assertFalse(self._get(SLUG))
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_other_portal(slug=SLUG)
        portal = self.env['payment.portal'].create(
            {'name': "Again", 'company_id': self.company.id, 'slug': SLUG}
        )
        self.assertEqual(self._get(SLUG), portal)

    def test_a_portal_that_is_switched_off_has_no_address(self):
        self.portal.slug = 'sur'
        self.portal.active = False
        self.assertFalse(self._get('sur'))
        self.assertFalse(self._get(SLUG))

    def test_nonsense_leads_nowhere(self):
        for slug in ('', None, '\0', 'x' * 10000, "'; DROP TABLE res_partner; --", '%', '_ndina'):
            self.assertFalse(self._get(slug))

    def test_the_form_proposes_an_address_that_is_free(self):
        portal = self._create_other_portal()
        form = Form(portal)
        with self.assertLogs('odoo.tests.form.onchange', 'WARNING') as log:
            form.slug = SLUG
        self.assertEqual(form.slug, 'andina-2')
        self.assertIn("another company", log.output[0].lower())
        form.save()
        self.assertEqual(self._get('andina-2'), portal)

    def test_the_form_turns_a_name_into_an_address(self):
        form = Form(self.portal)
        with self.assertLogs('odoo.tests.form.onchange', 'WARNING'):
            form.slug = "Pagos Viña!"
        self.assertEqual(form.slug, 'pagos-vina')

    def test_the_link_can_be_copied(self):
        self.assertEqual(self.portal.sign_in_url, f'{self.portal.get_base_url()}/pay/{SLUG}')
