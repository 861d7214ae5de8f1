"""What the simulators' commands have in common."""

import errno
import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import AbstractContextManager


def base_parser(description: str) -> ArgumentParser:
    """Return a parser with the options that every simulator has."""
    parser = ArgumentParser(description=description)
    parser.add_argument('--host', default='127.0.0.1', help="address to listen on")
    parser.add_argument('--verbose', action='store_true', help="log every request")
    return parser


def run(build: Callable[[], AbstractContextManager], describe: Callable, verbose: bool) -> int:
    """Serve until somebody stops the process, and return its exit code.

    :param build: Makes the simulator.
    :param describe: Tells in one line where the simulator is.
    :param verbose: Whether to log every request.
    """
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format='%(asctime)s %(message)s'
    )
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *args: stopped.set())
    try:
        simulator = build()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{_explain(error)}\n")
        return 1
    with simulator:
        sys.stdout.write(f"{describe(simulator)}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


def _explain(error):
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "The port is taken by another program: choose another one."
    return str(error)
