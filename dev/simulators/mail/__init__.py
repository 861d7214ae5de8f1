"""A mail server that keeps every message and sends none.

In a test::

    with MailCatcher() as mail:
        ...                                   # something sends by SMTP to `mail.smtp_port`
        (message,) = mail.wait_for('ana@example.cl')
        message.subject, message.html, message.attachments

From the command line, with an inbox for a person and `/api/messages` for scripts::

    python -m dev.simulators.mail --smtp-port 8071 --http-port 8072
"""

from .catcher import MailCatcher
from .store import CaughtMessage

__all__ = ['CaughtMessage', 'MailCatcher']
