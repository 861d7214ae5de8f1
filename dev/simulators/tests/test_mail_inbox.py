import random
from email.utils import make_msgid

from ..mail.store import part_name
from .common import ask
from .test_mail_smtp import MailCase, make_message

PICTURE = b'\x89PNG picture'
PAGE = '<p>Hola <script>alert(1)</script><img src="cid:logo"/></p>'


def make_rich_message():
    """Return a message with text, HTML, a picture in it and two attachments."""
    message = make_message(subject='Recibo <b>"ñ"</b>')
    message.add_alternative(PAGE, subtype='html')
    html = message.get_payload()[1]
    html.add_related(PICTURE, 'image', 'png', cid='<logo>')
    message.add_attachment(b'%PDF', 'application', 'pdf', filename='Factura "Nº 1".pdf')
    message.add_attachment('<script>alert(1)</script>', 'html', filename='page.html')
    message['Message-Id'] = make_msgid()
    return message


class TestInbox(MailCase):
    def get(self, path, method='GET', headers=None):
        """Ask the inbox."""
        port = int(self.mail.url.rpartition(':')[2])
        body = '' if method == 'POST' else None
        return ask(port, method, path, body, headers)

    def test_list_shows_the_latest_first_and_filters(self):
        self.send(make_message(subject='first'))
        self.send(make_message(subject='second'), recipients=['other@example.cl'])
        page = self.get('/').text
        self.assertLess(page.index('second'), page.index('first'))
        page = self.get('/?to=OTHER').text
        self.assertIn('second', page)
        self.assertNotIn('first', page)

    def test_message_page_shows_everything_harmlessly(self):
        self.send(make_rich_message())
        page = self.get('/messages/1').text
        self.assertIn('Recibo &lt;b&gt;&quot;ñ&quot;&lt;/b&gt;', page)
        self.assertIn('Factura &quot;Nº 1&quot;.pdf', page)
        self.assertNotIn('alert(1)', page)
        self.assertIn('sandbox="allow-popups allow-popups-to-escape-sandbox"', page)

    def test_html_runs_no_script_and_shows_its_picture(self):
        self.send(make_rich_message())
        answer = self.get('/messages/1/html')
        policy = answer.headers['Content-Security-Policy']
        self.assertIn('sandbox allow-popups', policy)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn('allow-scripts', policy)
        self.assertIn('src="data:image/png;base64,', answer.text)

    def test_plain_text_is_shown_as_text(self):
        self.send(make_message(text='a < b\n'))
        page = self.get('/messages/1').text
        self.assertIn('a &lt; b', page)
        self.assertNotIn('<iframe', page)

    def test_attachments_are_saved_and_never_opened(self):
        self.send(make_rich_message())
        (message,) = self.mail.messages
        names = [part_name(part) for part in message.attachments]
        self.assertEqual(names, ['Factura "Nº 1".pdf', 'page.html'])
        answer = self.get('/messages/1/attachments/0')
        self.assertEqual(answer.text, '%PDF')
        self.assertEqual(answer.headers['Content-Type'], 'application/octet-stream')
        self.assertEqual(
            answer.headers['Content-Disposition'],
            "attachment; filename*=UTF-8''Factura%20%22N%C2%BA%201%22.pdf",
        )
        self.assertIn('alert(1)', self.get('/messages/1/attachments/1').text)

    def test_source_is_shown_as_text(self):
        self.send(make_message())
        answer = self.get('/messages/1/source')
        self.assertEqual(answer.headers.get_content_type(), 'text/plain')
        self.assertIn('Subject:', answer.text)

    def test_json_tells_the_same(self):
        self.send(make_rich_message())
        (listed,) = self.get('/api/messages?to=ana').json
        self.assertEqual(listed['recipients'], ['ana@example.cl'])
        self.assertEqual(listed['subject'], 'Recibo <b>"ñ"</b>')
        self.assertEqual([entry['size'] for entry in listed['attachments']], [4, 27])
        full = self.get('/api/messages/1').json
        self.assertEqual(full['text'].strip(), 'Hola')
        self.assertIn('data:image/png', full['html'])
        self.assertIn('Message-Id', dict(full['headers']))
        self.assertEqual(self.get('/api/messages?to=nobody').json, [])

    def test_messages_are_deleted(self):
        for path, method in (('/api/messages', 'DELETE'), ('/clear', 'POST')):
            with self.subTest(path=path):
                self.send(make_message())
                self.assertIn(self.get(path, method).status, (200, 303))
                self.assertEqual(self.get('/api/messages').json, [])

    def test_web_page_of_another_site_cannot_delete(self):
        self.send(make_message())
        answer = self.get('/clear', 'POST', {'Sec-Fetch-Site': 'cross-site'})
        self.assertEqual(answer.status, 403)
        self.assertTrue(self.mail.messages)

    def test_unknown_paths_are_not_found(self):
        self.send(make_rich_message())
        for path in (
            '/messages',
            '/messages/2',
            '/messages/x',
            '/messages/1/nothing',
            '/messages/1/attachments',
            '/messages/1/attachments/9',
            '/messages/1/attachments/-1',
            '/nothing',
            '/api',
            '/api/messages/2',
            '/api/messages/x',
        ):
            with self.subTest(path=path):
                self.assertEqual(self.get(path).status, 404)
        self.assertEqual(self.get('/', 'POST').status, 404)

    def test_broken_messages_are_shown_all_the_same(self):
        raw = make_rich_message().as_bytes()
        chance = random.Random(7)  # noqa: S311 - the same changes in every run
        texts = [raw, b'', b'\xff\xfe', b'Content-Type: multipart/mixed\n\nx', raw[:400]]
        texts.append(b'Content-Type: text/html; charset=nonsense\nSubject: =?x?b?!?=\n\n<p>\xf1')
        for _number in range(60):
            broken = bytearray(raw)
            for _change in range(12):
                broken[chance.randrange(len(broken))] = chance.choice(b'\x00\n:;=?"<\xf1 ')
            texts.append(bytes(broken))
        for number, text in enumerate(texts, start=1):
            self.mail._store.add('a@b', ['c@d'], text)
            for path in (
                f'/messages/{number}',
                f'/messages/{number}/html',
                f'/api/messages/{number}',
            ):
                with self.subTest(path=path):
                    self.assertEqual(self.get(path).status, 200, text)
        self.assertEqual(self.get('/').status, 200)
