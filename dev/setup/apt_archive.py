"""Debian packages, downloaded and unpacked without touching the system's own package state."""

import platform
from collections.abc import Sequence
from pathlib import Path

from .console import SetupError, run
from .paths import is_root, made

_NEWEST = 'sid'
_OLDER = 'bookworm'


def mirror() -> tuple[str, str]:
    """Return the address of the Debian mirror this machine uses, and its signing key file.

    `apt-get` itself reads the machine's sources, whatever format they are written in. Security
    updates and other vendors' sources carry another label or no Debian release name.

    :raise SetupError: If the machine has no Debian mirror.
    """
    wanted = '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(LABEL)|$(SIGNED_BY)'
    release = platform.freedesktop_os_release().get('VERSION_CODENAME', '')
    listing = run(
        ['apt-get', 'indextargets', '--format', wanted, 'Created-By: Packages'],
        'reading the sources of apt-get',
    )
    for line in listing.splitlines():
        fields = line.split('|')
        if len(fields) == 5 and fields[1] == release and _is_debian(*fields[2:4]):
            return fields[0], fields[4] if fields[4].startswith('/') else ''
    raise SetupError(
        "This machine names no Debian mirror to take Odoo's package from; "
        'please set ODOO_HOME to the folder of an Odoo 19 that you have.'
    )


def _is_debian(component: str, label: str) -> bool:
    # Before the first `apt-get update` nothing is known of the label.
    return component == 'main' and label in ('Debian', '', '$(LABEL)')


def download(folder: Path, newest: Sequence[str], older: Sequence[str]) -> None:
    """Download packages into a folder.

    :param folder: Where the packages and the private state of `apt-get` go.
    :param newest: Packages of Debian's newest suite.
    :param older: Packages of Debian 12, where the newest suite has moved their files.
    """
    uri, key = mirror()
    signature = f'[signed-by={key}] ' if key else ''
    state = made(folder / 'state')
    made(state / 'lists' / 'partial')
    made(state / 'cache' / 'archives' / 'partial')
    sources = state / 'sources.list'
    sources.write_text(
        ''.join(f'deb {signature}{uri} {suite} main\n' for suite in (_NEWEST, _OLDER))
    )
    settings = {
        'Dir::Etc::sourcelist': sources,
        'Dir::Etc::sourceparts': '/dev/null',
        'Dir::State::Lists': state / 'lists',
        'Dir::Cache': state / 'cache',
        'Acquire::Languages': 'none',
        'Acquire::Check-Valid-Until': 'false',  # a mirror that lags is signed all the same
    }
    if is_root():
        settings['APT::Sandbox::User'] = 'root'  # apt's own user may not enter this folder
    options = (arg for name, value in settings.items() for arg in ('-o', f'{name}={value}'))
    apt_get = ['apt-get', *options]
    run([*apt_get, 'update'], "reading Debian's package lists")
    names = [f'{name}/{_NEWEST}' for name in newest] + [f'{name}/{_OLDER}' for name in older]
    run([*apt_get, 'download', *names], 'downloading Odoo', cwd=folder)


def unpack(package: Path, prefix: Path) -> None:
    """Unpack a package below a prefix, installing nothing."""
    run(['dpkg-deb', '-x', package, made(prefix)], f'unpacking {package.name}')
