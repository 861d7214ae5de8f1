"""Payment links in log files: whoever reads those must not be able to open one."""

import logging
import re


class MaskLinks(logging.Filter):
    """Replaces the tokens in the addresses of payment links.

    A proxy before the server has its own log, which this can't reach.
    """

    def __init__(self, route):
        super().__init__()
        self._address = re.compile(rf'({re.escape(route)}/)[^/?#\s"\']+')

    def filter(self, record):
        """Override of `logging` to mask the text and what is filled into it.

        :param logging.LogRecord record: What is about to be logged.
        :return: That it is logged.
        :rtype: bool
        """
        record.msg = self._mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._mask(value) for value in record.args)
        return True

    def _mask(self, value):
        """Return a text without tokens; anything else as it is.

        :param object value: A part of the record.
        :rtype: object
        """
        return self._address.sub(r'\1***', value) if isinstance(value, str) else value
