"""Fill the HTML pages of simulators. Whatever is put in is made safe unless it says it is HTML."""

import secrets
from html import escape
from pathlib import Path
from string import Template

from .web import Response, html_response


class Markup(str):
    """A text that is HTML already."""


class Pages:
    """The pages of one simulator: `layout.html` around each, `style.css` within.

    :param folder: Where they are.
    :param policy: Further rules for browsers, in the words of Content-Security-Policy.
    """

    def __init__(self, folder: Path, policy: tuple[str, ...] = ()):
        self._folder = folder
        self._policy = policy

    def render(
        self, page: str, title: str, status: int = 200, head: str = '', **values: object
    ) -> Response:
        """Return a page.

        :param page: The name of a file, without its ending.
        :param title: The heading.
        :param status: The HTTP status.
        :param head: Markup for the head.
        :param values: What stands in the page.
        """
        nonce = secrets.token_urlsafe(16)
        content = self._fill(page, nonce=nonce, **values)
        style = Markup((self._folder / 'style.css').read_text())
        text = self._fill(
            'layout', title=title, nonce=nonce, style=style, head=Markup(head), content=content
        )
        # Only our own style and script run, nothing is loaded, and nobody may frame the page.
        rules = (
            "default-src 'none'",
            f"style-src 'nonce-{nonce}'",
            f"script-src 'nonce-{nonce}'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            *self._policy,
        )
        return html_response(status, text, (('Content-Security-Policy', '; '.join(rules)),))

    def _fill(self, page, **values):
        return markup((self._folder / f'{page}.html').read_text(), **values)


def markup(template: str, **values: object) -> Markup:
    """Return a piece of HTML with `values` put in for its `$names`."""
    safe = {
        name: value if isinstance(value, Markup) else escape(str(value))
        for name, value in values.items()
    }
    return Markup(Template(template).substitute(safe))


def join(pieces: list[Markup]) -> Markup:
    """Return pieces of HTML one after the other."""
    return Markup('\n'.join(pieces))
