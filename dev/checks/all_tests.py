"""Run all tests: those without Odoo, then Odoo's own runner with tours in Chromium."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from dev.checks import odoo_run
from dev.setup import node_env, python_env, workspace
from dev.setup.console import SetupError, say
from dev.setup.databases import Databases
from dev.setup.paths import MODULE, REPOSITORY, home


class Figures(NamedTuple):
    """How many tests passed, failed, and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: 'Figures') -> 'Figures':
        """Return the sums."""
        return Figures(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def main() -> int:
    """Run all tests; TESTS=<Odoo test-tags> runs some of Odoo's only."""
    tags = os.environ.get('TESTS')
    with workspace.databases() as store:
        env = _sdk_environment()
        figures = Figures() if tags else _run_plain(store, env)
        figures += _run_odoo(store, tags or f'/{MODULE}', env)
    print(f'\n{figures.passed} passed, {figures.failed} failed, {figures.skipped} skipped')
    return 1 if figures.failed or not figures.passed else 0


def _sdk_environment() -> dict[str, str]:
    """Return the variables that lead the simulator's tests to Transbank's own clients."""
    python = python_env.provide('sdk', ['requirements-sdk.txt'], "Transbank's Python client")
    tools = node_env.provide()
    return {
        **tools.environment,
        'WEBPAY_SDK_PYTHON': str(python),
        'WEBPAY_SDK_NODE_PATH': str(tools.modules),
    }


def _run_plain(store: Databases, env: dict[str, str]) -> Figures:
    say('tests without Odoo')
    runtime = store.runtime
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / 'figures.json'
        subprocess.run(
            [runtime.python, '-m', 'dev.checks.plain', result],
            cwd=REPOSITORY,
            env={**os.environ, **runtime.environment, **env},
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if not result.is_file():
            say('the tests without Odoo did not come to their end')
            return Figures(failed=1)
        return Figures(**json.loads(result.read_text()))


def _run_odoo(store: Databases, tags: str, env: dict[str, str]) -> Figures:
    say(f'tests in Odoo ({tags})')
    template = store.standard_template()
    with workspace.scratch(store, template, 'test') as name:
        options = ('-d', name, '-i', MODULE, '--test-tags', tags)
        try:
            report = odoo_run.run_tests(store, 'tests', *options, env=env)
        except SetupError as error:
            say(str(error))
            return Figures(failed=1)
    say(f'the whole log: {home() / "logs" / "tests.log"}')
    for test in sorted(report.failed):
        print(f'  failed: {test}')
    complaints = {record.title for record in report.complaints}
    for complaint in sorted(complaints):
        print(f'  must not be logged: {complaint}')
    # A complaint fails the run like a test: nothing in a clean run warns of the add-on.
    failed = len(report.failed) + len(complaints)
    return Figures(len(report.passed), failed, len(report.skipped))
