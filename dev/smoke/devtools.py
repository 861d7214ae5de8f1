"""A headless Chromium of our own, spoken to over its DevTools protocol.

Source: https://chromedevtools.github.io/devtools-protocol/
"""

import contextlib
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import websocket

_ARGUMENTS = (
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-dev-shm-usage',
    '--disable-sync',
    '--hide-scrollbars',
    '--lang=en-US',
    '--no-first-run',
    '--remote-debugging-port=0',
    '--remote-allow-origins=*',
)
_PORT_FILE = 'DevToolsActivePort'
_START = 60  # seconds that Chromium may take to start on a busy machine
_ANSWER = 60  # seconds that it may take to answer
_PAUSE = 0.05  # seconds between two looks at something that is about to happen


class BrowserError(Exception):
    """Chromium refused what it was asked to do."""


class Browser:
    """A connection to a running Chromium.

    :param address: The WebSocket address of the browser itself.
    """

    def __init__(self, address: str):
        self._socket = websocket.create_connection(address, timeout=_ANSWER)
        self._last_id = 0
        self._events: dict[str, list[dict]] = {}

    def call(self, method: str, session: str | None = None, **params) -> dict:
        """Ask the browser, or one of its pages, to do something, and return its answer.

        :param method: Domain and command of the protocol.
        :param session: The page's session; the browser itself by default.
        :param params: The parameters of the command.
        :return: The answer.
        :raise BrowserError: If the browser refuses.
        """
        self._last_id += 1
        message = {'id': self._last_id, 'method': method, 'params': params}
        if session:
            message['sessionId'] = session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get('id') == self._last_id:
                break
            self._keep_event(answer)
        if 'error' in answer:
            raise BrowserError(f'{method}: {answer["error"]["message"]}')
        return answer['result']

    def take_events(self, session: str) -> list[dict]:
        """Return what has happened on a page since the last time."""
        self.call('Browser.getVersion')  # reads everything that has arrived before the answer
        return self._events.pop(session, [])

    def _keep_event(self, message: dict) -> None:
        if 'method' in message:
            self._events.setdefault(message.get('sessionId', ''), []).append(message)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


@contextlib.contextmanager
def running(program: str) -> Iterator[Browser]:
    """Run a Chromium with an empty profile until the block ends.

    :param program: The path of Chromium.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *_ARGUMENTS, f'--user-data-dir={profile}', 'about:blank'],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            browser = Browser(_wait_for_address(process, Path(profile) / _PORT_FILE))
            yield browser
            browser.close()
        finally:
            process.terminate()
            process.wait()


def _wait_for_address(process: subprocess.Popen, port_file: Path) -> str:
    """Return the address that Chromium writes into its profile once it listens."""
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            port, path = port_file.read_text().splitlines()
            return f'ws://127.0.0.1:{port}{path}'
        time.sleep(_PAUSE)
    raise BrowserError('Chromium does not start.')
