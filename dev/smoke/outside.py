"""What the play does behind the back of the browser: at the gateway and at Odoo's server."""

import concurrent.futures
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import NamedTuple

_TIMEOUT = 60  # seconds


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    location: str
    text: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        """Leave a redirection alone: where it leads is what we want to know."""


def get(address: str, cookies: str = '') -> Answer:
    """Ask for an address as a browser does, without following it any further."""
    request = urllib.request.Request(address, headers={'Cookie': cookies} if cookies else {})
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_TIMEOUT) as answer:
            return Answer(answer.status, '', answer.read().decode())
    except urllib.error.HTTPError as answer:
        return Answer(answer.code, answer.headers.get('Location', ''), answer.read().decode())


def get_together(address: str, count: int) -> list[Answer]:
    """Ask for an address several times at the same moment."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(get, [address] * count))


def _post(address: str, values: dict, headers: dict | None = None) -> tuple[dict, str]:
    """Send JSON, and return the JSON that comes back and the cookies."""
    request = urllib.request.Request(
        address,
        json.dumps(values).encode(),
        {'Content-Type': 'application/json', **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
        return json.load(answer), answer.headers.get('Set-Cookie', '').partition(';')[0]


class Simulator:
    """The simulated Webpay.

    :param address: Its address.
    """

    def __init__(self, address: str):
        self._address = f'{address}/simulator'

    def finish(self, token: str, outcome: str = 'approve') -> str:
        """End a payment in the payer's place, and return where his browser would go."""
        answer, _cookies = _post(f'{self._address}/transactions/{token}', {'outcome': outcome})
        return answer['location']

    def break_next(self, operation: str, **fault) -> None:
        """Let the next call of an operation go wrong; see the simulator's faults."""
        _post(f'{self._address}/faults', {'operation': operation, **fault})

    def read(self, token: str) -> dict:
        """Return what the gateway knows of a payment."""
        return json.loads(get(f'{self._address}/transactions/{token}').text)


class Staff:
    """A member of the staff who works through Odoo's own interface for programs.

    :param address: The portal's address.
    :param database: The database.
    :param login: A login of the demo, whose password is the same word.
    """

    def __init__(self, address: str, database: str, login: str = 'admin'):
        self._address = address
        params = {'db': database, 'login': login, 'password': login}
        _answer, self._cookies = self._ask('/web/session/authenticate', params)

    def _ask(self, path: str, params: dict) -> tuple[dict, str]:
        envelope = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        headers = {'Cookie': getattr(self, '_cookies', '')}
        answer, cookies = _post(self._address + path, envelope, headers)
        if 'error' in answer:
            raise RuntimeError(f'{path}: {answer["error"]["data"]["message"]}')
        return answer.get('result'), cookies

    def call(self, model: str, method: str, *args, **kwargs):
        """Call a method of a model and return its result."""
        params = {'model': model, 'method': method, 'args': args, 'kwargs': kwargs}
        return self._ask(f'/web/dataset/call_kw/{model}/{method}', params)[0]

    def run_job(self, xml_id: str) -> None:
        """Run a scheduled action now.

        :param xml_id: Its external id.
        """
        module, name = xml_id.split('.')
        domain = [('module', '=', module), ('name', '=', name)]
        found = self.call('ir.model.data', 'search_read', domain, ['res_id'])
        self.call('ir.cron', 'method_direct_trigger', [found[0]['res_id']])
