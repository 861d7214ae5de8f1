"""The customers of the benchmarks' data set, known inside and outside Odoo."""

from typing import NamedTuple

PASSWORD = 'benchmark'  # noqa: S105 - of a database that lives for minutes, on this machine only


class Customer(NamedTuple):
    """A portal customer with open, overdue invoices."""

    login: str
    documents: int


# Looks at pages before anything is measured, so that both servers have loaded all they keep.
VISITOR = Customer('bench_visitor', 100)

# Look at lists of all sizes.
LISTS = {count: Customer(f'bench_list_{count}', count) for count in (100, 10_000, 100_000)}

# Pays a hundred documents at a time, often.
PAYER = Customer('bench_payer', 2_000)

CUSTOMERS = (VISITOR, *LISTS.values(), PAYER)
