"""Where the two sides meet, and what a benchmark is."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dev.bench.rows import Row
from dev.bench.site import Site


class Arena(NamedTuple):
    """Two Odoo servers with the same data, of which one has the add-on."""

    stock: Site
    ours: Site

    @property
    def sides(self) -> tuple[Site, Site]:
        """Return both, for measuring them in turn: whatever else the machine does hits both."""
        return self.stock, self.ours


class Benchmark(NamedTuple):
    """The rows that one measurement gives."""

    names: tuple[str, ...]
    measure: Callable[[Arena], Iterable[Row]]
