import logging
from urllib.parse import quote

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.http_page import Page
from odoo.addons.account_payment_portal.tests.link_http_common import BROWSER, LinkHttpCommon


@tagged('post_install', '-at_install')
class TestPortalLinkHttp(LinkHttpCommon):
    """What visitors do with a link, and what it answers when it works no more."""

    def count_sessions(self):
        return self.env['payment.portal.session'].search_count([])

    # === LOOKING === #

    def test_page_tells_whose_documents_and_how_many_and_no_more(self):
        page = self.look(self.get_path(self._issue(self.invoice | self.hidden_invoice)))
        self.assertEqual(page.status, 200)
        self.assertIn(f"{self.company.name} has sent you 2 documents", page.text)
        for secret in (
            self.customer.name,
            self.payer.name,
            self.invoice.name,
            '10,000',
            '12,500',
            '10000',
        ):
            self.assertNotIn(secret, page.response.text)

    def test_page_of_the_whole_account_tells_no_numbers(self):
        page = self.look(self.get_path(self._issue()))
        self.assertIn(f"{self.company.name} opens your account to you", page.text)
        self.assertNotRegex(page.text.partition("It works until")[0], r'\d{3}')

    def test_looking_changes_nothing(self):
        count = self.count_sessions()
        for _ in range(3):
            self.look()
            self.look(f'{self.path}/refuse')
        self.link.invalidate_recordset()
        self.assertEqual((self.link.state, self.link.use_count), ('active', 0))
        self.assertEqual(self.count_sessions(), count)
        self.assertEqual(self.open_page('/pay/sur/documents').path, '/pay/sur')

    def test_pages_stay_out_of_caches_referrers_and_search_engines(self):
        for path in (self.path, f'{self.path}/refuse', '/pay/l/x', '/pay/l/refused'):
            headers = self.look(path).response.headers
            with self.subTest(path=path):
                self.assertEqual(headers['Cache-Control'], 'no-store')
                self.assertEqual(headers['Referrer-Policy'], 'no-referrer')
                self.assertIn('noindex', headers['X-Robots-Tag'])
        self.assertEqual(
            self.press(self.look(), allow_redirects=False).headers['Referrer-Policy'],
            'no-referrer',
        )

    # === OPENING === #

    def test_button_opens_the_documents_under_a_clean_address(self):
        page = self.open_link()
        self.assertEqual(page.response.history[0].status_code, 303)
        self.assertEqual(page.path, '/pay/sur/documents')
        self.assertEqual(page.numbers, [self.invoice.name])
        self.assertNotIn(self.path.rpartition('/')[2], page.response.text)
        self.link.invalidate_recordset()
        self.assertEqual(self.link.use_count, 1)
        self.assertEqual(self.get_kinds(), ['looked', 'opened'])

    def test_session_is_a_new_one(self):
        page = self.look()
        before = self.opener.cookies['session_id']
        self.press(page)
        self.assertNotEqual(self.opener.cookies['session_id'], before)

    def test_form_from_another_page_opens_nothing(self):
        self.look()
        for data in ({}, {'csrf_token': 'x'}):
            with self.subTest(data=data), mute_logger('odoo.http'):
                response = self.url_open(self.path, data={'a': '1', **data}, headers=BROWSER)
                self.assertEqual(response.status_code, 400)
        self.link.invalidate_recordset()
        self.assertEqual(self.link.use_count, 0)

    def test_button_pressed_twice_uses_the_link_once(self):
        self.link.use_max = 1
        self.open_link()
        page = Page(self.send(self.path))
        self.assertEqual(page.path, '/pay/sur/documents')
        self.link.invalidate_recordset()
        self.assertEqual(self.link.use_count, 1)

    def test_link_that_is_used_up_opens_in_no_other_browser(self):
        self.link.use_max = 1
        page = self.look()
        self.become_somebody_else()
        late = self.look()
        self.press(late)
        self.become_somebody_else()
        self.assertDead(self.look())
        self.assertDead(Page(self.send(self.path)))
        self.assertEqual(page.status, 200)

    def test_narrower_link_replaces_a_wider_session(self):
        account = self._issue()
        self.assertEqual(len(self.open_link(account).numbers), 2)
        self.assertEqual(self.open_link().numbers, [self.invoice.name])

    def test_session_of_one_portal_opens_no_other(self):
        other = self._create_other_company("Other")
        foreign = self._create_document(55, partner=self.payer, company=other)
        portal = self.env['payment.portal'].search([('company_id', '=', other.id)])
        self.open_link()
        page = self.open_page(f'/pay/{portal.slug}/documents')
        self.assertEqual(page.path, f'/pay/{portal.slug}')
        self.assertEqual(self.get_status(f'/pay/{portal.slug}/documents/{foreign.id}'), 303)

    # === LINKS THAT DON'T WORK === #

    def end_link_somehow(self):
        """Return every way in which a link ends.

        :return: `{name: function of the link}`
        :rtype: dict
        """
        return {
            'expired': self._expire,
            'used up': self._use_up,
            'revoked': lambda link: link._revoke(),
            'refused': lambda link: link.write({'refused_at': fields.Datetime.now()}),
            'renewed': lambda link: link._renew(),
            'deleted': lambda link: link.unlink(),
            'document withdrawn': lambda link: link.move_ids.button_draft(),
            'document cancelled': lambda link: link.move_ids.button_cancel(),
            'document of another': lambda link: self.give_away(link.move_ids),
            'customer archived': lambda link: self.archive(link.partner_id),
            'customer absorbed': lambda link: link.partner_id.write(
                {'is_company': False, 'parent_id': self.stranger.id}
            ),
            'portal closed': lambda link: link.portal_id.write({'active': False}),
        }

    def give_away(self, move):
        move.button_draft()
        move.partner_id = self.stranger
        move.action_post()

    def archive(self, partner):
        partner.commercial_member_ids.user_ids.active = False
        partner.active = False

    def test_whatever_ended_a_link_the_answer_is_the_same(self):
        page = self.look('/pay/l/' + 'A' * 32)
        self.assertDead(page)
        for name, end in self.end_link_somehow().items():
            with self.subTest(name=name), self.undone():
                self.become_somebody_else()
                end(self.link)
                for path in (self.path, f'{self.path}/refuse'):
                    late = self.look(path)
                    self.assertDead(late)
                    if name != 'portal closed':  # Its look may be that of the page.
                        self.assertEqual(late.text, page.text)
                self.assertDead(Page(self.send(self.path)))
                if name != 'refused':
                    self.assertDead(Page(self.send(f'{self.path}/refuse')))
                self.assertEqual(self.open_page('/pay/sur/documents').numbers, [])

    def test_addresses_that_never_were_links(self):
        token = self.path.rpartition('/')[2]
        for text in (
            token[:-1],
            token + 'A',
            token.swapcase(),
            'x',
            'documents',
            'login',
            quote("' OR 1=1 --"),
            quote('\uff41' * 32),
            '%00',
            f'{token[:-1]}%00',
            '%ff%fe%80',
            '%0d%0aSet-Cookie:a=b',
            'A' * 20000,
            '{{7*7}}',
        ):
            with self.subTest(text=text[:40]):
                self.assertDead(self.look(f'/pay/l/{text}'))
                self.assertDead(Page(self.send(f'/pay/l/{text}')))
        for path in ('/pay/l', '/pay/l/'):
            self.assertDead(self.look(path))
        self.assertFalse(self.get_kinds())

    # === ENDING WHAT IS OPEN === #

    def test_revoked_link_signs_the_visitor_out_at_once(self):
        for name, end in (
            ('revoked', lambda: self.link._revoke()),
            ('renewed', lambda: self.link._renew()),
            ('customer', lambda: self.customer._revoke_portal_access()),
            ('recipient', lambda: self.payer._revoke_portal_access()),
            ('deleted', lambda: self.link.unlink()),
        ):
            with self.subTest(name=name), self.undone():
                self.become_somebody_else()
                self.open_link()
                self.assertEqual(self.open_page('/pay/sur/documents').status, 200)
                end()
                self.assertEqual(self.open_page('/pay/sur/documents').path, '/pay/sur')
                self.assertEqual(self.get_status(f'/pay/sur/documents/{self.invoice.id}'), 303)

    # === NOT FOR ME === #

    def get_messages(self):
        return self.customer.message_ids.filtered(lambda message: 'not for him' in message.body)

    def test_who_says_not_for_me_ends_the_link_and_staff_hear_of_it(self):
        maker = self.accountant_user
        issued = self._issue_as(maker, self.invoice, recipient_id=self.payer.id)
        path = self.get_path(issued)
        self.open_link(issued)
        page = Page(self.press(self.look(f'{path}/refuse')))
        self.assertEqual((page.path, page.status), ('/pay/l/refused', 200))
        link = issued.link.sudo()
        link.invalidate_recordset()
        self.assertEqual(link.state, 'refused')
        self.assertEqual(self.get_kinds(link), ['looked', 'opened', 'refused'])
        self.assertEqual(self.open_page('/pay/sur/documents').path, '/pay/sur')
        message = self.get_messages()
        self.assertEqual(message.notified_partner_ids, maker.partner_id)
        self.assertIn(self.payer.name, message.body)
        self.assertNotIn(path.rpartition('/')[2], message.body)

    def test_not_for_me_pressed_twice_is_told_once(self):
        page = self.look(f'{self.path}/refuse')
        for _ in range(2):
            self.assertEqual(Page(self.press(page)).path, '/pay/l/refused')
        self.assertEqual(len(self.get_messages()), 1)
        self.assertEqual(self.get_kinds(), ['looked', 'refused'])
        self.assertDead(self.look())

    def test_customer_s_salesperson_hears_of_links_that_nobody_made(self):
        self.customer.user_id = self.accountant_user
        link = self._issue_as(self.env.ref('base.user_root'), self.invoice).link.sudo()
        self.assertEqual(link._get_responsible(), self.accountant_user)
        self.customer.user_id = False
        others = link._get_responsible()
        self.assertIn(self.company, others.company_ids)
        self.assertTrue(all(user.has_group('account.group_account_manager') for user in others))

    def test_link_that_works_no_more_can_not_be_refused(self):
        self._expire(self.link)
        self.assertDead(Page(self.send(f'{self.path}/refuse')))
        self.assertFalse(self.get_messages())

    # === LOG FILES === #

    def test_tokens_are_in_no_log(self):
        token = self.path.rpartition('/')[2]
        with (
            self.assertLogs('werkzeug', logging.INFO) as requests,
            self.assertLogs('odoo.http', logging.WARNING) as refusals,
        ):
            self.open_link()
            self.look(f'{self.path}/refuse')
            self.look(f'/pay/l/{token}%20')
            self.url_open(self.path, data={'a': '1'})  # Without a token of the form.
            self.url_open(self.path, data={'csrf_token': 'x'})
            self.link._revoke()
            self.look()
        self.assertNotIn(token, str(requests.output + refusals.output))
        self.assertGreaterEqual(str(requests.output).count('GET /pay/l/***'), 4)
        self.assertEqual(str(refusals.output).count('/pay/l/***'), 2)
