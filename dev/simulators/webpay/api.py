"""The gateway's API for shops, with the scripted faults.

Source: Transbank Developers, "Referencia API Webpay", version 1.2.
"""

import hmac
import threading
from collections.abc import Callable
from typing import NamedTuple

from ..web import DropConnection, Request, Response, html_response, json_response
from .errors import UNAUTHORIZED, ApiError
from .faults import AFTER, BEFORE, CHANGE, DROP, ERROR, HTML, FaultQueue
from .fields import read_capture, read_fields, read_order, read_refund
from .ledger import Ledger
from .settings import Account

API_PATH = '/rswebpaytransaction/api/webpay/v1.2/transactions'
FORM_PATH = '/webpayserver/initTransaction'

INTERNAL_ERROR = {'description': 'Internal server error'}
PROXY_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body>Error</body></html>'

# What comes after the token, and the methods that do something there.
METHODS = {
    None: {'POST': 'create'},
    '': {'PUT': 'commit', 'GET': 'status'},
    'refunds': {'POST': 'refund'},
    'capture': {'PUT': 'capture'},
}


class Call(NamedTuple):
    """One call that a shop made; `status` is None if the connection was dropped."""

    operation: str
    token: str | None
    status: int | None


class Api:
    """Answer the calls of shops.

    :param accounts: The shops that may call.
    :param ledger: The payments.
    :param faults: What goes wrong.
    :param stopping: Set when the simulator stops: ends all waiting.
    """

    def __init__(
        self,
        accounts: tuple[Account, ...],
        ledger: Ledger,
        faults: FaultQueue,
        stopping: threading.Event,
    ):
        self._accounts = {account.code: account for account in accounts}
        self._ledger = ledger
        self._faults = faults
        self._stopping = stopping
        self.calls: list[Call] = []
        self._operations: dict[str, Callable[[Request, Account, str | None], dict]] = {
            'create': self._create,
            'commit': self._commit,
            'status': self._status,
            'refund': self._refund,
            'capture': self._capture,
        }

    def handle(self, request: Request) -> Response:
        """Answer one call.

        :raise DropConnection: If a fault says so.
        """
        try:
            operation, token = _route(request)
        except ApiError as error:
            return _error_response(error)
        try:
            response = self._handle_operation(request, operation, token)
        except DropConnection:
            self.calls.append(Call(operation, token, None))
            raise
        self.calls.append(Call(operation, token, response.status))
        return response

    def _handle_operation(self, request, operation, token):
        fault = self._faults.take(operation, token)
        if fault and fault.when == BEFORE and (response := self._disturb(fault)):
            return response
        try:
            answer = self._operations[operation](request, self._authenticate(request), token)
            if fault and fault.kind == CHANGE:
                answer = _change(answer, fault.changes)
            response = json_response(200, answer)
        except ApiError as error:
            response = _error_response(error)
        if fault and fault.when == AFTER:
            response = self._disturb(fault) or response
        return response

    def _disturb(self, fault):
        """Wait, and return the wrong answer if there is one."""
        self._stopping.wait(fault.seconds)
        if fault.kind == DROP:
            raise DropConnection
        if fault.kind == ERROR:
            return json_response(fault.status, INTERNAL_ERROR)
        if fault.kind == HTML:
            return html_response(fault.status, PROXY_PAGE)
        return None

    def _authenticate(self, request):
        account = self._accounts.get(request.headers.get('Tbk-Api-Key-Id', ''))
        secret = request.headers.get('Tbk-Api-Key-Secret', '')
        if not account or not hmac.compare_digest(secret.encode(), account.secret.encode()):
            raise ApiError(401, UNAUTHORIZED)
        accepted = request.headers.get('Accept', '*/*')
        if not any(kind in accepted for kind in ('*/*', 'application/*', 'application/json')):
            raise ApiError(406, "Only application/json can be sent")
        return account

    def _create(self, request, account, token):
        tx = self._ledger.create(account, read_order(request, account))
        # The address by which the shop reached the simulator is the one that it can be reached by.
        host = request.headers.get('Host', '')
        return {'token': tx.token, 'url': f'http://{host}{FORM_PATH}'}

    def _commit(self, request, account, token):
        read_fields(request, ())
        return self._ledger.commit(account, token)

    def _status(self, request, account, token):
        return self._ledger.status(account, token)

    def _refund(self, request, account, token):
        return self._ledger.refund(account, token, read_refund(request, account))

    def _capture(self, request, account, token):
        return self._ledger.capture(account, token, read_capture(request, account))


def _route(request):
    """Return the operation and the token of a call.

    :raise ApiError: If there is nothing at the path, or nothing by the method.
    """
    rest = request.path.removeprefix(API_PATH)
    token, _slash, action = rest.strip('/').partition('/')
    methods = METHODS.get(action if token else None)
    if methods is None or (rest and rest[0] != '/'):
        raise ApiError(404, "Not Found")
    if request.method not in methods:
        raise ApiError(405, f"Request method '{request.method}' is not supported")
    return methods[request.method], token or None


def _change(answer, changes):
    changed = answer | changes
    return {name: value for name, value in changed.items() if value is not None}


def _error_response(error):
    return json_response(error.status, {'error_message': error.message})
