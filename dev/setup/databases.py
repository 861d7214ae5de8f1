"""Databases: templates built once and copied in a second, each together with its file store."""

import shutil
from collections.abc import Callable
from pathlib import Path

from .console import run, say
from .paths import REPOSITORY, digest, home, locked, made, require_space
from .server import Runtime

MODULES = (
    'account_payment',
    'auth_signup',
    'base_vat',
    'calendar',
    'l10n_cl',
    'l10n_es',
    'payment_custom',
    'payment_demo',
    'payment_paypal',
    'payment_redsys',
    'sale_management',
)
_SPACE = 600  # megabytes of one database with its log


class Databases:
    """The databases of one runtime."""

    def __init__(self, runtime: Runtime):
        """Work in the cluster and the data folder of a runtime.

        :param runtime: Where Odoo and its cluster are.
        """
        self.runtime = runtime

    # === TEMPLATES === #

    def standard_template(self) -> str:
        """Return the name of a template with Odoo's modules and demo data, without the add-on."""
        key = digest(self.runtime.odoo.version, str(self.runtime.python), *MODULES)
        return self.template(f'template_{key}', self._fill_with_modules)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Return the name of a template, built first if there is none yet.

        :param name: The template's name; it must change with whatever the content depends on.
        :param fill: Builds the content in the database whose name it is given.
        """
        with locked(f'database-{name}'):
            (made(home() / 'templates') / name).touch()
            if not self.exists(name):
                require_space(_SPACE, 'Another database')
                partial = f'{name}_partial'
                self.drop(partial)
                fill(partial)
                self._rename(partial, name)
                # Nobody may connect, so that it can always be copied.
                self._sql(f'ALTER DATABASE "{name}" IS_TEMPLATE true ALLOW_CONNECTIONS false')
        return name

    def prune(self, prefix: str, kept: int) -> None:
        """Drop the templates of a kind that were not used for longest.

        :param prefix: How the names of that kind begin.
        :param kept: How many stay.
        """
        uses = (home() / 'templates').glob(f'{prefix}*')
        for use in sorted(uses, key=lambda path: path.stat().st_mtime, reverse=True)[kept:]:
            with locked(f'database-{use.name}'):
                self.drop(use.name)
                use.unlink(missing_ok=True)

    def _fill_with_modules(self, name: str) -> None:
        say("building the template database: Odoo's modules and demo data (3 minutes)")
        self.odoo(
            'building the template database',
            *('-d', name, '-i', ','.join(MODULES)),
            *('--stop-after-init', '--no-http', '--max-cron-threads=0'),
        )

    def odoo(
        self, what: str, *args: str, env: dict[str, str] | None = None, script: str | None = None
    ) -> str:
        """Run Odoo to its end, from the top of the clone, and return its log.

        :param what: What it does, for the sentence of a failure.
        :param args: Odoo's sub-command and options.
        :param env: Further variables.
        :param script: Python code for the sub-command `shell`.
        :return: The log.
        """
        log = home() / 'logs' / f'{what.replace(" ", "-")}.log'
        env = {**self.runtime.environment, **(env or {})}
        command = self.runtime.command(*args)
        return run(command, what, log=log, env=env, cwd=REPOSITORY, script=script)

    # === SINGLE DATABASES === #

    def exists(self, name: str) -> bool:
        """Tell whether there is a database of this name."""
        return name in self.names()

    def names(self) -> list[str]:
        """Return the names of all databases but PostgreSQL's own."""
        query = "SELECT datname FROM pg_database WHERE datname NOT IN ('template0', 'template1')"
        return self._sql(f"{query} AND datname <> 'postgres'").split()

    def copy(self, template: str, name: str) -> None:
        """Make a fresh database from a template, replacing one of that name."""
        self.drop(name)
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        source = self._filestore(template)
        if source.is_dir():
            shutil.copytree(source, self._filestore(name))

    def drop(self, name: str) -> None:
        """Remove a database and its file store, whether it exists or not."""
        if self.exists(name):
            self._sql(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def _rename(self, old: str, new: str) -> None:
        self._sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        shutil.rmtree(self._filestore(new), ignore_errors=True)
        if self._filestore(old).is_dir():
            self._filestore(old).rename(self._filestore(new))

    def _filestore(self, name: str) -> Path:
        return self.runtime.data / 'filestore' / name

    def _sql(self, statement: str) -> str:
        return self.sql('postgres', statement)

    def sql(self, name: str, statement: str) -> str:
        """Run a statement in a database and return its rows, one a line."""
        cluster = self.runtime.cluster
        psql = [cluster.programs / 'psql', '-XAtq', '-d', name, '-c', statement]
        return run(psql, f'the statement {statement}', env=cluster.environment)
