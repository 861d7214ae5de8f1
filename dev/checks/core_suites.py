"""Run core's own tests of what we extend, without and with the add-on, and compare test by test."""

from dev.checks import odoo_run
from dev.checks.odoo_log import Report
from dev.setup import workspace
from dev.setup.console import say
from dev.setup.databases import Databases
from dev.setup.paths import MODULE

_SUITES = ('payment', 'account_payment', 'portal', 'sale')


def main() -> int:
    """Run core's own tests with and without the add-on, and list the differences."""
    with workspace.databases() as store:
        without = _run(store, 'core-without', ())
        beside = _run(store, 'core-with', (MODULE,))
    broken = sorted(beside.failed - without.failed)
    mended = sorted(without.failed - beside.failed)
    missing = sorted((without.passed | without.failed) - (beside.passed | beside.failed))
    lines = (
        _figures('without the add-on', without),
        _figures('with the add-on', beside),
        *_listing('fails only with the add-on', broken),
        *_listing('fails only without the add-on', mended),
        *_listing('fails in both, by itself', sorted(without.failed & beside.failed)),
        *_listing('ran only without the add-on', missing),
    )
    print('', *lines, sep='\n')
    print(f'\n{len(beside.passed)} passed, {len(broken)} failed, {len(beside.skipped)} skipped')
    return 1 if broken or missing else 0


def _run(store: Databases, log: str, extra: tuple[str, ...]) -> Report:
    """Run the suites in a fresh database, where the further modules are installed first."""
    say(f"core's suites, {log}")
    with workspace.scratch(store, store.standard_template(), 'core') as name:
        if extra:
            quiet = ('--stop-after-init', '--no-http', '--max-cron-threads=0')
            store.odoo('installing for core', '-d', name, '-i', ','.join(extra), *quiet)
        tags = ','.join(f'/{suite}' for suite in _SUITES)
        # Odoo runs the tests of modules that it installs or upgrades.
        return odoo_run.run_tests(
            store, log, '-d', name, '-u', ','.join(_SUITES), '--test-tags', tags
        )


def _figures(title: str, report: Report) -> str:
    figures = (len(report.passed), len(report.failed), len(report.skipped))
    return '{:<22}{:>6} passed {:>5} failed {:>5} skipped'.format(title, *figures)


def _listing(title: str, tests: list[str]) -> list[str]:
    return [f'{title}:', *(f'    {test}' for test in tests)] if tests else []
