"""Odoo 19 itself: the one the person has (`ODOO_HOME`), or Debian's package unpacked in our folder.

Debian ships the whole Community edition as one package. It is unpacked, not installed: its
dependencies would pull another system Python along.
"""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from . import apt_archive
from .console import SetupError, say
from .paths import digest, home, locked, made, require_space

_PACKAGES = (
    'odoo-19',
    # The package's fonts and three scripts are symbolic links into these.
    'fonts-roboto-unhinted',
    'fonts-montserrat',
    'fonts-inconsolata',
    'fonts-ocr-b',
    'libjs-jquery',
    'libjs-underscore',
    'libjs-jquery-form',
)
_OLDER_PACKAGES = ('fonts-font-awesome',)  # the newest has moved the files the links point to
_SPACE = 2500  # megabytes: the packages, unpacked, and the unpacking


class Odoo(NamedTuple):
    """An Odoo source: what to put on Python's path, and a key that names its version."""

    python_path: Path
    package: Path
    extra_addons: tuple[Path, ...]
    version: str


def provide() -> Odoo:
    """Return an Odoo 19, downloaded unless there is one already."""
    own = os.environ.get('ODOO_HOME')
    return _of_person(Path(own).expanduser().absolute()) if own else _of_debian()


def _of_person(folder: Path) -> Odoo:
    package = next((p for p in (folder / 'odoo', folder) if (p / 'release.py').is_file()), None)
    if not package or _series(package) != '19.0':
        raise SetupError(f'ODOO_HOME={folder} holds no Odoo 19.0, no odoo/release.py says so.')
    # A link of its own: the folder beside an installed `odoo` is full of other packages, which
    # would hide our pinned ones.
    key = digest(str(package))
    link = made(home() / 'odoo' / f'own-{key}') / 'odoo'
    if not link.is_symlink():
        link.symlink_to(package)
    addons = package.parent / 'addons'
    return Odoo(
        python_path=link.parent,
        package=package,
        extra_addons=(addons,) if (addons / 'account').is_dir() else (),
        version=f'own-{key}-{_state(package)}',
    )


def _series(package: Path) -> str:
    text = (package / 'release.py').read_text()
    found = re.search(r'version_info\s*=\s*\((\d+),\s*(\d+)', text)
    return '.'.join(found.groups()) if found else ''


def _state(package: Path) -> str:
    """Return a key that changes when a checkout is updated."""
    head = package.parent / '.git' / 'logs' / 'HEAD'
    return digest(head.read_bytes() if head.is_file() else (package / 'release.py').read_bytes())


def _of_debian() -> Odoo:
    root = made(home() / 'odoo')
    current = root / 'current'
    with locked('odoo'):
        if not current.is_file():
            current.write_text(_unpack(root))
    version = current.read_text()
    python_path = root / version / 'usr/lib/python3/dist-packages'
    return Odoo(python_path, python_path / 'odoo', (), version)


def _unpack(root: Path) -> str:
    """Download and unpack Odoo and the packages its links point to, and return its version."""
    require_space(_SPACE, 'Odoo')
    say('downloading Odoo 19 (about 130 MB)')
    downloads = made(root / 'downloads')
    apt_archive.download(downloads, _PACKAGES, _OLDER_PACKAGES)
    version = re.sub(r'^odoo-19_([^_]+)_.*$', r'\1', next(downloads.glob('odoo-19_*')).name)
    version = version.replace('%3a', '-')
    say(f'unpacking Odoo {version}')
    partial = root / f'{version}.partial'
    shutil.rmtree(partial, ignore_errors=True)
    for package in sorted(downloads.glob('*.deb')):
        apt_archive.unpack(package, partial)
    _repair(partial / 'usr/lib/python3/dist-packages')
    shutil.rmtree(root / version, ignore_errors=True)
    partial.rename(root / version)
    shutil.rmtree(downloads)
    return version


def _repair(dist_packages: Path) -> None:
    """Mend what the package leaves broken when it stands in a folder of its own."""
    shutil.rmtree(dist_packages / 'addons', ignore_errors=True)  # repeats 70 MB of odoo/addons
    addons = dist_packages / 'odoo/addons'
    # Missing from the package: each build of the back-end bundle would log an error.
    missing = addons / 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'
    made(missing.parent)
    missing.touch()
    prefix = dist_packages.parents[3]
    for link in addons.rglob('*'):
        if link.is_symlink():
            _relink(link, prefix)


def _relink(link: Path, prefix: Path) -> None:
    """Point a link of the package to the file it means, inside the prefix."""
    target = Path(os.readlink(link))
    if link.suffix in ('.woff', '.woff2'):
        target = target.with_suffix(link.suffix)  # the package has the two crossed
    if target.is_absolute() and (prefix / target.relative_to('/')).exists():
        target = Path(os.path.relpath(prefix / target.relative_to('/'), link.parent))
    if str(target) != os.readlink(link):
        link.unlink()
        link.symlink_to(target)
