"""Programs the system itself must have: found, or installed by its package manager."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .console import SetupError, run, say
from .paths import is_root, locked


class Program(NamedTuple):
    """A program by the names it goes by, and the Debian packages that bring it."""

    names: tuple[str, ...]
    packages: tuple[str, ...]


POSTGRES = Program(('postgres',), ('postgresql',))
CHROMIUM = Program(
    ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
    ('chromium', 'fonts-liberation'),  # without a font, pages and documents show boxes
)
WKHTMLTOPDF = Program(('wkhtmltopdf',), ('wkhtmltopdf', 'fonts-liberation'))
NODE = Program(('node', 'nodejs'), ('nodejs',))
NPM = Program(('npm',), ('npm',))
RUNUSER = Program(('runuser',), ('util-linux',))


def find(program: Program) -> Path | None:
    """Return the program's path, or None if the system lacks it."""
    if program == POSTGRES:
        return _newest_postgres()
    found = next(filter(None, map(shutil.which, program.names)), None)
    return Path(found) if found else None


def _newest_postgres() -> Path | None:
    """Return the server's program in the folder where its companions lie too."""
    # Debian keeps them out of PATH, one folder for each major version.
    found = Path('/usr/lib/postgresql').glob('*/bin/postgres')
    newest = max(found, key=lambda path: int(path.parts[-3]), default=None)
    in_path = shutil.which('postgres')
    return newest or (Path(in_path).resolve() if in_path else None)


def require(*programs: Program) -> list[Path]:
    """Return the programs' paths, installing what is missing.

    :raise SetupError: If something is missing and we may not install it.
    """
    missing = [program for program in programs if not find(program)]
    if missing:
        install(package for program in missing for package in program.packages)
    paths = [find(program) for program in programs]
    for program, path in zip(programs, paths, strict=True):
        if not path:
            raise SetupError(f'{program.names[0]} is still missing after its installation.')
    return paths


def install(packages: Iterable[str]) -> None:
    """Install Debian packages when root, or say the command that does it.

    :raise SetupError: If we are not root, or the system has no apt-get.
    """
    names = list(packages)
    if not shutil.which('apt-get'):
        raise SetupError(f'Please install these programs by hand: {" ".join(names)}.')
    if not is_root():
        raise SetupError(f'Please run once: sudo apt-get install {" ".join(names)}')
    with locked('apt'):
        say(f'installing {" ".join(names)} with apt-get')
        env = {'DEBIAN_FRONTEND': 'noninteractive', 'LC_ALL': os.environ.get('LC_ALL', 'C.UTF-8')}
        run(['apt-get', 'update'], 'apt-get update', env=env)
        run(
            ['apt-get', 'install', '-y', '--no-install-recommends', *names],
            'apt-get install',
            env=env,
        )
