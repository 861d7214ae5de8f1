"""Fill the HTML pages of the simulator. Nothing on them comes from elsewhere."""

import secrets
from html import escape
from pathlib import Path
from string import Template

from ..web import Response, html_response

PAGES = Path(__file__).with_name('pages')


class Markup(str):
    """A text that is HTML already."""


def render(page: str, title: str, status: int = 200, head: str = '', **values: str) -> Response:
    """Return a page with `values` put in, made safe unless they are `Markup`.

    :param page: The name of a file in `pages`.
    :param title: The heading.
    :param status: The HTTP status.
    :param head: Markup for the head.
    :param values: What stands in the page.
    """
    nonce = secrets.token_urlsafe(16)
    content = _fill(page, nonce=nonce, **values)
    style = Markup((PAGES / 'style.css').read_text())
    text = _fill(
        'layout', title=title, nonce=nonce, style=style, head=Markup(head), content=content
    )
    return html_response(status, text, (('Content-Security-Policy', _policy(nonce)),))


def markup(template: str, **values: object) -> Markup:
    """Return a piece of HTML with `values` put in, made safe unless they are `Markup`."""
    return Markup(Template(template).substitute(_safe(values)))


def join(pieces: list[Markup]) -> Markup:
    """Return pieces of HTML one after the other."""
    return Markup('\n'.join(pieces))


def _fill(page, **values):
    template = (PAGES / f'{page}.html').read_text()
    return Markup(Template(template).substitute(_safe(values)))


def _safe(values):
    return {
        name: value if isinstance(value, Markup) else escape(str(value))
        for name, value in values.items()
    }


def _policy(nonce):
    # The gateway forbids frames. Forms and scripts go to any shop, all else stays here.
    return '; '.join(
        (
            "default-src 'none'",
            f"style-src 'nonce-{nonce}'",
            f"script-src 'nonce-{nonce}'",
            'connect-src *',
            'form-action *',
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
