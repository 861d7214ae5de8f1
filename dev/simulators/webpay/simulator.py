"""The simulator as one object, to be started in a test, a script or from the command line."""

import threading

from ..web import Request, Response, WebServer
from .admin import ADMIN_PATH, Admin
from .api import API_PATH, Api, Call
from .clock import Clock
from .faults import Fault, FaultQueue
from .form import FormPages
from .ledger import Ledger
from .returns import APPROVE, CANCEL, FORM_ERROR, REJECT, TIME_OUT, PayerReturn
from .settings import INTEGRATION_ACCOUNTS, Account, Settings
from .transaction import Transaction


class WebpaySimulator:
    """A Webpay Plus gateway of one's own, on a port of one's own.

    :param host: The address to listen on.
    :param port: The port to listen on; 0 takes a free one.
    :param accounts: The shops that may call; without it those of the integration environment.
    :param settings: Rules to change, see `Settings`.
    :raise OSError: If the port is taken.
    """

    def __init__(
        self,
        host: str = '127.0.0.1',
        port: int = 0,
        accounts: tuple[Account, ...] = INTEGRATION_ACCOUNTS,
        **settings,
    ):
        self.settings = Settings()
        self.settings.change(**settings)
        self.clock = Clock()
        self.faults = FaultQueue()
        self._host = host
        self._stopping = threading.Event()
        self._ledger = Ledger(self.settings, self.clock)
        self._api = Api(accounts, self._ledger, self.faults, self._stopping)
        self._form = FormPages(self._ledger, self.settings)
        self._admin = Admin(self)
        self._server = WebServer(self._handle, host, port)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def start(self) -> None:
        """Start to answer."""
        self._server.start()

    def stop(self) -> None:
        """Stop to answer; calls that wait because of a fault are answered now."""
        self._stopping.set()
        self._server.stop()

    def _handle(self, request: Request) -> Response:
        if request.path.startswith(ADMIN_PATH):
            return self._admin.handle(request)
        if request.path.startswith(API_PATH):
            return self._api.handle(request)
        return self._form.handle(request)

    # What the shop did.

    @property
    def url(self) -> str:
        """Return the address of the gateway, without a slash at the end."""
        return f'http://{self._host}:{self._server.port}'

    @property
    def transactions(self) -> list[Transaction]:
        """Return copies of all payments, oldest first."""
        return self._ledger.all()

    def transaction(self, token: str) -> Transaction:
        """Return a copy of one payment.

        :raise KeyError: If there is no such payment.
        """
        return self._ledger.get(token)

    @property
    def calls(self) -> list[Call]:
        """Return the calls of shops, in the order in which they were answered."""
        return list(self._api.calls)

    # What the payer does, without a browser.

    def finish(self, token: str, outcome: str, **choices) -> PayerReturn:
        """Do what a payer can do on the form, and return the request his browser would make.

        :param token: The payment.
        :param outcome: One of `returns.OUTCOMES`.
        :param choices: `card`, `plan` and `response_code`, see `Ledger.finish`.
        :raise KeyError: If there is no such payment.
        :raise ValueError: If a choice is none.
        """
        return self._ledger.finish(token, outcome, **choices)

    def pay(self, token: str, **choices) -> PayerReturn:
        """Pay; a card that its bank rejects is rejected."""
        return self.finish(token, APPROVE, **choices)

    def reject(self, token: str, **choices) -> PayerReturn:
        """Try to pay, but let the bank reject it."""
        return self.finish(token, REJECT, **choices)

    def cancel(self, token: str) -> PayerReturn:
        """Press the form's cancel button."""
        return self.finish(token, CANCEL)

    def time_out(self, token: str) -> PayerReturn:
        """Leave the form alone until the gateway gives up."""
        return self.finish(token, TIME_OUT)

    def break_form(self, token: str) -> PayerReturn:
        """Run into an error of the form and press the button back to the shop."""
        return self.finish(token, FORM_ERROR)

    # What goes wrong.

    def inject(self, operation: str, kind: str, **details) -> Fault:
        """Let the next call of an operation go wrong.

        :param operation: 'create', 'commit', 'status', 'refund' or 'capture'.
        :param kind: 'slow', 'error', 'drop', 'html' or 'change'.
        :param details: The other fields of `Fault`.
        :raise ValueError: If there is no such fault.
        """
        fault = Fault(operation, kind, **details)
        self.faults.add(fault)
        return fault

    def reset(self) -> None:
        """Forget payments, faults and calls, and put the clock right. Settings stay."""
        self.faults.clear()
        self._ledger.clear()
        self._api.calls.clear()
        self.clock.reset()
