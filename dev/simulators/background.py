"""Run a socket server in a thread."""

import threading
from socketserver import BaseServer


class BackgroundServer:
    """Let a server answer in the background.

    :param server: The server; its port is taken already.
    """

    def __init__(self, server: BaseServer):
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True
        )

    @property
    def port(self) -> int:
        """Return the port that the server listens on."""
        return self._server.server_address[1]

    def start(self) -> None:
        """Start to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop to answer and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
