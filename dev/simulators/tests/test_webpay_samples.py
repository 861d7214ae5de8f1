"""Texts as they go over the wire, in both directions."""

import json
import re
from pathlib import Path

from ..webpay.api import API_PATH
from .common import HEADERS, WebpayCase, ask

SAMPLES = json.loads(Path(__file__).with_name('data').joinpath('webpay_samples.json').read_text())


class TestSamples(WebpayCase):
    def test_each_request_gets_its_response(self):
        for sample in SAMPLES['exchanges']:
            with self.subTest(sample['name']):
                self.webpay.reset()
                request = sample['request']
                path = API_PATH + request['path'].replace('<token>', self.prepare(sample))
                answer = ask(self.port, request['method'], path, request['body'], HEADERS)
                self.assertEqual(answer.status, sample['status'], answer.text)
                self.assertAlike(answer.json, sample['response'])

    def prepare(self, sample):
        """Bring a payment to where the sample starts and return its token."""
        if not sample['request']['path'].strip('/'):
            return ''
        token = self.create()
        if 'pay' in sample:
            self.webpay.finish(token, **sample['pay'])
        if sample.get('commit'):
            self.commit(token)
        return token

    def assertAlike(self, answer, expected):
        """Check that an answer has the expected fields with the expected values."""
        self.assertEqual(set(answer), set(expected))
        for name, value in expected.items():
            pattern = re.fullmatch('<([a-z]+)>', str(value))
            if pattern:
                self.assertRegex(answer[name], rf'\A{SAMPLES["patterns"][pattern[1]]}\Z')
            else:
                self.assertEqual(answer[name], value)
