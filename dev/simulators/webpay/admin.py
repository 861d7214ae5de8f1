"""The JSON interface by which tests and scripts steer the simulator from another process.

- `GET /simulator/transactions`, `GET /simulator/transactions/<token>`
- `POST /simulator/transactions/<token>` `{"outcome", "card", "plan", "response_code"}`: be the
  payer; answers how the browser would go back
- `GET|POST|DELETE /simulator/faults`: see `faults.Fault`
- `GET|POST /simulator/settings`: see `settings.Settings`
- `GET|POST|DELETE /simulator/clock`: `{"seconds": 3600}` moves it, DELETE puts it right
- `GET /simulator/calls`: what shops called
- `POST /simulator/reset` `{}`: forget payments, faults, calls and the clock's shift

A body must be sent as `application/json`: no web page of another site can do that unasked.
"""

import json
from dataclasses import asdict

from ..web import Request, Response, json_response
from .errors import ApiError
from .transaction import Transaction, timestamp, to_number

ADMIN_PATH = '/simulator/'


class Admin:
    """Answer the steering requests.

    :param simulator: The `WebpaySimulator` to steer.
    """

    def __init__(self, simulator):
        self._simulator = simulator
        self._handlers = {
            ('transactions', 'GET'): self._list_transactions,
            ('transactions', 'POST'): self._finish,
            ('faults', 'GET'): lambda token, values: [asdict(f) for f in simulator.faults.all()],
            ('faults', 'POST'): self._add_fault,
            ('faults', 'DELETE'): lambda token, values: simulator.faults.clear(),
            ('settings', 'GET'): lambda token, values: asdict(simulator.settings),
            ('settings', 'POST'): self._change_settings,
            ('clock', 'GET'): self._tell_time,
            ('clock', 'POST'): self._move_clock,
            ('clock', 'DELETE'): lambda token, values: simulator.clock.reset(),
            ('calls', 'GET'): lambda token, values: [c._asdict() for c in simulator.calls],
            ('reset', 'POST'): lambda token, values: simulator.reset(),
        }

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        name, _slash, token = request.path.removeprefix(ADMIN_PATH).strip('/').partition('/')
        handler = self._handlers.get((name, request.method))
        if not handler or (token and name != 'transactions'):
            return _refuse(404, "There is nothing to do here")
        try:
            return json_response(200, handler(token, _read_values(request)))
        except ApiError as error:
            return _refuse(error.status, error.message)
        except KeyError:
            return _refuse(404, "There is no such payment")
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            return _refuse(400, str(error))

    def _list_transactions(self, token, values):
        if token:
            return describe(self._simulator.transaction(token))
        return [describe(tx) for tx in self._simulator.transactions]

    def _finish(self, token, values):
        back = self._simulator.finish(token, **values)
        return back._asdict() | {'location': back.location}

    def _add_fault(self, token, values):
        return asdict(self._simulator.inject(**values))

    def _change_settings(self, token, values):
        self._simulator.settings.change(**values)
        return asdict(self._simulator.settings)

    def _tell_time(self, token, values):
        return {'now': timestamp(self._simulator.clock.now())}

    def _move_clock(self, token, values):
        self._simulator.clock.advance(**values)
        return self._tell_time(token, values)


def describe(tx: Transaction) -> dict:
    """Return a payment as JSON can tell it; the shop's secret is not part of it."""
    return {
        'token': tx.token,
        'commerce_code': tx.account.code,
        'currency': tx.account.currency,
        'buy_order': tx.buy_order,
        'session_id': tx.session_id,
        'amount': to_number(tx.amount),
        'return_url': tx.return_url,
        'created_at': timestamp(tx.created_at),
        'step': tx.step,
        'status': tx.status,
        'committed': bool(tx.committed_at),
        'balance': to_number(tx.balance),
    }


def _read_values(request):
    """Return the JSON object of a body.

    :raise ApiError: If a request that changes something has none.
    """
    if request.method != 'POST':
        return {}
    if not request.is_json():
        raise ApiError(415, "Send the body as application/json")
    values = json.loads(request.body or '{}')
    if not isinstance(values, dict):
        raise ApiError(400, "The body must be a JSON object")
    return values


def _refuse(status, text):
    return json_response(status, {'error': text})
