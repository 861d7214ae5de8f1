"""Run the benchmarks: `python -m dev.bench`, with the Python that has Odoo's packages.

BENCH="<name> ..." runs some, BENCH_JSON=<file> writes the rows. Ends with 1 if a limit is missed.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from dev.bench import dataset, report, site
from dev.bench.arena import Arena
from dev.bench.registry import BENCHMARKS
from dev.bench.rows import Row
from dev.setup import workspace
from dev.setup.console import SetupError
from dev.setup.databases import Databases
from dev.setup.paths import locked


def main() -> int:
    """Run the chosen benchmarks and return the exit code."""
    names = _chosen_names()
    # Two runs at a time would measure each other.
    with locked('bench'), workspace.databases() as store:
        facts = report.machine(store)
        with _arena(store) as arena:
            rows = _measure(arena, names)
    print(f'\n{facts}\n\n{report.table(rows)}\n', flush=True)
    if path := os.environ.get('BENCH_JSON'):
        report.write_json(rows, Path(path))
    missed = [row for row in rows if not row.is_kept]
    for row in missed:
        print(f'{row.name} misses its limit: {row.limit}, ratio {row.ratio:.2f}.', file=sys.stderr)
    return 1 if missed else 0


def _chosen_names() -> set[str]:
    """Return the names of the rows to measure.

    :raise SetupError: If there is no such row.
    """
    known = {name for benchmark in BENCHMARKS for name in benchmark.names}
    chosen = set(os.environ.get('BENCH', '').split())
    if unknown := chosen - known:
        raise SetupError(f'There is no benchmark {_list(unknown)}; there are {_list(known)}.')
    return chosen or known


def _list(names: set[str]) -> str:
    return ', '.join(sorted(names))


@contextlib.contextmanager
def _arena(store: Databases) -> Iterator[Arena]:
    with (
        dataset.databases(store) as (stock, ours),
        site.serve(store, stock) as stock_site,
        site.serve(store, ours) as our_site,
    ):
        yield Arena(stock_site, our_site)


def _measure(arena: Arena, names: set[str]) -> list[Row]:
    return [
        row
        for benchmark in BENCHMARKS
        if names & set(benchmark.names)
        for row in benchmark.measure(arena)
        if row.name in names
    ]


if __name__ == '__main__':
    try:
        sys.exit(main())
    except SetupError as error:
        sys.exit(f'\n{error}')
