from contextlib import suppress
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.models import payment_portal_link_mailing
from odoo.addons.account_payment_portal.tests.share_link_common import ShareLinkCommon


class Stopped(Exception):
    pass


@tagged('post_install', '-at_install')
class TestShareLinkMailing(ShareLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env['res.partner'].create(
            [
                {
                    'name': f"Customer {index}",
                    'is_company': True,
                    'email': f'customer{index}@example.com',
                    'user_id': cls.seller.id,
                }
                for index in range(5)
            ]
        )
        cls.moves = cls.env['account.move'].union(
            *(
                cls._create_document(100, partner=customer, invoice_user_id=cls.seller.id)
                for customer in cls.customers
            )
        )

    def setUp(self):
        super().setUp()
        self.commits = 0
        self.patch(payment_portal_link_mailing, 'SEND_BATCH', 2)
        # As whom the job runs.
        self.job = self.env['payment.portal.link.mailing'].with_user(SUPERUSER_ID)

    def _ask(self, records=None, user=None, **values):
        """Ask for a mailing in the dialog.

        :rtype: payment.portal.link.mailing
        """
        wizard = self._open(self.moves if records is None else records, user)
        wizard.write(values)
        return self.job.browse(wizard.action_send_all()['res_id'])

    def _run(self, remaining_time=1000):
        """Let the job run once, and return the addresses to which mails went.

        :rtype: list[str]
        """
        with (
            self.mock_mail_gateway(mail_unlink_sent=True),
            # The job saves after each batch, which a test may not.
            patch.object(
                self.env.registry['ir.cron'], '_commit_progress', side_effect=self._commit
            ),
        ):
            self.remaining_time = remaining_time
            self.job._cron_send()
        return sorted(mail['email_to'][0] for mail in self._mails)

    def _commit(self, *args, **kwargs):
        self.env.flush_all()
        self.commits += 1
        return self.remaining_time

    def _get_line(self, mailing, customer):
        return mailing.line_ids.filtered(lambda line: line.partner_id == customer)

    def test_each_customer_gets_one_mail_with_a_link_to_his_documents(self):
        mailing = self._ask(note="Please look", use_max=3)
        addresses = self._run()
        self.assertEqual(
            addresses,
            [customer.email_formatted for customer in self.customers.sorted('email')],
        )
        for mail in self._mails:
            link = self._find_link_in(mail)
            self.assertEqual(link.move_ids, self.moves & link.partner_id.invoice_ids)
            self.assertIn("Please look", mail['body'])
        self.assertRecordValues(
            mailing.line_ids.link_id,
            [{'use_max': 3, 'create_uid': self.seller.id, 'scope': 'documents'}] * 5,
        )
        self.assertRecordValues(
            mailing, [{'progress': 100, 'sent_count': 5, 'trouble_count': 0, 'is_running': False}]
        )
        self.assertEqual(self._run(), [], "The job sends nothing twice.")

    def test_mailing_can_be_watched_while_it_goes_on(self):
        mailing = self._ask()
        self.assertEqual((mailing.progress, mailing.is_running), (0, True))
        self.assertEqual(len(self._run(remaining_time=0)), 2)
        mailing.invalidate_recordset()
        self.assertEqual((mailing.progress, mailing.sent_count), (40, 2))
        self.assertEqual(len(self._run()), 3)

    def test_customers_without_address_or_debt_are_left_out_with_a_reason(self):
        mute, paid = self.customers[:2]
        mute.email = False
        self._create_document(100, partner=paid, move_type='out_refund')
        lines = self._get_items(self.moves.filtered(lambda move: move.partner_id == paid))
        refund = self._get_items(paid.invoice_ids - self.moves)
        (lines | refund).reconcile()
        wizard = self._open(self.moves)
        self.assertIn("3 of 5", wizard.summary)
        mailing = self._ask()
        self.assertEqual(len(self._run()), 3)
        for customer, reason in ((mute, 'no_address'), (paid, 'nothing_open')):
            line = self._get_line(mailing, customer)
            self.assertEqual((line.state, line.reason), ('skipped', reason))
            self.assertFalse(line.link_id)
        self.assertEqual(mailing.trouble_count, 2)

    def test_portal_that_was_switched_off_meanwhile_sends_nothing(self):
        mailing = self._ask()
        self.portal.active = False
        self.assertEqual(self._run(), [])
        self.assertEqual(set(mailing.line_ids.mapped('reason')), {'no_portal'})

    def test_who_lost_the_right_meanwhile_sends_nothing(self):
        mailing = self._ask()
        self.moves[0].invoice_user_id = self.accountant_user
        self.assertEqual(len(self._run()), 4)
        line = self._get_line(mailing, self.customers[0])
        self.assertEqual((line.state, line.reason), ('failed', 'refused'))
        self.assertTrue(line.details)

    @mute_logger('odoo.addons.account_payment_portal.models.payment_portal_link_mailing')
    def test_trouble_with_one_customer_keeps_no_other_from_his_mail(self):
        mailing = self._ask()
        original = self.env.registry['payment.portal.link']._write_mail

        def write_mail(link, url, note):
            if link.partner_id == self.customers[2]:
                raise ZeroDivisionError
            return original(link, url, note)

        with patch.object(self.env.registry['payment.portal.link'], '_write_mail', write_mail):
            self.assertEqual(len(self._run()), 4)
        self.assertEqual(self._get_line(mailing, self.customers[2]).state, 'failed')
        self.assertFalse(self.links.search([('partner_id', '=', self.customers[2].id)]))

    @mute_logger('odoo.addons.mail.models.mail_mail')
    def test_mail_that_the_server_refuses_is_told(self):
        mailing = self._ask()
        with (
            patch.object(
                self.env.registry['ir.mail_server'],
                'send_email',
                side_effect=lambda *args, **kwargs: 1 / 0,
            ),
            patch.object(self.env.registry['ir.mail_server'], '_disable_send', return_value=False),
            patch.object(self.env.registry['ir.mail_server'], '_connect__', return_value=None),
            patch.object(self.env.registry['ir.cron'], '_commit_progress', return_value=1000),
        ):
            self.job._cron_send()
        self.assertEqual(set(mailing.line_ids.mapped('state')), {'failed'})
        self.assertIn("division", mailing.line_ids[0].details)

    def test_server_that_stops_before_sending_leaves_the_mails_to_the_queue(self):
        mailing = self._ask()
        with (
            patch.object(self.env.registry['ir.cron'], '_commit_progress', return_value=1000),
            patch.object(self.env.registry['mail.mail'], 'send', side_effect=Stopped),
            suppress(Stopped),  # `assertRaises` would undo what the job saved
        ):
            self.job._cron_send()
        self.assertEqual(mailing.line_ids.mapped('state').count('queued'), 2)
        mails = mailing.line_ids.mail_id
        self.assertEqual(len(mails), 2)
        self.assertEqual(len(self._run()), 3, "The job does not send again what it handed over.")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.job.env['mail.mail'].process_email_queue(mails.ids)
            self.assertEqual(self._mails, [], "The queue waits for who may be sending it.")
            mails.scheduled_date = '2020-01-01 00:00:00'
            self.job.env['mail.mail'].process_email_queue(mails.ids)
        self.assertEqual(len(self._mails), 2)
        self._run()
        self.assertEqual(set(mailing.line_ids.mapped('state')), {'sent'})

    def test_batches_that_another_worker_has_are_not_touched(self):
        mailing = self._ask()
        first = mailing.line_ids[:2]
        claimed = self.job.line_ids._claim()
        self.assertEqual(claimed, first)
        claimed.state = 'queued'
        self.assertEqual(self.job.line_ids._claim(), mailing.line_ids[2:4])

    def test_contacts_of_a_list_get_links_to_their_accounts(self):
        mailing = self._ask(self.customers)
        self.assertEqual(len(self._run()), 5)
        self.assertEqual(set(mailing.line_ids.link_id.mapped('scope')), {'account'})

    def test_person_and_firm_of_one_customer_are_one(self):
        person = self._create_partner(name="Person", parent_id=self.customers[0].id)
        wizard = self._open(self.customers | person)
        self.assertEqual(len(wizard.line_ids), 5)

    def test_as_many_queries_for_many_customers_as_for_few(self):
        def count(moves):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open(moves).line_ids.mapped('problem')
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self.moves[:2])
        self.assertLessEqual(count(self.moves), count(self.moves[:2]) + 2)

    def test_salesperson_sees_his_own_mailings_and_may_change_none(self):
        mailing = self._ask()
        other = self._ask(user=self.accountant_user)
        mailings = self.env['payment.portal.link.mailing']
        seen = mailings.with_user(self.seller).search([('id', 'in', (mailing | other).ids)])
        self.assertEqual(seen, mailing)
        with self.assertRaises(AccessError):
            seen.write({'line_ids': [Command.clear()]})
        with self.assertRaises(AccessError):
            other.with_user(self.seller).line_ids.mapped('partner_id')
