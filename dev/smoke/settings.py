"""Where everything is: read from the environment variables that `make smoke` sets."""

import os
from pathlib import Path
from typing import NamedTuple

from dev.setup.paths import REPOSITORY, home

# What the portal's customer of the demo signs in with.
CUSTOMER = 'customer'
PICTURES = REPOSITORY / 'static' / 'description' / 'screenshots'


class Settings(NamedTuple):
    """The addresses of the running demo and where to keep screenshots."""

    portal: str
    simulator: str
    database: str
    chromium: str
    log: Path
    shots: Path
    pictures: Path | None


def from_environment() -> Settings:
    """Return the settings that the environment variables make."""
    read = os.environ.get
    return Settings(
        portal=read('WEB_BASE_URL', 'http://localhost:8069').rstrip('/'),
        simulator=read('WEBPAY_SIMULATOR_URL', 'http://localhost:8070').rstrip('/'),
        database=os.environ['DATABASE'],
        chromium=read('CHROMIUM', 'chromium'),
        log=Path(read('ODOO_LOG') or home() / 'logs' / 'smoke-odoo.log'),
        shots=Path(read('SHOTS') or REPOSITORY / 'shots').expanduser().absolute(),
        pictures=PICTURES if read('PICTURES') == '1' else None,
    )
