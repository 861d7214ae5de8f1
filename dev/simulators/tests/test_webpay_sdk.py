"""Transbank's official clients must not notice that they speak with a simulator."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from .common import WebpayCase

FOLDER = Path(__file__).parent
TOO_EARLY = (
    'Invalid status 0 for transaction while authorizing. '
    'Commerce will be notified by webpay to authorize'
)


class TestOfficialClients(WebpayCase):
    def test_python_client_creates_commits_asks_and_refunds(self):
        python = self.read_variable(
            'WEBPAY_SDK_PYTHON', "the python of an environment with transbank-sdk 6.1.0"
        )
        report = self.run_client([python, '-I', FOLDER / 'sdk_python.py'], os.environ)
        self.check_report(report)
        self.assertEqual(report['too_early'], [422, TOO_EARLY])
        self.assertEqual(report['again'][0], 422)
        self.assertEqual(report['unauthorized'], [401, 'Not Authorized'])

    def test_node_client_creates_commits_asks_and_refunds(self):
        modules = self.read_variable(
            'WEBPAY_SDK_NODE_PATH', "a node_modules folder with transbank-sdk 6.1.1"
        )
        self.assertTrue(shutil.which('node'), "There is no `node` on PATH.")
        environment = os.environ | {'NODE_PATH': modules}
        report = self.run_client(['node', FOLDER / 'sdk_node.js'], environment)
        self.check_report(report)
        self.assertIn(TOO_EARLY, report['too_early'])
        self.assertIn('Not Authorized', report['unauthorized'])

    def read_variable(self, name, meaning):
        """Return a path from the environment, or fail with a sentence that helps."""
        value = os.environ.get(name)
        self.assertTrue(value, f"Set {name} to {meaning}, or use `make test`, which does.")
        self.assertTrue(os.path.exists(value), f"{name} is {value!r}, which does not exist.")
        return value

    def run_client(self, command, environment):
        """Run a client's script and return what it reports."""
        done = subprocess.run(
            [*command, self.webpay.url],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def check_report(self, report):
        """Check what both clients were told."""
        self.assertRegex(report['create']['token'], r'\A[0-9a-f]{64}\Z')
        self.assertEqual(report['create']['url'], f'{self.webpay.url}/webpayserver/initTransaction')
        self.assertEqual(report['commit']['status'], 'AUTHORIZED')
        self.assertEqual(report['commit']['response_code'], 0)
        self.assertEqual(report['commit']['amount'], 12500)
        self.assertEqual(report['status'], report['commit'])
        self.assertIn('Amount to refund is bigger than authorized', report['too_much'])
        self.assertIn('Transaction already locked by another process', report['again'])
        self.assertEqual(report['nullified']['type'], 'NULLIFIED')
        self.assertEqual(report['nullified']['balance'], 12000)
        self.assertEqual(report['reversed'], {'type': 'REVERSED'})
