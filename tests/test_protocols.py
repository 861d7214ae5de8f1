"""The tests of the wire formats, for who runs Odoo's own runner only."""

from odoo.tests import BaseCase, tagged

from odoo.addons.account_payment_portal.protocols.tests import test_webpay


@tagged('post_install', '-at_install')
class TestWebpayParseReturn(test_webpay.TestParseReturn, BaseCase):
    allow_inherited_tests_method = True


@tagged('post_install', '-at_install')
class TestWebpayIsToken(test_webpay.TestIsToken, BaseCase):
    allow_inherited_tests_method = True


@tagged('post_install', '-at_install')
class TestWebpayBuildOrder(test_webpay.TestBuildOrder, BaseCase):
    allow_inherited_tests_method = True


@tagged('post_install', '-at_install')
class TestWebpayParseResult(test_webpay.TestParseResult, BaseCase):
    allow_inherited_tests_method = True
