"""Run Odoo's test runner in a database of its own, and show what matters of its log."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dev.checks import odoo_log
from dev.setup import cluster, server
from dev.setup.console import SetupError, say
from dev.setup.databases import Databases
from dev.setup.paths import home, made
from dev.setup.system import CHROMIUM, WKHTMLTOPDF, require

_GRACE = 30  # seconds that Odoo gets to end


@contextlib.contextmanager
def databases() -> Iterator[Databases]:
    """Give the databases of a running cluster, with all that tests in a browser need."""
    require(CHROMIUM, WKHTMLTOPDF)
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


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def run_tests(
    store: Databases, log: str, *options: str, env: dict[str, str] | None = None
) -> odoo_log.Report:
    """Run Odoo's tests and return what became of them.

    :param store: The databases.
    :param log: Name of the log file, kept in the logs folder.
    :param options: Odoo's options, among them the database and the tests to run.
    :param env: Further variables that the tests read.
    :return: What the log tells.
    :raise SetupError: If Odoo ends before its tests have.
    """
    logs = made(home() / 'logs')
    path = logs / f'{log}.log'
    command = store.runtime.command(
        *options,
        '--stop-after-init',
        '--max-cron-threads=0',
        f'--http-port={free_port()}',
        f'--screenshots={logs / "screenshots"}',
    )
    env = {**os.environ, **store.runtime.environment, **(env or {})}
    _stream(command, env, path)
    with path.open(errors='replace') as lines:
        report = odoo_log.read(lines)
    if not report.is_complete:
        tail = '\n    '.join(path.read_text(errors='replace').splitlines()[-20:])
        raise SetupError(f'Odoo ended before its tests had; see {path}:\n    {tail}')
    return report


def _stream(command: list[str], env: dict[str, str], path: Path) -> None:
    """Run a command into a log file, printing each test class and every complaint."""
    with path.open('w') as log:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
        )
        try:
            for record in odoo_log.records(_teed(process.stdout, log)):
                _show(record)
        finally:
            _end(process)


def _teed(lines: Iterator[str], log) -> Iterator[str]:
    for line in lines:
        log.write(line)
        yield line


_shown_classes: set[str] = set()


def _show(record: odoo_log.Record) -> None:
    if record.is_complaint:
        print(f'{record.level} {record.logger}: {record.text}', flush=True)
    elif record.text.startswith('Starting Test'):
        name = record.text.split()[1].partition('.')[0]
        if name not in _shown_classes:
            _shown_classes.add(name)
            say(f'{record.logger.removeprefix("odoo.addons.")}: {name}')


def _end(process: subprocess.Popen) -> None:
    """End the process if it still runs, first asking, then forcing it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
