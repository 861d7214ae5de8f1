"""Ports of this machine: taken, free, or the one the person wants."""

import os
import socket

from .console import SetupError

HOST = '127.0.0.1'


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def prefer(port: int) -> int:
    """Return the port if it is free, another one otherwise."""
    return port if is_free(port) else any_free()


def chosen(variable: str, default: int) -> int:
    """Return the port that a variable names.

    :param variable: The environment variable.
    :param default: The port if the variable is not set.
    :return: The port.
    :raise SetupError: If it is no port, or taken.
    """
    text = os.environ.get(variable) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f'{variable}={text} is no port: it must be a number from 1 to 65535.')
    if not is_free(int(text)):
        raise SetupError(
            f'Port {text} is taken by another program; choose another one: '
            f'make demo {variable}={int(text) + 11}'
        )
    return int(text)
