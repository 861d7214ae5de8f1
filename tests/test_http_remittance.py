from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

BEING_PROCESSED = "A payment of these documents is being processed."
TOO_LATE = "Too much time has passed since you chose what to pay."


@tagged('post_install', '-at_install')
class TestHttpRemittance(PaymentPortalHttpCommon):
    """A frozen remittance: who may see it, how often and how long it can be paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(10000)
        cls.credit = cls._create_credit_note(3000)
        cls.provider.sudo().state = 'disabled'

    def settle(self, remittance, **data):
        """Press "Use my credits".

        :rtype: Page
        """
        return self.open_posted(
            f'/my/remittances/{remittance.name}/settle',
            {'csrf_token': self.read_csrf_token(), **data},
        )

    def send_transaction(self, remittance, name=None):
        """Ask for a transaction with good parameters, and return the answer.

        :rtype: dict
        """
        return self.call_route(
            f'/my/remittances/{name or remittance.name}/transaction',
            provider_id=self.transbank.id,
            payment_method_id=self.transbank.payment_method_ids.id,
            token_id=None,
            amount=1,
            flow='redirect',
            tokenization_requested=False,
            landing_route='/',
            is_validation=False,
        )

    # === WHOSE === #

    def test_remittance_of_somebody_else_is_as_unknown_as_none(self):
        remittance = self.choose({self.document: None})
        for user, name in (
            (self.stranger_user, remittance.name),
            (self.accountant_user, remittance.name),
            (self.payer_user, 'PR000000000000'),
            (self.payer_user, remittance.name.lower()),
            (self.payer_user, '%'),
            (self.payer_user, 'x' * 2000),
        ):
            with self.subTest(user=user.login, name=name[:20]):
                self.log_in(user)
                path = f'/my/remittances/{name}'
                self.assertEqual(self.get_status(path), 404)
                self.assertEqual(self.get_status(f'/my/remittances?names={name}'), 404)
                for route in ('transaction', 'status'):
                    error = self.call_route(f'{path}/{route}')['error']
                    self.assertEqual((error['code'], error['message']), (404, "404: Not Found"))
                data = {'csrf_token': self.read_csrf_token()}
                self.assertEqual(self.get_status(f'{path}/settle', data=data), 404)
        self.log_in(self.payer_user)
        self.assertEqual(self.get_status('/my/remittances?names=%00'), 404)
        self.assertEqual(self.get_status('/my/invoices?remittance=%00'), 200)
        self.log_in(self.stranger_user)
        page = self.open_page('/my/invoices', remittance=remittance.name)
        self.assertNotIn(self.document.name, page.text)
        self.assertEqual((remittance.state, remittance.transaction_ids.ids), ('open', []))

    def test_colleague_sees_and_pays_it(self):
        remittance = self.choose({self.document: None})
        self.log_in(self._create_portal_login('ap_colleague', self.colleague))

        self.assertEqual(self.get_status(f'/my/remittances/{remittance.name}'), 200)
        tx = self.go_to_webpay(remittance)
        self.assertEqual((tx.partner_id, tx.amount), (self.colleague, 10000))

    def test_whoever_is_not_logged_in_has_to_log_in(self):
        remittance = self.choose({self.document: None})
        path = f'/my/remittances/{remittance.name}'
        data = {'csrf_token': self.read_csrf_token()}
        self.authenticate(None, None)
        for options in (
            {'path': path},
            {'path': f'/my/remittances?names={remittance.name}'},
            {'path': '/my/invoices'},
            {'path': '/my/invoices/totals'},
            {'path': f'{path}/settle', 'data': data},
        ):
            with self.subTest(options=options):
                response = self.url_open(options.pop('path'), allow_redirects=False, **options)
                self.assertEqual(response.status_code, 303)
                self.assertIn('/web/login', response.headers['Location'])
        for route in ('transaction', 'status'):
            error = self.call_route(f'{path}/{route}')['error']
            self.assertEqual(error['message'], "Odoo Session Expired")

    def test_user_of_the_staff_without_documents_sees_no_remittance(self):
        self.choose({self.document: None})
        self.log_in(self.accountant_user)
        self.assertEqual(self.open_page('/my/invoices').numbers, [])

    def test_script_route_is_no_page(self):
        remittance = self.choose({self.document: None})
        for route in ('transaction', 'status', 'settle'):
            with self.subTest(route=route):
                status = self.get_status(f'/my/remittances/{remittance.name}/{route}')
                self.assertIn(status, (400, 405, 415))
        self.assertEqual(remittance.state, 'open')

    # === HOW OFTEN AND HOW LONG === #

    def test_expired_remittance_cannot_be_paid(self):
        remittance = self.choose({self.document: None})
        self.expire(remittance)

        page = self.open_remittance(remittance, again=1)
        self.assertEqual((page.status, page.result), (200, 'expired'))
        self.assertIn("Please choose again; what you owe may have changed.", page.text)
        self.assertEqual(
            page.get_link("Change what to pay"), f'/my/invoices?remittance={remittance.name}'
        )
        self.assertIn(TOO_LATE, self.send_transaction(remittance)['error']['data']['message'])
        self.assertEqual(remittance.transaction_ids.ids, [])

    def test_withdrawn_remittance_cannot_be_paid(self):
        remittance = self.choose({self.document: None})
        remittance.with_user(self.accountant_user).action_cancel()

        self.assertEqual(self.open_remittance(remittance).result, 'expired')
        message = self.send_transaction(remittance)['error']['data']['message']
        self.assertIn("This payment was withdrawn.", message)

    def test_second_tab_cannot_pay_while_the_bank_decides(self):
        remittance = self.choose({self.document: None})
        tab = self.open_remittance(remittance)
        self.go_to_webpay(remittance)._set_pending()

        answer = self.press_pay(tab)

        self.assertIn(BEING_PROCESSED, answer['error']['data']['message'])
        self.assertEqual(len(remittance.transaction_ids), 1)

    def test_second_tab_cannot_pay_once_it_is_paid(self):
        remittance = self.choose({self.document: None})
        tab = self.open_remittance(remittance)
        tx = self.go_to_webpay(remittance)
        self.come_back(self.webpay.pay(tx.provider_reference))

        answer = self.press_pay(tab)

        self.assertIn("This has already been paid.", answer['error']['data']['message'])
        self.assertEqual(remittance.transaction_ids, tx)

    def test_same_document_frozen_in_two_tabs_is_paid_once(self):
        remittances = [self.choose({self.document: None}) for _tab in range(2)]
        tabs = [self.open_remittance(remittance) for remittance in remittances]
        tx = self.go_to_webpay(remittances[0])
        self.come_back(self.webpay.pay(tx.provider_reference))

        answer = self.press_pay(tabs[1])

        message = answer['error']['data']['message']
        self.assertIn(f"{self.document.name} has been paid or changed meanwhile.", message)
        page = self.open_remittance(remittances[1])
        self.assertIn(message, page.alerts)
        self.assertEqual(page.find("//button[@name='o_payment_submit_button']"), [])
        self.assertEqual(self.document.amount_residual, 0)

    def test_document_that_shrinks_meanwhile_has_to_be_chosen_again(self):
        remittance = self.choose({self.document: None})
        self._freeze_and_pay({self.document: '1'})

        page = self.open_remittance(remittance)

        self.assertIn("has been paid or changed meanwhile", page.alerts[0])
        self.assertNotIn('result', self.send_transaction(remittance))

    # === CREDITS === #

    def test_credits_that_cover_all_settle_without_a_gateway(self):
        remittance = self.choose({self.document: '2000', self.credit: '2000'})
        self.assertIn(
            "Your credits cover everything: there is nothing to pay.",
            self.open_remittance(remittance).text,
        )

        page = self.settle(remittance)

        self.assertEqual((page.status, page.result), (200, 'paid'))
        self.assertIn("Settled with your credits", page.text)
        self.assertEqual(page.facts['Amount'], '$ 0')
        self.assertEqual((self.document.amount_residual, self.credit.amount_residual), (8000, 1000))
        self.assertEqual((remittance.state, remittance.payment_id.id), ('settled', False))

    def test_credits_are_used_once_however_often_they_are_sent(self):
        remittance = self.choose({self.document: '2000', self.credit: '2000'})
        self.settle(remittance)
        move = remittance.move_id

        page = self.settle(remittance)

        self.assertEqual((page.status, page.result), (422, 'paid'))
        self.assertIn("This has already been paid.", page.alerts)
        self.assertEqual((remittance.move_id, self.credit.amount_residual), (move, 1000))

    def test_what_has_to_be_paid_cannot_be_settled_by_credits(self):
        remittance = self.choose({self.document: '2001', self.credit: '2000'})

        page = self.settle(remittance)

        self.assertEqual(page.status, 422)
        self.assertIn("The credits don't cover all that you want to pay.", page.alerts)
        self.assertEqual((remittance.state, self.credit.amount_residual), ('open', 3000))

    def test_settling_needs_the_csrf_token_and_a_valid_remittance(self):
        remittance = self.choose({self.document: '2000', self.credit: '2000'})
        self.assertEqual(self.settle(remittance, csrf_token='forged').status, 400)
        self.expire(remittance)
        page = self.settle(remittance)
        self.assertEqual((page.status, page.alerts[0][:8]), (422, TOO_LATE[:8]))
        self.assertEqual((remittance.state, self.credit.amount_residual), ('open', 3000))

    def test_free_remittance_takes_no_transaction(self):
        remittance = self.choose({self.document: '2000', self.credit: '2000'})

        message = self.send_transaction(remittance)['error']['data']['message']

        self.assertIn("This way to pay is not available.", message)
        self.assertEqual(self.webpay.transactions, [])

    def test_credits_reduce_what_is_paid(self):
        tx = self.go_to_webpay({self.document: None, self.credit: '2500'})
        self.assertEqual(tx.amount, 7500)

        page = self.come_back(self.webpay.pay(tx.provider_reference))

        self.assertEqual((page.result, page.facts['Amount']), ('paid', '$ 7,500'))
        self.assertIn("Credit used", page.text)
        self.assertEqual((self.document.amount_residual, self.credit.amount_residual), (0, 500))
