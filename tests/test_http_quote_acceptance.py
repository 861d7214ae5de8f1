from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageDraw

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon
from odoo.addons.account_payment_portal.tests.quotes_common import QuotesCommon


def draw_signature(size=(300, 100), background=(255, 255, 255, 0), is_signed=True):
    """Return a picture as the box for signatures makes it, in base 64.

    :rtype: str
    """
    picture = Image.new('RGBA', size, background)
    if is_signed:
        ImageDraw.Draw(picture).line((10, 80, 150, 20, 290, 80), fill='black', width=2)
    stream = BytesIO()
    picture.save(stream, 'PNG')
    return b64encode(stream.getvalue()).decode()


@tagged('post_install', '-at_install')
class TestHttpQuoteAcceptance(QuotesCommon, PaymentPortalHttpCommon):
    """Quotes: accepted, signed, declined and paid as far as the switch and the date allow it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quote = cls.create_quote(500, require_signature=True, require_payment=False)
        cls.paid_quote = cls.create_quote(700, require_signature=False, require_payment=True)
        cls.expired_quote = cls.create_quote(
            900, days=-1, require_signature=True, require_payment=True
        )

    # === CALLS === #

    def accept(self, quote, **values):
        values = {'name': "Paula Payer", 'signature': draw_signature(), **values}
        return self.call_route(f'/my/orders/{quote.id}/accept', **values)['result']

    def decline(self, quote, reason="Too expensive"):
        return self.open_posted(
            f'/my/orders/{quote.id}/decline',
            {'csrf_token': self.read_csrf_token(), 'decline_message': reason},
        )

    def pay(self, quote):
        """Press "Pay" in the box of a quote."""
        return self.call_route(
            f'/my/orders/{quote.id}/transaction',
            access_token=quote._portal_ensure_token(),
            provider_id=self.provider.id,
            payment_method_id=self.payment_method_id,
            token_id=None,
            amount=quote.amount_total,
            flow='redirect',
            tokenization_requested=False,
            landing_route='/my',
        )

    def assertNothingDone(self, quote):
        self.assertEqual(quote.state, 'sent')
        self.assertFalse(quote.signature)
        self.assertFalse(quote.transaction_ids)

    # === ALLOWED === #

    def test_a_signed_quote_is_an_order(self):
        self.assertIn('redirect_url', self.accept(self.quote))

        self.assertEqual(self.quote.state, 'sale')
        self.assertEqual(self.quote.signed_by, "Paula Payer")

    def test_a_quote_is_declined_with_a_reason(self):
        self.decline(self.quote)

        self.assertEqual(self.quote.state, 'cancel')
        self.assertTrue(
            self.quote.message_ids.filtered(lambda message: "Too expensive" in message.body)
        )

    def test_a_quote_can_be_paid(self):
        self.assertIn('result', self.pay(self.paid_quote))

        self.assertEqual(self.paid_quote.transaction_ids.amount, 700)

    # === SWITCHED OFF === #

    def test_nothing_can_be_pressed_when_acceptance_is_off(self):
        for quote in (self.quote, self.paid_quote):
            path = f'/my/orders/{quote.id}'
            with self.subTest(quote=quote.name):
                self.portal.allow_quote_acceptance = True
                self.assertTrue(self.find_buttons(self.open_page(path)))
                self.portal.allow_quote_acceptance = False
                page = self.open_page(path)
                self.assertEqual(page.status, 200)
                self.assertFalse(self.find_buttons(page))
                page = self.open_page(path, payment_amount=quote.amount_total)
                self.assertFalse(page.find("//*[@name='o_payment_radio']"))

    def find_buttons(self, page):
        boxes = ('modalaccept', 'modaldecline', 'modalpay')
        return [box for box in boxes if page.find(f"//*[@data-bs-target='#{box}']")]

    def test_quotes_can_t_be_signed_when_acceptance_is_off(self):
        self.portal.allow_quote_acceptance = False

        self.assertIn("not in a state", self.accept(self.quote)['error'])
        self.assertNothingDone(self.quote)

    def test_quotes_can_t_be_declined_when_acceptance_is_off(self):
        self.portal.allow_quote_acceptance = False
        self.decline(self.quote)

        self.assertNothingDone(self.quote)

    @mute_logger('odoo.http')
    def test_quotes_can_t_be_paid_when_acceptance_is_off(self):
        self.portal.allow_quote_acceptance = False

        self.assertIn("can't be accepted", self.pay(self.paid_quote)['error']['data']['message'])
        self.assertNothingDone(self.paid_quote)

    def test_orders_can_be_paid_when_acceptance_is_off(self):
        self.portal.allow_quote_acceptance = False
        order = self.create_quote(100, state='sale', require_payment=True)

        self.assertIn('result', self.pay(order))

    def test_without_portal_everything_is_as_in_core(self):
        self.portal.write({'allow_quote_acceptance': False, 'active': False})

        self.assertIn('redirect_url', self.accept(self.quote, signature=self.blank))

    # === EXPIRED OR CANCELLED === #

    @mute_logger('odoo.http')
    def test_expired_quotes_can_be_neither_signed_nor_declined_nor_paid(self):
        self.assertIn('error', self.accept(self.expired_quote))
        self.decline(self.expired_quote)
        self.assertIn("expired", self.pay(self.expired_quote)['error']['data']['message'])

        self.assertNothingDone(self.expired_quote)

    @mute_logger('odoo.http')
    def test_cancelled_quotes_can_t_be_paid(self):
        self.paid_quote.state = 'cancel'

        self.assertIn("cancelled", self.pay(self.paid_quote)['error']['data']['message'])
        self.assertFalse(self.paid_quote.transaction_ids)

    # === SIGNATURES === #

    @property
    def blank(self):
        return draw_signature(is_signed=False)

    def test_signatures_that_are_none_are_refused_in_plain_words(self):
        refused = [
            ({'signature': self.blank}, "Please sign"),
            ({'signature': draw_signature(background='white', is_signed=False)}, "Please sign"),
            ({'signature': ''}, "Please sign"),
            ({'signature': None}, "Please sign"),
            ({'signature': {'a': 1}}, "Please sign"),
            ({'signature': 'A' * 10 * 1024 * 1024}, "too large"),
            ({'signature': draw_signature(size=(5000, 5000))}, "can't be read"),
            ({'signature': b64encode(b'<svg/>').decode()}, "can't be read"),
            ({'signature': '*no base 64*'}, "can't be read"),
            ({'name': ''}, "your name"),
            ({'name': "  "}, "your name"),
            ({'name': ["Paula"]}, "your name"),
            ({'name': "P" * 101}, "shorten"),
        ]
        for values, words in refused:
            with self.subTest(values=str(values)[:60]):
                self.assertIn(words, self.accept(self.quote, **values)['error'])
                self.assertNothingDone(self.quote)

    def test_another_customer_can_t_accept(self):
        self.log_in(self.stranger_user)

        self.assertEqual(self.accept(self.quote)['error'], "Invalid order.")
        self.assertNothingDone(self.quote)
