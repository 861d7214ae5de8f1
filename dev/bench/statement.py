"""What a statement of account costs: as a page with few and with many documents, and as PDF."""

import json
import subprocess
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

from dev.bench.arena import Arena, Benchmark
from dev.bench.customers import LISTS, VISITOR, Customer
from dev.bench.rows import Row, flat
from dev.bench.site import Site, Visit
from dev.setup.console import SetupError, say
from dev.setup.paths import REPOSITORY

_ROUNDS = 25
_PDF_ROUNDS = 5
_QUERY_LIMIT = 40
# Not kept yet: two sums go over all that was ever booked and all that is open, whatever the period.
_TOLERANCE = 0.2
_OLDEST_AGE = 700  # days; see dataset_fill.py


def _measure(arena: Arena) -> Iterable[Row]:
    say('reading statements of 100 and 100,000 documents')
    # Periods in which both pages are full: the documents of one stand on the days of all.
    few = _path(_OLDEST_AGE + 5, _OLDEST_AGE - 105)
    many = _path(2, 2)
    _view(arena.ours, VISITOR, few)
    visits = {count: [] for count in (100, 100_000)}
    for _round in range(_ROUNDS):
        visits[100].append(_view(arena.ours, LISTS[100], few))
        visits[100_000].append(_view(arena.ours, LISTS[100_000], many))
    yield _at_most_queries(visits)
    yield flat(
        'statement_flatness',
        [visit.seconds for visit in visits[100_000]],
        [visit.seconds for visit in visits[100]],
        'our statement with 100 documents (ours: with 100,000, all open, as many rows)',
        _TOLERANCE,
    )
    say('making PDFs of statements with 1,000 movements')
    yield from _measure_pdf(arena.ours)


def _path(first_age: int, last_age: int) -> str:
    """Return where a statement is read.

    :param first_age: How many days ago the period starts.
    :param last_age: How many days ago it ends.
    """
    first, last = (date.today() - timedelta(days=age) for age in (first_age, last_age))
    return f'/my/statement?first={first}&last={last}'


def _view(site: Site, customer: Customer, path: str) -> Visit:
    return site.get(customer, path)


def _at_most_queries(visits: dict[int, list[Visit]]) -> Row:
    few, many = (median(visit.queries for visit in visits[count]) for count in (100, 100_000))
    return Row(
        'statement_queries',
        many,
        few,
        few / many,
        'queries',
        f'our statement with 100 documents (ours: with 100,000); limit: at most {_QUERY_LIMIT}',
        f'at most {_QUERY_LIMIT}',
        many <= _QUERY_LIMIT,
    )


def _measure_pdf(site: Site) -> Iterable[Row]:
    """Compare our PDF with one of the same rows by core's report engine, each in its process."""
    engines = {engine: _make_pdfs(site, engine) for engine in ('core', 'ours')}
    core, ours = engines['core'], engines['ours']
    yield _no_more('statement_pdf_time', 's', core['seconds'], ours['seconds'])
    yield _no_more('statement_pdf_memory', 'MB', core['megabytes'], ours['megabytes'])


def _make_pdfs(site: Site, engine: str) -> dict:
    """Return what the PDF of a statement costs with an engine.

    :param site: Our site; it serves what core's engine asks for.
    :param engine: 'core' or 'ours'.
    :raise SetupError: If no PDF could be made.
    """
    runtime = site.store.runtime
    arguments = [runtime.configuration, site.database, site.url, engine, str(_PDF_ROUNDS)]
    process = subprocess.run(
        [runtime.python, '-m', 'dev.bench.pdf_maker', *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        raise SetupError(f'The PDF could not be made:\n{process.stderr[-2000:]}')
    return json.loads(process.stdout.splitlines()[-1])


def _no_more(name: str, unit: str, core: float, ours: float) -> Row:
    return Row(
        name,
        ours,
        core,
        core / ours,
        unit,
        "the same rows by core's report engine; ratio: how many times less",
        "no more than core's engine",
        ours <= core,
    )


BENCHMARK = Benchmark(
    (
        'statement_queries',
        'statement_flatness',
        'statement_pdf_time',
        'statement_pdf_memory',
    ),
    _measure,
)
