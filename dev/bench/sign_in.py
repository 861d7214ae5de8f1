"""What an attempt to sign in costs, and whether its time tells who is a customer."""

import contextlib
import itertools
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import requests

from dev.bench import sign_in_data
from dev.bench.arena import Arena, Benchmark
from dev.bench.empty_route import PATH as EMPTY_PATH
from dev.bench.rows import Row
from dev.bench.site import Site
from dev.setup import ports, processes
from dev.setup.console import SetupError, say
from dev.setup.paths import home

# The kinds of key that an attempt is made with, each with one that is wrong.
_KINDS = {
    'mail_code': '',
    'issued_key': f'{sign_in_data.KEY_INDEX}-1234-5678-9ABC',
    'registered_contact': 'nobody@example.com',
    'tax_id_digits': '12345',
}
_FEW = 100  # customers and attempts before there are a million
_TRIES = 1000  # of each sort
_WARM_UP = 30
_SLOWER = 3
_LEAK = 0.05
_REQUEST_LINE = re.compile(
    r'"POST /pay/\S+ HTTP/[\d.]+" 303 \S+ (\d+) [\d.]+ [\d.]+\s*$', re.MULTILINE
)
_CSRF_TOKEN = re.compile(r'csrf_token: "([^"]+)"')


class Attempts(NamedTuple):
    """Seconds of each request, in the order in which they were made."""

    empty: list[float]
    known: list[float]
    unknown: list[float]


class Visitor:
    """A browser whose address differs each time, so that it never has to wait."""

    def __init__(self, site: Site, url: str, log: Path, portal: tuple[int, str]):
        """Open the sign-in page.

        :param site: Whose database it is.
        :param url: Where it is served.
        :param log: The server's log file.
        :param portal: The id of the portal and its address.
        """
        self.portal_id, slug = portal
        self._site, self._url, self._log = site, url, log
        self._path = f'/pay/{slug}'
        self._session = requests.Session()
        page = self._session.get(url + self._path, timeout=60)
        self._token = _CSRF_TOKEN.search(page.text).group(1)
        self._numbers = itertools.count()

    def choose(self, kind: str) -> None:
        """Let the portal ask for another kind of key."""
        self._site.sql(f"UPDATE payment_portal SET key_kind = '{kind}'")

    def forget(self) -> None:
        """Take back what the limits count, so that no attempt ever waits."""
        self._site.sql(
            f"DELETE FROM payment_portal_attempt WHERE source LIKE '{sign_in_data.NETWORK}%'"
        )

    def check_none_waited(self) -> None:
        """Make sure that all attempts were made.

        :raise SetupError: If one was put off.
        """
        query = (
            "SELECT COUNT(*) FROM payment_portal_attempt WHERE result = 'delayed' AND source LIKE"
        )
        if int(self._site.sql(f"{query} '{sign_in_data.NETWORK}%'")):
            raise SetupError('An attempt to sign in was put off.')

    def try_empty(self) -> float:
        """Send a form to the page that does nothing, and return the seconds."""
        return self._send(EMPTY_PATH, 200, {})

    def try_key(self, tax_id: str, key: str) -> float:
        """Try to sign in, and return the seconds."""
        return self._send(self._path, 303, {'tax_id': tax_id, 'key': key})

    def _send(self, path: str, status: int, fields: dict[str, str]) -> float:
        number = next(self._numbers)
        address = f'{sign_in_data.NETWORK}{number % 250}.{number // 250 % 250}'
        headers = {'X-Forwarded-For': address, 'X-Forwarded-Host': '127.0.0.1'}
        data = {'csrf_token': self._token, **fields}
        start = time.perf_counter()
        answer = self._session.post(
            self._url + path, data, headers=headers, timeout=60, allow_redirects=False
        )
        seconds = time.perf_counter() - start
        if answer.status_code != status:
            raise SetupError(f'{path} answers {answer.status_code} instead of {status}.')
        return seconds

    def count_queries(self, act: Callable[[], object]) -> list[int]:
        """Return the numbers of queries of the attempts that something makes."""
        position = self._log.stat().st_size
        act()
        time.sleep(1)  # The log is written after the answer.
        with self._log.open(errors='replace') as log:
            log.seek(position)
            return [int(count) for count in _REQUEST_LINE.findall(log.read())]


def _measure(arena: Arena) -> Iterable[Row]:
    site = arena.ours
    with _visit(site) as visitor:
        sign_in_data.fill(site, visitor.portal_id, 0, _FEW)
        before = {kind: _count_queries(visitor, kind, _FEW) for kind in _KINDS}
        say('adding a million customers and a million attempts to sign in (2 minutes)')
        sign_in_data.fill(site, visitor.portal_id, _FEW, sign_in_data.COUNT - _FEW)
        after = {kind: _count_queries(visitor, kind, sign_in_data.COUNT) for kind in _KINDS}
        yield _same_queries(after, before)
        say(f'trying {2 * _TRIES} wrong keys of each kind')
        attempts = {kind: _try(visitor, kind) for kind in _KINDS}
        yield _at_most_slower(attempts)
        yield _no_leak(attempts)


