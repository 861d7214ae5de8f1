"""Odoo's command line for this clone: its environment, configuration file and log."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from . import odoo_source, python_env
from .cluster import Cluster
from .odoo_source import Odoo
from .paths import MODULE, REPOSITORY, digest, home, locked, made


class Runtime(NamedTuple):
    """What is needed to start Odoo."""

    odoo: Odoo
    python: Path
    cluster: Cluster

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that Odoo and PostgreSQL's clients need."""
        return {'PYTHONPATH': str(self.odoo.python_path), **self.cluster.environment}

    @property
    def addons(self) -> Path:
        """Return the folder that holds this clone under the add-on's technical name."""
        return home() / 'addons' / digest(str(REPOSITORY))

    @property
    def configuration(self) -> Path:
        """Return Odoo's configuration file for this clone."""
        return self.addons.parent / f'{self.addons.name}.conf'

    @property
    def data(self) -> Path:
        """Return Odoo's data folder, where the file stores are."""
        return home() / 'data'

    def command(self, *args: str | Path) -> list[str]:
        """Return the command line of one of Odoo's programs.

        :param args: Optional name of a sub-command such as `shell`, and options.
        """
        words = [str(arg) for arg in args]
        name = [words.pop(0)] if words and not words[0].startswith('-') else []
        odoo = [str(self.python), '-m', 'odoo', *name]
        return [*odoo, '-c', str(self.configuration), *words]


def provide(cluster: Cluster) -> Runtime:
    """Return the runtime, downloading what is missing."""
    odoo = odoo_source.provide()
    python = python_env.provide('odoo', ['requirements.txt'], "Odoo's Python packages (1 minute)")
    runtime = Runtime(odoo, python, cluster)
    with locked('addons'):
        _link(made(runtime.addons) / MODULE, REPOSITORY)
        _write_configuration(runtime)
    return runtime


def _link(link: Path, target: Path) -> None:
    # Odoo takes the folder's name as the module's name, and a clone may lie in any folder.
    if not link.is_symlink() or Path(os.readlink(link)) != target:
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _write_configuration(runtime: Runtime) -> None:
    # Odoo would otherwise read the person's own ~/.odoorc.
    addons: Sequence[Path] = (*runtime.odoo.extra_addons, runtime.addons)
    options = {
        'addons_path': ','.join(map(str, addons)),
        'data_dir': made(runtime.data),
        'db_host': runtime.cluster.sockets,
        'db_port': runtime.cluster.environment['PGPORT'],
        'db_user': runtime.cluster.environment['PGUSER'],
        'http_interface': '127.0.0.1',
        'list_db': False,
        'with_demo': True,
    }
    lines = ''.join(f'{name} = {value}\n' for name, value in options.items())
    runtime.configuration.write_text(f'[options]\n{lines}')
