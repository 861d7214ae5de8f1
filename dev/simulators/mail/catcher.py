"""The mail catcher as one object."""

from ..web import WebServer
from .inbox import Inbox
from .smtp import SmtpServer
from .store import CaughtMessage, MailStore


class MailCatcher:
    """Receive every message on a port of this machine, and show it in an inbox on another.

    :param host: The address to listen on.
    :param smtp_port: The port for messages; 0 takes a free one.
    :param http_port: The port of the inbox; 0 takes a free one.
    :raise OSError: If a port is taken.
    """

    def __init__(self, host: str = '127.0.0.1', smtp_port: int = 0, http_port: int = 0):
        self._host = host
        self._store = MailStore()
        self._smtp = SmtpServer(self._store.add, host, smtp_port)
        try:
            self._web = WebServer(Inbox(self._store).handle, host, http_port)
        except OSError:
            self._smtp.stop()
            raise

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def start(self) -> None:
        """Start to receive and to show."""
        self._smtp.start()
        self._web.start()

    def stop(self) -> None:
        """Stop, and free both ports."""
        self._smtp.stop()
        self._web.stop()

    @property
    def smtp_port(self) -> int:
        """Return the port for messages."""
        return self._smtp.port

    @property
    def url(self) -> str:
        """Return the address of the inbox, without a slash at the end."""
        return f'http://{self._host}:{self._web.port}'

    @property
    def messages(self) -> list[CaughtMessage]:
        """Return the messages, oldest first."""
        return self._store.all()

    def messages_to(self, address: str) -> list[CaughtMessage]:
        """Return the messages to an address or a part of one, oldest first."""
        return self._store.all(address)

    def wait_for(self, address: str, count: int = 1, timeout: float = 10) -> list[CaughtMessage]:
        """Wait for messages to an address, and return them.

        :param address: The address or a part of it.
        :param count: How many messages at least.
        :param timeout: How long to wait, in seconds.
        :raise TimeoutError: If they do not come.
        """
        self._store.wait_for(
            lambda messages: sum(message.is_to(address) for message in messages) >= count, timeout
        )
        return self._store.all(address)

    def clear(self) -> None:
        """Forget all messages."""
        self._store.clear()
