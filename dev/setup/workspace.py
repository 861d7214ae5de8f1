"""A running cluster with its databases, and copies of them that go away by themselves."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from . import cluster, server
from .databases import Databases


@contextlib.contextmanager
def databases() -> Iterator[Databases]:
    """Give the databases of a running cluster, with Odoo and its packages in place."""
    with cluster.running() as running:
        yield Databases(server.provide(running))


@contextlib.contextmanager
def scratch(store: Databases, template: str, purpose: str) -> Iterator[str]:
    """Give the name of a fresh copy of a template, removed at the end.

    :param store: The databases.
    :param template: The database to copy.
    :param purpose: First word of the copy's name.
    """
    for name in store.names():
        if name.startswith(f'{purpose}_run_') and not _is_alive(name.rpartition('_')[2]):
            store.drop(name)  # left by a run that was killed
    name = f'{purpose}_run_{os.getpid()}'
    store.copy(template, name)
    try:
        yield name
    finally:
        store.drop(name)


def _is_alive(pid: str) -> bool:
    return pid.isdigit() and Path('/proc', pid).exists()
