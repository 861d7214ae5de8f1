import re
import smtplib
import socket
import unittest
from email.message import EmailMessage
from email.policy import SMTP

from ..mail import MailCatcher
from ..mail.smtp import MAX_SIZE, Session


class MailCase(unittest.TestCase):
    """A test with a mail catcher of its own."""

    def setUp(self):
        super().setUp()
        self.mail = MailCatcher()
        self.mail.start()
        self.addCleanup(self.mail.stop)

    def connect(self):
        """Return a connected client, as Odoo's mail server code makes one."""
        client = smtplib.SMTP('127.0.0.1', self.mail.smtp_port, timeout=10)
        self.addCleanup(client.close)
        return client

    def send(self, message, sender='odoo@example.cl', recipients=('ana@example.cl',)):
        """Send a message."""
        with self.connect() as client:
            client.send_message(message, sender, list(recipients))


def make_message(subject="Comprobante de pago Nº 42", text="Hola\n"):
    """Return a message in the form in which Odoo sends."""
    message = EmailMessage(policy=SMTP)
    message['From'] = '"Compañía Ñandú" <odoo@example.cl>'
    message['To'] = 'ana@example.cl'
    message['Subject'] = subject
    message.set_content(text)
    return message


class TestSmtp(MailCase):
    def test_message_arrives_with_its_envelope(self):
        self.send(make_message(), recipients=('ana@example.cl', 'bcc@example.cl'))
        (message,) = self.mail.messages
        self.assertEqual(message.sender, 'odoo@example.cl')
        self.assertEqual(message.recipients, ['ana@example.cl', 'bcc@example.cl'])
        self.assertEqual(message.subject, "Comprobante de pago Nº 42")
        self.assertEqual(message.header('From'), 'Compañía Ñandú <odoo@example.cl>')
        self.assertEqual(message.text, "Hola\r\n")

    def test_lines_that_begin_with_a_dot_are_kept(self):
        text = ".\n..\n.hidden\nend\n"
        self.send(make_message(text=text))
        self.assertEqual(self.mail.messages[0].text.replace('\r\n', '\n'), text)

    def test_bounce_without_sender_is_accepted(self):
        self.send(make_message(), sender='')
        self.assertEqual(self.mail.messages[0].sender, '')

    def test_several_messages_in_one_session(self):
        with self.connect() as client:
            for number in range(3):
                client.send_message(
                    make_message(subject=str(number)), 'a@example.cl', ['b@example.cl']
                )
        self.assertEqual([message.subject for message in self.mail.messages], ['0', '1', '2'])

    def test_address_with_letters_beyond_ascii(self):
        with self.connect() as client:
            options = ['SMTPUTF8', 'BODY=8BITMIME']
            client.ehlo()
            client.sendmail(
                'ñ@example.cl', ['josé@example.cl'], 'Subject: ñ\n\nñ'.encode(), options
            )
        (message,) = self.mail.messages
        self.assertEqual(message.recipients, ['josé@example.cl'])
        self.assertEqual((message.subject, message.text), ('ñ', 'ñ\r\n'))

    def test_commands_may_come_all_at_once(self):
        lines = (
            'EHLO x',
            'MAIL FROM:<a@example.cl>',
            'RCPT TO:<b@example.cl>',
            'DATA',
            'Subject: s',
            '',
            'text',
            '.',
            'QUIT',
            '',
        )
        with socket.create_connection(('127.0.0.1', self.mail.smtp_port), 10) as client:
            client.sendall('\r\n'.join(lines).encode())
            replies = client.makefile('rb').read().decode()
        codes = re.findall(r'^(\d{3}) ', replies, re.MULTILINE)
        self.assertEqual(codes, ['220', '250', '250', '250', '354', '250', '221'])
        self.assertEqual(len(self.mail.messages), 1)

    def test_client_that_goes_away_leaves_no_message(self):
        with socket.create_connection(('127.0.0.1', self.mail.smtp_port), 10) as client:
            client.sendall(b'HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhalf')
        self.send(make_message())
        self.assertEqual(len(self.mail.messages), 1)

    def test_announced_size_beyond_the_limit_is_refused(self):
        with self.connect() as client:
            client.ehlo()
            self.assertEqual(int(client.esmtp_features['size']), MAX_SIZE)
            self.assertEqual(client.mail('a@example.cl', [f'SIZE={MAX_SIZE + 1}'])[0], 552)

    def test_waiting_for_a_message(self):
        self.send(make_message())
        (message,) = self.mail.wait_for('ana@', timeout=5)
        self.assertEqual(message.recipients, ['ana@example.cl'])
        with self.assertRaises(TimeoutError):
            self.mail.wait_for('nobody@', timeout=0.05)

    def test_only_the_latest_messages_are_kept(self):
        for number in range(1005):
            self.mail._store.add('a', ['b'], f'Subject: {number}\n\n'.encode())
        self.assertEqual(len(self.mail.messages), 1000)
        self.assertEqual(self.mail.messages[0].subject, '5')


class TestSession(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.delivered = []
        self.session = Session(lambda *message: self.delivered.append(message))

    def check_dialogue(self, *turns):
        """Check that each command gets a reply with its code."""
        for command, code in turns:
            with self.subTest(command):
                self.assertEqual(self.session.command(command)[:3], code)

    def test_order_of_commands_is_kept(self):
        self.check_dialogue(
            ('MAIL FROM:<a@b>', '503'),
            ('HELO x', '250'),
            ('RCPT TO:<a@b>', '503'),
            ('DATA', '503'),
            ('MAIL FROM:<a@b>', '250'),
            ('MAIL FROM:<a@b>', '503'),
            ('DATA', '503'),
            ('RCPT TO:<c@d>', '250'),
            ('RSET', '250'),
            ('DATA', '503'),
            ('NOOP', '250'),
            ('QUIT', '221'),
        )

    def test_syntax_is_checked(self):
        self.check_dialogue(
            ('ehlo x', '250'),
            ('nonsense', '502'),
            ('', '502'),
            ('STARTTLS', '502'),
            ('AUTH PLAIN x', '502'),
            ('MAIL', '501'),
            ('MAIL TO:<a@b>', '501'),
            ('MAIL FROM:a@b', '501'),
            ('MAIL FROM:<a b>', '501'),
            ('MAIL FROM:<a@b> FOO=1', '555'),
            ('mail from:<a@b> size=5 BODY=8BITMIME', '250'),
            ('RCPT TO:<>', '501'),
            ('rcpt to: <c@d>', '250'),
        )

    def test_message_is_delivered_once(self):
        self.check_dialogue(
            ('HELO x', '250'), ('MAIL FROM:<a@b>', '250'), ('RCPT TO:<c@d>', '250'), ('DATA', '354')
        )
        self.assertTrue(self.session.receiving)
        self.assertEqual(self.session.message(b'text')[:3], '250')
        self.assertEqual(self.delivered, [('a@b', ['c@d'], b'text')])
        self.check_dialogue(('DATA', '503'))

    def test_too_large_message_is_refused(self):
        self.check_dialogue(
            ('HELO x', '250'), ('MAIL FROM:<a@b>', '250'), ('RCPT TO:<c@d>', '250'), ('DATA', '354')
        )
        self.assertEqual(self.session.message(bytes(MAX_SIZE + 1))[:3], '552')
        self.assertFalse(self.delivered)
