"""What the reader of Odoo's logs makes of real lines."""

from unittest import TestCase

from dev.checks.odoo_log import read
from dev.setup.paths import home

_HEAD = '2026-11-24 20:00:00,123 4711'
_TEST = 'odoo.addons.sale.tests.test_order'


def _line(level: str, logger: str, text: str) -> str:
    return f'{_HEAD} {level} a_database {logger}: {text}\n'


_END = _line(
    'INFO', 'odoo.tests.result', "1 failed, 0 error(s) of 3 tests when loading database 'x'"
)


class TestReadingOdooLogs(TestCase):
    """The figures that `make test` and `make core` print come from here."""

    def test_each_test_is_passed_failed_or_skipped(self):
        report = read(
            [
                _line('INFO', _TEST, 'Starting TestOrder.test_good ...'),
                _line('INFO', _TEST, 'Starting TestOrder.test_bad ...'),
                _line('ERROR', _TEST, 'FAIL: TestOrder.test_bad'),
                'Traceback (most recent call last):\n',
                _line('INFO', _TEST, 'Starting TestOrder.test_none ...'),
                _line('INFO', _TEST, 'skipped TestOrder.test_none : no browser'),
                _END,
            ]
        )
        self.assertEqual(report.passed, {'sale.tests.test_order:TestOrder.test_good'})
        self.assertEqual(report.failed, {'sale.tests.test_order:TestOrder.test_bad'})
        self.assertEqual(report.skipped, {'sale.tests.test_order:TestOrder.test_none'})
        self.assertFalse(report.complaints)

    def test_failing_subtest_fails_its_test(self):
        report = read(
            [
                _line('INFO', _TEST, 'Starting TestOrder.test_many ...'),
                _line('ERROR', _TEST, 'FAIL: Subtest TestOrder.test_many (amount=3)'),
                _END,
            ]
        )
        self.assertFalse(report.passed)
        self.assertEqual(report.failed, {'sale.tests.test_order:TestOrder.test_many'})

    def test_log_without_totals_is_incomplete(self):
        self.assertFalse(
            read([_line('INFO', _TEST, 'Starting TestOrder.test_good ...')]).is_complete
        )
        self.assertTrue(read([_END]).is_complete)

    def test_errors_and_warnings_of_the_add_on_are_complaints(self):
        report = read(
            [
                _line('ERROR', 'odoo.http', 'Exception during request handling.'),
                _line('WARNING', 'odoo.addons.account_payment_portal.models.x', 'strange'),
                _line('WARNING', 'py.warnings', '/x/account_payment_portal/models/y.py:3: old'),
                _END,
            ]
        )
        self.assertEqual(len(report.complaints), 3)

    def test_warnings_of_others_are_no_complaints(self):
        report = read(
            [
                _line('WARNING', 'py.warnings', '/x/odoo/addons/mail/z.py:3: DeprecationWarning'),
                '  File "/x/account_payment_portal/models/y.py", line 3, in z\n',
                _line('WARNING', 'py.warnings', f'{home()}/venvs/x/urls.py:1: old'),
                _line(
                    'WARNING', 'odoo.tests.result', "0 failed, 0 error(s) of 0 tests when loading"
                ),
                _END,
            ]
        )
        self.assertFalse(report.complaints)
