"""Where the set-up keeps its things: one folder outside the clone, one sub-folder for each job."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .console import SetupError, say

MODULE = 'account_payment_portal'
REPOSITORY = Path(__file__).resolve().parents[2]
HOME_VARIABLE = 'PORTAL_DEV_HOME'


def is_root() -> bool:
    """Tell whether the set-up runs as the system's administrator."""
    return os.geteuid() == 0


def home() -> Path:
    """Return the folder of all downloads, environments and data, made if missing.

    Root's own home is closed to the `postgres` user, who runs the cluster when we are root: so root
    keeps its things below `/var/cache`, everybody else in the usual cache folder.
    """
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        folder = Path(chosen).expanduser().absolute()
    elif is_root():
        folder = Path('/var/cache') / MODULE
    else:
        cache = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
        folder = Path(cache) / MODULE
    if folder.is_relative_to(REPOSITORY):
        raise SetupError(f'{HOME_VARIABLE} must lie outside the clone: Odoo walks all of it.')
    return made(folder)


def made(folder: Path) -> Path:
    """Return the folder, created with its parents when missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f'The folder {folder} cannot be made ({error.strerror}); '
            f'name another one with {HOME_VARIABLE}.'
        ) from error
    return folder


def digest(*parts: str | bytes) -> str:
    """Return a short key that changes with any of the parts.

    >>> digest('a', 'b') == digest('a', b'b') != digest('ab')
    True
    """
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(f'{len(data)}:'.encode() + data)
    return total.hexdigest()[:12]


def require_space(megabytes: int, purpose: str) -> None:
    """Refuse to begin what the disk cannot hold.

    :param megabytes: Space that the work needs.
    :param purpose: What it is for, as it stands in the sentence.
    :raise SetupError: If less is free.
    """
    free = shutil.disk_usage(home()).free // 2**20
    if free < megabytes:
        raise SetupError(
            f'{purpose} needs {megabytes} MB, but only {free} MB are free in {home()}; '
            f'free some space or name another folder with {HOME_VARIABLE}.'
        )


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time do a job; the others wait and say so."""
    with (made(home() / 'locks') / name).open('w') as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f'waiting for another run that is busy with the same job ({name})')
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
