"""Run the mail catcher: `python -m dev.simulators.mail --smtp-port 8071 --http-port 8072`."""

import sys

from ..command_line import base_parser, run
from .catcher import MailCatcher


def main() -> int:
    """Serve until stopped."""
    parser = base_parser("A mail server that keeps every message and sends none.")
    parser.add_argument('--smtp-port', type=int, default=8071, help="port for messages")
    parser.add_argument('--http-port', type=int, default=8072, help="port of the inbox")
    options = parser.parse_args()
    return run(
        lambda: MailCatcher(options.host, options.smtp_port, options.http_port),
        lambda mail: f"Mail catcher: {mail.url}, SMTP on port {mail.smtp_port}",
        options.verbose,
    )


if __name__ == '__main__':
    sys.exit(main())
