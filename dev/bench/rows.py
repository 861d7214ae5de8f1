"""The rows that benchmarks give: what was measured, against what, and whether it is good enough."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One figure of ours beside a reference, and the limit it has to keep."""

    name: str
    ours: float
    reference: float
    ratio: float
    unit: str
    reference_is: str
    limit: str
    is_kept: bool


def at_most(name: str, ours: Sequence[int], stock: Sequence[int], limit: int) -> Row:
    """Compare numbers of queries with stock Odoo's, and hold ours against a bare limit."""
    count, reference = median(ours), median(stock)
    return Row(
        name,
        count,
        reference,
        reference / count,
        'queries',
        f'stock Odoo; ratio: how many times fewer; limit: at most {limit}',
        f'at most {limit}',
        count <= limit,
    )


def times_faster(name: str, ours: Sequence[float], stock: Sequence[float], limit: float) -> Row:
    """Compare times with stock Odoo's."""
    seconds, reference = median(ours), median(stock)
    ratio = reference / seconds
    return Row(
        name,
        seconds,
        reference,
        ratio,
        's',
        'stock Odoo; ratio: how many times faster',
        f'at least {limit:g} times faster',
        ratio >= limit,
    )


def flat(
    name: str, ours: Sequence[float], base: Sequence[float], base_is: str, tolerance: float
) -> Row:
    """Compare times of ours under two sizes of data, which should not differ."""
    seconds, reference = median(ours), median(base)
    ratio = seconds / reference
    return Row(
        name,
        seconds,
        reference,
        ratio,
        's',
        f'{base_is}; ratio: ours / reference',
        f'within {tolerance:.0%}',
        abs(ratio - 1) <= tolerance,
    )


def no_slower(
    name: str, ours: Sequence[float], base: Sequence[float], base_is: str, tolerance: float
) -> Row:
    """Compare times of ours in two places, of which the first must not be slower."""
    seconds, reference = median(ours), median(base)
    ratio = seconds / reference
    return Row(
        name,
        seconds,
        reference,
        ratio,
        's',
        f'{base_is}; ratio: ours / reference',
        f'at most {tolerance:.0%} slower',
        ratio <= 1 + tolerance,
    )
