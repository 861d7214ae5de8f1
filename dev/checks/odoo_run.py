"""Run Odoo's test runner and show what matters of its log."""

import functools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from dev.checks import odoo_log
from dev.setup import ports, processes
from dev.setup.console import SetupError, fresh, say
from dev.setup.databases import Databases
from dev.setup.paths import home, made
from dev.setup.system import CHROMIUM, WKHTMLTOPDF, require

_TAIL = 20  # lines shown of a run that broke off


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
    require(CHROMIUM, WKHTMLTOPDF)  # tests that find no browser would be skipped
    logs = made(home() / 'logs')
    path = fresh(logs / f'{log}.log')
    command = store.runtime.command(
        *options,
        '--stop-after-init',
        '--max-cron-threads=0',
        f'--http-port={ports.any_free()}',
        f'--screenshots={logs / "screenshots"}',
    )
    report = _run(command, {**os.environ, **store.runtime.environment, **(env or {})}, path)
    if not report.is_complete:
        tail = '\n    '.join(path.read_text(errors='replace').splitlines()[-_TAIL:])
        raise SetupError(f'Odoo ended before its tests had; see {path}:\n    {tail}')
    return report


def _run(command: list[str], env: dict[str, str], path: Path) -> odoo_log.Report:
    """Run a command into a log file, printing each test class and every complaint."""
    with path.open('w', buffering=1) as log:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
            start_new_session=True,
        )
        try:
            report = odoo_log.read(_teed(process.stdout, log), show=functools.partial(_show, set()))
            process.wait()
            return report
        finally:
            processes.end(process)


def _teed(lines: Iterator[str], log: TextIO) -> Iterator[str]:
    for line in lines:
        log.write(line)
        yield line


def _show(shown: set[str], record: odoo_log.Record) -> None:
    """Print a complaint, or the name of a test class that begins.

    :param shown: The classes of this run that were printed already.
    :param record: An entry of the log.
    """
    if record.is_complaint:
        print(f'{record.level} {record.logger}: {record.text}', flush=True)
    elif record.text.startswith('Starting Test'):
        name = record.text.split()[1].partition('.')[0]
        if name not in shown:
            shown.add(name)
            say(f'{record.logger.removeprefix("odoo.addons.")}: {name}')
