"""A running Odoo and the customers who visit it, each request with its time and queries."""

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from dev.bench.customers import PASSWORD, Customer
from dev.setup import ports, processes
from dev.setup.console import SetupError
from dev.setup.databases import Databases
from dev.setup.paths import home

_PATIENCE = 600  # seconds that an answer may take
_LOG_PATIENCE = 10  # seconds until the log tells of a request that was answered
_CSRF_TOKEN = re.compile(r'csrf_token: "([^"]+)"')
# Odoo's own line for a request: status, size, number of queries, their time, the remaining time.
_REQUEST_LINE = re.compile(
    r'"[A-Z]+ (\S+) HTTP/[\d.]+" \d+ \S+ (\d+) [\d.]+ [\d.]+\s*$', re.MULTILINE
)


class Visit(NamedTuple):
    """What one request has cost."""

    seconds: float
    queries: int


class Site:
    """One Odoo server that serves one database."""

    def __init__(self, store: Databases, database: str, url: str, log: Path):
        """Visit a server that runs already.

        :param store: The databases.
        :param database: The database that is served.
        :param url: The server's address.
        :param log: The server's log file.
        """
        self.store = store
        self.database = database
        self.url = url
        self._log = log
        self._sessions: dict[str, requests.Session] = {}

    @property
    def name(self) -> str:
        """Return the name of the site, the same in each run."""
        return _name(self.database)

    def get(self, customer: Customer, path: str) -> Visit:
        """Open a page as a customer, who logs in at his first visit.

        :param customer: Who looks.
        :param path: Of the page.
        :return: What it has cost.
        :raise SetupError: If the page is not shown.
        """
        session = self._session(customer)
        position = self._log.stat().st_size
        start = time.perf_counter()
        answer = session.get(self.url + path, timeout=_PATIENCE, allow_redirects=False)
        seconds = time.perf_counter() - start
        if answer.status_code != 200:
            raise SetupError(f'{self.url}{path} answers {customer.login}: {answer.status_code}.')
        return Visit(seconds, self._read_queries(path, position))

    def sql(self, statement: str) -> str:
        """Run a statement in the site's database and return its rows, one a line."""
        return self.store.sql(self.database, statement)

    def sign_in(self, visitor: Customer, path: str, fields: dict[str, str]) -> None:
        """Let somebody in by a form, which he sends in a browser of his own.

        :param visitor: Who sends it; from then on, :meth:`get` opens pages in his browser.
        :param path: Of the page with the form.
        :param fields: What he types.
        :raise SetupError: If he is not let in.
        """
        session = requests.Session()
        page = self.url + path
        token = _CSRF_TOKEN.search(session.get(page, timeout=_PATIENCE).text).group(1)
        data = {**fields, 'csrf_token': token}
        answer = session.post(page, data, timeout=_PATIENCE, allow_redirects=False)
        is_sent_back = urlsplit(answer.headers.get('Location', path)).path == path
        if answer.status_code != 303 or is_sent_back:
            raise SetupError(f'{visitor.login} is not let in at {page}.')
        self._sessions[visitor.login] = session

    def _session(self, customer: Customer) -> requests.Session:
        """Return the logged-in session of a customer."""
        if customer.login not in self._sessions:
            fields = {'login': customer.login, 'password': PASSWORD}
            self.sign_in(customer, '/web/login', fields)
        return self._sessions[customer.login]

    def _read_queries(self, path: str, position: int) -> int:
        """Return how many queries the server's log has counted for the last request."""
        deadline = time.monotonic() + _LOG_PATIENCE
        while time.monotonic() < deadline:
            with self._log.open(errors='replace') as log:
                log.seek(position)
                for logged_path, queries in _REQUEST_LINE.findall(log.read()):
                    if logged_path == path:
                        return int(queries)
            time.sleep(0.02)
        raise SetupError(f'The log {self._log} does not tell of {path}.')


def _name(database: str) -> str:
    return database.partition('_run_')[0]


@contextlib.contextmanager
def serve(store: Databases, database: str) -> Iterator[Site]:
    """Serve a database until the block ends.

    :param store: The databases.
    :param database: The database's name.
    """
    name = f'{_name(database)}-odoo'
    port = ports.any_free()
    url = f'http://127.0.0.1:{port}'
    command = store.runtime.command(
        *('-d', database, f'--http-port={port}', '--workers=0', '--max-cron-threads=0')
    )
    log = home() / 'logs' / f'{name}.log'
    with processes.server(name, command, store.runtime.environment, f'{url}/web/login'):
        yield Site(store, database, url, log)
