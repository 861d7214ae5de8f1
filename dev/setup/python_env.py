"""Virtual environments outside the clone, each keyed by the content of its requirements."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from .console import SetupError, run, say
from .paths import REPOSITORY, digest, home, is_root, locked, made, require_space
from .system import install

_VERSION = (3, 11)  # what our pinned packages are made for
_NAME = f'python{_VERSION[0]}.{_VERSION[1]}'
_SPACE = 800  # megabytes of the largest environment


def provide(name: str, requirements: Iterable[str], label: str) -> Path:
    """Return the interpreter of an environment with these requirements, made if missing.

    :param name: First part of the environment's folder name.
    :param requirements: File names below `dev/`.
    :param label: What the packages are, for the progress line.
    :return: The environment's `python`.
    """
    files = [REPOSITORY / 'dev' / requirement for requirement in requirements]
    base = _base_python()
    folder = made(home() / 'venvs') / f'{name}-{_key(base, files)}'
    python = folder / 'bin' / 'python'
    with locked(f'venv-{name}'):
        if not (folder / 'complete').is_file():
            require_space(_SPACE, f'Installing {label}')
            say(f'installing {label}')
            _create(base, folder)
            wanted = [arg for file in files for arg in ('-r', file)]
            pip = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
            run([*pip, *wanted], f'installing {label}', log=home() / 'logs' / f'pip-{name}.log')
            (folder / 'complete').touch()
    return python


def _base_python() -> str:
    """Return the Python that the environments are made of.

    :return: Its program, the same whichever way and from whichever environment we were started.
    :raise SetupError: If the machine has none that the pinned packages are made for.
    """
    own = sys.executable if sys.version_info[:2] == _VERSION else ''
    names = (os.environ.get('PYTHON_FOR_ODOO', ''), own, _NAME)
    for found in filter(None, map(shutil.which, filter(None, names))):
        prefix = run([found, '-c', 'import sys; print(sys.base_prefix)'], 'asking Python').strip()
        program = Path(prefix, 'bin', _NAME)
        if program.is_file():
            return str(program)
    raise SetupError(
        f'Python {_NAME.removeprefix("python")} is needed; please install it, or name its program '
        'with PYTHON_FOR_ODOO.'
    )


def _key(base: str, files: Iterable[Path]) -> str:
    version = run([base, '--version'], 'asking Python for its version')
    return digest(base, version, *(file.read_bytes() for file in files))


def _create(base: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        run([base, '-m', 'venv', folder], 'making a virtual environment')
    except SetupError:
        # Debian keeps the part that brings pip in a package of its own.
        if not is_root() and shutil.which('apt-get'):
            raise SetupError('Please run once: sudo apt-get install python3-venv') from None
        install(['python3-venv'])
        shutil.rmtree(folder, ignore_errors=True)
        run([base, '-m', 'venv', folder], 'making a virtual environment')