@contextlib.contextmanager
def _visit(site: Site) -> Iterator[Visitor]:
    """Serve the site's database as behind a proxy, with a page that does nothing."""
    port = ports.any_free()
    url = f'http://127.0.0.1:{port}'
    name = f'{site.name}-sign-in'
    command = site.store.runtime.command(
        *('-d', site.database, f'--http-port={port}', '--proxy-mode'),
        *('--workers=0', '--max-cron-threads=0'),
    )
    start = command.index('-m')
    command[start + 1] = 'dev.bench.empty_route'
    portal_id, slug = site.sql('SELECT id, slug FROM payment_portal LIMIT 1').split('|')
    log = home() / 'logs' / f'{name}.log'
    with processes.server(name, command, site.store.runtime.environment, f'{url}/web/login'):
        yield Visitor(site, url, log, (int(portal_id), slug.strip()))


def _count_queries(visitor: Visitor, kind: str, customers: int) -> int:
    """Return how many queries an attempt makes, for a customer or nobody."""
    visitor.choose(kind)
    visitor.forget()

    def act() -> None:
        for number in range(0, customers, customers // 10):
            for is_known in (True, False):
                tax_id = sign_in_data.tax_id(number, is_known=is_known)
                visitor.try_key(tax_id, _KINDS[kind])

    act()  # What is kept in memory is loaded.
    visitor.forget()
    counts = set(visitor.count_queries(act))
    if len(counts) != 1:
        raise SetupError(f'Attempts with {kind} make {sorted(counts)} queries, not always as many.')
    return counts.pop()


def _try(visitor: Visitor, kind: str) -> Attempts:
    """Try wrong keys of customers and of nobody, in turn with pages that do nothing."""
    visitor.choose(kind)
    attempts = Attempts([], [], [])
    for number in range(_WARM_UP + _TRIES):
        if number % 40 == 0:
            visitor.check_none_waited()
            visitor.forget()
        seconds = _try_once(visitor, _KINDS[kind], number * 977)
        if number >= _WARM_UP:
            for values, value in zip(attempts, seconds, strict=True):
                values.append(value)
    visitor.check_none_waited()
    visitor.forget()
    return attempts


def _try_once(visitor: Visitor, key: str, number: int) -> tuple[float, float, float]:
    """Return the seconds of an empty page, of a customer's tax id and of nobody's."""
    acts = {
        'empty': visitor.try_empty,
        'known': lambda: visitor.try_key(sign_in_data.tax_id(number, is_known=True), key),
        'unknown': lambda: visitor.try_key(sign_in_data.tax_id(number, is_known=False), key),
    }
    # In any order, so that nothing comes always after the same.
    seconds = {name: acts[name]() for name in random.sample(list(acts), len(acts))}
    return seconds['empty'], seconds['known'], seconds['unknown']


# === ROWS === #


def _same_queries(after: dict[str, int], before: dict[str, int]) -> Row:
    """Compare the numbers of queries with few and with many customers and attempts."""
    kind = max(after, key=after.get)
    return Row(
        'signin_queries',
        after[kind],
        before[kind],
        after[kind] / before[kind],
        'queries',
        f'ours ({kind}) with {_FEW} customers and attempts; ratio: ours / reference',
        'as many, whatever the kind of key',
        after == before,
    )


def _at_most_slower(attempts: dict[str, Attempts]) -> Row:
    """Compare the time of an attempt with the page that does nothing."""
    kind = max(attempts, key=lambda kind: _slowness(attempts[kind]))
    worst = attempts[kind]
    ratio = _slowness(worst)
    return Row(
        'signin_time',
        median(worst.known),
        median(worst.empty),
        ratio,
        's',
        f"an empty auth='public' route (ours: {kind}, the slowest); ratio: ours / reference",
        f'at most {_SLOWER} times',
        ratio <= _SLOWER,
    )


def _slowness(attempts: Attempts) -> float:
    return median(attempts.known) / median(attempts.empty)


def _no_leak(attempts: dict[str, Attempts]) -> Row:
    """Compare the times of known and unknown tax ids."""
    kind = max(attempts, key=lambda kind: abs(_difference(attempts[kind]) - 1))
    worst = attempts[kind]
    ratio = _difference(worst)
    return Row(
        'signin_timing_leak',
        median(worst.unknown),
        median(worst.known),
        ratio,
        's',
        f'a wrong key of a customer (ours: an unknown tax id; {kind}, which differs most);'
        ' ratio: ours / reference',
        f'within {_LEAK:.0%}',
        abs(ratio - 1) <= _LEAK,
    )


def _difference(attempts: Attempts) -> float:
    return median(attempts.unknown) / median(attempts.known)


BENCHMARK = Benchmark(('signin_queries', 'signin_time', 'signin_timing_leak'), _measure)
