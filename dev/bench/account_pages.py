"""How long a customer waits for his home and his history, with few and with very many documents."""

from collections.abc import Iterable
from typing import NamedTuple

from dev.bench.arena import Arena, Benchmark
from dev.bench.customers import LISTS
from dev.bench.rows import Row, at_most, flat
from dev.bench.site import Site, Visit
from dev.setup.console import say

_ROUNDS = 25
_WARM_UP = 3
_QUERY_LIMIT = 40
_TOLERANCE = 0.2


class _Page(NamedTuple):
    """A page of ours, and what stock Odoo has in its place."""

    name: str
    path: str
    stock_path: str


# Stock Odoo has no history: a customer who wants to know what he bought looks through his list.
_PAGES = (_Page('home', '/my', '/my'), _Page('history', '/my/history', '/my/invoices'))


def _measure(arena: Arena) -> Iterable[Row]:
    say('looking at the home and the history of 100 and 100,000 documents')
    for page in _PAGES:
        visits = _view_in_turn(arena.ours, page.path)
        stock = [arena.stock.get(LISTS[100_000], page.stock_path) for _round in range(_WARM_UP)]
        yield at_most(
            f'{page.name}_queries',
            [visit.queries for visit in visits[100_000]],
            [visit.queries for visit in stock],
            _QUERY_LIMIT,
        )
        yield flat(
            f'{page.name}_flatness',
            [visit.seconds for visit in visits[100_000]],
            [visit.seconds for visit in visits[100]],
            f'our {page.name} with 100 documents (ours: with 100,000)',
            _TOLERANCE,
        )


def _view_in_turn(site: Site, path: str) -> dict[int, list[Visit]]:
    """Return views of a page by the customers with fewest and with most documents."""
    visits = {count: [] for count in (100, 100_000)}
    for number in range(_WARM_UP + _ROUNDS):
        for count, values in visits.items():
            visit = site.get(LISTS[count], path)
            if number >= _WARM_UP:
                values.append(visit)
    return visits


BENCHMARK = Benchmark(
    tuple(f'{page.name}_{what}' for page in _PAGES for what in ('queries', 'flatness')), _measure
)
