"""The simulators as other programs use them: from the command line and inside Odoo."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

from .common import ask

REPOSITORY = Path(__file__).parents[3]

# What Odoo makes of the add-on's folder, without Odoo.
IMPORT_INSIDE_ODOO = """
import sys, types
for name in ('odoo', 'odoo.addons', 'odoo.addons.account_payment_portal'):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [sys.argv[1]]
from odoo.addons.account_payment_portal.dev.simulators.mail import MailCatcher
from odoo.addons.account_payment_portal.dev.simulators.webpay import WebpaySimulator
with WebpaySimulator() as webpay, MailCatcher() as mail:
    print(webpay.url, mail.url)
assert not any(name.split('.')[0] == 'dev' for name in sys.modules)
"""


class TestRunning(unittest.TestCase):
    def test_webpay_serves_from_the_command_line(self):
        process, line = self.start('webpay', '--port', '0')
        port = int(re.search(r'http://127\.0\.0\.1:(\d+)', line)[1])
        self.assertEqual(ask(port, 'GET', '/').status, 200)
        process.terminate()
        self.assertEqual(process.wait(10), 0)

    def test_mail_serves_from_the_command_line(self):
        process, line = self.start('mail', '--smtp-port', '0', '--http-port', '0')
        port = int(re.search(r'http://127\.0\.0\.1:(\d+)', line)[1])
        self.assertEqual(ask(port, 'GET', '/').status, 200)
        process.terminate()
        self.assertEqual(process.wait(10), 0)

    def test_taken_port_is_told_in_one_sentence(self):
        _process, line = self.start('webpay', '--port', '0')
        port = re.search(r':(\d+)', line)[1]
        for command in (
            ('webpay', '--port', port),
            ('mail', '--smtp-port', port, '--http-port', '0'),
            ('mail', '--smtp-port', '0', '--http-port', port),
        ):
            with self.subTest(command=command):
                done = subprocess.run(
                    self.command(*command),
                    check=False,
                    cwd=REPOSITORY,
                    capture_output=True,
                    text=True,
                    timeout=10,
                )
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, r'\AThe port is taken[^\n]*\n\Z')

    def test_simulators_can_be_imported_inside_odoo(self):
        command = [sys.executable, '-I', '-c', IMPORT_INSIDE_ODOO, REPOSITORY]
        done = subprocess.run(
            command, check=False, cwd='/', capture_output=True, text=True, timeout=30
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def command(self, name, *args):
        """Return the command line of a simulator."""
        return [sys.executable, '-m', f'dev.simulators.{name}', *args]

    def start(self, name, *args):
        """Start a simulator and return its process and the line in which it says where it is."""
        process = subprocess.Popen(
            self.command(name, *args), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 10)
        self.addCleanup(process.kill)
        return process, process.stdout.readline()
