"""The receiving side of SMTP, as much as a mail client needs to hand over a message.

Source: RFC 5321; RFC 1870 (SIZE), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8).
"""

import re
from collections.abc import Callable
from socketserver import StreamRequestHandler, ThreadingTCPServer

from ..background import BackgroundServer

MAX_SIZE = 50 * 1024 * 1024  # bytes of a message
MAX_LINE = 4096  # bytes of a command
MAX_RECIPIENTS = 1000
IDLE_TIMEOUT = 60  # seconds

EXTENSIONS = ('8BITMIME', 'PIPELINING', 'SMTPUTF8', f'SIZE {MAX_SIZE}')

PATH_PATTERN = re.compile(r'(?:FROM|TO):\s*<([^<>\s]*)>((?:\s+\S+)*)\s*', re.IGNORECASE)
PARAMETER_PATTERN = re.compile(r'BODY=(7BIT|8BITMIME)|SMTPUTF8|SIZE=\d{1,20}', re.IGNORECASE)

Deliver = Callable[[str, list[str], bytes], None]


class Session:
    """The conversation with one client, without the network.

    :param deliver: Takes sender, recipients and text of a finished message.
    """

    def __init__(self, deliver: Deliver):
        self._deliver = deliver
        self._greeted = False
        self._sender: str | None = None
        self._recipients: list[str] = []
        self.receiving = False
        self.closed = False
        self._commands = {
            'HELO': self._helo,
            'EHLO': self._ehlo,
            'MAIL': self._mail,
            'RCPT': self._rcpt,
            'DATA': self._data,
            'RSET': self._rset,
            'NOOP': lambda argument: '250 OK',
            'VRFY': lambda argument: '252 Send it and see',
            'QUIT': self._quit,
        }

    def command(self, line: str) -> str:
        """Return the reply to a command, its lines separated by CRLF."""
        verb, _space, argument = line.strip().partition(' ')
        handler = self._commands.get(verb.upper())
        return handler(argument) if handler else '502 Command not implemented'

    def message(self, content: bytes) -> str:
        """Deliver the message of a DATA command and return the reply."""
        self.receiving = False
        sender, recipients = self._sender, self._recipients
        self._forget()
        if len(content) > MAX_SIZE:
            return '552 Message too large'
        self._deliver(sender, recipients, content)
        return '250 OK'

    def _forget(self):
        self._sender, self._recipients = None, []

    def _helo(self, argument):
        self._greeted = True
        self._forget()
        return '250 mail catcher'

    def _ehlo(self, argument):
        self._helo(argument)
        lines = ('mail catcher', *EXTENSIONS)
        return '\r\n'.join(
            f'250{" " if number == len(lines) else "-"}{line}'
            for number, line in enumerate(lines, start=1)
        )

    def _mail(self, argument):
        if not self._greeted:
            return '503 Say hello first'
        if self._sender is not None:
            return '503 There is a sender already'
        path = self._read_path('FROM', argument)
        if not path:
            return '501 Syntax: MAIL FROM:<address>'
        parameters = path[2].split()
        if not all(PARAMETER_PATTERN.fullmatch(parameter) for parameter in parameters):
            return '555 Parameter not recognized'
        if any(_size(parameter) > MAX_SIZE for parameter in parameters):
            return '552 Message too large'
        self._sender = path[1]
        return '250 OK'

    def _rcpt(self, argument):
        if self._sender is None:
            return '503 MAIL first'
        path = self._read_path('TO', argument)
        if not path or not path[1]:
            return '501 Syntax: RCPT TO:<address>'
        if len(self._recipients) >= MAX_RECIPIENTS:
            return '452 Too many recipients'
        self._recipients.append(path[1])
        return '250 OK'

    def _data(self, argument):
        if not self._recipients:
            return '503 RCPT first'
        self.receiving = True
        return '354 End with a dot on a line of its own'

    def _rset(self, argument):
        self._forget()
        return '250 OK'

    def _quit(self, argument):
        self.closed = True
        return '221 Bye'

    def _read_path(self, word, argument):
        path = PATH_PATTERN.fullmatch(argument)
        return path if path and argument.upper().startswith(word) else None


class SmtpServer(BackgroundServer):
    """Receive messages on a port in the background, one thread for each client.

    :param deliver: Takes sender, recipients and text of a message.
    :param host: The address to listen on.
    :param port: The port to listen on; 0 takes a free one.
    :raise OSError: If the port is taken.
    """

    def __init__(self, deliver: Deliver, host: str, port: int):
        server = _Server((host, port), _Handler)
        server.deliver = deliver
        super().__init__(server)


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    deliver: Deliver

    def handle_error(self, request, client_address):
        """Say nothing: a client that goes away in the middle is no fault of ours."""


class _Handler(StreamRequestHandler):
    timeout = IDLE_TIMEOUT

    def handle(self):
        session = Session(self.server.deliver)
        self._say('220 mail catcher')
        while not session.closed:
            line = self.rfile.readline(MAX_LINE)
            if not line.endswith(b'\n'):
                return
            self._say(session.command(line.decode('utf-8', 'replace')))
            if session.receiving:
                content = self._receive()
                if content is None:
                    return
                self._say(session.message(content))

    def _say(self, reply):
        self.wfile.write(f'{reply}\r\n'.encode())

    def _receive(self):
        """Return the text of a message, or None if the client went away before its end."""
        lines = []
        size = 0
        while line := self.rfile.readline(MAX_SIZE):
            if line in (b'.\r\n', b'.\n'):
                return b''.join(lines)
            if size <= MAX_SIZE:
                lines.append(line[1:] if line.startswith(b'.') else line)
            size += len(line)
        return None


def _size(parameter):
    name, _equals, value = parameter.partition('=')
    return int(value) if name.upper() == 'SIZE' else 0
