import logging

from odoo.tests import new_test_user, tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon

_logger = logging.getLogger(__name__)

# What paying 100 documents in one transaction may cost: create, done and post-process.
QUERY_COUNT_MAX = 150


@tagged('post_install', '-at_install')
class TestSettlementMessages(PaymentPortalCommon):
    """Who hears of a payment, and what it costs to tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = cls.env['account.move'].union(
            *(cls._create_document(1000 + number) for number in range(3))
        )
        cls.followers = [
            new_test_user(
                cls.env,
                f'ap_follower_{number}',
                'base.group_user,account.group_account_invoice',
                company_id=cls.company.id,
            ).partner_id
            for number in range(2)
        ]

    def _follow_paid(self, documents, partner):
        documents.message_subscribe(
            partner.ids, subtype_ids=self.env.ref('account.mt_invoice_paid').ids
        )

    def _pay_and_get_notices(self, choices):
        """Pay, and return who was notified by which message.

        :rtype: mail.notification
        """
        last = self.env['mail.notification'].sudo().search([], order='id desc', limit=1)
        self._freeze_and_pay(choices)
        self.env.flush_all()
        return (
            self.env['mail.notification']
            .sudo()
            .search(
                [
                    ('id', '>', last.id),
                    ('res_partner_id', 'in', [follower.id for follower in self.followers]),
                ]
            )
        )

    # === FOLLOWERS OF "INVOICE PAID" === #

    def test_follower_of_many_documents_gets_one_message_that_names_them_all(self):
        self._follow_paid(self.invoices, self.followers[0])

        notices = self._pay_and_get_notices(dict.fromkeys(self.invoices))

        self.assertEqual(notices.res_partner_id, self.followers[0])
        self.assertEqual(len(notices), 1)
        for invoice in self.invoices:
            self.assertIn(invoice.name, notices.mail_message_id.body)

    def test_each_follower_hears_of_his_documents_only(self):
        self._follow_paid(self.invoices[:2], self.followers[0])
        self._follow_paid(self.invoices[2], self.followers[1])

        notices = self._pay_and_get_notices(dict.fromkeys(self.invoices))

        bodies = {notice.res_partner_id: notice.mail_message_id.body for notice in notices}
        self.assertEqual(len(notices), 2)
        self.assertIn(self.invoices[1].name, bodies[self.followers[0]])
        self.assertNotIn(self.invoices[2].name, bodies[self.followers[0]])
        self.assertIn(self.invoices[2].name, bodies[self.followers[1]])

    def test_follower_does_not_hear_of_a_part(self):
        self._follow_paid(self.invoices, self.followers[0])

        notices = self._pay_and_get_notices({self.invoices[0]: '1'})

        self.assertFalse(notices)

    def test_follower_of_other_news_hears_nothing(self):
        self.invoices.message_subscribe(
            self.followers[0].ids, subtype_ids=self.env.ref('account.mt_invoice_validated').ids
        )

        notices = self._pay_and_get_notices(dict.fromkeys(self.invoices))

        self.assertFalse(notices)

    # === NOTES === #

    def test_each_document_has_one_note_that_leads_to_the_payment(self):
        before = self.invoices.message_ids
        tx = self._freeze_and_pay(dict.fromkeys(self.invoices))
        self.env.flush_all()

        notes = self.invoices.message_ids - before
        self.assertEqual(sorted(notes.mapped('res_id')), sorted(self.invoices.ids))
        for note in notes:
            self.assertIn(tx.remittance_id.name, note.body)
            self.assertIn(f'data-oe-id="{tx.payment_id.id}"', note.body)
            self.assertTrue(note.subtype_id.internal)

    def test_remittance_keeps_the_story_of_its_payment(self):
        tx = self._freeze_and_pay(dict.fromkeys(self.invoices))

        self.assertIn(tx.reference, ' '.join(tx.remittance_id.message_ids.mapped('body')))

    # === COST === #

    def test_paying_100_documents_in_one_transaction_takes_few_queries(self):
        self._freeze_and_pay({self.invoices[0]: None})  # Sets up the provider's payment method.
        documents = self.env['account.move'].create(self.invoices[0].copy_data() * 100)
        documents.action_post()
        remittance = self._freeze(dict.fromkeys(documents))
        self.env.flush_all()
        before = self.cr.sql_log_count

        tx = self._create_remittance_tx(remittance)
        self.env.flush_all()
        created = self.cr.sql_log_count
        tx._set_done()
        self.env.flush_all()
        done = self.cr.sql_log_count
        tx._post_process()
        self.env.flush_all()
        processed = self.cr.sql_log_count

        _logger.info(
            "100 documents paid: create %s, done %s, post-process %s, together %s queries",
            created - before,
            done - created,
            processed - done,
            processed - before,
        )
        self.assertEqual(set(documents.mapped('payment_state')), {'paid'})
        self.assertLessEqual(processed - before, QUERY_COUNT_MAX)

    def test_cost_of_a_batch_of_payments_grows_slowly(self):
        def pay(count):
            txs = self.env(su=True)['payment.transaction'].union(
                *(self._start({self._create_document(1000): None}) for _i in range(count))
            )
            txs._set_done()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            txs._post_process()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        pay(1)  # Fills the caches of the process.
        few, many = pay(5), pay(25)

        _logger.info("Payments booked at once: 5 with %s, 25 with %s queries", few, many)
        self.assertLess((many - few) / 20, 20)
