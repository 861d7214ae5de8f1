"""Everything that a demo consists of, started together: simulator, mail catcher, Odoo."""

import contextlib
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from . import ports, processes
from .console import say
from .databases import Databases


class Addresses(NamedTuple):
    """The ports of the demo's servers."""

    odoo: int
    simulator: int
    mail: int
    smtp: int

    @property
    def url(self) -> str:
        """Return the address of the portal."""
        return f'http://localhost:{self.odoo}'

    @property
    def simulator_url(self) -> str:
        """Return the address of the simulated gateway."""
        return f'http://localhost:{self.simulator}'

    @property
    def mail_url(self) -> str:
        """Return the address of the page with all mail that was sent."""
        return f'http://localhost:{self.mail}'

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that tell other programs the addresses."""
        return {
            'WEB_BASE_URL': self.url,
            'WEBPAY_SIMULATOR_URL': self.simulator_url,
            'MAIL_URL': self.mail_url,
            'SMTP_PORT': str(self.smtp),
        }


class Stack(NamedTuple):
    """A running demo."""

    addresses: Addresses
    database: str
    odoo: subprocess.Popen


def free_addresses() -> Addresses:
    """Return addresses on ports that nobody uses."""
    return Addresses(*(ports.any_free() for _field in Addresses._fields))


@contextlib.contextmanager
def running(store: Databases, database: str, addresses: Addresses, name: str) -> Iterator[Stack]:
    """Serve a demo database until the block ends.

    :param store: The databases.
    :param database: The demo database to serve.
    :param addresses: Where to serve.
    :param name: First part of the log files' names.
    """
    _tell_addresses(store, database, addresses)
    runtime = store.runtime
    module = (str(runtime.python), '-m')
    simulator = [*module, 'dev.simulators.webpay', f'--port={addresses.simulator}']
    mail = [*module, 'dev.simulators.mail', f'--smtp-port={addresses.smtp}']
    odoo = runtime.command(
        *('-d', database, f'--http-port={addresses.odoo}', '--max-cron-threads=1')
    )
    env = runtime.environment
    with contextlib.ExitStack() as servers:

        def start(suffix: str, command: list[str], url: str) -> subprocess.Popen:
            return servers.enter_context(processes.server(f'{name}-{suffix}', command, env, url))

        say('starting the simulator, the mail catcher and Odoo')
        start('webpay', simulator, addresses.simulator_url)
        start('mail', [*mail, f'--http-port={addresses.mail}'], addresses.mail_url)
        process = start('odoo', odoo, f'{addresses.url}/web/login')
        yield Stack(addresses, database, process)


def _tell_addresses(store: Databases, database: str, addresses: Addresses) -> None:
    """Write this run's addresses into the database, which may have been built with others."""
    store.sql(
        database,
        f"""
        UPDATE ir_config_parameter SET value = '{addresses.url}' WHERE key = 'web.base.url';
        UPDATE payment_provider SET transbank_base_url = '{addresses.simulator_url}'
         WHERE transbank_base_url IS NOT NULL;
        UPDATE ir_mail_server SET smtp_port = {addresses.smtp} WHERE smtp_host = '127.0.0.1';
        """,
    )
