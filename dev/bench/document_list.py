"""How long a customer waits for his list of documents: the first time, later, and with many."""

from collections.abc import Iterable

from dev.bench.arena import Arena, Benchmark
from dev.bench.customers import LISTS, VISITOR, Customer
from dev.bench.rows import Row, at_most, flat, times_faster
from dev.bench.site import Site, Visit
from dev.setup.console import say

_PATH = '/my/invoices'
_ROUNDS = 7
_VIEWS_AGAIN = 3  # in each round
_FLATNESS_ROUNDS = 25
_QUERY_LIMIT = 30
_FIRST_VIEW_FASTER = 15
_LATER_VIEW_FASTER = 2
_TOLERANCE = 0.2


def _measure(arena: Arena) -> Iterable[Row]:
    say('looking at lists of 100, 10,000 and 100,000 documents')
    for _round in range(3):
        for site in arena.sides:
            _view(site, VISITOR)
    first, again = _view_in_turn(arena, LISTS[10_000])
    stock, ours = (first[site] for site in arena.sides)
    yield at_most('list_10k_queries', _queries(ours), _queries(stock), _QUERY_LIMIT)
    yield times_faster('list_10k_time', _seconds(ours), _seconds(stock), _FIRST_VIEW_FASTER)
    stock, ours = (again[site] for site in arena.sides)
    yield times_faster('list_10k_again_time', _seconds(ours), _seconds(stock), _LATER_VIEW_FASTER)
    yield _measure_flatness(arena.ours)


def _view_in_turn(
    arena: Arena, customer: Customer
) -> tuple[dict[Site, list[Visit]], dict[Site, list[Visit]]]:
    """Return first views and later views of a customer's list."""
    first, again = ({site: [] for site in arena.sides} for _kind in range(2))
    for site in arena.sides:
        _view(site, customer)  # His log-in and what is kept for each user are not the list's.
    for _round in range(_ROUNDS):
        for site in arena.sides:
            _make_unseen(site)
            first[site].append(_view(site, customer))
        for _view_again in range(_VIEWS_AGAIN):
            for site in arena.sides:
                again[site].append(_view(site, customer))
    return first, again


def _make_unseen(site: Site) -> None:
    """Take back what stock Odoo writes when a list is seen for the first time."""
    site.sql('UPDATE account_move SET access_token = NULL WHERE access_token IS NOT NULL')


def _measure_flatness(site: Site) -> Row:
    """Compare our lists of the customer with fewest and the one with most documents."""
    seconds = {count: [] for count in (100, 100_000)}
    for _round in range(_FLATNESS_ROUNDS):
        for count, values in seconds.items():
            values.append(_view(site, LISTS[count]).seconds)
    return flat(
        'list_flatness',
        seconds[100_000],
        seconds[100],
        'our list with 100 documents (ours: with 100,000)',
        _TOLERANCE,
    )


def _view(site: Site, customer: Customer) -> Visit:
    return site.get(customer, _PATH)


def _queries(visits: Iterable[Visit]) -> list[int]:
    return [visit.queries for visit in visits]


def _seconds(visits: Iterable[Visit]) -> list[float]:
    return [visit.seconds for visit in visits]


BENCHMARK = Benchmark(
    ('list_10k_queries', 'list_10k_time', 'list_10k_again_time', 'list_flatness'), _measure
)
