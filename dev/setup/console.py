"""What the set-up says to the person at the keyboard, and how it runs other programs."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_STARTED = time.monotonic()
_LOG_TAIL = 15  # lines shown of a failed program's output


class SetupError(Exception):
    """Something the person can put right; its text is one clear sentence."""


def say(message: str) -> None:
    """Print one progress line with the seconds since the start."""
    print(f'[{time.monotonic() - _STARTED:5.0f} s] {message}', flush=True)


def fresh(log: Path) -> Path:
    """Return the path of a log file after making room for it.

    A run that still writes to the file of that name goes on writing to its own.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    return log


def run(
    args: Sequence[str | Path],
    what: str,
    log: Path | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    script: str | None = None,
) -> str:
    """Run a program quietly and return what it printed.

    :param args: The command line.
    :param what: What the program does, for the sentence of a failure.
    :param log: File that keeps the output as well.
    :param env: Variables set on top of this process's own.
    :param cwd: Working folder of the program.
    :param script: What the program reads from its standard input; nothing by default.
    :return: Standard output and error together.
    :raise SetupError: If the program is missing or ends with another code than 0.
    """
    command = [str(arg) for arg in args]
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            input=script or '',
            text=True,
            errors='replace',
            env={**os.environ, **(env or {})},
            cwd=cwd,
            check=False,
        )
    except FileNotFoundError as error:
        raise SetupError(f'{what} failed: the program {command[0]} is not installed.') from error
    if log:
        fresh(log).write_text(done.stdout)
    if done.returncode:
        tail = '\n    '.join(done.stdout.splitlines()[-_LOG_TAIL:])
        raise SetupError(f'{what} failed (exit code {done.returncode}):\n    {tail}')
    return done.stdout
