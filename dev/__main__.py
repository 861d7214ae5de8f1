"""The commands behind the Makefile: `python3 -m dev <command>`."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - the person may start us with any Python
    sys.exit('Please run this with Python 3.10 or newer.')

import signal

from dev import commands
from dev.setup.console import SetupError


def main(names: list[str]) -> int:
    """Run the command named first and return its exit code."""
    # `make stop` and a closed terminal end a run as Ctrl-C does: everything is put away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    command = commands.COMMANDS.get(names[0] if names else 'help')
    if not command:
        print(f'There is no command {names[0]!r}; see make help.', file=sys.stderr)
        return 2
    try:
        return command() or 0
    except SetupError as error:
        print(f'\n{error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print('\nStopped.', file=sys.stderr)
        return 130


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
