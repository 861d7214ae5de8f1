"""The inbox: pages for a person, JSON for scripts.

- `GET /`, `GET /messages/<number>`: pages
- `GET /messages/<number>/html|source`, `GET /messages/<number>/attachments/<position>`: contents
- `GET /api/messages?to=<part of an address>`, `GET /api/messages/<number>`: JSON
- `DELETE /api/messages`: forget them
"""

from pathlib import Path
from urllib.parse import quote, urlencode

from ..pages import Pages, join, markup
from ..web import Request, Response, html_response, json_response, redirect
from .store import CaughtMessage, MailStore, part_bytes, part_name

PAGES = Pages(
    Path(__file__).with_name('pages'), ("frame-src 'self'", "form-action 'self'", "img-src data:")
)

# A message may show its own pictures and those of a server on this machine, and open links in a
# tab of their own. It runs no script, sends no form and tells nobody elsewhere that it was read.
MESSAGE_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " img-src data: http://127.0.0.1:* http://localhost:*; style-src 'unsafe-inline'"
)
LINKS_IN_NEW_TAB = '<base target="_blank">'


class Inbox:
    """Answer the requests for messages.

    :param store: The messages.
    """

    def __init__(self, store: MailStore):
        self._store = store

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        names = [name for name in request.path.split('/') if name]
        try:
            if names[:1] == ['api']:
                return self._handle_api(request, names[1:])
            if not names and request.method == 'GET':
                return self._show_list(request.query.get('to', ''))
            if names == ['clear'] and request.method == 'POST':
                return self._clear(request)
            if names[:1] == ['messages'] and request.method == 'GET':
                return self._show(self._store.get(int(names[1])), names[2:])
        except (IndexError, KeyError, ValueError):
            # A number that is none, or that no message or attachment has: not found as well.
            pass
        return PAGES.render('error', "Not found", status=404)

    def _handle_api(self, request, names):
        if names == ['messages'] and request.method == 'GET':
            messages = self._store.all(request.query.get('to', ''))
            return json_response(200, [describe(message) for message in messages])
        if names == ['messages'] and request.method == 'DELETE':
            self._store.clear()
            return json_response(200, None)
        if names[:1] == ['messages'] and len(names) == 2 and request.method == 'GET':
            return json_response(200, describe_fully(self._store.get(int(names[1]))))
        return json_response(404, {'error': "There is nothing here"})

    def _show_list(self, to):
        messages = self._store.all(to)
        rows = [_row(message) for message in reversed(messages)]
        return PAGES.render(
            'list', f"Mail catcher: {len(messages)} messages", to=to, rows=join(rows)
        )

    def _clear(self, request):
        # Browsers say when a form comes from another site's page.
        if request.headers.get('Sec-Fetch-Site', 'same-origin') != 'same-origin':
            return PAGES.render('error', "Only from the inbox itself", status=403)
        self._store.clear()
        return redirect('/')

    def _show(self, message, names):
        if not names:
            return _message_page(message)
        if names == ['html']:
            headers = (('Content-Security-Policy', MESSAGE_POLICY),)
            return html_response(200, LINKS_IN_NEW_TAB + message.html, headers)
        if names == ['source']:
            return Response(200, message.raw, 'text/plain; charset=utf-8')
        if names[0] == 'attachments' and len(names) == 2 and names[1].isdigit():
            return _download(message.attachments[int(names[1])])
        raise KeyError(names)


def describe(message: CaughtMessage) -> dict:
    """Return the facts of a message as JSON can tell them."""
    return {
        'number': message.number,
        'sender': message.sender,
        'recipients': message.recipients,
        'from': message.header('From'),
        'to': message.header('To'),
        'subject': message.subject,
        'received_at': message.received_at.isoformat(),
        'attachments': [
            {
                'name': part_name(part),
                'type': part.get_content_type(),
                'size': len(part_bytes(part)),
            }
            for part in message.attachments
        ],
    }


def describe_fully(message: CaughtMessage) -> dict:
    """Return the facts and the contents of a message as JSON can tell them."""
    headers = [[name, message.header(name)] for name in message.parsed.keys()]  # noqa: SIM118
    return describe(message) | {'text': message.text, 'html': message.html, 'headers': headers}


def _row(message):
    return markup(
        '<li><a href="/messages/$number">$subject</a><span>$to</span>'
        '<span class="note">$time from $sender</span></li>',
        number=message.number,
        subject=message.subject or "(no subject)",
        to=', '.join(message.recipients),
        time=f'{message.received_at:%Y-%m-%d %H:%M:%S} UTC',
        sender=message.header('From') or message.sender,
    )


def _message_page(message):
    return PAGES.render(
        'message',
        message.subject or "(no subject)",
        number=message.number,
        sender=message.header('From'),
        to=message.header('To'),
        recipients=', '.join(message.recipients),
        filter=urlencode({'to': message.recipients[0]}),
        date=message.header('Date'),
        body=_body(message),
        attachments=join([_attachment(message, position) for position in _positions(message)]),
    )


def _positions(message):
    return range(len(message.attachments))


def _body(message):
    if message.html:
        return markup(
            '<iframe title="Message" sandbox="allow-popups allow-popups-to-escape-sandbox"'
            ' src="/messages/$number/html"></iframe>',
            number=message.number,
        )
    return markup('<pre>$text</pre>', text=message.text)


def _attachment(message, position):
    part = message.attachments[position]
    return markup(
        '<li><a href="/messages/$number/attachments/$position" download>$name</a>'
        '<span class="note">$type, $size bytes</span></li>',
        number=message.number,
        position=position,
        name=part_name(part) or "attachment",
        type=part.get_content_type(),
        size=len(part_bytes(part)),
    )


def _download(part):
    # Always saved, never opened: an attachment may be a web page.
    name = quote(part_name(part) or 'attachment')
    disposition = ('Content-Disposition', f"attachment; filename*=UTF-8''{name}")
    return Response(200, part_bytes(part), 'application/octet-stream', (disposition,))
