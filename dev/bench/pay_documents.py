"""What one transaction that pays a hundred documents costs, from its creation to closed books."""

import contextlib
import json
import subprocess
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dev.bench.arena import Arena, Benchmark
from dev.bench.rows import Row, at_most, times_faster
from dev.bench.site import Site
from dev.setup.console import SetupError, say
from dev.setup.paths import REPOSITORY, home

_WARM_UP = 2  # rounds until both sides have loaded all they keep
_ROUNDS = 9
_QUERY_LIMIT = 150
_FASTER = 5


class Payment(NamedTuple):
    """What one payment has cost."""

    queries: int
    seconds: float


def _measure(arena: Arena) -> Iterable[Row]:
    say('paying 100 documents at once, again and again')
    payments = {site: [] for site in arena.sides}
    with contextlib.ExitStack() as workers:
        cashiers = {site: workers.enter_context(_cashier(site)) for site in arena.sides}
        for number in range(_WARM_UP + _ROUNDS):
            for site, cashier in cashiers.items():
                payment = _pay(cashier)
                if number >= _WARM_UP:
                    payments[site].append(payment)
    stock, ours = ([*zip(*payments[site], strict=True)] for site in arena.sides)
    yield at_most('pay_100_queries', ours[0], stock[0], _QUERY_LIMIT)
    yield times_faster('pay_100_time', ours[1], stock[1], _FASTER)


@contextlib.contextmanager
def _cashier(site: Site) -> Iterator[subprocess.Popen]:
    """Run a process with Odoo inside that pays whenever it reads a line."""
    runtime = site.store.runtime
    log = home() / 'logs' / f'{site.name}-payments.log'
    command = [runtime.python, '-m', 'dev.bench.cashier', runtime.configuration, site.database]
    # It ends when its input does.
    with (
        log.open('w') as errors,
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        yield process


def _pay(cashier: subprocess.Popen) -> Payment:
    """Let a cashier pay once and tell what it has cost.

    :raise SetupError: If the payment went wrong.
    """
    cashier.stdin.write('pay\n')
    cashier.stdin.flush()
    answer = cashier.stdout.readline()
    if not answer:
        raise SetupError(f'The payment failed; see {home() / "logs"}/*-payments.log.')
    return Payment(**json.loads(answer))


BENCHMARK = Benchmark(('pay_100_queries', 'pay_100_time'), _measure)
