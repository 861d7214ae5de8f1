"""A private PostgreSQL cluster: a folder of our own, a Unix socket, no service and no password.

PostgreSQL refuses to run as root, so root runs it as the system user `postgres`.
The cluster holds nothing that cannot be built again; it trades durability for speed.
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .console import SetupError, run, say
from .paths import HOME_VARIABLE, home, is_root, locked, made, require_space
from .system import POSTGRES, RUNUSER, require

USER = 'odoo'  # Odoo refuses to work as the database user `postgres`
_SYSTEM_USER = 'postgres'
_PORT = 5432  # only names the socket file, nothing listens on the network
_SOCKET_PATH_LIMIT = 107  # bytes, of the operating system
_SPACE = 1500  # megabytes: the templates, a test database and the write-ahead log
_SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class Cluster(NamedTuple):
    """Where the cluster's programs, data and socket are."""

    programs: Path
    folder: Path

    @property
    def data(self) -> Path:
        """Return the folder of the databases."""
        return self.folder / 'data'

    @property
    def sockets(self) -> Path:
        """Return the folder of the socket, which clients take as their host."""
        return self.folder / 'run'

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that lead PostgreSQL's clients here."""
        return {'PGHOST': str(self.sockets), 'PGPORT': str(_PORT), 'PGUSER': USER}


@contextlib.contextmanager
def running() -> Iterator[Cluster]:
    """Start the cluster if it rests, and stop it when its last user has finished."""
    cluster = _provide()
    with (cluster.folder / 'users').open('a') as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        start(cluster)
        yield cluster
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody else is there
            if not _keeper(cluster).exists():
                stop(cluster)


def keep() -> Cluster:
    """Start the cluster and let it run until `make stop`."""
    cluster = _provide()
    _keeper(cluster).touch()
    start(cluster)
    return cluster


def start(cluster: Cluster) -> None:
    """Start the server unless it runs already."""
    with locked('cluster'):
        if _is_running(cluster):
            return
        log = cluster.folder / 'run' / 'server.log'
        _control(cluster, 'start', '-l', str(log), '-w')


def stop(cluster: Cluster) -> None:
    """Stop the server if it runs, ending its clients."""
    with locked('cluster'):
        _keeper(cluster).unlink(missing_ok=True)
        if _is_running(cluster):
            _control(cluster, 'stop', '-m', 'fast', '-w')


def stop_if_idle(cluster: Cluster) -> bool:
    """Stop the server unless somebody still works with it, and tell whether it rests now."""
    with (cluster.folder / 'users').open('a') as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if _is_running(cluster) and _count_clients(cluster):
            return False
        stop(cluster)
    return True


def _count_clients(cluster: Cluster) -> int:
    query = (
        'SELECT count(*) FROM pg_stat_activity'
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    psql = [cluster.programs / 'psql', '-XAtq', '-d', 'postgres', '-c', query]
    return int(run(psql, 'asking PostgreSQL for its clients', env=cluster.environment))


def existing() -> list[Cluster]:
    """Return the clusters that were made before, whether they run or not."""
    folders = sorted((home() / 'postgres').glob('*/data/PG_VERSION'))
    programs = require(POSTGRES)[0].parent if folders else Path()
    return [Cluster(programs, version.parents[1]) for version in folders]


def _provide() -> Cluster:
    programs = require(POSTGRES)[0].parent
    version = run([programs / 'postgres', '--version'], 'asking PostgreSQL for its version')
    major = re.search(r'(\d+)', version).group(1)
    cluster = Cluster(programs, made(home() / 'postgres' / major))
    with locked('cluster'):
        if not (cluster.data / 'PG_VERSION').is_file():
            _create(cluster)
    return cluster


def _create(cluster: Cluster) -> None:
    """Make an empty cluster."""
    require_space(_SPACE, 'The databases')
    say('making a private PostgreSQL cluster')
    if len(os.fsencode(cluster.sockets / f'.s.PGSQL.{_PORT}')) > _SOCKET_PATH_LIMIT:
        raise SetupError(f'The path {home()} is too long; name a shorter one with {HOME_VARIABLE}.')
    shutil.rmtree(cluster.data, ignore_errors=True)
    for folder in (made(cluster.data), made(cluster.sockets)):
        # The server asks for no password: only its owner and root may come near.
        folder.chmod(0o700)
        if is_root():
            shutil.chown(folder, _SYSTEM_USER, _SYSTEM_USER)
    _check_reachable(cluster)
    initdb = cluster.programs / 'initdb'
    locale = ['--encoding=UTF8', '--locale=C.UTF-8']
    run(
        _as_owner([initdb, '-D', cluster.data, '-U', USER, '--auth=trust', *locale]),
        'making the PostgreSQL cluster',
        cwd=Path('/'),
    )
    with (cluster.data / 'postgresql.conf').open('a') as settings:
        settings.write(_SETTINGS.format(port=_PORT, sockets=cluster.sockets))


def _check_reachable(cluster: Cluster) -> None:
    """Make sure that the cluster's owner can enter its folder.

    :param cluster: The cluster.
    :raise SetupError: If a folder above ours is closed.
    """
    for folder in (home(), cluster.folder.parent, cluster.folder):
        folder.chmod(folder.stat().st_mode | 0o111)  # root's umask may have closed them
    try:
        run(_as_owner(['test', '-w', cluster.data]), 'looking into the data folder', cwd=Path('/'))
    except SetupError as error:
        raise SetupError(
            f'The user {_SYSTEM_USER}, who runs PostgreSQL for root, cannot reach {cluster.data}; '
            f'name an open folder with {HOME_VARIABLE}.'
        ) from error


def _keeper(cluster: Cluster) -> Path:
    return cluster.folder / 'keep'


def _is_running(cluster: Cluster) -> bool:
    try:
        _control(cluster, 'status')
    except SetupError:
        return False
    return True


def _control(cluster: Cluster, *args: str) -> None:
    command = [cluster.programs / 'pg_ctl', '-D', cluster.data, *args]
    run(_as_owner(command), f'PostgreSQL: {args[0]}', cwd=Path('/'))


def _as_owner(command: list[str | Path]) -> list[str | Path]:
    """Return the command as the user who owns the cluster runs it."""
    if not is_root():
        return command
    return [require(RUNUSER)[0], '-u', _SYSTEM_USER, '--', *command]
