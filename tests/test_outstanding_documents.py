from lxml import etree

from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


class OutstandingDocumentsCommon(PaymentPortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.env['payment.outstanding.document']

    def _get_rows(self, moves, user=None):
        """Return the rows of documents, as the user sees them."""
        self.env.flush_all()
        self.documents.invalidate_model()
        documents = self.documents.with_user(user) if user else self.documents
        return documents.search([('move_id', 'in', moves.ids)])

    @classmethod
    def _create_due(cls, date_due, amount=1000, **values):
        """Create a document that is due on a date."""
        return cls._create_document(
            amount,
            invoice_date='2026-01-01',
            invoice_date_due=date_due,
            invoice_payment_term_id=None,
            **values,
        )

    @classmethod
    def _create_payment_on_account(cls, amount, partner=None):
        payment = cls.env['account.payment'].create(
            {
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': (partner or cls.customer).id,
                'amount': amount,
                'journal_id': cls.company_data['default_journal_bank'].id,
            }
        )
        payment.action_post()
        return payment

    def _get_filter_domain(self, name, user=None):
        """Return the domain of a filter of the search view, as the user's browser evaluates it."""
        view = self.documents.get_view(view_type='search')
        [node] = etree.fromstring(view['arch']).xpath(f"//filter[@name='{name}']")
        return safe_eval(node.get('domain'), {'uid': (user or self.env.user).id})


@tagged('post_install', '-at_install')
class TestOutstandingDocumentFacts(OutstandingDocumentsCommon):
    def test_invoice_is_listed_until_it_is_paid(self):
        invoice = self._create_document(1000, partner=self.payer)
        row = self._get_rows(invoice)
        self.assertRecordValues(
            row,
            [
                {
                    'name': invoice.name,
                    'partner_id': self.customer.id,
                    'contact_id': self.payer.id,
                    'invoice_user_id': invoice.invoice_user_id.id,
                    'company_id': self.company.id,
                    'amount_residual': 1000,
                    'instalment': False,
                }
            ],
        )
        self._freeze_and_pay({invoice: '400'})
        self.assertEqual(self._get_rows(invoice).amount_residual, 600)
        self._freeze_and_pay({invoice: None})
        self.assertFalse(self._get_rows(invoice))

    def test_drafts_and_bills_are_not_listed(self):
        draft = self._create_document(1000, post=False)
        bill = self._create_document(1000, move_type='in_invoice')
        self.assertFalse(self._get_rows(draft | bill))

    def test_each_open_instalment_has_a_row(self):
        invoice = self._create_document(
            1000, invoice_payment_term_id=self._create_instalment_term(30, 50, 20)
        )
        rows = self._get_rows(invoice)
        self.assertEqual(rows.mapped('instalment'), ['1/3', '2/3', '3/3'])
        self.assertEqual(rows.mapped('amount_residual'), [300, 500, 200])
        self._freeze_and_pay({invoice: '300'})
        self.assertEqual(self._get_rows(invoice).mapped('instalment'), ['2/3', '3/3'])

    def test_foreign_document_is_open_in_both_currencies(self):
        dollar = self._enable_currency('USD')
        self.env['res.currency.rate'].create(
            {
                'name': '2026-01-01',
                'currency_id': dollar.id,
                'company_id': self.company.id,
                'company_rate': 0.001,
            }
        )
        invoice = self._create_due('2026-01-31', amount=12.5, currency_id=dollar)
        row = self._get_rows(invoice)
        self.assertEqual(row.currency_id, dollar)
        self.assertEqual((row.amount_residual_currency, row.amount_residual), (12.5, 12500))

    def test_credits_are_negative_and_never_late(self):
        credit_note = self._create_due('2026-01-01', move_type='out_refund')
        payment = self._create_payment_on_account(300)
        with freeze_time('2026-03-01'):
            rows = self._get_rows(credit_note) | self._get_rows(payment.move_id)
        self.assertEqual(rows.mapped('amount_residual'), [-1000, -300])
        self.assertEqual(rows.mapped('days_late'), [0, 0])

    def test_list_takes_as_many_queries_for_many_rows_as_for_one(self):
        def count_queries(moves):
            rows = self._get_rows(moves)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.web_read({name: {} for name in rows._fields})
            return self.env.cr.sql_log_count - before

        documents = [self._create_document(1000, partner=self.stranger) for _ in range(5)]
        count_queries(documents[0])  # fills the caches
        one, many = count_queries(documents[0]), count_queries(documents[0].union(*documents))
        self.assertEqual(many, one)

    def test_row_opens_its_document(self):
        invoice = self._create_document(1000)
        action = self._get_rows(invoice).action_open_document()
        self.assertEqual((action['res_model'], action['res_id']), ('account.move', invoice.id))

    def test_row_of_money_on_account_opens_the_payment(self):
        payment = self._create_payment_on_account(300)
        action = self._get_rows(payment.move_id).action_open_document()
        self.assertEqual((action['res_model'], action['res_id']), ('account.payment', payment.id))


@tagged('post_install', '-at_install')
class TestOutstandingDocumentAge(OutstandingDocumentsCommon):
    def test_age_at_the_borders_of_the_buckets(self):
        invoice = self._create_due('2026-02-01')
        for today, days_late, ageing in (
            ('2026-01-15', 0, '00_not_due'),
            ('2026-02-01', 0, '00_not_due'),
            ('2026-02-02', 1, '01_30'),
            ('2026-03-03', 30, '01_30'),
            ('2026-03-04', 31, '31_60'),
            ('2026-04-02', 60, '31_60'),
            ('2026-04-03', 61, '61_90'),
            ('2026-05-02', 90, '61_90'),
            ('2026-05-03', 91, '91_older'),
        ):
            with self.subTest(today=today), freeze_time(today):
                self.assertRecordValues(
                    self._get_rows(invoice), [{'days_late': days_late, 'ageing': ageing}]
                )

    def test_day_begins_when_the_users_own_day_begins(self):
        invoice = self._create_due('2026-02-01')
        with freeze_time('2026-02-02 01:00:00'):
            here = self._get_rows(invoice).days_late
            self.documents = self.documents.with_context(tz='America/Santiago')
            self.assertEqual((here, self._get_rows(invoice).days_late), (1, 0))

    def test_buckets_add_up_to_what_the_customer_owes(self):
        self._create_due('2026-01-10', amount=700)
        self._create_due('2026-01-10', amount=200, move_type='out_refund')
        self._create_due('2026-06-01', amount=100)
        with freeze_time('2026-02-01'):
            groups = self.documents.formatted_read_group(
                [('partner_id', '=', self.customer.id)], ['ageing'], ['amount_residual:sum']
            )
        self.assertEqual(
            [(group['ageing'], group['amount_residual:sum']) for group in groups],
            [('00_not_due', 100), ('01_30', 500)],
        )


@tagged('post_install', '-at_install')
class TestOutstandingDocumentContact(OutstandingDocumentsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._create_document(1000)

    def _get_last_contact(self):
        return self._get_rows(self.invoice).last_contact_date

    def _post(self, **values):
        return self.invoice.message_post(
            body="About your invoice", partner_ids=self.payer.ids, **values
        )

    def _finish_activity(self, xmlid):
        self.invoice.activity_schedule(xmlid).action_feedback("Done")

    def test_message_to_anybody_of_the_customer_counts(self):
        message = self._post(subtype_xmlid='mail.mt_comment')
        self.assertEqual(self._get_last_contact(), message.date)

    def test_message_that_could_not_be_sent_does_not_count(self):
        message = self._post(subtype_xmlid='mail.mt_comment')
        message.sudo().notification_ids.notification_status = 'exception'
        self.assertFalse(self._get_last_contact())

    def test_note_does_not_count(self):
        self._post(subtype_xmlid='mail.mt_note')
        self.assertFalse(self._get_last_contact())

    def test_what_the_customer_writes_does_not_count(self):
        self._post(subtype_xmlid='mail.mt_comment', author_id=self.colleague.id)
        self.assertFalse(self._get_last_contact())

    def test_message_to_somebody_else_does_not_count(self):
        self.invoice.message_post(
            body="Please call", partner_ids=self.stranger.ids, subtype_xmlid='mail.mt_comment'
        )
        self.assertFalse(self._get_last_contact())

    def test_finished_call_counts_but_a_to_do_does_not(self):
        self._finish_activity('mail.mail_activity_data_todo')
        self.assertFalse(self._get_last_contact())
        self._finish_activity('mail.mail_activity_data_call')
        self.assertTrue(self._get_last_contact())


@tagged('post_install', '-at_install')
class TestOutstandingDocumentSearch(OutstandingDocumentsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subsidiary = cls._create_partner(
            name="Viña Hija", is_company=True, parent_id=cls.customer.id
        )
        cls.to_contact = cls._create_document(1000, partner=cls.colleague, ref="PO-7788")
        cls.to_subsidiary = cls._create_document(2000, partner=cls.subsidiary)
        cls.to_stranger = cls._create_document(3000, partner=cls.stranger)

    def _find(self, domain, user=None):
        moves = self.to_contact | self.to_subsidiary | self.to_stranger
        domain = [('move_id', 'in', moves.ids), *domain]
        return self.documents.with_user(user or self.env.user).search(domain).move_id

    def test_customer_is_found_with_contacts_and_child_companies(self):
        found = self._find([('contact_id', 'child_of', "Viña del Sur")])
        self.assertEqual(found, self.to_contact | self.to_subsidiary)
        self.assertEqual(
            self._find([('contact_id', 'child_of', self.subsidiary.id)]), self.to_subsidiary
        )

    def test_document_is_found_by_number_and_references(self):
        view = self.documents.get_view(view_type='search')
        [node] = etree.fromstring(view['arch']).xpath("//field[@name='name']")
        for text in (self.to_contact.name, self.to_contact.payment_reference, "po-7788"):
            domain = safe_eval(node.get('filter_domain'), {'self': text})
            self.assertIn(self.to_contact, self._find(domain), text)

    def test_my_customers_are_those_i_invoice_or_look_after(self):
        user = self.accountant_user
        self.stranger.user_id = user
        self.to_contact.invoice_user_id = user
        domain = self._get_filter_domain('my_customers', user)
        self.assertEqual(self._find(domain, user), self.to_contact | self.to_stranger)

    def test_filters_by_date_and_sign(self):
        past, week, later = (
            self._create_due(date) for date in ('2026-03-10', '2026-03-12', '2026-03-16')
        )
        credit_note = self._create_due('2026-03-10', move_type='out_refund')
        moves = past | week | later | credit_note
        with freeze_time('2026-03-11'):  # a Wednesday
            for name, expected in (
                ('overdue', past),
                ('due_this_week', past | week),
                ('credits', credit_note),
                ('debts', past | week | later),
                ('not_contacted', moves),
            ):
                with self.subTest(filter=name):
                    domain = self._get_filter_domain(name)
                    found = self.documents.search([('move_id', 'in', moves.ids), *domain])
                    self.assertEqual(found.move_id, expected)

    def test_all_groups_of_the_search_view_can_be_totalled(self):
        view = self.documents.get_view(view_type='search')
        for node in etree.fromstring(view['arch']).xpath("//filter[@context]"):
            group_by = safe_eval(node.get('context'))['group_by']
            if group_by == 'date_due':
                group_by = 'date_due:month'
            groups = self.documents.formatted_read_group(
                [('partner_id', '=', self.stranger.id)], [group_by], ['amount_residual:sum']
            )
            self.assertEqual([each['amount_residual:sum'] for each in groups], [3000], group_by)
