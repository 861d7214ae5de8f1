"""`make demo` and `make stop`: serve the demo until somebody ends it."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dev.setup import demo_database, ports, stack, workspace
from dev.setup.console import SetupError, say
from dev.setup.paths import REPOSITORY, digest, home, made
from dev.setup.stack import Addresses, Stack

_GRACE = 60  # seconds that a demo gets to end
_START = 1800  # seconds that the first start may take, downloads included
_PAUSE = 0.3  # seconds between two looks at a demo that starts or ends


def demo() -> int:
    """Serve the demo on PORT=<8069>; DETACH=1 goes to the background once it is ready."""
    if os.environ.get('DETACH') == '1':
        return _detached()
    with _alone():
        addresses = _addresses()
        with workspace.databases() as store:
            database = demo_database.database_of(store.runtime)
            demo_database.keep_up_to_date(store, database, addresses.environment)
            with stack.running(store, database, addresses, 'demo') as running:
                _write_state(is_ready=True)
                print(_table(addresses), flush=True)
                return _wait(running)


def _addresses() -> Addresses:
    """Return where to serve: the portal where the person wants it, the rest where there is room."""
    return Addresses(
        odoo=ports.chosen('PORT', 8069),
        simulator=ports.prefer(8070),
        mail=ports.prefer(8025),
        smtp=ports.prefer(1025),
    )


def _wait(running: Stack) -> int:
    """Wait until Odoo ends, which it only does when something is wrong."""
    running.odoo.wait()
    raise SetupError(f'Odoo has stopped; see {home() / "logs" / "demo-odoo.log"}.')


def _table(addresses: Addresses) -> str:
    """Return what a newcomer needs to know."""
    from dev.demo import logins

    rows = (
        ('portal and back office', addresses.url),
        ('simulated Webpay', addresses.simulator_url),
        ('all e-mail that is sent', addresses.mail_url),
        ('paying without an account', f'{addresses.url}/pay/{logins.GUEST_SLUG}'),
        ('', f'tax id {logins.GUEST_TAX_ID}; the code comes by e-mail'),
    )
    lines = '\n'.join(f'  {name:<28}{value}' for name, value in rows)
    who = '\n'.join(f'  {line}' for line in logins.as_table().splitlines())
    return f'\nThe demo is ready.\n\n{lines}\n\n{who}\n\nCtrl-C or `make stop` ends it.\n'


# === ONE DEMO FOR EACH CLONE === #


def _state_file() -> Path:
    return made(home() / 'run') / f'demo-{digest(str(REPOSITORY))}.json'


def _write_state(is_ready: bool) -> None:
    _state_file().write_text(json.dumps({'pid': os.getpid(), 'is_ready': is_ready}))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Refuse to serve twice, and tell others who serves.

    :raise SetupError: If this clone's demo runs already.
    """
    with _state_file().with_suffix('.lock').open('w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError("This clone's demo runs already; `make stop` ends it.") from None
        _write_state(is_ready=False)
        try:
            yield
        finally:
            _state_file().unlink(missing_ok=True)


def _detached() -> int:
    """Start the demo in the background and wait until it is ready."""
    log = made(home() / 'logs') / 'demo.log'
    env = {**os.environ, 'DETACH': ''}
    with log.open('w') as output:
        process = subprocess.Popen(
            [sys.executable, '-m', 'dev', 'demo'],
            cwd=REPOSITORY,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START
    with log.open() as progress:
        while True:
            print(progress.read(), end='', flush=True)
            if process.poll() is not None:
                print(progress.read(), end='', flush=True)
                return process.returncode or 1
            if _serves(process.pid):
                print(progress.read(), end='', flush=True)
                return 0
            if time.monotonic() > deadline:
                raise SetupError(f'The demo is still not ready; see {log}.')
            time.sleep(_PAUSE)


def _serves(pid: int) -> bool:
    state = _read_state(_state_file())
    return state.get('pid') == pid and state.get('is_ready', False)


def _read_state(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


# === STOPPING === #


def stop_demos() -> None:
    """End every demo that was started from any clone."""
    for state in (home() / 'run').glob('demo-*.json'):
        pid = _read_state(state).get('pid')
        if pid and _is_locked(state.with_suffix('.lock')):
            say('stopping the demo')
            os.kill(pid, signal.SIGTERM)
            _wait_for_end(state)


def _is_locked(path: Path) -> bool:
    with path.open('a') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _wait_for_end(state: Path) -> None:
    deadline = time.monotonic() + _GRACE
    while _is_locked(state.with_suffix('.lock')):
        if time.monotonic() > deadline:
            raise SetupError(f'The demo (process {_read_state(state)["pid"]}) does not end.')
        time.sleep(_PAUSE)
