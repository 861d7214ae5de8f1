"""The database of the demo: built once for each state of the sources, then copied."""

import functools
from collections.abc import Iterator
from pathlib import Path

from .console import SetupError, say
from .databases import Databases
from .paths import MODULE, REPOSITORY, digest, home, made
from .server import Runtime

PREFIX = 'demo_template_'
_SCRIPT = REPOSITORY / 'dev' / 'demo' / 'build.py'
_KEPT_TEMPLATES = 4
_SOURCES = ('*.py', '*.xml', '*.csv', '*.sql', '*.po')
_WITHOUT_EFFECT = ('tests', 'static', 'dev', '.git')  # what the database does not depend on
# The first visitor would wait for the pages' scripts and styles to be put together.
_BUNDLES = "\nenv['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n"


def template(store: Databases, addresses: dict[str, str]) -> str:
    """Return the name of a template that holds the demo, built first if there is none yet.

    :param store: The databases.
    :param addresses: Variables with the addresses that the demo gets; each copy sets its own.
    :return: The template's name.
    """
    name = f'{PREFIX}{_key(store)}'
    store.template(name, functools.partial(_fill, store, addresses))
    store.prune(PREFIX, _KEPT_TEMPLATES)
    return name


def keep_up_to_date(store: Databases, name: str, addresses: dict[str, str]) -> None:
    """Make the database of `make demo`, or bring it up to the sources, keeping what is in it.

    :param store: The databases.
    :param name: The database's name.
    :param addresses: Variables with the addresses that the demo gets.
    """
    marker = made(home() / 'run') / f'{name}.state'
    known = marker.read_text().split() if marker.is_file() and store.exists(name) else []
    state = [store.standard_template(), _key(store)]
    if known == state:
        return
    if known[:1] == state[:1]:
        say("the add-on has changed: upgrading the demo's database (make clean starts afresh)")
        store.odoo('upgrading the demo', *_finite(name), '-u', MODULE)
    else:
        store.copy(template(store, addresses), name)
    marker.write_text(' '.join(state))


def _key(store: Databases) -> str:
    """Return a key that changes with whatever the demo's content depends on."""
    sources = sorted({*_files(REPOSITORY, _WITHOUT_EFFECT), *_files(REPOSITORY / 'dev' / 'demo')})
    contents = (
        part for path in sources for part in (str(path.relative_to(REPOSITORY)), path.read_bytes())
    )
    return digest(store.standard_template(), *contents)


def _files(folder: Path, skipped: tuple[str, ...] = ()) -> Iterator[Path]:
    for pattern in _SOURCES:
        for path in folder.rglob(pattern):
            if path.relative_to(folder).parts[0] not in skipped:
                yield path


def _fill(store: Databases, addresses: dict[str, str], name: str) -> None:
    if not _SCRIPT.is_file():
        raise SetupError(f'The demo cannot be built: {_SCRIPT} is missing.')
    say('building the demo: customers and documents (1 minute)')
    store.copy(store.standard_template(), name)
    store.odoo('installing the add-on', *_finite(name), '-i', MODULE)
    script = _SCRIPT.read_text() + _BUNDLES
    shell = ('shell', '-d', name, '--no-http')
    store.odoo('filling the demo', *shell, env=addresses, script=script)


def _finite(name: str) -> tuple[str, ...]:
    return ('-d', name, '--stop-after-init', '--no-http', '--max-cron-threads=0')


def database_of(runtime: Runtime) -> str:
    """Return the name of this clone's demo database."""
    return f'demo_{runtime.addons.name}'
