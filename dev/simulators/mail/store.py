"""The messages that were caught."""

import email
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timezone
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property

MAX_MESSAGES = 1000


class CaughtMessage:
    """A message, with the envelope that it came in.

    :param number: Its number in the store.
    :param sender: The envelope's sender.
    :param recipients: The envelope's recipients.
    :param raw: The text as it was sent.
    """

    def __init__(self, number: int, sender: str, recipients: list[str], raw: bytes):
        self.number = number
        self.sender = sender
        self.recipients = recipients
        self.raw = raw
        self.received_at = datetime.now(timezone.utc)

    @cached_property
    def parsed(self) -> Message:
        """Return the message, parsed without complaint about whatever is wrong with it."""
        return email.message_from_bytes(self.raw)

    def header(self, name: str) -> str:
        """Return a header in readable form; an empty text if it is missing."""
        values = [value for key, value in self.parsed.raw_items() if key.lower() == name.lower()]
        return _readable(values[0]) if values else ''

    @property
    def subject(self) -> str:
        """Return the subject."""
        return self.header('Subject')

    @property
    def text(self) -> str:
        """Return the plain text; empty if there is none."""
        return self._find_body('text/plain')

    @property
    def html(self) -> str:
        """Return the HTML with its embedded pictures put in; empty if there is none."""
        html = self._find_body('text/html')
        for part in self._parts:
            name = str(part.get('Content-ID', '')).strip().strip('<>')
            if name and part.get_content_maintype() == 'image':
                html = html.replace(f'cid:{name}', _data_address(part))
        return html

    @property
    def attachments(self) -> list[Message]:
        """Return the parts that have a file name or are meant to be saved."""
        return [part for part in self._parts if _is_attachment(part)]

    @property
    def _parts(self):
        return [part for part in self.parsed.walk() if not part.is_multipart()]

    def _find_body(self, content_type):
        for part in self._parts:
            if part.get_content_type() == content_type and not _is_attachment(part):
                return _decode(part)
        return ''

    def is_to(self, text: str) -> bool:
        """Tell whether `text` is part of a recipient's address."""
        return any(text.lower() in recipient.lower() for recipient in self.recipients)


class MailStore:
    """Keep the latest messages in memory. Safe to use from any thread."""

    def __init__(self):
        self._messages: list[CaughtMessage] = []
        self._count = 0
        self._changed = threading.Condition()

    def add(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Keep a message."""
        with self._changed:
            self._count += 1
            self._messages.append(CaughtMessage(self._count, sender, recipients, raw))
            del self._messages[:-MAX_MESSAGES]
            self._changed.notify_all()

    def all(self, to: str = '') -> list[CaughtMessage]:
        """Return the messages, oldest first.

        :param to: A part of the recipient's address.
        """
        with self._changed:
            return [message for message in self._messages if message.is_to(to)]

    def get(self, number: int) -> CaughtMessage:
        """Return one message.

        :raise KeyError: If there is none of that number.
        """
        for message in self.all():
            if message.number == number:
                return message
        raise KeyError(number)

    def clear(self) -> None:
        """Forget all messages."""
        with self._changed:
            self._messages.clear()

    def wait_for(
        self, found: Callable[[list[CaughtMessage]], bool], timeout: float
    ) -> list[CaughtMessage]:
        """Wait until the messages are as wanted, and return them.

        :param found: Tells whether they are.
        :param timeout: How long to wait, in seconds.
        :raise TimeoutError: If they never are.
        """
        end = time.monotonic() + timeout
        with self._changed:
            while not found(self._messages):
                if not self._changed.wait(end - time.monotonic()):
                    raise TimeoutError("The message did not come")
            return list(self._messages)


def part_bytes(part: Message) -> bytes:
    """Return the content of a part."""
    return part.get_payload(decode=True) or b''


def part_name(part: Message) -> str:
    """Return the file name of a part; an empty text if it has none."""
    try:
        return _readable(part.get_filename() or '')
    except ValueError:
        # A name in a charset that cannot even be looked up.
        return 'attachment'


def _is_attachment(part):
    return bool(part_name(part)) or part.get_content_disposition() == 'attachment'


def _decode(part):
    charset = part.get_content_charset('utf-8')
    try:
        return part_bytes(part).decode(charset, 'replace')
    except (LookupError, ValueError):
        # A charset that nobody knows: better some wrong letters than no text.
        return part_bytes(part).decode('utf-8', 'replace')


def _readable(value):
    """Return a header's text from its encoded form."""
    text = value.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')
    text = ' '.join(text.split())
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, MessageError):
        # Shown as it came rather than not at all.
        return text


def _data_address(part):
    return f'data:{part.get_content_type()};base64,{b64encode(part_bytes(part)).decode()}'
