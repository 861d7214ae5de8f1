from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.account_payment_portal.models.payment_portal_contact_card import SOCIAL_NETWORKS
from odoo.addons.account_payment_portal.tests.guest_common import GuestCommon

IBAN = 'ES9121000418450200051332'
SHOWN_IBAN = 'ES91 2100 0418 4502 0005 1332'

# What stands on a card, and the switch that takes it away.
ADDRESS = 'Calle Larga 17'
PHONE = '+56 2 2999 0000'
SWITCHED = {'show_address': ADDRESS, 'show_phone': PHONE, 'show_bank_account': SHOWN_IBAN}


@tagged('post_install', '-at_install')
class TestPortalContactCard(GuestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'street': ADDRESS, 'phone': PHONE, 'email': 'ask@us.example.com'})
        cls.company.partner_id.website = 'https://us.example.com'
        cls.bank_journal = cls._create_bank_journal('CB1', IBAN)
        cls.portal.write(dict.fromkeys(SWITCHED, True))
        cls.invoice = cls._create_document(1000)

    @classmethod
    def _create_bank_journal(cls, code, number, **values):
        journal = cls.env['account.journal'].create(
            {'name': code, 'code': code, 'type': 'bank', 'company_id': cls.company.id}
        )
        account = (
            cls.env['res.partner.bank']
            .sudo()
            .create({'acc_number': number, 'partner_id': cls.company.partner_id.id})
        )
        account.write({'allow_out_payment': True, **values})
        journal.sudo().bank_account_id = account
        return journal

    def _get_card(self):
        [card] = self.portal._prepare_contact_cards()
        return card

    def _get_numbers(self):
        return [account['number'] for account in self._get_card()['accounts']]

    def _open_pages(self):
        """Return the texts of all pages with a card: of a portal user and of a guest."""
        remittance = self._freeze({self.invoice: None})
        remittance.state = 'cancelled'
        self.log_in(self.payer_user)
        return {
            'list': self.url_open('/my/invoices').text,
            'result': self.url_open(f'/my/remittances/{remittance.name}').text,
            'guest': self.go_as_guest().response.text,
        }

    # === SWITCHES === #

    def test_all_pages_show_what_is_switched_on(self):
        for name, text in self._open_pages().items():
            with self.subTest(page=name):
                for shown in (*SWITCHED.values(), 'ask@us.example.com', 'us.example.com'):
                    self.assertIn(shown, text)

    def test_no_page_has_what_is_switched_off(self):
        self.portal.write(dict.fromkeys(SWITCHED, False))
        for name, text in self._open_pages().items():
            with self.subTest(page=name):
                self.assertIn('ask@us.example.com', text)
                for hidden in (*SWITCHED.values(), IBAN):
                    self.assertNotIn(hidden, text)

    def test_each_switch_takes_away_its_own_part(self):
        for switch, hidden in SWITCHED.items():
            with self.subTest(switch=switch):
                self.portal.write({**dict.fromkeys(SWITCHED, True), switch: False})
                card = str(self._get_card())
                self.assertNotIn(hidden, card)
                for other in set(SWITCHED.values()) - {hidden}:
                    self.assertIn(other, card)

    def test_closed_portal_leaves_cores_list(self):
        self.portal.active = False
        self.log_in(self.payer_user)
        self.assertNotIn(PHONE, self.url_open('/my/invoices').text)

    def test_card_is_of_the_companies_whose_documents_are_shown(self):
        other = self._create_other_company("Far Away")
        other.write({'phone': '+1 555 0100'})
        self.log_in(self.payer_user)
        self.assertNotIn('+1 555 0100', self.url_open('/my/invoices').text)
        self._create_document(10, company=other)
        text = self.url_open('/my/invoices').text
        self.assertIn('+1 555 0100', text)
        self.assertIn(PHONE, text)

    # === BANK ACCOUNTS === #

    def test_account_that_nobody_trusts_is_not_shown(self):
        self.bank_journal.bank_account_id.sudo().allow_out_payment = False
        self.assertEqual(self._get_numbers(), [])

    def test_account_of_an_archived_journal_is_not_shown(self):
        self._create_bank_journal('CB2', '22-33')
        self.portal.bank_journal_ids = self.bank_journal
        self.bank_journal.active = False
        self.assertEqual(self._get_numbers(), [])

    def test_chosen_accounts_alone_are_shown(self):
        other = self._create_bank_journal('CB2', '22-33')
        self.assertEqual(set(self._get_numbers()), {SHOWN_IBAN, '22-33'})
        self.portal.bank_journal_ids = other
        self.assertEqual(self._get_numbers(), ['22-33'])

    # === ADDRESSES === #

    def test_social_networks_are_shown_where_odoo_knows_them(self):
        # Odoo's `social_media` brings the real fields; any text of the company will do here.
        networks = {
            'company_registry': ("Registry", 'fa-globe'),
            'vat': ("Nothing typed", 'fa-globe'),
            'no_such_field': ("Not installed", 'fa-globe'),
        }
        self.company.write({'company_registry': 'social.example.com/us', 'vat': False})
        self.portal.show_social = True
        with patch.dict(SOCIAL_NETWORKS, networks, clear=True):
            self.assertEqual(
                self._get_card()['networks'],
                [{'name': "Registry", 'icon': 'fa-globe', 'url': 'https://social.example.com/us'}],
            )
            self.assertIn('social.example.com', self.url_open('/my/invoices').text)
            self.portal.show_social = False
            self.assertNotIn('social.example.com', self.url_open('/my/invoices').text)

    def test_address_that_is_a_script_leads_nowhere(self):
        for address in (
            'javascript:alert(1)',
            'data:text/html,hello',
            ' JavaScript://x%0Aalert(1)',
        ):
            with self.subTest(address=address):
                self.env.cr.execute(
                    'UPDATE res_partner SET website = %s WHERE id = %s',
                    (address, self.company.partner_id.id),
                )
                self.company.partner_id.invalidate_recordset(['website'])
                self.company.invalidate_recordset(['website'])
                self.assertIsNone(self._get_card()['website'])
