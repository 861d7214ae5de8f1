"""A small threaded web server for simulators: one function turns a request into a response."""

import json
import logging
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from .background import BackgroundServer

_logger = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024  # bytes
IDLE_TIMEOUT = 30  # seconds without a byte from the client


class Request(NamedTuple):
    """What a client sent.

    Shape: `path` is decoded and has no query; `query` maps a name to its last value
    """

    method: str
    path: str
    query: dict
    headers: Message
    body: bytes

    def form(self) -> dict[str, str]:
        """Return the fields of a form, those of the body before those of the query."""
        fields = parse_qs(self.body.decode('utf-8', 'replace'), keep_blank_values=True)
        return self.query | {name: values[-1] for name, values in fields.items()}

    def is_json(self) -> bool:
        """Tell whether the body says that it is JSON."""
        return self.headers.get_content_type() == 'application/json'


class Response(NamedTuple):
    """What the client gets."""

    status: int
    body: bytes = b''
    content_type: str = 'application/json'
    headers: tuple[tuple[str, str], ...] = ()


class DropConnection(Exception):
    """Raised by a handler to close the connection without an answer."""


def json_response(status: int, content: object) -> Response:
    """Return `content` as a JSON response."""
    return Response(status, json.dumps(content, ensure_ascii=False).encode())


def html_response(status: int, page: str, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return `page` as an HTML response that no browser keeps."""
    headers = (('Cache-Control', 'no-store'), *headers)
    return Response(status, page.encode(), 'text/html; charset=utf-8', headers)


def redirect(location: str) -> Response:
    """Return a response that makes the browser GET `location`."""
    return Response(303, b'', 'text/plain', (('Location', location), ('Cache-Control', 'no-store')))


class WebServer(BackgroundServer):
    """Serve `handle` on a port in the background, one thread for each connection.

    :param handle: Turns a request into a response; may raise `DropConnection`.
    :param host: The address to listen on.
    :param port: The port to listen on; 0 takes a free one.
    :raise OSError: If the port is taken.
    """

    def __init__(self, handle: Callable[[Request], Response], host: str, port: int):
        server = _Server((host, port), _RequestHandler)
        server.handle = handle
        super().__init__(server)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    handle: Callable[[Request], Response]

    def server_bind(self):
        # Without the look-up of the host's full name, which waits for a name server when offline.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        # Faults of ours are answered with 500 before; what is left is a client that went away.
        _logger.debug("%s:%s went away", *client_address[:2])


class _RequestHandler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server_version = 'Simulator'
    sys_version = ''
    timeout = IDLE_TIMEOUT

    def _serve(self):
        # One request for each connection, so that stopping has nothing to wait for.
        self.close_connection = True
        try:
            response = self._answer()
        except DropConnection:
            _logger.info("%s %s: connection dropped", self.command, self._path_for_log())
            return
        except Exception:
            # A fault of the simulator itself must look like one, and the server must live on.
            _logger.exception("%s %s failed", self.command, self._path_for_log())
            response = json_response(500, {'description': "The simulator itself failed"})
        _logger.info("%s %s: %s", self.command, self._path_for_log(), response.status)
        self._send(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _answer(self):
        length = self.headers.get('Content-Length') or '0'
        if not (length.isascii() and length.isdigit()):
            return json_response(400, {'error_message': "Content-Length is not a number"})
        if int(length) > MAX_BODY:
            return json_response(413, {'error_message': "The body is too large"})
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query, True).items()}
        body = self.rfile.read(int(length))
        request = Request(self.command, unquote(url.path), query, self.headers, body)
        return self.server.handle(request)

    def _send(self, response):
        self.send_response(response.status)
        self.send_header('Content-Type', response.content_type)
        self.send_header('Content-Length', str(len(response.body)))
        self.send_header('Connection', 'close')
        self.send_header('X-Content-Type-Options', 'nosniff')
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(response.body)

    def _path_for_log(self):
        # Tokens are keys to a payment: the first characters are enough to follow one.
        path = urlsplit(self.path).path
        return '/'.join(part if len(part) < 40 else f'{part[:8]}…' for part in path.split('/'))

    def log_message(self, format, *args):
        """Log nothing here: the base class would write whole addresses, tokens included."""
