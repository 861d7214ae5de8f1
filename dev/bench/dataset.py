"""The benchmarks' databases: stock Odoo with the data set, and a copy of it with the add-on."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dev.setup import workspace
from dev.setup.console import say
from dev.setup.databases import Databases
from dev.setup.paths import MODULE, digest

_PREFIX = 'bench_template_'
_SOURCES = ('customers.py', 'dataset_fill.py')
_FILL = """
from dev.bench.dataset_fill import fill
fill(env)
env.cr.commit()
"""
_OPEN_PORTAL = """
if not env['payment.portal']._get_for_company(env.company):  # The add-on's demo may bring one.
    env['payment.portal'].create({'name': "Benchmark"})
env.cr.commit()
"""


@contextlib.contextmanager
def databases(store: Databases) -> Iterator[tuple[str, str]]:
    """Give the names of two fresh databases, of stock Odoo and with the add-on.

    :param store: The databases.
    """
    template = store.template(f'{_PREFIX}{_key(store)}', lambda name: _fill(store, name))
    store.prune(_PREFIX, kept=1)
    with (
        workspace.scratch(store, template, 'bench_stock') as stock,
        workspace.scratch(store, template, 'bench_ours') as ours,
    ):
        say('installing the add-on')
        finite = ('--stop-after-init', '--no-http', '--max-cron-threads=0')
        store.odoo('installing the add-on for the benchmark', '-d', ours, '-i', MODULE, *finite)
        _shell(store, ours, 'opening the payment portal', _OPEN_PORTAL)
        for name in (stock, ours):
            store.sql(name, 'VACUUM ANALYZE')  # What the server would do by itself after a while.
        yield stock, ours


def _key(store: Databases) -> str:
    folder = Path(__file__).parent
    return digest(
        store.standard_template(), *((folder / source).read_bytes() for source in _SOURCES)
    )


def _fill(store: Databases, name: str) -> None:
    say('building the data set: 111,000 invoices (2 minutes)')
    store.copy(store.standard_template(), name)
    _shell(store, name, 'filling the data set of the benchmark', _FILL)


def _shell(store: Databases, name: str, what: str, script: str) -> None:
    store.odoo(what, 'shell', '-d', name, '--no-http', script=script)
