"""What the benchmarks say to people and to programs."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from dev.bench.rows import Row
from dev.setup.databases import Databases

_JSON_FIELDS = ('name', 'ours', 'reference', 'ratio', 'unit', 'reference_is')
_HEADINGS = ('benchmark', 'ours', 'stock', 'ratio', 'unit', 'limit', '')


def machine(store: Databases) -> str:
    """Return what the figures depend on."""
    postgres = store.sql('postgres', 'SHOW server_version').split()[0]
    busy = os.getloadavg()[0]
    return (
        f'{os.cpu_count()} cores ({_processor()}), load {busy:.1f} before the start, '
        f'Python {platform.python_version()}, Odoo {store.runtime.odoo.version}, '
        f'PostgreSQL {postgres}'
    )


def _processor() -> str:
    for line in Path('/proc/cpuinfo').read_text().splitlines():
        if line.startswith('model name'):
            return line.partition(':')[2].strip()
    return platform.machine()


def table(rows: Sequence[Row]) -> str:
    """Return the rows as aligned text."""
    cells = [_HEADINGS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return '\n'.join(
        '  '.join(_align(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        _number(row.ours),
        _number(row.reference),
        f'{row.ratio:.2f}',
        row.unit,
        row.limit,
        'kept' if row.is_kept else 'MISSED',
    )


def _number(value: float) -> str:
    return f'{value:,.0f}' if value >= 10 else f'{value:.3f}'


def _align(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() else cell.ljust(width)


def write_json(rows: Sequence[Row], path: Path) -> None:
    """Write the rows for programs."""
    records = [{field: getattr(row, field) for field in _JSON_FIELDS} for row in rows]
    path.write_text(json.dumps(records, indent=2) + '\n')
