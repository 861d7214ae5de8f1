"""What each `make` target does; the first line of a docstring is its line in `make help`."""

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable

from dev import serve
from dev.checks import all_tests, core_suites
from dev.checks import lint as linter
from dev.setup import (
    cluster,
    demo_database,
    node_env,
    paths,
    python_env,
    server,
    stack,
    workspace,
)
from dev.setup.console import SetupError, run, say
from dev.setup.databases import Databases
from dev.setup.system import CHROMIUM, require

Command = Callable[[], 'int | None']


def show_help() -> None:
    """List the targets."""
    for name, command in COMMANDS.items():
        print(f'  make {name:<10} {(command.__doc__ or "").splitlines()[0]}')


def stop() -> None:
    """End the demo and the database server."""
    serve.stop_demos()
    for each in cluster.existing():
        if not cluster.stop_if_idle(each):
            say('the database server goes on: somebody else works with it')


def clean() -> None:
    """Remove all databases; downloads are kept."""
    serve.stop_demos()
    for each in cluster.existing():
        cluster.stop(each)
    _remove('postgres', 'data', 'addons', 'run', 'templates', 'logs')


def distclean() -> None:
    """Remove everything that was downloaded or built."""
    clean()
    _remove('odoo', 'venvs', 'node', 'locks')
    with contextlib.suppress(OSError):
        paths.home().rmdir()


def _remove(*names: str) -> None:
    # Only what we made: the person may have named a folder that holds other things too.
    for name in names:
        shutil.rmtree(paths.home() / name, ignore_errors=True)


def smoke() -> int:
    """Pay three invoices in a headless browser; SHOTS=<folder> keeps the screenshots."""
    chromium = require(CHROMIUM)[0]
    tools = node_env.provide()
    addresses = stack.free_addresses()
    with workspace.databases() as store:
        template = demo_database.template(store, addresses.environment)
        with (
            workspace.scratch(store, template, 'smoke') as name,
            stack.running(store, name, addresses, 'smoke'),
        ):
            say('playing a customer who pays')
            env = {
                **tools.environment,
                **addresses.environment,
                **_database_environment(store, name),
                'CHROMIUM': str(chromium),
                'ODOO_LOG': str(paths.home() / 'logs' / 'smoke-odoo.log'),
            }
            return _run_module(store, 'dev.smoke', env)


def bench() -> int:
    """Compare with stock Odoo; BENCH="<name> ..." runs some, BENCH_JSON=<file> writes the rows."""
    with workspace.databases() as store:
        env = {
            **_database_environment(store, ''),
            'TEMPLATE': store.standard_template(),
        }
        return _run_module(store, 'dev.bench', env)


def environment() -> None:
    """Print shell variables for running Odoo by hand, and keep the database server running."""
    with contextlib.redirect_stdout(sys.stderr):  # `eval "$(make env)"` must see variables only
        variables = _prepare_environment()
    for name, value in variables.items():
        print(f'export {name}={shlex.quote(value)}')
    print('# $ODOO_PY -m odoo -c $ODOO_CONF -d <database> ...   `make stop` ends the server')


def _prepare_environment() -> dict[str, str]:
    runtime = server.provide(cluster.keep())
    lint_python = python_env.provide('lint', ['requirements-lint.txt'], 'the lint tools')
    return {
        **runtime.environment,
        'ODOO_PY': str(runtime.python),
        'ODOO_CONF': str(runtime.configuration),
        'ADDONS': str(runtime.addons),
        'TEMPLATE': Databases(runtime).standard_template(),
        'NODE_PATH': str(node_env.provide().modules),
        'LINT_BIN': str(lint_python.parent),
    }


def format_sources() -> None:
    """Write the sources the way `make lint` wants them."""
    lint_python = python_env.provide('lint', ['requirements-lint.txt'], 'the lint tools')
    tools = node_env.provide()
    ruff = lint_python.with_name('ruff')
    run([ruff, 'check', '--fix-only', '.'], 'ruff', cwd=paths.REPOSITORY)
    run([ruff, 'format', '.'], 'ruff', cwd=paths.REPOSITORY)
    prettier = [tools.modules / '.bin' / 'prettier', '--write', '.']
    run(prettier, 'prettier', env=tools.environment, cwd=paths.REPOSITORY)


def _database_environment(store: Databases, name: str) -> dict[str, str]:
    runtime = store.runtime
    return {
        **runtime.environment,
        'ODOO_PY': str(runtime.python),
        'ODOO_CONF': str(runtime.configuration),
        'DATABASE': name,
    }


def _run_module(store: Databases, module: str, env: dict[str, str]) -> int:
    """Run one of our modules with Odoo's packages, and return its exit code."""
    if not (paths.REPOSITORY / module.replace('.', '/') / '__main__.py').is_file():
        raise SetupError(f'The module {module} is missing in this clone.')
    done = subprocess.run(
        [store.runtime.python, '-m', module],
        cwd=paths.REPOSITORY,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


COMMANDS: dict[str, Command] = {
    'demo': serve.demo,
    'stop': stop,
    'smoke': smoke,
    'test': all_tests.main,
    'lint': linter.main,
    'format': format_sources,
    'bench': bench,
    'core': core_suites.main,
    'env': environment,
    'clean': clean,
    'distclean': distclean,
    'help': show_help,
}
