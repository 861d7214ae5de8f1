"""Run the Webpay simulator: `python -m dev.simulators.webpay --port 8070`."""

import sys

from ..command_line import base_parser, run
from .settings import INTEGRATION_ACCOUNTS, read_accounts
from .simulator import WebpaySimulator


def main() -> int:
    """Serve until stopped."""
    parser = base_parser("A simulator of Transbank's Webpay Plus.")
    parser.add_argument('--port', type=int, default=8070, help="port; 0 takes a free one")
    parser.add_argument('--accounts', metavar='FILE', help="JSON list of commerce codes")
    parser.add_argument(
        '--production', action='store_true', help="cancelling payers return by GET, not by POST"
    )
    options = parser.parse_args()

    def build():
        accounts = read_accounts(options.accounts) if options.accounts else INTEGRATION_ACCOUNTS
        return WebpaySimulator(
            options.host, options.port, accounts, integration=not options.production
        )

    return run(build, lambda webpay: f"Webpay simulator: {webpay.url}", options.verbose)


if __name__ == '__main__':
    sys.exit(main())
