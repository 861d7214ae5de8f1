"""Servers started in the background of a command, and ended with it."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence

from .console import SetupError, fresh
from .paths import REPOSITORY, home

_GRACE = 20  # seconds that a server gets to end
_PAUSE = 0.2  # seconds between two looks at a server that starts


@contextlib.contextmanager
def server(
    name: str,
    command: Sequence[str],
    env: dict[str, str],
    url: str,
    patience: int = 120,
) -> Iterator[subprocess.Popen]:
    """Run a server from the top of the clone until the block ends.

    :param name: The server's name, also of its log file.
    :param command: Its command line.
    :param env: Variables set on top of this process's own.
    :param url: Address that answers once it is ready.
    :param patience: Seconds to wait for that.
    """
    log = fresh(home() / 'logs' / f'{name}.log')
    with log.open('w') as output:
        process = subprocess.Popen(
            [*_bound_to_us(), *command],
            cwd=REPOSITORY,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C must reach only us: we end the servers in order
        )
    try:
        _wait_until(lambda: _answers(url), process, patience, f'{name} did not start; see {log}')
        yield process
    finally:
        end(process)


def _bound_to_us() -> list[str]:
    """Return what to put before a command so that it ends even if we are killed."""
    setpriv = shutil.which('setpriv')
    return [setpriv, '--pdeathsig', 'TERM', '--'] if setpriv else []


def end(process: subprocess.Popen) -> None:
    """End a process if it still runs, first asking, then forcing it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until(
    is_ready: Callable[[], bool], process: subprocess.Popen, patience: int, failure: str
) -> None:
    deadline = time.monotonic() + patience
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SetupError(f'{failure}.')
        time.sleep(_PAUSE)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30):
            return True
    except urllib.error.HTTPError:
        return True  # an answer all the same: the server is there
    except OSError:
        return False
