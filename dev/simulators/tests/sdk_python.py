"""Let Transbank's own Python client pay at a simulator, and print what it was told as JSON.

Run by `test_webpay_sdk` with the Python that has `transbank-sdk`: `sdk_python.py URL`. The client
has its hosts built in, so its host function is replaced.
"""

import json
import sys
import urllib.request

from transbank.common.integration_api_keys import IntegrationApiKeys
from transbank.common.integration_commerce_codes import IntegrationCommerceCodes
from transbank.common.integration_type import IntegrationType
from transbank.common.options import WebpayOptions
from transbank.common.request_service import RequestService
from transbank.error.transbank_error import TransbankError
from transbank.webpay.webpay_plus.transaction import Transaction


def main(url):
    """Run the client through a payment and its refunds."""
    RequestService.host = staticmethod(lambda options: url)
    options = WebpayOptions(
        IntegrationCommerceCodes.WEBPAY_PLUS, IntegrationApiKeys.WEBPAY, IntegrationType.TEST, 10
    )
    client = Transaction(options)
    report = {}
    report['create'] = client.create('sdk-python-1', 'session', 12500, 'https://shop.cl/return')
    token = report['create']['token']
    report['too_early'] = refused(lambda: client.commit(token))
    play_payer(url, token)
    report['commit'] = client.commit(token)
    report['again'] = refused(lambda: client.commit(token))
    report['status'] = client.status(token)
    report['too_much'] = refused(lambda: client.refund(token, 99999))
    report['nullified'] = client.refund(token, 500)
    other = client.create('sdk-python-2', 'session', 3000, 'https://shop.cl/return')['token']
    play_payer(url, other)
    client.commit(other)
    report['reversed'] = client.refund(other, 3000)
    bad = Transaction(WebpayOptions(options.commerce_code, 'wrong', IntegrationType.TEST, 10))
    report['unauthorized'] = refused(lambda: bad.create('x', 'y', 1, 'https://shop.cl/'))
    print(json.dumps(report))


def refused(call):
    """Return the code and the words with which the client reports a refusal."""
    try:
        return call()
    except TransbankError as error:
        return [error.code, error.message]


def play_payer(url, token):
    """Pay, without a browser."""
    request = urllib.request.Request(
        f'{url}/simulator/transactions/{token}',
        b'{"outcome": "approve"}',
        {'Content-Type': 'application/json'},
    )
    urllib.request.urlopen(request, timeout=10).close()


if __name__ == '__main__':
    main(sys.argv[1])
